"""The seats and those who ask for them, as whole numbers in arrays: what is to be assigned, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
NONE = -1
UNCOUNTED = -1


@dataclass(frozen=True, slots=True, repr=False)
class Floor:
    """Of these askers (their numbers, each once) at least so many are to get a seat."""

    code: str
    askers: Ints
    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Problem:
    """Askers numbered from 0, their options, the seats of each pool, and what else must hold.

    An option is one place of `asker`, `pool` and `value` (whole, at least 1), sorted by asker, then pool, no pair twice.
    `capacity` of a pool is its free seats, `UNCOUNTED` where nobody counts them. `person` of each asker and `service` of
    each pool: a person gets a service once. `pins`: the asker gets a seat in one of these pools. `before`: the pool that
    each asker had in the run before (`NONE`: she had none); who is not in it was not in that run.
    """

    asker: Ints
    pool: Ints
    value: Ints
    capacity: Ints
    person: Ints
    service: Ints
    floors: tuple[Floor, ...] = ()
    pins: Mapping[int, frozenset[int]] = field(default_factory=dict)
    forbidden: frozenset[tuple[int, int]] = frozenset()
    before: Mapping[int, int] = field(default_factory=dict)

    @property
    def askers(self) -> int:
        """How many ask."""
        return len(self.person)

    @property
    def pools(self) -> int:
        """How many pools there are."""
        return len(self.capacity)

    def without_floor(self, code: str) -> "Problem":
        """The same without the floor of that code."""
        return replace(self, floors=tuple(floor for floor in self.floors if floor.code != code))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Assignment:
    """Who gets a seat: the `pool` of each asker, or `NONE`.

    `total` is the sum of values. `bound` is what no assignment can exceed under the same floors, so that `total` equal to
    it is proved the best. `short` is what each floor lacks, `price` of each pool about what one more seat there is worth.
    `option` is the place of what she got among the options. `idle` are floors that are proved to cost nothing.
    """

    pool: Ints
    option: Ints
    total: int
    bound: int
    short: tuple[int, ...]
    price: NDArray[np.float64]
    idle: frozenset[str] = frozenset()

    @property
    def proved(self) -> bool:
        """Whether it is known that no other has more value."""
        return self.total >= self.bound


def problem(
    options: Iterable[tuple[int, int, int]],
    capacity: Iterable[int],
    askers: int,
    *,
    person: Iterable[int] | None = None,
    service: Iterable[int] | None = None,
    floors: Iterable[Floor] = (),
    pins: Mapping[int, frozenset[int]] | None = None,
    forbidden: Iterable[tuple[int, int]] = (),
    before: Mapping[int, int] | None = None,
) -> Problem:
    """A problem from plain (asker, pool, value); without `person` and `service` each asker and pool stands for itself."""
    rows = np.array(sorted(options), dtype=np.int64).reshape(-1, 3)
    seats = np.array(list(capacity), dtype=np.int64)
    return Problem(
        asker=rows[:, 0],
        pool=rows[:, 1],
        value=rows[:, 2],
        capacity=seats,
        person=np.arange(askers) if person is None else np.array(list(person), dtype=np.int64),
        service=np.arange(len(seats)) if service is None else np.array(list(service), dtype=np.int64),
        floors=tuple(floors),
        pins=pins or {},
        forbidden=frozenset(forbidden),
        before=before or {},
    )
