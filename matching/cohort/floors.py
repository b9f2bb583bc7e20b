"""What each floor comes to and costs: wanted, had, the most that could be had, and the value that it takes from others."""

from dataclasses import dataclass

from matching.cohort.assign import Assigning
from matching.cohort.problem import NONE, Assignment


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


def tell(assigned: Assigning, found: Assignment) -> tuple[FloorTold, ...]:
    """Each floor of the problem, with `found` as what was assigned."""
    floors = assigned.problem.floors
    had = [int((found.pool[floor.askers] != NONE).sum()) for floor in floors]
    costs = [_cost(assigned, found, number) for number in range(len(floors))]
    reached = [assigned.reach(at) if had[at] < floor.at_least else had[at] for at, floor in enumerate(floors)]
    rows = zip(floors, had, reached, costs, strict=True)
    return tuple(FloorTold(one.code, len(one.askers), one.at_least, own, most, *cost) for one, own, most, cost in rows)


def _cost(assigned: Assigning, found: Assignment, number: int) -> tuple[int, int]:
    """The value and the seats that a floor takes from others."""
    floor = assigned.problem.floors[number]
    if not floor.at_least or floor.code in found.idle:
        return 0, 0
    value, given = assigned.without(number)
    return value - found.total, given - seats(found)


def seats(found: Assignment) -> int:
    """How many got a seat."""
    return int((found.pool != NONE).sum())
