"""The same woman twice: keys under which she is found again, and whether two records may be of one woman."""

import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.fuzz import ratio

from matching.sound import words


class Same(StrEnum):
    """Whether two records are of one woman; a person decides in the end."""

    SAME = "same"
    MAYBE = "maybe"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Known:
    """What tells women apart; what is not known stays None. `phone` is a fingerprint, `place` a code."""

    name_bn: str | None = None
    name_en: str | None = None
    nickname: str | None = None
    relative: str | None = None
    birth_year: int | None = None
    phone: str | None = None
    place: str | None = None
    nid_last4: str | None = None


SAME_FROM, MAYBE_FROM = 9, 5


def keys(name: str) -> set[str]:
    """Keys that any spelling of a name in either script shares with another: of each own word, and of all joined."""
    own, titles = words(name)
    parts = {*own, "".join(own), "".join(own + titles)}
    return {key for part in parts if (key := _key(part))}


def compare(a: Known, b: Known) -> Same:
    """Same, maybe or different, from all that both records know; names that differ are of different women."""
    name = _names_alike(a, b)
    if name < 70:
        return Same.DIFFERENT
    points = (3 if name >= 85 else 1) + _relative(a, b) + _year(a, b) + _numbers(a, b)
    return Same.SAME if points >= SAME_FROM else Same.MAYBE if points >= MAYBE_FROM else Same.DIFFERENT


def _key(part: str) -> str:
    return re.sub("(?<=.)[aiu]", "", re.sub("^[aiu]+", "A", part))


def _names_alike(a: Known, b: Known) -> float:
    ours, theirs = ([name for name in (one.name_bn, one.name_en, one.nickname) if name] for one in (a, b))
    return max((alike(own, other) for own in ours for other in theirs), default=0)


def alike(one: str, other: str) -> float:
    """How alike two names sound, 0 to 100; titles weigh little, words may be joined or apart."""
    (own, titles), (others, other_titles) = words(one), words(other)
    plain = ratio("".join(own), "".join(others))
    whole = ratio("".join(own + titles), "".join(others + other_titles))
    return max(plain, whole)


def _relative(a: Known, b: Known) -> int:
    if not a.relative or not b.relative:
        return 0
    same = alike(a.relative, b.relative)
    return 3 if same >= 80 else 0 if same >= 60 else -3


def _year(a: Known, b: Known) -> int:
    if a.birth_year is None or b.birth_year is None:
        return 0
    apart = abs(a.birth_year - b.birth_year)
    return 1 if apart <= 2 else 0 if apart <= 5 else -2


def _numbers(a: Known, b: Known) -> int:
    """Phones are shared by families, so that an equal one says less than an equal end of the NID."""
    points = 0
    if a.nid_last4 and b.nid_last4:
        points += 3 if a.nid_last4 == b.nid_last4 else -4
    if a.phone and a.phone == b.phone:
        points += 2
    if a.place and a.place == b.place:
        points += 1
    return points
