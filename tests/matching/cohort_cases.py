"""Random problems, and two independent ways to the best of them: trying all, and HiGHS on the plain formulation."""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np

from matching.cohort.problem import NONE, UNCOUNTED, Floor, Problem, problem


def small(seed: int, *, askers: int = 6, pools: int = 4) -> Problem:
    """A few askers of half as many persons, seats scarce, two floors that overlap."""
    rng = np.random.default_rng(seed)
    options = [
        (asker, pool, int(rng.integers(1, 30)))
        for asker in range(askers)
        for pool in range(pools)
        if rng.random() < 0.6
    ]
    seats = [int(rng.choice([UNCOUNTED, 0, 1, 1, 2])) for _ in range(pools)]
    groups = [np.flatnonzero(rng.random(askers) < 0.5) for _ in range(2)]
    floors = [
        Floor(f"group{number}", group, int(rng.integers(0, len(group) + 1))) for number, group in enumerate(groups)
    ]
    return problem(
        options,
        seats,
        askers,
        person=rng.integers(0, max(1, askers // 2 + 1), askers).tolist(),
        service=[0, 0, *range(1, pools - 1)],
        floors=floors,
    )


def large(seed: int, *, askers: int = 300, pools: int = 40, needs: int = 1, share: float = 0.6) -> Problem:
    """Some hundred askers, seats for about two thirds, floors by district, age and a few others."""
    rng = np.random.default_rng(seed)
    liked = rng.integers(0, 250, pools)
    options = [
        (asker, int(pool), int((300 + liked[pool] + rng.integers(0, 300)) * rng.choice([1, 1.3, 1.8])))
        for asker in range(askers)
        for pool in rng.choice(pools, 8, replace=False)
    ]
    seats = rng.poisson(askers / pools / 1.5, pools).tolist()
    district, age = rng.integers(0, 5, askers), rng.integers(0, 4, askers)
    groups = {f"district:{one}": np.flatnonzero(district == one) for one in range(5)}
    groups |= {f"age:{one}": np.flatnonzero(age == one) for one in range(4)}
    groups |= {"disability": np.flatnonzero(rng.random(askers) < 0.1)}
    floors = [Floor(code, group, int(share * len(group))) for code, group in groups.items()]
    return problem(
        options,
        seats,
        askers,
        person=(np.arange(askers) // needs).tolist(),
        service=(np.arange(pools) // 2).tolist(),
        floors=floors,
    )


def tried(one: Problem) -> tuple[int, int, int]:
    """The least lacking, then the most value, then the most who stay: by trying all that is allowed."""
    mine: list[list[int]] = [[NONE] for _ in range(one.askers)]
    for place, (asker, pool) in enumerate(zip(one.asker.tolist(), one.pool.tolist(), strict=True)):
        if (asker, pool) not in one.forbidden:
            mine[asker].append(place)
    for asker, pools in one.pins.items():
        mine[asker] = [place for place in mine[asker] if place != NONE and int(one.pool[place]) in pools]
    ways = (tuple(map(int, way)) for way in itertools.product(*mine) if holds(one, way))
    return max(((-lacking(one, way), value(one, way), stays(one, way)) for way in ways), default=(0, 0, 0))


def holds(one: Problem, way: Any) -> bool:
    """Whether seats and "a service once" hold."""
    used = np.zeros(one.pools, dtype=int)
    had = set()
    for asker, place in enumerate(way):
        if place != NONE:
            used[one.pool[place]] += 1
            pair = int(one.person[asker]), int(one.service[one.pool[place]])
            if pair in had:
                return False
            had.add(pair)
    return bool(((used <= one.capacity) | (one.capacity == UNCOUNTED)).all())


def lacking(one: Problem, way: Any) -> int:
    """How many seats the floors lack together."""
    return sum(max(0, floor.at_least - sum(way[asker] != NONE for asker in floor.askers)) for floor in one.floors)


def value(one: Problem, way: Any) -> int:
    """The sum of values."""
    return sum(int(one.value[place]) for place in way if place != NONE)


def stays(one: Problem, way: Any) -> int:
    """How many have what they had."""
    return sum(
        (NONE if way[asker] == NONE else int(one.pool[way[asker]])) == pool for asker, pool in one.before.items()
    )


def solved(one: Problem, *, steady: bool = False) -> tuple[int, int, int]:
    """The same three by HiGHS, one after the other, rows written from the definition alone."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    count, floors = len(one.asker), len(one.floors)
    rows, low, high = [], [], []

    def row(which: Any, least: float, most: float, lacks: int | None = None) -> None:
        line = np.zeros(count + floors)
        line[:count] = which
        if lacks is not None:
            line[count + lacks] = 1
        rows.append(line)
        low.append(least)
        high.append(most)

    for asker in range(one.askers):
        row(one.asker == asker, float(asker in one.pins), 1)
    for pool, seats in enumerate(one.capacity):
        if seats != UNCOUNTED:
            row(one.pool == pool, 0, seats)
    persons, services = one.person[one.asker], one.service[one.pool]
    for person, service in {*zip(persons.tolist(), services.tolist(), strict=True)}:
        row((persons == person) & (services == service), 0, 1)
    for number, floor in enumerate(one.floors):
        row(np.isin(one.asker, floor.askers), floor.at_least, np.inf, number)
    lost = [
        (asker, pool) in one.forbidden or (asker in one.pins and pool not in one.pins[asker])
        for asker, pool in zip(one.asker.tolist(), one.pool.tolist(), strict=True)
    ]
    bounds = Bounds(0, np.r_[1.0 - np.array(lost, dtype=float), np.full(floors, np.inf)])
    worth = np.r_[one.value.astype(float), np.zeros(floors)]
    lacks = np.r_[np.zeros(count), np.ones(floors)]
    before = np.array([one.before.get(asker, -2) for asker in one.asker.tolist()])
    keeps = np.r_[(before == one.pool).astype(float) - (before == NONE), np.zeros(floors)]
    found = []
    for aim in (-lacks, worth, keeps) if steady else (-lacks, worth):
        got = milp(
            -aim,
            integrality=np.ones(count + floors),
            bounds=bounds,
            constraints=LinearConstraint(np.array(rows), low, high),
            options={"mip_rel_gap": 0.0},
        )
        found.append(round(float(aim @ got.x)))
        rows.append(aim)
        low.append(found[-1])
        high.append(np.inf)
    kept = found[2] + sum(pool == NONE for pool in one.before.values()) if steady else 0
    return found[0], found[1], kept


def pinned(one: Problem, **more: Any) -> Problem:
    """The same with other pins, forbidden pairs or what was before."""
    return replace(one, **more)
