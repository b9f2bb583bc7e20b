"""Who would have a seat of each pool if it were for her to choose: how many, and each one's number by value."""

from typing import NamedTuple

import numpy as np

from matching.cohort.problem import NONE, Assignment, Ints, Problem


class Lines(NamedTuple):
    """`wanted`: of each pool how many have a seat there or would rather have one; `number`: of each option, by value."""

    wanted: Ints
    number: Ints


def lines(problem: Problem, found: Assignment) -> Lines:
    """Each asker stands in line where she is and where she would have more value; those of one value share a number."""
    has = np.where(found.option == NONE, 0, problem.value[found.option] if len(problem.value) else 0)
    own = found.option[problem.asker] == np.arange(len(problem.asker))
    stands = np.flatnonzero(own | (problem.value > has[problem.asker]))
    wanted = np.bincount(problem.pool[stands], minlength=problem.pools)
    order = stands[np.lexsort((-problem.value[stands], problem.pool[stands]))]
    pool, value = problem.pool[order], problem.value[order]
    place = np.arange(len(order))
    new = np.r_[True, (pool[1:] != pool[:-1]) | (value[1:] != value[:-1])][: len(order)]
    starts = np.maximum.accumulate(np.where(new, place, 0))
    begin = np.r_[0, np.cumsum(wanted)[:-1]] if problem.pools else np.zeros(0, dtype=np.int64)
    number = np.zeros(len(problem.asker), dtype=np.int64)
    number[order] = starts - begin[pool] + 1
    return Lines(wanted, number)
