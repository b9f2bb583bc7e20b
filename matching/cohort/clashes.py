"""Pins that can't all hold: told with their numbers before anything is assigned."""

from dataclasses import dataclass

import numpy as np

from matching.cohort.problem import NONE, UNCOUNTED, Ints, Problem


@dataclass(frozen=True, slots=True)
class Clash:
    """Why a pin can't hold.

    `forbidden`: it is pinned and forbidden; `no_option`: the service does not suit her; `twice`: a person is pinned to one
    service for two needs; `seats`: more are pinned to the service than it has seats (then how many of each).
    """

    code: str
    asker: int
    service: int
    pinned: int = 0
    seats: int = 0


class PinsClash(ValueError):
    """Pins contradict seats, forbidden pairs or each other; `clashes` says which."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__(", ".join(f"{clash.code}: asker {clash.asker}" for clash in clashes))
        self.clashes = clashes


def check(problem: Problem) -> None:
    """Raises PinsClash where the pins can't all hold."""
    if problem.pins:
        found = (*_one_by_one(problem), *_twice(problem)) or tuple(_seats(problem))
        if found:
            raise PinsClash(found)


def _one_by_one(problem: Problem) -> list[Clash]:
    have = set(zip(problem.asker.tolist(), problem.pool.tolist(), strict=True))
    found = []
    for asker, pools in sorted(problem.pins.items()):
        service = _service(problem, asker)
        allowed = [pool for pool in pools if (asker, pool) not in problem.forbidden]
        if not allowed:
            found.append(Clash("forbidden" if pools else "no_option", asker, service))
        elif not any((asker, pool) in have for pool in allowed):
            found.append(Clash("no_option", asker, service))
    return found


def _twice(problem: Problem) -> list[Clash]:
    seen: set[tuple[int, int]] = set()
    found = []
    for asker in sorted(problem.pins):
        service = _service(problem, asker)
        if (problem.person[asker], service) in seen:
            found.append(Clash("twice", asker, service))
        seen.add((problem.person[asker], service))
    return found


def _service(problem: Problem, asker: int) -> int:
    return int(problem.service[min(problem.pins[asker])]) if problem.pins[asker] else NONE


def _seats(problem: Problem) -> list[Clash]:
    """Those who find no seat when only the pinned ones ask, by a largest matching; each with the numbers of its service."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    pinned = np.array(sorted(problem.pins))
    pools = _seat_numbers(problem, len(pinned))
    rows, columns = [], []
    for row, asker in enumerate(pinned.tolist()):
        mine = problem.pool[problem.asker == asker].tolist()
        for pool in problem.pins[asker].intersection(mine):
            if (asker, pool) not in problem.forbidden:
                seats = np.flatnonzero(pools == pool)
                rows += [row] * len(seats)
                columns += seats.tolist()
    graph = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(pinned), max(1, len(pools))))
    got = maximum_bipartite_matching(graph, perm_type="column")
    return [_full(problem, int(asker)) for asker in pinned[got < 0]]


def _seat_numbers(problem: Problem, most: int) -> Ints:
    """The pool of each seat that a pin may want; of one where they are not counted as many as there are pins."""
    wanted = np.unique([pool for pools in problem.pins.values() for pool in pools]).astype(np.int64)
    counted = problem.capacity[wanted]
    return np.repeat(wanted, np.where(counted == UNCOUNTED, most, np.minimum(counted, most)))


def _full(problem: Problem, asker: int) -> Clash:
    service = _service(problem, asker)
    pools = problem.pins[asker]
    pinned = sum(bool(pools & others) for others in problem.pins.values())
    return Clash("seats", asker, service, pinned, sum(int(problem.capacity[pool]) for pool in pools))
