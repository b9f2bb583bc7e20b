"""A roster swept for women who stand in it twice: names weighed by how many there bear them, rivals set against each other."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.same.blocks import candidates
from matching.same.compare import MAYBE_FROM, SAME_FROM, Finding, Same, Verdict, findings, verdict, weights
from matching.same.known import Known
from matching.same.names import Word

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
NAME_SHARED, GUARDIAN_SHARED, PLACE_SHARED = 0.95, 0.9, 0.9
RARE_NAME, RARE_GUARDIAN, RARE_PLACE = 0.8, 0.78, 0.77
MOST, LEAST = 9.0, 0.3
TWO_SHARE, SOME_SHARE, SOME = 2, 3, -1.5
RIVAL_BY, RIVAL_SURE, UNDER = 1.0, 8.0, SAME_FROM - 0.1
SLACK, FEW, AT_ONCE, MOST_APART, LEAST_OF_OTHER_MAN = 0.5, 2_000, 1_000_000, 8, -1.0


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


def _counted(own: Sequence[Word]) -> Hashable:
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
    judged = [pair for pair in map(_with_rivals(found), found) if pair.verdict.answer is not Same.DIFFERENT]
    return _agreeing(judged)


def weigh_in(a: Known, b: Known, counts: Counts, prior: float) -> Verdict:
    """The verdict on two rows of a roster."""
    table = weights("roster")
    found = []
    for code, share in findings(a, b):
        weight = table[code] + _rare(code, share is not None, a, b, counts)
        if code == "phone_same":
            many = max(counts.phones[phone] for phone in {*a.phones} & {*b.phones})
            told = code if many <= SOME_SHARE else "phone_many"
            found.append(Finding(told, table[told] + (SOME if many == SOME_SHARE else 0.0)))
        else:
            found.append(Finding(code, weight))
    return verdict(prior, _capped(found, a, b, counts))


def _rare(code: str, named: bool, a: Known, b: Known, counts: Counts) -> float:
    """The log of how much likelier the same woman shares this than two women do, by their shares in the roster."""
    if named and code.startswith("name"):
        return RARE_NAME * _log(NAME_SHARED, counts.share(counts.names, name_of(a), name_of(b)))
    if named:
        return RARE_GUARDIAN * _log(GUARDIAN_SHARED, counts.share(counts.guardians, guardian_of(a), guardian_of(b)))
    if code == "place_same":
        return RARE_PLACE * _log(PLACE_SHARED, counts.share(counts.places, place_of(a), place_of(b)))
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


def _agreeing(found: list[Pair]) -> list[Pair]:
    """Where A is B and B is C but A is not C, the weaker of the two is maybe."""
    near = {(pair.a, pair.b) for pair in found}
    same: dict[int, set[int]] = defaultdict(set)
    doubted: dict[tuple[int, int], Pair] = {}
    for pair in sorted(found, key=lambda one: -one.verdict.total):
        if pair.verdict.answer is not Same.SAME:
            break
        thirds = {(pair.b, third) for third in same[pair.a]} | {(pair.a, third) for third in same[pair.b]}
        if all((min(two), max(two)) in near for two in thirds):
            same[pair.a].add(pair.b)
            same[pair.b].add(pair.a)
        else:
            third = Finding("third", UNDER - pair.verdict.total)
            doubted[pair.a, pair.b] = Pair(pair.a, pair.b, Verdict(UNDER, (*pair.verdict.findings, third)))
    return [doubted.get((pair.a, pair.b), pair) for pair in found]


def _likely(women: Sequence[Known], counts: Counts, prior: float) -> list[tuple[int, int]]:
    """The candidates whose sum may still reach maybe, by arrays: names taken as the same, other men as father and husband."""
    pairs = candidates(women)
    if len(women) < FEW:
        return [(int(a), int(b)) for a, b in pairs]
    table, fields = weights("roster"), _coded(women)
    kept = []
    for start in range(0, len(pairs), AT_ONCE):
        a, b = pairs[start : start + AT_ONCE].T
        total = prior + fields.name_worth[np.stack((a, b))].min(axis=0) + table["title_same"]
        same_man = (fields.man[a] == fields.man[b]) & (fields.man[a] >= 0)
        total += np.where(
            same_man, fields.man_worth[a], LEAST_OF_OTHER_MAN * (fields.man[a] >= 0) * (fields.man[b] >= 0)
        )
        apart = np.minimum(np.abs(fields.year[a] - fields.year[b]), MOST_APART)
        years = np.array(
            [table[f"birth_{level}"] for level in ("day", "one", "two", "three", "four", "four", "six", "six", "far")]
        )
        total += np.where((fields.year[a] > 0) & (fields.year[b] > 0), years[apart], 0.0)
        for known, code, worth, other in (
            (fields.phone, "phone_same", None, "phone_other"),
            (fields.place, "place_same", fields.place_worth, "place_district"),
            (fields.nid, "nid_same", None, "nid_other"),
        ):
            both = (known[a] >= 0) & (known[b] >= 0)
            gain = table[code] if worth is None else worth[a]
            total += both * np.where(known[a] == known[b], gain, table[other])
        kept.append(pairs[start : start + AT_ONCE][total >= MAYBE_FROM - SLACK])
    return [(int(a), int(b)) for part in kept for a, b in part]


@dataclass(frozen=True)
class _Coded:
    """The fields of a roster as numbers, -1 where unknown; what a shared name, guardian or place is worth in log odds."""

    name_worth: Floats
    man: Whole
    man_worth: Floats
    year: Whole
    phone: Whole
    place: Whole
    place_worth: Floats
    nid: Whole


def _coded(women: Sequence[Known]) -> _Coded:
    _, name_many = _numbered([name_of(one) for one in women])
    man, man_many = _numbered([guardian_of(one) for one in women])
    place, place_many = _numbered([place_of(one) for one in women])
    phone, _ = _numbered([one.phones[0] if one.phones else None for one in women])
    nid, _ = _numbered([one.nid_last4 or None for one in women])
    year = np.array([one.born.year if one.born else 0 for one in women], dtype=np.int64)

    def worth(shared: float, many: Floats) -> Floats:
        return np.clip(np.log(shared * len(women) / np.maximum(many, 1)), LEAST, MOST)

    return _Coded(
        worth(NAME_SHARED, name_many), man, worth(GUARDIAN_SHARED, man_many), year, phone, place,
        worth(PLACE_SHARED, place_many), nid,
    )  # fmt: skip


def _numbered(values: list[Hashable]) -> tuple[Whole, Floats]:
    """Each value as a number, and how many have it."""
    numbers: dict[Hashable, int] = {}
    codes = np.array(
        [-1 if value is None else numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64
    )
    many = np.bincount(codes[codes >= 0], minlength=1).astype(float)
    return codes, many[np.maximum(codes, 0)]
