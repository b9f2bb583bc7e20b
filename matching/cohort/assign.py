"""The best assignment: the most value under seats and floors, with pins; proved, and steady from run to run."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.cohort.clashes import check
from matching.cohort.problem import NONE, Assignment, Ints, Problem
from matching.cohort.program import program
from matching.cohort.whole import Whole


class Assigning:
    """A problem that is assigned, and then asked what its floors cost and how far they reach."""

    def __init__(self, problem: Problem) -> None:
        """Raises PinsClash where the pins can't all hold."""
        check(problem)
        self.problem, self.program = problem, program(problem)
        self.whole = Whole(self.program) if len(self.program.option) else None

    def best(self) -> Assignment:
        """The assignment with the least lacking at floors, then the most value, then the fewest moved from `before`."""
        nothing = np.zeros(self.problem.pools)
        if self.whole is None:
            return assignment(self.problem, self.program.option, 0, nothing)
        best = self.whole.best(staying(self.problem, self.program.option) if self.problem.before else None)
        found = assignment(self.problem, self.program.option[best.taken], best.value, best.prices.seat)
        idle = (floor.code for floor, free in zip(self.problem.floors, best.idle, strict=True) if free)
        return replace(found, idle=frozenset(idle))

    def without(self, floor: int) -> tuple[int, int]:
        """The value and the seats given if that floor did not count, once the best is found."""
        best = None if self.whole is None else self.whole.without(floor)
        return (0, 0) if best is None else (best.value, int(best.taken.sum()))

    def reach(self, floor: int) -> int:
        """The most askers of a floor who could get a seat if nothing else counted, once the best is found."""
        return 0 if self.whole is None else self.whole.reach(floor)


def assign(problem: Problem) -> Assignment:
    """The best assignment. Raises PinsClash where the pins can't all hold."""
    return Assigning(problem).best()


def assignment(problem: Problem, option: Ints, bound: int, price: NDArray[np.float64]) -> Assignment:
    """The assignment that these options make."""
    got = np.full(problem.askers, NONE)
    got[problem.asker[option]] = option
    pool = np.where(got == NONE, NONE, problem.pool[got]) if len(problem.pool) else got
    lacks = tuple(max(0, floor.at_least - int((got[floor.askers] != NONE).sum())) for floor in problem.floors)
    return Assignment(
        pool=pool, option=got, total=int(problem.value[option].sum()), bound=bound, short=lacks, price=price
    )


def staying(problem: Problem, option: Ints) -> NDArray[np.float64]:
    """For each of these options 1 where it is what she had before, -1 where she had none, else 0."""
    before = np.full(problem.askers, NONE - 1)
    before[list(problem.before)] = list(problem.before.values())
    had = before[problem.asker[option]]
    return np.asarray((had == problem.pool[option]).astype(float) - (had == NONE))


def moved(problem: Problem, found: Assignment) -> int:
    """How many of those who were in the run before have something else now."""
    return sum(int(found.pool[asker]) != pool for asker, pool in problem.before.items())
