"""The catalog as arrays: what stays true whatever the day, whoever asks and however many seats are taken."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import NamedTuple, TypeVar
from uuid import UUID

import numpy as np
import numpy.typing as npt

from catalog.offer import Offer, OfferIntake
from matching.packed.sorts import Row, Sorts

Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
ANEW = 4
T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Ragged:
    """Numbers in groups: those of group i are `flat[starts[i]:starts[i + 1]]`."""

    flat: Ints
    starts: Ints

    @classmethod
    def of(cls, groups: Sequence[Sequence[int]]) -> "Ragged":
        counts = np.fromiter(map(len, groups), np.int32, len(groups))
        return cls(np.fromiter(chain.from_iterable(groups), np.int32, int(counts.sum())), _starts(counts))

    @property
    def group(self) -> Ints:
        """Of each number, the group that it is in."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))

    @classmethod
    def joined(cls, some: Sequence[tuple["Ragged", int, int]]) -> "Ragged":
        """Some groups of each, one after the other."""
        counts = [np.diff(one.starts[start : stop + 1]) for one, start, stop in some]
        flat = [one.flat[one.starts[start] : one.starts[stop]] for one, start, stop in some]
        return cls(np.concatenate(flat), _starts(np.concatenate(counts)))


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Pack:
    """Offers in the order of their ids and, by their place in it, what each is; `sorts` holds what the numbers mean.

    `keys` are their ids as numbers. `tries` are the intakes of each place, with one at its end that stands for none that
    is open: `intakes` has -1 there. `rows` is how many offers `sorts` has ever read.
    """

    offers: tuple[Offer, ...]
    keys: tuple[int, ...]
    intakes: tuple[OfferIntake, ...]
    sorts: Sorts
    must: Ragged
    first: Ints
    standing: Ints
    cost: Ints
    needs: Ints
    kind: Ints
    places: Ragged
    tries: Ragged
    try_seats: Ints
    try_intake: Ints
    rows: int

    @property
    def size(self) -> int:
        return len(self.offers)

    def number(self, service: UUID) -> int:
        """The place of an offer, or where it would be."""
        return bisect_left(self.keys, service.int)

    def has(self, service: UUID) -> bool:
        """Whether that offer is in it."""
        at = self.number(service)
        return at < self.size and self.keys[at] == service.int

    def repacked(self, changed: Mapping[UUID, Offer | None]) -> "Pack":
        """Packed again with these offers in place of those with their ids, the new ones added, None: gone.

        This one stays as it is. What the changed ones no longer use stays in `sorts` until all is packed anew, once as
        many were packed again as would fill it `ANEW` times.
        """
        new = [offer for offer in changed.values() if offer is not None]
        if self.rows + len(new) > ANEW * self.size:
            return pack((*(one for one in self.offers if one.id not in changed), *new))
        added = pack(new, self.sorts)
        return _joined(list(self._pieces(added, changed)), self.rows + len(new))

    def _pieces(self, added: "Pack", changed: Mapping[UUID, Offer | None]) -> Iterator["_Piece"]:
        """The offers that stay, in stretches, and between them those that were packed, in the order of their ids."""
        stays_from, nth = 0, 0
        for service in sorted(changed, key=lambda one: one.int):
            at = self.number(service)
            yield _Piece(self, stays_from, at)
            stays_from = at + self.has(service)
            if changed[service] is not None:
                yield _Piece(added, nth, nth + 1)
                nth += 1
        yield _Piece(self, stays_from, self.size)


class _Piece(NamedTuple):
    """Offers of a pack from one place up to another."""

    of: Pack
    start: int
    stop: int


def pack(offers: Iterable[Offer], sorts: Sorts | None = None) -> Pack:
    """These offers packed, in whatever order they come."""
    ordered = tuple(sorted(offers, key=lambda offer: offer.id.int))
    sorts = sorts or Sorts()
    rows = sorts.rows(ordered)
    tries = [one for row in rows for _, one in row.places]
    every = np.array(list(chain.from_iterable(tries)), np.int32).reshape(-1, 2)
    starts = _starts(np.fromiter(map(len, tries), np.int32, len(tries)))
    return Pack(
        ordered,
        tuple(offer.id.int for offer in ordered),
        tuple(intake for offer in ordered for place in offer.places for intake in place.intakes),
        sorts,
        must=Ragged.of([row.must for row in rows]),
        first=_column(rows, "first"),
        standing=_column(rows, "standing"),
        cost=_column(rows, "cost"),
        needs=_column(rows, "needs"),
        kind=_column(rows, "kind"),
        places=Ragged.of([[point for point, _ in row.places] for row in rows]),
        tries=Ragged(every[:, 0].copy(), starts),
        try_seats=every[:, 1].copy(),
        try_intake=_try_intake(starts),
        rows=len(rows),
    )


def _joined(pieces: Sequence[_Piece], rows: int) -> Pack:
    """Pieces of packs with the same `sorts` as one."""
    places = [(one.of, *one.of.places.starts[[one.start, one.stop]].tolist()) for one in pieces]
    tries = [(of, *of.tries.starts[[start, stop]].tolist()) for of, start, stop in places]
    own = [(of, at - start, to - stop) for (of, at, to), (_, start, stop) in zip(tries, places, strict=True)]
    try_of = Ragged.joined([(of.tries, start, stop) for of, start, stop in places])
    return Pack(
        _strung([of.offers[start:stop] for of, start, stop in pieces]),
        _strung([of.keys[start:stop] for of, start, stop in pieces]),
        _strung([of.intakes[start:stop] for of, start, stop in own]),
        pieces[0].of.sorts,
        must=Ragged.joined([(of.must, start, stop) for of, start, stop in pieces]),
        first=np.concatenate([of.first[start:stop] for of, start, stop in pieces]),
        standing=np.concatenate([of.standing[start:stop] for of, start, stop in pieces]),
        cost=np.concatenate([of.cost[start:stop] for of, start, stop in pieces]),
        needs=np.concatenate([of.needs[start:stop] for of, start, stop in pieces]),
        kind=np.concatenate([of.kind[start:stop] for of, start, stop in pieces]),
        places=Ragged.joined([(of.places, start, stop) for of, start, stop in pieces]),
        tries=try_of,
        try_seats=np.concatenate([of.try_seats[start:stop] for of, start, stop in tries]),
        try_intake=_try_intake(try_of.starts),
        rows=rows,
    )


def _strung(parts: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    found: list[T] = []
    for one in parts:
        found += one
    return tuple(found)


def _starts(counts: Ints) -> Ints:
    """Where each group begins, and where the last one ends."""
    found = np.zeros(len(counts) + 1, np.int32)
    np.cumsum(counts, out=found[1:])
    return found


def _try_intake(starts: Ints) -> Ints:
    """The intake of each try of places that begin there: the last of each place has none."""
    found = np.full(int(starts[-1]), -1, np.int32)
    own = np.ones(len(found), bool)
    own[starts[1:] - 1] = False
    found[own] = np.arange(len(found) - len(starts) + 1, dtype=np.int32)
    return found


def _column(rows: Sequence[Row], name: str) -> Ints:
    return np.fromiter(map(attrgetter(name), rows), np.int32, len(rows))
