"""A cohort made ready: what suits each who asks, written as the problem that is solved."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from catalog.offer import Offer
from matching.chance import Chance
from matching.cohort.options import Asker, Asking, Pool, PoolKey, askers_of, options_of, pinned_of, pool_of
from matching.cohort.problem import NONE, UNCOUNTED, Floor, Problem
from matching.cohort.risks import RISK_WEIGHTS, WHOLE
from matching.parts import WEIGHTS
from matching.profile import Profile
from matching.rank import Search
from matching.seats import Taken

LIMIT = 20
TENTHS = 10


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Cohort:
    """The problem with what its numbers stand for; `score` stands beside the options of the problem.

    `groups` are the askers of each group that there is (as in risks.py), `search` is how each asker was matched.
    """

    problem: Problem
    askers: tuple[Asker, ...]
    pools: tuple[Pool, ...]
    score: NDArray[np.float64]
    groups: Mapping[str, NDArray[np.int64]]
    profiles: Sequence[Profile]
    offers: tuple[Offer, ...]
    day: date
    taken: Taken
    weights: Mapping[str, int]
    chance: Chance | None = None

    def search(self, asker: int) -> Search:
        """The search of one asker, for her reasons."""
        one = self.askers[asker]
        return Search(
            profile=self.profiles[one.worker],
            need=one.need,
            day=self.day,
            taken=self.taken,
            weights=self.weights,
            chance=self.chance,
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Wishes:
    """What a caseworker chose.

    `risks`: hundredths for each risk of risks.py. `floors`: the share (0 to 1) of a group that is to get a seat, by a
    code of risks.py, `district:CODE`, `age_band:CODE`, or `district` or `age_band` for each of them. `pins`: worker ->
    service; `forbidden`: worker -> services. `before`: (worker, need) -> what she had in the run before, None for nothing.
    """

    risks: Mapping[str, int] | None = None
    floors: Mapping[str, float] | None = None
    pins: Mapping[int, UUID] | None = None
    forbidden: Mapping[int, Collection[UUID]] | None = None
    before: Mapping[tuple[int, str], PoolKey | None] | None = None


def build(
    profiles: Sequence[Profile],
    needs: Sequence[Sequence[str]],
    offers: Iterable[Offer],
    taken: Taken,
    day: date,
    *,
    wishes: Wishes | None = None,
    weights: Mapping[str, int] = WEIGHTS,
    chance: Chance | None = None,
    limit: int = LIMIT,
) -> Cohort:
    """The cohort of these women, each with her needs in the same place of `needs`, on that day.

    Confidential and closed services are left out. `weights` are those of the parts of a score, `chance` is a model in use;
    at most `limit` services are options of a need, the best ones, and what is pinned.
    """
    chosen = wishes or Wishes()
    given = tuple(offer for offer in offers if not offer.confidential and offer.closed(day) is None)
    askers = tuple(askers_of(profiles, needs, day, RISK_WEIGHTS if chosen.risks is None else chosen.risks))
    asking = Asking(profiles, askers, given, taken, day, weights, chance, limit)
    options = [*options_of(asking), *pinned_of(asking, chosen.pins or {})]
    numbers: dict[PoolKey, int] = {}
    pools: list[Pool] = []
    rows = {}
    for option in options:
        pool = pool_of(option, taken)
        number = numbers.setdefault(pool.key, len(pools))
        if number == len(pools):
            pools.append(pool)
        rows[option.asker, number] = option.score
    keys = sorted(rows)
    score = np.array([rows[key] for key in keys], dtype=np.float64)
    groups = _groups(askers)
    problem = _problem(keys, score, pools, askers=askers, wishes=chosen, groups=groups)
    return Cohort(
        problem=problem,
        askers=askers,
        pools=tuple(pools),
        score=score,
        groups=groups,
        profiles=profiles,
        offers=given,
        day=day,
        taken=taken,
        weights=weights,
        chance=chance,
    )


def _problem(
    keys: list[tuple[int, int]],
    score: NDArray[np.float64],
    pools: list[Pool],
    *,
    askers: tuple[Asker, ...],
    wishes: Wishes,
    groups: Mapping[str, NDArray[np.int64]],
) -> Problem:
    pairs = np.array(keys, dtype=np.int64).reshape(-1, 2)
    asker, pool = pairs[:, 0], pairs[:, 1]
    heavy = np.array([one.weight for one in askers], dtype=np.int64)
    tenths = np.round(score * TENTHS)
    services = {offer_id: number for number, offer_id in enumerate(dict.fromkeys(one.offer.id for one in pools))}
    service = np.array([services[one.offer.id] for one in pools], dtype=np.int64)
    value = np.maximum(1, np.round(tenths * heavy[asker] / WHOLE)).astype(np.int64)
    by_pool = {one.key: number for number, one in enumerate(pools)}
    return Problem(
        asker=asker,
        pool=pool,
        value=value,
        capacity=np.array([UNCOUNTED if one.seats is None else one.seats for one in pools], dtype=np.int64),
        person=np.array([one.worker for one in askers], dtype=np.int64),
        service=service,
        floors=_floors(wishes.floors or {}, groups),
        pins=_pins(wishes.pins or {}, askers, pools, dict(zip(keys, value.tolist(), strict=True))),
        forbidden=_forbidden(wishes.forbidden or {}, askers, pools),
        before=_before(wishes.before or {}, askers, by_pool),
    )


def _groups(askers: tuple[Asker, ...]) -> dict[str, NDArray[np.int64]]:
    found: dict[str, list[int]] = {}
    for number, asker in enumerate(askers):
        for group in asker.groups:
            found.setdefault(group, []).append(number)
    return {group: np.array(numbers, dtype=np.int64) for group, numbers in sorted(found.items())}


def _floors(shares: Mapping[str, float], groups: Mapping[str, NDArray[np.int64]]) -> tuple[Floor, ...]:
    """A floor for each group of the kind, or for the one group; rounded up."""
    wanted: dict[str, float] = {}
    for code, share in shares.items():
        wanted |= {group: share for group in groups if group == code or group.startswith(f"{code}:")}
    return tuple(
        Floor(group, groups[group], int(np.ceil(round(share * len(groups[group]), 6))))
        for group, share in wanted.items()
    )


def _pins(
    pins: Mapping[int, UUID], askers: tuple[Asker, ...], pools: list[Pool], value: Mapping[tuple[int, int], int]
) -> dict[int, frozenset[int]]:
    """Of her needs the one that the pinned service answers with the most value; where none, her first, which clashes."""
    found: dict[int, tuple[int, int]] = {}
    of_service: dict[UUID, list[int]] = {}
    for number, pool in enumerate(pools):
        of_service.setdefault(pool.offer.id, []).append(number)
    for number, asker in enumerate(askers):
        if asker.worker in pins:
            here = of_service.get(pins[asker.worker], ())
            most = max((value.get((number, pool), 0) for pool in here), default=0)
            if most > found.get(asker.worker, (-1, 0))[0]:
                found[asker.worker] = most, number
    return {number: frozenset(of_service.get(pins[worker], ())) for worker, (_, number) in found.items()}


def _forbidden(
    forbidden: Mapping[int, Collection[UUID]], askers: tuple[Asker, ...], pools: list[Pool]
) -> frozenset[tuple[int, int]]:
    return frozenset(
        (number, pool)
        for number, asker in enumerate(askers)
        if asker.worker in forbidden
        for pool, one in enumerate(pools)
        if one.offer.id in forbidden[asker.worker]
    )


def _before(
    before: Mapping[tuple[int, str], PoolKey | None], askers: tuple[Asker, ...], by_pool: Mapping[PoolKey, int]
) -> dict[int, int]:
    """What is no pool any more can't be kept: she is then as one who was not in that run."""
    found = {}
    for number, asker in enumerate(askers):
        had = before.get((asker.worker, asker.need), False)
        if had is None:
            found[number] = NONE
        elif had in by_pool:
            found[number] = by_pool[had]  # type: ignore[index]
    return found
