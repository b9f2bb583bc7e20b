"""Ten thousand women of a roster against 2,000 services under floors: from the file to every line; beside peers."""

import csv
import io
import random
import time
from collections.abc import Iterator

from catalog.offer import Offer
from catalog.places import ancestors, places
from matching.cohort.build import Wishes, build
from matching.cohort.first_come import first_come
from matching.cohort.run import run
from matching.profile import Profile
from matching.roster.reading import read
from matching.roster.wanted import Row, Said
from tests.bench import matching
from tests.matching.make import DAY

WOMEN, SERVICES, HOMES = 10_000, 2_000, 12
Figure = tuple[str, float, str, int, str, dict[str, float]]


def figures() -> Iterator[Figure]:
    """Seconds from the file to the result; beside it the reading alone, matching and first come first served alone."""
    rng = random.Random(2042)
    offers, data = services(rng), roster(rng)
    began = time.perf_counter()
    sheet = read(data, DAY, Said(scheme="2023", guess=True))
    known = time.perf_counter()
    homes = matching.PLACES[:HOMES]
    profiles = [_profile(row, homes[number % HOMES]) for number, row in enumerate(sheet.rows)]
    wishes = Wishes(floors={"district": 0.5, "age_band": 0.5, "no_own_phone": 0.6})
    made = build(profiles, [[matching.NEEDS[number % 4]] for number in range(WOMEN)], offers, {}, DAY, wishes=wishes)
    built = time.perf_counter()
    result = run(made)
    ended = time.perf_counter()
    first_come(made.problem)
    against = {"read": known - began, "matched": built - known, "first_come": time.perf_counter() - ended}
    note = f"{SERVICES:,} services, {len(result.floors)} floors, {result.seats:,} seats given, proved: {result.proved}"
    yield "cohort_10k_s", ended - began, "s", WOMEN, note, against


def services(rng: random.Random) -> tuple[Offer, ...]:
    """Services as those of the match of one."""
    return tuple(matching.one(rng) for _ in range(SERVICES))


def roster(rng: random.Random) -> bytes:
    """A roster of a lay-off as a factory types it."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(("name", "father", "birth_year_or_age", "grade", "role", "shift", "schooling", "phone_owner"))
    for number in range(WOMEN):
        words = rng.choice(("class 5", "SSC", "none")), rng.choice(("own", "husband"))
        year, grade = rng.randint(1980, 2007), rng.randint(1, 4)
        out.writerow((f"Worker {number}", f"Father {number}", year, grade, "helper", "General", *words))
    return text.getvalue().encode()


def _profile(row: Row, home: str) -> Profile:
    return Profile(
        facts=row.facts,
        birth_year=row.known.birth_year,
        place_chain=(home, *ancestors(home)),
        point=places()[home].point,
    )
