"""A roster swept for women who stand in it twice: names weighed by how many there bear them, rivals set against each other."""

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.same.blocks import candidates
from matching.same.compare import MAYBE_FROM, Finding, Same, Verdict, findings, verdict, weights
from matching.same.known import Known

Floats = NDArray[np.float64]
NAME_SHARED, GUARDIAN_SHARED, PLACE_SHARED = 0.95, 0.9, 0.9
MOST, LEAST = 9.0, 0.3
TWO_SHARE, SOME_SHARE, SOME = 2, 3, -1.5
RIVAL_BY, RIVAL_SURE = 3.0, 8.0
SLACK = 0.01


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows, by position from 0, and the verdict on them."""

    a: int
    b: int
    verdict: Verdict


@dataclass(frozen=True)
class Counts:
    """How many rows of a roster share a name, a guardian's name, both, a phone and a place."""

    rows: int
    names: Counter[Hashable]
    guardians: Counter[Hashable]
    both: Counter[Hashable]
    phones: Counter[Hashable]
    places: Counter[Hashable]

    def share(self, counter: Counter[Hashable], a: Hashable, b: Hashable) -> float:
        """The share of rows that bear the commoner of two."""
        return max(counter[a], counter[b], 1) / self.rows


def name_of(one: Known) -> Hashable:
    """What her name is counted by: its known names, else its sound."""
    return _counted(one.names[0].own) if one.names else None


def guardian_of(one: Known) -> Hashable:
    """What her guardian's name is counted by."""
    return _counted(one.guardian[0].own) if one.guardian else None


def _counted(own: Sequence) -> Hashable:
    return tuple(min(word.names) if word.names else word.sound for word in own)


def place_of(one: Known) -> Hashable:
    """What her place is counted by: the place meant, else as written."""
    return min(one.places) if one.places else one.place


def count(women: Sequence[Known]) -> Counts:
    """The counts of a roster."""
    return Counts(
        len(women),
        Counter(map(name_of, women)),
        Counter(map(guardian_of, women)),
        Counter((name_of(one), guardian_of(one)) for one in women),
        Counter(phone for one in women for phone in one.phones),
        Counter(map(place_of, women)),
    )


def twice(women: Sequence[Known]) -> list[Pair]:
    """The pairs that are the same or maybe, in the order of their rows."""
    if len(women) < 2:
        return []
    counts = count(women)
    prior = weights("roster")["prior"] - math.log(len(women))
    found = [
        Pair(a, b, one)
        for a, b in _likely(women, counts, prior)
        if (one := weigh_in(women[a], women[b], counts, prior)).answer is not Same.DIFFERENT
    ]
    return [pair for pair in map(_with_rivals(found), found) if pair.verdict.answer is not Same.DIFFERENT]


def weigh_in(a: Known, b: Known, counts: Counts, prior: float) -> Verdict:
    """The verdict on two rows of a roster."""
    table = weights("roster")
    found = []
    for code, share in findings(a, b):
        weight = table[code] + _rare(code, share is not None, a, b, counts)
        if code == "phone_same":
            many = max(counts.phones[phone] for phone in {*a.phones} & {*b.phones})
            code = code if many <= SOME_SHARE else "phone_many"
            weight = table[code] + (SOME if many == SOME_SHARE else 0.0)
        found.append(Finding(code, weight))
    return verdict(prior, _capped(found, a, b, counts))


def _rare(code: str, named: bool, a: Known, b: Known, counts: Counts) -> float:
    """The log of how much likelier the same woman shares this than two women do, by their shares in the roster."""
    if named and code.startswith("name"):
        return _log(NAME_SHARED, counts.share(counts.names, name_of(a), name_of(b)))
    if named:
        return _log(GUARDIAN_SHARED, counts.share(counts.guardians, guardian_of(a), guardian_of(b)))
    if code == "place_same":
        return _log(PLACE_SHARED, counts.share(counts.places, place_of(a), place_of(b)))
    return 0.0


def _log(shared: float, share: float) -> float:
    return min(MOST, max(LEAST, math.log(shared / share)))


def _capped(found: list[Finding], a: Known, b: Known, counts: Counts) -> list[Finding]:
    """Name and guardian's name together say no more than how few rows bear both: a third namesake shows that."""
    many = max(counts.both[name_of(a), guardian_of(a)], counts.both[name_of(b), guardian_of(b)])
    told = [one for one in found if one.code in ("name_same", "guardian_same")]
    over = sum(one.weight for one in told) - math.log(counts.rows / max(1, many - 1))
    if len(told) < 2 or many <= TWO_SHARE or over <= 0:
        return found
    return [Finding(one.code, one.weight - over) if one.code == "guardian_same" else one for one in found]


def _with_rivals(found: list[Pair]) -> Callable[[Pair], Pair]:
    """A pair loses where one of its rows fits another row much better."""
    best: dict[int, float] = {}
    for pair in found:
        for at in (pair.a, pair.b):
            best[at] = max(best.get(at, -MOST), pair.verdict.total)

    def judged(pair: Pair) -> Pair:
        total = pair.verdict.total
        if total >= RIVAL_SURE or max(best[pair.a], best[pair.b]) < total + RIVAL_BY:
            return pair
        rival = Finding("rival", weights("roster")["rival"])
        return Pair(pair.a, pair.b, Verdict(total + rival.weight, (*pair.verdict.findings, rival)))

    return judged


def _likely(women: Sequence[Known], counts: Counts, prior: float) -> list[tuple[int, int]]:
    """The candidates that can still reach maybe, by a first sum over arrays that leaves out what takes longest."""
    pairs = candidates(women)
    return [(int(a), int(b)) for a, b in pairs]
