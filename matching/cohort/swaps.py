"""What it would cost to give an asker a seat that another has: the one who gives it up takes the best that is left to her."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.cohort.problem import NONE, UNCOUNTED, Assignment, Ints, Problem

HOLDERS = 200
NO_COST = np.iinfo(np.int64).max


class Swap(NamedTuple):
    """One who would give her seat to another: what the total value would lose (less than nothing: it would gain).

    `floors` are the places of the floors that would then lack a seat: where there are any, the swap is not to be had.
    """

    holder: int
    cost: int
    floors: tuple[int, ...]


@dataclass(slots=True, repr=False)
class Seats:
    """An assignment looked at from its pools: who holds a seat, and what each of them could have else."""

    problem: Problem
    found: Assignment
    holders: dict[int, Ints]
    value: dict[tuple[int, int], int]
    left: Ints
    tight: tuple[bool, ...]
    member: NDArray[np.bool_]
    else_: Ints


def seats(problem: Problem, found: Assignment) -> Seats:
    """The assignment ready for questions."""
    used = np.bincount(found.pool[found.pool != NONE], minlength=problem.pools)
    counted = np.where(problem.capacity == UNCOUNTED, problem.askers, problem.capacity)
    left = counted - used
    order = np.argsort(found.pool, kind="stable")
    order = order[found.pool[order] != NONE]
    order = order[~np.isin(order, list(problem.pins))]
    pools, first = np.unique(found.pool[order], return_index=True)
    held = np.split(order, first[1:]) if len(order) else []
    member = np.zeros((len(problem.floors), problem.askers), dtype=bool)
    for number, floor in enumerate(problem.floors):
        member[number, floor.askers] = True
    had = [int((found.pool[floor.askers] != NONE).sum()) for floor in problem.floors]
    tight = tuple(had[number] <= floor.at_least for number, floor in enumerate(problem.floors))
    keys = zip(problem.asker.tolist(), problem.pool.tolist(), strict=True)
    return Seats(
        problem=problem,
        found=found,
        holders={int(pool): some for pool, some in zip(pools, held, strict=True)},
        value=dict(zip(keys, problem.value.tolist(), strict=True)),
        left=left,
        tight=tight,
        member=member,
        else_=_else(problem, found, left),
    )


def taken_otherwise(problem: Problem, found: Assignment) -> NDArray[np.bool_]:
    """Of each option whether the same person gets that service for another need."""
    most = problem.service.max(initial=0) + 1
    got = np.flatnonzero(found.pool != NONE)
    keys = problem.person[got] * most + problem.service[found.pool[got]]
    wanted = problem.person[problem.asker] * most + problem.service[problem.pool]
    own = found.pool[problem.asker]
    mine = (own != NONE) & (problem.service[own] == problem.service[problem.pool])
    return np.asarray(np.isin(wanted, keys) & ~mine)


def closed(problem: Problem) -> NDArray[np.bool_]:
    """Of each option whether it is forbidden."""
    keys = problem.asker * problem.pools + problem.pool
    return np.isin(keys, [asker * problem.pools + pool for asker, pool in problem.forbidden])


def _else(problem: Problem, found: Assignment, left: Ints) -> Ints:
    """The most value that each asker could have at a pool with a seat free, other than where she is; 0 for nothing."""
    free = (left[problem.pool] > 0) & (problem.pool != found.pool[problem.asker])
    free &= ~taken_otherwise(problem, found) & ~closed(problem)
    best = np.zeros(problem.askers, dtype=np.int64)
    np.maximum.at(best, problem.asker[free], problem.value[free])
    return best


def swaps(seats: Seats, asker: int, pool: int, weight: Ints) -> tuple[Swap | None, Swap | None]:
    """The cheapest swap that gives her a seat there, of all holders and of those who weigh less than she does.

    Of a pool of very many the first 200 by what they would lose are looked at.
    """
    holders = seats.holders.get(pool)
    if holders is None:
        return None, None
    problem, found = seats.problem, seats.found
    own = int(found.pool[asker])
    lose = problem.value[found.option[holders]] - seats.else_[holders]
    if len(holders) > HOLDERS:
        near = np.argsort(lose, kind="stable")[:HOLDERS]
        holders, lose = holders[near], lose[near]
    back = lose.copy()
    if own != NONE:
        hers = [seats.value.get((holder, own), 0) for holder in holders.tolist()]
        back = problem.value[found.option[holders]] - np.maximum(seats.else_[holders], hers)
    has = 0 if own == NONE else int(problem.value[found.option[asker]])
    cost = back + has - seats.value[asker, pool]
    lighter = np.where(weight[holders] < weight[asker], cost, NO_COST)
    best, less = int(np.argmin(cost)), int(np.argmin(lighter))
    out = back == problem.value[found.option[holders]]

    def swap(at: int) -> Swap:
        holder = int(holders[at])
        return Swap(holder, int(cost[at]), _broken(seats, asker, holder) if out[at] else ())

    return swap(best), None if lighter[less] == NO_COST else swap(less)


def _broken(seats: Seats, asker: int, holder: int) -> tuple[int, ...]:
    """The floors that lack a seat when the one gets nothing and the other has hers."""
    comes = seats.found.pool[asker] == NONE
    return tuple(
        number
        for number, tight in enumerate(seats.tight)
        if tight and seats.member[number, holder] and not (comes and seats.member[number, asker])
    )
