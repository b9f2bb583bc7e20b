"""What each floor comes to and costs: wanted, had, the most that could be had, and the value that it takes from others."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from matching.cohort.problem import NONE, Assignment, Floor, Problem

Assign = Callable[[Problem], Assignment]


@dataclass(frozen=True, slots=True)
class FloorTold:
    """A floor with its numbers.

    `reachable` is the most of its askers who could get a seat if nothing else counted, told where it was not met (else
    `had`). `price` is the total value without this floor less that with it, `gone` how many seats less are given with it;
    where floors can't all be met, those that were not are taken as far as they were.
    """

    code: str
    members: int
    wanted: int
    had: int
    reachable: int
    price: int
    gone: int

    @property
    def short(self) -> int:
        """How many seats it lacks."""
        return max(0, self.wanted - self.had)


def tell(problem: Problem, found: Assignment, assign: Assign) -> tuple[FloorTold, ...]:
    """Each floor of the problem, with `found` as what was assigned and `assign` to assign without it."""
    met = replace(problem, floors=tuple(map(_lowered, problem.floors, found.short)), before={})
    return tuple(_told(problem, met, found, floor, assign) for floor in problem.floors)


def _lowered(floor: Floor, short: int) -> Floor:
    return replace(floor, at_least=floor.at_least - short)


def _told(problem: Problem, met: Problem, found: Assignment, floor: Floor, assign: Assign) -> FloorTold:
    had = int((found.pool[floor.askers] != NONE).sum())
    price, gone = _price(met, found, floor, had, assign)
    reachable = had if had >= floor.at_least else reach(problem, floor, assign)
    return FloorTold(floor.code, len(floor.askers), floor.at_least, had, reachable, price, gone)


def _price(met: Problem, found: Assignment, floor: Floor, had: int, assign: Assign) -> tuple[int, int]:
    """What the same problem gives without the floor."""
    if not floor.at_least or floor.code in found.idle:
        return 0, 0
    freed = assign(met.without_floor(floor.code))
    return freed.total - found.total, seats(freed) - seats(found)


def reach(problem: Problem, floor: Floor, assign: Assign) -> int:
    """The most of a floor's askers who can have a seat at once, beside the pinned."""
    mine = np.isin(problem.asker, floor.askers) | np.isin(problem.asker, list(problem.pins))
    alone = replace(
        problem,
        asker=problem.asker[mine],
        pool=problem.pool[mine],
        value=np.where(np.isin(problem.asker[mine], floor.askers), 1, 0),
        floors=(),
        before={},
    )
    return int((assign(alone).pool[floor.askers] != NONE).sum())


def seats(found: Assignment) -> int:
    """How many got a seat."""
    return int((found.pool != NONE).sum())
