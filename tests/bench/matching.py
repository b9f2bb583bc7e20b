"""One worker over 20,000 generated services with reasons, 100,000 workers over 2,000, and how long it takes to pack them."""

import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from statistics import median, quantiles

from catalog.models import ServiceStatus
from catalog.offer import Offer
from catalog.places import ancestors, places
from matching.packed.many import best
from matching.packed.now import Now
from matching.packed.one import One
from matching.packed.pack import pack
from matching.packed.view import View
from matching.parts import WEIGHTS
from matching.profile import Profile
from tests.bench.matching_peers import SCHOOLING, of_many, of_one, table, whole
from tests.matching.make import DAY, FRI, SAT, THU, batch, first, offer, place, rule, session

SERVICES, WORKERS, BEFORE, CHANGED = 20_000, 400, 200, 50
SUSPENDED = ServiceStatus.SUSPENDED
FEW, MANY, SAMPLE = 2_000, 100_000, 1_000
NEEDS = ("learn_skill", "find_job", "get_loan", "childcare", "see_a_doctor", "legal_help", "safe_water", "save_money")


def figures() -> Iterator[tuple[str, float, str, int, str, dict[str, float]]]:
    """Milliseconds a worker, in the middle and at the 99th; seconds and megabytes for very many."""
    rng = random.Random(2041)
    offers = [one(rng) for _ in range(SERVICES)]
    began = time.perf_counter()
    packed = pack(offers)
    packing = time.perf_counter() - began
    now = Now(packed, DAY, {}, WEIGHTS)
    views = {need: View(now, need) for need in (*NEEDS, None)}
    asked = [(her(number, rng), rng.choice((*NEEDS, None))) for number in range(BEFORE + WORKERS)]
    ours, peers = [], of_one(table(offers))
    theirs: dict[str, list[float]] = {name: [] for name in peers}
    for profile, need in asked:
        ours.append(_ms(lambda: One(views[need], profile).best(20)))  # noqa: B023
        for name, ask in peers.items():
            theirs[name].append(_ms(lambda: ask(profile, need or NEEDS[0])))  # noqa: B023
    ours, theirs = ours[BEFORE:], {name: took[BEFORE:] for name, took in theirs.items()}
    note = f"{SERVICES:,} services, reasons of the best 20, {BEFORE} others asked before; the peers tell no reasons, and know neither hours nor seats"
    yield "match_one_p50_ms", median(ours), "ms", WORKERS, note, {name: median(took) for name, took in theirs.items()}
    late = {name: quantiles(took, n=100)[98] for name, took in theirs.items()}
    yield "match_one_p99_ms", quantiles(ours, n=100)[98], "ms", WORKERS, note, late
    yield "pack_20k_s", packing, "s", SERVICES, "from offers in memory", {}
    again = [rng.choice(offers) for _ in range(CHANGED)]
    took = [_ms(lambda: packed.repacked({one.id: replace(one, status=SUSPENDED)})) for one in again]  # noqa: B023
    yield "repack_one_ms", median(took), "ms", CHANGED, f"one of {SERVICES:,} services changed", {}
    few, workers = pack(offers[:FEW]), [her(number, rng) for number in range(MANY)]
    took_many = _ms(lambda: best(few, workers, [None] * MANY, DAY, {})) / 1000
    some = workers[:SAMPLE]
    against = {name: _ms(ask) / 1000 * MANY / SAMPLE for name, ask in of_many(whole(offers[:FEW]), some).items()}
    note = f"{FEW:,} services, all of them asked for by all; the peers for {SAMPLE:,} workers, reckoned up to all"
    yield "match_many_s", took_many, "s", MANY, note, against
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield "match_many_mb", most, "MB", MANY, "the most that the process ever held, other figures included", {}


def _ms(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def one(rng: random.Random, around: Sequence[str] | None = None, seats: int = 20) -> Offer:
    """A service as partners write them: some rules, some hours, somewhere."""
    day = rng.choice((THU, FRI, SAT))
    starts = DAY + timedelta(days=rng.randint(3, 120))
    course = batch(session(day, "09:00", "12:00"), seats=seats, starts_on=starts, ends_on=starts + timedelta(days=90))
    rules = rng.sample(
        [
            rule("birth_year", "range", {"min": rng.choice((18, 20)), "max": rng.choice((30, 35, 45))}),
            rule("schooling", "range", {"min": rng.choice(("class_5", "class_8", "ssc"))}),
            rule("employment", "one_of", {"codes": ["laid_off", "notice_given"]}),
            first("wage_grade", "one_of", {"codes": ["3", "4"]}),
        ],
        rng.randint(0, 3),
    )
    where = rng.choice(around or PLACES)
    there = place(where, [course], point=places()[where].point)
    return offer(*rules, needs=tuple(rng.sample(NEEDS, 2)), places=(there,))


PLACES = [code for code, known in places().items() if known.level not in ("division", "district", "union")]


def her(number: int, rng: random.Random) -> Profile:
    """One of many women who are all a little different."""
    home = rng.choice(PLACES)
    facts = {
        "shift": rng.choice(("general", "night_12", "rotating_abc")),
        "schooling": rng.choice(SCHOOLING),
        "employment": rng.choice(("working", "laid_off")),
        "wage_grade": rng.choice(("2", "3", "4")),
        "can_pay": rng.choice((0, 200, 500)),
        "documents": ["nid"] if number % 4 else [],
    }
    return Profile(
        facts=facts,
        birth_year=rng.randint(1980, 2007),
        place_chain=(home, *ancestors(home)),
        point=places()[home].point,
    )
