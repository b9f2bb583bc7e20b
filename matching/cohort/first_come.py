"""The same seats in the order of the roster, each her best that is free: what an assignment is compared with."""

import numpy as np

from matching.cohort.assign import assignment
from matching.cohort.problem import UNCOUNTED, Assignment, Problem
from matching.cohort.program import program


def first_come(problem: Problem) -> Assignment:
    """Each asker in turn the option of most value that has a seat and that she does not have yet; no floors, no pins.

    Seats that are pinned are not kept for anybody: it is what would happen without a cohort.
    """
    plain = Problem(
        asker=problem.asker,
        pool=problem.pool,
        value=problem.value,
        capacity=problem.capacity,
        person=problem.person,
        service=problem.service,
        forbidden=problem.forbidden,
    )
    ready = program(plain)
    left = [len(problem.person) if seats == UNCOUNTED else seats for seats in problem.capacity.tolist()]
    order = np.lexsort((ready.pool, -ready.value, ready.asker))
    served, had, taken = -1, set[int](), []
    rows = (ready.asker[order], ready.pool[order], ready.once[order], ready.option[order])
    for asker, pool, once, option in zip(*(column.tolist() for column in rows), strict=True):
        if asker != served and left[pool] and once not in had:
            left[pool] -= 1
            served = asker
            taken.append(option)
            if once >= 0:
                had.add(once)
    return assignment(problem, np.array(taken, dtype=np.int64), 0, np.zeros(problem.pools))
