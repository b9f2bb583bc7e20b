"""Workers with one need against the columns that answer it: facts by distinct value, then rows put together in blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from matching import near
from matching.packed.answering import AS_NUMBER, ASK, NO, Answers, Column, column
from matching.packed.pack import Flags, Ints
from matching.packed.view import Keys, There, View
from matching.profile import Profile, Span, shift
from matching.rules import tried_on

SHARED = 1 << 24
NONE: Ints = np.zeros(0, np.int32)
T = TypeVar("T")
R = TypeVar("R", bound=np.generic)
Bits = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Known:
    """The answers to a fact's rules by distinct row of answers, and which row each worker has."""

    of: Ints
    rows: Answers


class Batch:
    """`order` puts workers of one point and shift together; the rest is asked for some rows at a time."""

    def __init__(self, view: View, profiles: Sequence[Profile]) -> None:
        self.view, self.profiles, self.now = view, profiles, view.now
        self.sorts = view.now.pack.sorts
        self.points, self.point = _numbered([one.point for one in profiles])
        shifts = column(profiles, "shift")
        self.shifts, again = _numbered([shift(one, self.now.day) for one in shifts.stands])
        self.shift = again[shifts.number]
        self.order: Ints = np.lexsort((self.shift, self.point)).astype(np.int32)
        self.known: dict[str, Known] = {}
        self.mixed = [(number, np.packbits(view.flags(columns))) for number, columns in view.mixed]
        self.by_distance: dict[tuple[int, int], Answers] = {}
        self._costs(column(profiles, "can_pay"))
        self.saying = {what: self._saying(what) for what in (NO, ASK)[: 1 if view.odds is None else 2]}
        for number in (*view.first_clauses, *(number for number, _ in view.mixed)):
            self._answer(number, self.order[:1])
        self.own = self._shared()

    def keys(self, rows: Ints) -> tuple[Keys, tuple[Ints, Ints]]:
        """The keys of these workers; and for each the row of the places that are best for her."""
        view = self.view
        both = self.point[rows].astype(np.int64) * len(self.shifts) + self.shift[rows]
        distinct, of = np.unique(both, return_inverse=True)
        theirs = [
            view.there(self.points[int(one) // len(self.shifts)], self.shifts[int(one) % len(self.shifts)])
            for one in distinct
        ]
        keys = self._there(theirs, of, rows)
        keys += self._own(rows) if self.own is None else np.take(self.own[1], self.own[0][rows], axis=0)
        refused = self._flags(NO, rows)
        if refused is not None:
            np.putmask(keys, refused, view.refused)
        return keys, (np.stack([there.place for there in theirs]), of.astype(np.int32))

    def _there(self, theirs: Sequence[There], of: Ints, rows: Ints) -> Keys:
        """The keys of these workers by where they are; with a learned chance by whether anything is to be asked, too."""
        view = self.view
        plain: Keys = np.take(np.stack([view.with_chance(there, view.flags(NONE)) for there in theirs]), of, axis=0)
        asks = None if view.odds is None else self._flags(ASK, rows)
        if asks is not None:
            every = np.ones(view.size, bool)
            np.copyto(
                plain, np.take(np.stack([view.with_chance(there, every) for there in theirs]), of, axis=0), where=asks
            )
        return plain

    def intakes(self, rows: Ints, columns: Ints, places: tuple[Ints, Ints]) -> Ints:
        """The best intake for each of these workers at each of her columns."""
        of_place, of = places
        entry = np.stack([self.now.hours(one).entry for one in self.shifts])
        return self.now.pack.try_intake[entry[self.shift[rows][:, None], of_place[of[:, None], columns]]]

    def _costs(self, own: Column) -> None:
        """What a service costs, by what she can pay: the points taken off the keys, and those who can't refused."""
        view = self.view
        self.cost_rows, of = _distinct(np.stack([view.costs(one) for one in own.stands]))
        self.cost_of = of[own.number]

    def _own(self, rows: Ints) -> Keys:
        """What her purse and her place among those taken first put on the keys of these workers."""
        cost: Keys = np.take(self.cost_rows, self.cost_of[rows], axis=0)
        if self.view.first_clauses:
            cost -= np.take(self._of_firsts(self._halves(rows)), self.view.firsts.of, axis=1)
        return cost

    def _shared(self) -> tuple[Ints, Keys] | None:
        """The same by distinct worker, and which each is; None where too many differ for them to be kept."""
        rows = np.arange(len(self.profiles), dtype=np.int32)
        halves = self._halves(rows) if self.view.first_clauses else np.zeros((len(rows), 0), np.int8)
        alike, of = _distinct(np.concatenate([self.cost_of.view(np.int8).reshape(len(rows), 4), halves], axis=1))
        if len(alike) * self.view.size > SHARED:
            return None
        _, first = np.unique(of, return_index=True)
        return of, self._own(first.astype(np.int32))

    def _know(self, code: str) -> Known:
        """The answers of all rules of a fact to each worker."""
        if code not in self.known:
            own = column(self.profiles, code)
            rows, of = _distinct(self.now.answering.rows(code, own.stands))
            self.known[code] = Known(of[own.number], rows)
        return self.known[code]

    def _saying(self, what: int) -> list[tuple[Ints, Bits]]:
        """By fact, the columns of which a clause says so, by row of answers, and which row each worker has."""
        found = []
        for code, mine in self.view.by_fact.items():
            known = self._know(code)
            says, of = _distinct(np.stack([self._clause_rows(code, number) for number, _ in mine], axis=1) == what)
            bits = np.zeros((len(says), (self.view.size + 7) // 8), np.uint8)
            for row, one in enumerate(says):
                if one.any():
                    flags = self.view.flags(np.concatenate([mine[nth][1] for nth in np.flatnonzero(one)]))
                    bits[row] = np.packbits(flags)
            if says.any():
                found.append((of[known.of], bits))
        return found

    def _halves(self, rows: Ints) -> Answers:
        """The answers of the clauses that take some first, in columns."""
        return np.stack([self._answer(number, rows) for number in self.view.first_clauses], axis=1)

    def _of_firsts(self, halves: Answers) -> Keys:
        """By set of clauses, the points of workers with these answers, to be taken off the keys."""
        sums = np.rint(halves.astype(np.float32) @ self.view.first_in).astype(np.int32)
        found: Keys = self.view.first_worth[np.arange(sums.shape[1]), sums]
        return found

    def _clause_rows(self, code: str, number: int) -> Answers:
        """The answers of a clause of one fact, by the rows of that fact."""
        columns = [self.now.answering.column[rule] for rule in self.sorts.clauses.of[number].rules]
        found: Answers = self._know(code).rows[:, columns].max(axis=1)
        return found

    def _flags(self, what: int, rows: Ints) -> Flags | None:
        """Of each of these workers the columns of which a clause says so."""
        found = None
        for of, bits in self.saying[what]:
            mine = np.take(bits, of[rows], axis=0)
            found = mine if found is None else np.bitwise_or(found, mine, out=found)
        if self.mixed:
            if found is None:
                found = np.zeros((len(rows), (self.view.size + 7) // 8), np.uint8)
            for number, bits in self.mixed:
                found[self._answer(number, rows) == what] |= bits
        return None if found is None else np.unpackbits(found, axis=1, count=self.view.size).view(bool)

    def _answer(self, number: int, rows: Ints) -> Answers:
        """The answer of any clause to these workers."""
        found = np.full(len(rows), NO, np.int8)
        for rule in self.sorts.clauses.of[number].rules:
            fact = self.sorts.facts[rule]
            if fact is None:
                np.maximum(found, ASK, out=found)
            elif fact.code == "distance":
                np.maximum(found, self._by_distance(number, rule)[self.point[rows]], out=found)
            else:
                known = self._know(fact.code)
                np.maximum(found, known.rows[known.of[rows], self.now.answering.column[rule]], out=found)
        return found

    def _by_distance(self, clause: int, number: int) -> Answers:
        """What a rule on the distance says by point of the workers."""
        if (clause, number) not in self.by_distance:
            owner, rule, fact = (
                self.sorts.clauses.of[clause].offer,
                self.sorts.rules.of[number],
                self.sorts.facts[number],
            )
            assert owner is not None
            assert fact is not None
            offer = self.now.pack.offers[self.now.pack.number(owner)]
            found = []
            for point in self.points:
                km = near.nearest(near.reach(point, offer))
                own = None if km is None else Span(km, km)
                found.append(AS_NUMBER[tried_on(rule, fact, own, self.now.day)])
            self.by_distance[clause, number] = np.array(found, np.int8)
        return self.by_distance[clause, number]


def _numbered(values: Sequence[T]) -> tuple[list[T], Ints]:
    """The distinct ones, and of each which it is."""
    numbers: dict[T, int] = {}
    for one in values:
        numbers.setdefault(one, len(numbers))
    return list(numbers), np.fromiter(map(numbers.__getitem__, values), np.int32, len(values))


def _distinct(rows: npt.NDArray[R]) -> tuple[npt.NDArray[R], Ints]:
    """The distinct rows, and of each row which it is."""
    numbers: dict[bytes, int] = {}
    of = [numbers.setdefault(row.tobytes(), len(numbers)) for row in np.ascontiguousarray(rows)]
    found = np.array(of, np.int32)
    _, first = np.unique(found, return_index=True)
    return rows[first], found
