"""Ways to a goal that nothing reaches directly, over 20,000 generated services; against all sequences on a part of them. Plans of three needs too."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, permutations, product
from statistics import median

from catalog.offer import Offer, OfferCost, OfferPlace
from catalog.places import places
from matching.gains import after, gives
from matching.index import Index, index
from matching.packed.ranked import ordinary
from matching.parts import WEIGHTS
from matching.plans.plan import Want, plan
from matching.plans.together import Given, together
from matching.profile import Profile
from matching.rank import Fit, Search, match_one
from matching.reason import Answer
from matching.ways.pathway import Goal, pathways
from tests.bench.matching import her, one
from tests.matching.make import DAY, rule

SERVICES, WORKERS, FEW, TRIED = 20_000, 40, 60, 10
TOGETHER = ("learn_skill", "childcare", "get_loan")
STAIRS = ("reading_bangla", "arithmetic", "plain_machine", "overlock_machine", "inline_quality", "supervision")


def figures() -> Iterator[tuple[str, float, str, int, str, dict[str, float]]]:
    """Milliseconds a worker in the middle, and how long all sequences over 60 services take."""
    rng = random.Random(512)
    offers = [_with_stairs(one(rng), rng) for _ in range(SERVICES)]
    ready, few = index(tuple(offers)), index(tuple(offers[:FEW]))
    times, found = [], 0
    for number in range(WORKERS + 1):
        profile = _unskilled(her(number, rng))
        goal = Goal(need="see_a_doctor") if number % 2 else Goal(skills=frozenset(STAIRS[3:5]))
        began = time.perf_counter()
        found += len(pathways(profile, ready, goal, DAY, {}))
        times.append((time.perf_counter() - began) * 1000)
    began = time.perf_counter()
    _all_sequences(_unskilled(her(1, rng)), few)
    peer = (time.perf_counter() - began) * 1000
    note = f"{SERVICES:,} services, {found} ways; all sequences over {FEW} services alone"
    yield "pathway_p50_ms", median(times[1:]), "ms", WORKERS, note, {f"all sequences over {FEW}": peer}
    yield _plans(ready)


def _plans(ready: Index) -> tuple[str, float, str, int, str, dict[str, float]]:
    """Milliseconds for plans of three needs in the middle, catalog packed; and with each choice of a few services tried."""
    rng = random.Random(1024)
    times, whole = [], 0
    for number in range(WORKERS + 1):
        wants = [Want(need, her(number, rng)) for need in TOGETHER]
        began = time.perf_counter()
        kept = ordinary(ready.offers, DAY, {}, WEIGHTS)
        found = plan(wants, ready, DAY, {}, ranked=lambda want, most: kept.best(want.profile, want.need, most))  # noqa: B023
        times.append((time.perf_counter() - began) * 1000)
        whole += bool(found and found[0].whole)
    began = time.perf_counter()
    _each_choice([ready.by_need[need][:TRIED] for need in TOGETHER])
    peer = (time.perf_counter() - began) * 1000
    note = (
        f"{SERVICES:,} services, three needs, {whole} whole; each choice of {TRIED} services a need alone, unexplained"
    )
    return "plan_p50_ms", median(times[1:]), "ms", WORKERS, note, {f"each choice of {TRIED}": peer}


def _each_choice(some: list[tuple[Offer, ...]]) -> int:
    """The plain peer: every choice of a service for each need at its first place and batch, each two of it compared."""
    sides = [[Given(one, one.places[0], next(iter(one.places[0].intakes), None)) for one in few] for few in some]
    return sum(
        all(reason.answer is not Answer.NO for one, other in combinations(chosen, 2) for reason in together(one, other))
        for chosen in product(*sides)
    )


def _with_stairs(offer: Offer, rng: random.Random) -> Offer:
    """One of three asks a skill that another gives; what answers `see_a_doctor` here always asks the highest."""
    at = rng.randrange(len(STAIRS))
    top = "see_a_doctor" in offer.needs
    asks = STAIRS[5] if top else STAIRS[at - 1] if at else None
    gained = (STAIRS[at],) if rng.random() < 0.3 and not top else ()
    rules = (*offer.rules, rule("skills", "all_of", {"codes": [asks]})) if asks else offer.rules
    costs = (OfferCost("fee", rng.choice((0, 200, 900))),)
    long = timedelta(weeks=rng.randint(2, 26))
    there = tuple(_there(place, long) for place in offer.places)
    return replace(offer, rules=rules, gives=gained, costs=costs, places=there)


def _there(place: OfferPlace, long: timedelta) -> OfferPlace:
    """Where it really lies, with a batch of that length."""
    batches = tuple(replace(one, ends_on=one.starts_on and one.starts_on + long) for one in place.intakes)
    latitude, longitude = places()[place.chain[0]].point
    return replace(place, latitude=latitude, longitude=longitude, intakes=batches)


def _unskilled(profile: Profile) -> Profile:
    return replace(profile, facts={**profile.facts, "skills": [STAIRS[3]]})


def _all_sequences(profile: Profile, ready: Index) -> int:
    """The plain peer: every sequence of up to three services, each step tried where those before it fit."""
    count = 0
    for offers in permutations(ready.offers, 2):
        known = profile
        for offer in offers:
            if match_one(Search(profile=known, need=None, day=DAY, taken={}), offer, ready).fit is not Fit.SUITS:
                break
            known = after(known, gives(offer))
        else:
            count += 1
    return count
