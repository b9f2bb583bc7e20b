"""The catalog as arrays: what stays true whatever the day, whoever asks and however many seats are taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import numpy.typing as npt

from catalog.offer import Offer, OfferIntake
from matching.packed.sorts import Row, Sorts

Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Ragged:
    """Numbers in groups: those of group i are `flat[starts[i]:starts[i + 1]]`."""

    flat: Ints
    starts: Ints

    @classmethod
    def of(cls, groups: Sequence[Sequence[int]]) -> "Ragged":
        starts = np.zeros(len(groups) + 1, np.int32)
        np.cumsum(np.fromiter(map(len, groups), np.int32, len(groups)), out=starts[1:])
        return cls(np.fromiter((one for group in groups for one in group), np.int32, int(starts[-1])), starts)

    @property
    def group(self) -> Ints:
        """Of each number, the group that it is in."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Pack:
    """Offers in the order of their ids and, by their place in it, what each is; `sorts` holds what the numbers mean.

    `tries` are the intakes of each place, with one at its end that stands for none that is open: `intakes` has -1 there.
    """

    offers: tuple[Offer, ...]
    intakes: tuple[OfferIntake, ...]
    sorts: Sorts
    must: Ragged
    first: Ints
    standing: Ints
    cost: Ints
    needs: Ints
    places: Ragged
    tries: Ragged
    try_seats: Ints
    try_intake: Ints
    number: dict[UUID, int]

    @property
    def size(self) -> int:
        return len(self.offers)


def pack(offers: Iterable[Offer], sorts: Sorts | None = None) -> Pack:
    """These offers packed, in whatever order they come."""
    ordered = tuple(sorted(offers, key=lambda offer: offer.id.bytes))
    sorts = sorts or Sorts()
    rows = list(map(sorts.row, ordered))
    intakes = tuple(intake for offer in ordered for place in offer.places for intake in place.intakes)
    tries = [one for row in rows for _, one in row.places]
    try_intake = np.full(sum(map(len, tries)), -1, np.int32)
    own = np.ones(len(try_intake), bool)
    own[np.cumsum([len(one) for one in tries], dtype=np.intp) - 1] = False
    try_intake[own] = np.arange(len(intakes), dtype=np.int32)
    return Pack(
        ordered,
        intakes,
        sorts,
        must=Ragged.of([row.must for row in rows]),
        first=_column(rows, "first"),
        standing=_column(rows, "standing"),
        cost=_column(rows, "cost"),
        needs=_column(rows, "needs"),
        places=Ragged.of([[point for point, _ in row.places] for row in rows]),
        tries=Ragged.of([[when for when, _ in one] for one in tries]),
        try_seats=np.fromiter((seats for one in tries for _, seats in one), np.int32, len(try_intake)),
        try_intake=try_intake,
        number={offer.id: number for number, offer in enumerate(ordered)},
    )


def _column(rows: Sequence[Row], name: str) -> Ints:
    return np.fromiter((getattr(row, name) for row in rows), np.int32, len(rows))
