"""What each floor comes to and costs: wanted, had, the most that could be had, and the value that it takes from others."""

from dataclasses import dataclass

from matching.cohort.assign import Assigning
from matching.cohort.problem import NONE, Assignment, Floor


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
    return tuple(_told(assigned, found, number, floor) for number, floor in enumerate(assigned.problem.floors))


def _told(assigned: Assigning, found: Assignment, number: int, floor: Floor) -> FloorTold:
    had = int((found.pool[floor.askers] != NONE).sum())
    reachable = had if had >= floor.at_least else assigned.reach(number)
    price, gone = 0, 0
    if floor.at_least and floor.code not in found.idle:
        value, given = assigned.without(number)
        price, gone = value - found.total, given - seats(found)
    return FloorTold(floor.code, len(floor.askers), floor.at_least, had, reachable, price, gone)


def seats(found: Assignment) -> int:
    """How many got a seat."""
    return int((found.pool != NONE).sum())
