"""A problem as the matrices of a programme: which options are open, and the rows that bind them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.cohort.problem import UNCOUNTED, Ints, Problem


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Program:
    """The open options (`option`: their places among all, sorted by asker) with what each uses.

    `once` is the number of the pair of person and service where several of her needs may get it, else -1; `must` are
    the askers who are pinned; `member` says who (columns) counts for which floor (rows). `turn` is the number of the asker
    of each option among those who have any, `first` the place of each one's first option.
    """

    option: Ints
    asker: Ints
    pool: Ints
    value: Ints
    once: Ints
    capacity: Ints
    must: NDArray[np.bool_]
    member: NDArray[np.bool_]
    at_least: Ints
    turn: Ints
    first: Ints

    @property
    def pairs(self) -> int:
        """How many pairs of person and service several needs may want."""
        return int(self.once.max(initial=-1)) + 1


def program(problem: Problem) -> Program:
    """What is forbidden or against a pin left out; seats beyond the number of askers cut."""
    open_ = ~_closed(problem)
    option = np.flatnonzero(open_)
    asker, pool = problem.asker[option], problem.pool[option]
    counted = np.where(problem.capacity == UNCOUNTED, problem.askers, problem.capacity)
    must = np.zeros(problem.askers, dtype=bool)
    must[list(problem.pins)] = True
    new = np.diff(asker, prepend=-1) > 0
    return Program(
        option=option,
        asker=asker,
        pool=pool,
        value=problem.value[option],
        once=_once(problem, asker, pool),
        capacity=np.minimum(counted, problem.askers),
        must=must,
        member=_member(problem),
        at_least=np.array([floor.at_least for floor in problem.floors], dtype=np.int64),
        turn=np.cumsum(new) - 1,
        first=np.flatnonzero(new),
    )


def _closed(problem: Problem) -> NDArray[np.bool_]:
    """Options that are forbidden, or not what their asker is pinned to."""
    keys = problem.asker * problem.pools + problem.pool
    closed = np.isin(keys, [asker * problem.pools + pool for asker, pool in problem.forbidden])
    if problem.pins:
        pinned = np.isin(problem.asker, list(problem.pins))
        held = [asker * problem.pools + pool for asker, pools in problem.pins.items() for pool in pools]
        closed |= pinned & ~np.isin(keys, held)
    return closed


def _once(problem: Problem, asker: Ints, pool: Ints) -> Ints:
    pairs = problem.person[asker] * (problem.service.max(initial=0) + 1) + problem.service[pool]
    _, pair = np.unique(pairs, return_inverse=True)
    several = np.unique(np.column_stack((pair, asker)), axis=0)[:, 0]
    wanted = np.flatnonzero(np.bincount(several) > 1)
    number = np.full(pair.max(initial=-1) + 1, -1)
    number[wanted] = np.arange(len(wanted))
    return number[pair]


def _member(problem: Problem) -> NDArray[np.bool_]:
    found = np.zeros((len(problem.floors), problem.askers), dtype=bool)
    for number, floor in enumerate(problem.floors):
        found[number, floor.askers] = True
    return found
