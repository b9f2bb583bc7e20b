"""Two records weighed: findings field by field, their log odds summed, one of three answers with a score."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from catalog.data import rows
from matching.same import data
from matching.same.alike import Level, best_level
from matching.same.birth import born_apart
from matching.same.known import FATHER, Known, phones_level, places_level
from matching.same.names import Heard

SAME_FROM, MAYBE_FROM = 1.5, 0.5
USUAL_SHARE, RARITY, MOST_RARE = 0.012, 0.25, 1.0


class Same(StrEnum):
    """Whether two records are of one woman; a person decides in the end."""

    SAME = "same"
    MAYBE = "maybe"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one field says, in log odds for (above 0) or against (below 0) one woman."""

    code: str
    weight: float

    def words(self, language: str) -> str:
        """The finding in words, en or bn."""
        return told()[self.code][language]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The sum in log odds, and what it is made of, the weightiest first."""

    total: float
    findings: tuple[Finding, ...]

    @property
    def score(self) -> float:
        """0 to 1; `same` from a half."""
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, self.total - SAME_FROM))))

    @property
    def answer(self) -> Same:
        """Same, maybe or different."""
        return Same.SAME if self.total >= SAME_FROM else Same.MAYBE if self.total >= MAYBE_FROM else Same.DIFFERENT


@cache
def told() -> Mapping[str, Mapping[str, str]]:
    """The table of findings as it stands in weights.csv."""
    return {row["finding"]: row for row in rows("weights", data.__name__)}


@cache
def weights(column: str) -> Mapping[str, float]:
    """The log odds of each finding, among pairs that somebody brings (`pair`) or within a roster (`roster`)."""
    return {code: float(row[column]) for code, row in told().items()}


def compare(a: Known, b: Known) -> Same:
    """Same, maybe or different, from all that both records know."""
    return weigh(a, b).answer


def weigh(a: Known, b: Known) -> Verdict:
    """The verdict on a pair that somebody brings, because the two look alike."""
    table = weights("pair")
    found = findings(a, b)
    weighed = [Finding(code, table[code] + rarity(code, share)) for code, share in found]
    return verdict(table["prior"], weighed)


def verdict(prior: float, weighed: list[Finding]) -> Verdict:
    """The findings summed, the weightiest first."""
    total = prior + sum(one.weight for one in weighed)
    return Verdict(total, tuple(sorted(weighed, key=lambda one: -abs(one.weight))))


def rarity(code: str, share: float | None) -> float:
    """What a rare name adds to its being the same, and a common one takes away."""
    if share is None:
        return 0.0
    return max(-MOST_RARE, min(MOST_RARE, RARITY * math.log(USUAL_SHARE / share)))


def findings(a: Known, b: Known) -> list[tuple[str, float | None]]:
    """What each field says, with the share of people who bear a name that is the same; a missing field says nothing.

    Where no field is known of both, that alone is found.
    """
    found: list[tuple[str, float | None]] = [*_names(a, b), *_guardians(a, b)]
    if a.born and b.born:
        found.append((f"birth_{born_apart(a.born, b.born)}", None))
    phone = phones_level(a.phones, b.phones)
    place = places_level(a.place or "", b.place or "")
    found += [(f"phone_{phone}", None)] if phone else []
    found += [(f"place_{place}", None)] if place else []
    if a.nid_last4 and b.nid_last4:
        found.append(("nid_same" if a.nid_last4 == b.nid_last4 else "nid_other", None))
    return [("nothing", None)] if found == [("name_none", None)] else found


def _names(a: Known, b: Known) -> list[tuple[str, float | None]]:
    if not a.names or not b.names:
        return [("name_none", None)]
    level, ours, theirs = best_level(a.names, b.names, "woman")
    found: list[tuple[str, float | None]] = [(f"name_{level}", _share(level, ours, theirs))]
    if ours.titles and theirs.titles:
        found.append(("title_same" if ours.titles & theirs.titles else "title_other", None))
    return found


def _share(level: Level, ours: Heard, theirs: Heard) -> float | None:
    if level not in (Level.SAME, Level.NEAR, Level.PART):
        return None
    return max(ours.per_mille, theirs.per_mille) / 1000


def _guardians(a: Known, b: Known) -> list[tuple[str, float | None]]:
    if not a.guardian or not b.guardian:
        return []
    level, ours, theirs = best_level(a.guardian, b.guardian, "man")
    turned = a.whose is not None and b.whose is not None and a.whose != b.whose
    if level in (Level.SAME, Level.NEAR, Level.PART):
        return [("guardian_swapped" if turned else f"guardian_{level}", _share(level, ours, theirs))]
    if turned:
        return [("guardian_turned", None)]
    if level is Level.UNLIKE and a.whose and a.whose == b.whose:
        return [("father_unlike" if a.whose == FATHER else "husband_unlike", None)]
    return [(f"guardian_{level}", None)]
