"""Workers with one need against the columns that answer it: facts by distinct value, then rows put together in blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from matching import near
from matching.packed.answering import AS_NUMBER, ASK, NO, Answers, Column, column
from matching.packed.pack import Ints
from matching.packed.view import Keys, View
from matching.profile import Profile, Span, shift
from matching.rules import tried_on

SHARED = 1 << 24
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
        self.refusing: list[tuple[Ints, Bits]] = []
        self.mixed: list[tuple[int, Bits]] = []
        self.by_distance: dict[tuple[int, int], Answers] = {}
        self._costs(column(profiles, "can_pay"))
        self._musts()
        for number in view.first_clauses:
            self._answer(number, self.order[:1])
        self.own = self._shared()

    def keys(self, rows: Ints) -> tuple[Keys, tuple[Ints, Ints]]:
        """The keys of these workers; and for each the row of the places that are best for her."""
        view = self.view
        both = self.point[rows].astype(np.int64) * len(self.shifts) + self.shift[rows]
        distinct, of = np.unique(both, return_inverse=True)
        made = [
            view.there(self.points[int(one) // len(self.shifts)], self.shifts[int(one) % len(self.shifts)])
            for one in distinct
        ]
        keys = np.take(np.stack([key for key, _ in made]), of, axis=0)
        keys += self._own(rows) if self.own is None else np.take(self.own[1], self.own[0][rows], axis=0)
        refused = self._refused(rows)
        if refused is not None:
            np.putmask(keys, np.unpackbits(refused, axis=1, count=view.size).view(bool), view.refused)
        return keys, (np.stack([place for _, place in made]), of.astype(np.int32))

    def intakes(self, rows: Ints, columns: Ints, places: tuple[Ints, Ints]) -> Ints:
        """The best intake for each of these workers at each of her columns."""
        of_place, of = places
        entry = np.stack([self.now.of_shift(one)[1] for one in self.shifts])
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

    def _musts(self) -> None:
        """By fact, the columns that each row of answers refuses; clauses of several facts or of the distance alone."""
        for code, mine in self.view.by_fact.items():
            known = self._know(code)
            no, of = _distinct(np.stack([self._clause_rows(code, number) for number, _ in mine], axis=1) == NO)
            bits = np.zeros((len(no), (self.view.size + 7) // 8), np.uint8)
            for row, refuses in enumerate(no):
                if refuses.any():
                    flags = self.view.flags(np.concatenate([mine[nth][1] for nth in np.flatnonzero(refuses)]))
                    bits[row] = np.packbits(flags)
            if no.any():
                self.refusing.append((of[known.of], bits))

        for number, columns in self.view.mixed:
            self.mixed.append((number, np.packbits(self.view.flags(columns))))
            self._answer(number, self.order[:1])

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

    def _refused(self, rows: Ints) -> Bits | None:
        """The columns that say no to each of these workers, as bits."""
        found = None
        for of, bits in self.refusing:
            mine = np.take(bits, of[rows], axis=0)
            found = mine if found is None else np.bitwise_or(found, mine, out=found)
        if self.mixed:
            if found is None:
                found = np.zeros((len(rows), (self.view.size + 7) // 8), np.uint8)
            for number, bits in self.mixed:
                found[self._answer(number, rows) == NO] |= bits
        return found

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
