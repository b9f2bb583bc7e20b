"""The whole way from a cohort to what is told of it: the lines, the floors with their prices, first come first served."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matching.cohort.assign import Assigning, moved
from matching.cohort.build import Cohort
from matching.cohort.explain import explain, unmet
from matching.cohort.first_come import first_come
from matching.cohort.floors import FloorTold, seats, tell
from matching.cohort.problem import Assignment

Progress = Callable[[float], None]


def untold(share: float) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Result:
    """What came of a cohort.

    `lines` stand for the askers in order (explain.py), `unmet` counts reasons by need, `groups` tells of each group how
    many ask, how many got a seat, and how many would first come first served. `seats` and `value` are of the assignment,
    `first_seats` and `first_value` of first come first served. `moved`: how many have something else than before.
    """

    found: Assignment
    lines: list[dict[str, Any]]
    floors: tuple[FloorTold, ...]
    unmet: Mapping[str, Counter[str]]
    groups: Mapping[str, tuple[int, int, int]]
    seats: int
    value: int
    first_seats: int
    first_value: int
    moved: int

    @property
    def proved(self) -> bool:
        """Whether no other assignment under these floors can have more value."""
        return self.found.proved


def run(cohort: Cohort, told: Progress = untold) -> Result:
    """Assigned, explained, priced and compared; `told` hears the share that is done. Raises PinsClash."""
    assigned = Assigning(cohort.problem)
    found = assigned.best()
    told(0.4)
    floors = tell(assigned, found)
    told(0.7)
    lines = explain(cohort, found)
    first = first_come(cohort.problem)
    told(1.0)
    groups = {
        code: (len(askers), int((found.pool[askers] >= 0).sum()), int((first.pool[askers] >= 0).sum()))
        for code, askers in cohort.groups.items()
    }
    return Result(
        found=found,
        lines=lines,
        floors=floors,
        unmet=unmet(lines),
        groups=groups,
        seats=seats(found),
        value=found.total,
        first_seats=seats(first),
        first_value=first.total,
        moved=moved(cohort.problem, found),
    )
