"""One worker over 20,000 generated services: ranked, the best 20 with their reasons."""

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median, quantiles

from catalog.offer import Offer
from catalog.places import ancestors, places
from matching.profile import Profile
from matching.rank import rank
from tests.matching.make import DAY, FRI, SAT, THU, batch, first, offer, place, rule, session

SERVICES, WORKERS = 20_000, 40
NEEDS = ("learn_skill", "find_job", "get_loan", "childcare", "see_a_doctor", "legal_help", "safe_water", "save_money")


def figures() -> Iterator[tuple[str, float, str, int, str, dict[str, float]]]:
    """Milliseconds a worker, in the middle and at the 99th."""
    rng = random.Random(2041)
    offers = [one(rng) for _ in range(SERVICES)]
    times = []
    for number in range(WORKERS):
        profile = her(number, rng)
        began = time.perf_counter()
        rank(profile, offers, rng.choice(NEEDS), DAY, {}, limit=20)
        times.append((time.perf_counter() - began) * 1000)
    note = f"{SERVICES:,} services, the plain functions"
    yield "match_one_p50_ms", median(times), "ms", WORKERS, note, {}
    yield "match_one_p99_ms", quantiles(times, n=100)[98], "ms", WORKERS, note, {}


def one(rng: random.Random) -> Offer:
    """A service as partners write them: some rules, some hours, somewhere."""
    day = rng.choice((THU, FRI, SAT))
    starts = DAY + timedelta(days=rng.randint(3, 120))
    course = batch(session(day, "09:00", "12:00"), starts_on=starts, ends_on=starts + timedelta(days=90))
    rules = rng.sample(
        [
            rule("birth_year", "range", {"min": rng.choice((18, 20)), "max": rng.choice((30, 35, 45))}),
            rule("schooling", "range", {"min": rng.choice(("class_5", "class_8", "ssc"))}),
            rule("employment", "one_of", {"codes": ["laid_off", "notice_given"]}),
            first("wage_grade", "one_of", {"codes": ["3", "4"]}),
        ],
        rng.randint(0, 3),
    )
    return offer(*rules, needs=tuple(rng.sample(NEEDS, 2)), places=(place(rng.choice(PLACES), [course]),))


PLACES = [code for code, known in places().items() if known.level not in ("division", "district", "union")]


def her(number: int, rng: random.Random) -> Profile:
    """One of many women who are all a little different."""
    home = rng.choice(PLACES)
    facts = {
        "shift": rng.choice(("general", "night_12", "rotating_abc")),
        "schooling": rng.choice(("class_5", "class_8", "ssc")),
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
