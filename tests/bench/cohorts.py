"""A whole factory: from the bytes of a roster of 10,000 women to every line explained, over 2,000 services with floors."""

import csv
import io
import random
import time
from collections.abc import Iterator
from datetime import date
from functools import cache

from catalog.data import rows
from catalog.offer import Offer
from catalog.places import ancestors, places
from matching.cohort.assign import Assigning
from matching.cohort.build import Cohort, Wishes, build
from matching.cohort.run import run
from matching.profile import Profile
from matching.roster.reading import read
from matching.roster.wanted import Row, Said
from matching.same import data
from tests.bench.matching import one
from tests.matching.cohort_cases import large, solved
from tests.matching.make import DAY

WORKERS, SERVICES, SEATS, FEW = 10_000, 2_000, 4, 200
FLOORS = {"age_band": 0.3, "no_own_phone": 0.5, "disability": 0.5}
UPAZILAS = ("মাদারগঞ্জ", "Mithapukur", "ঈশ্বরগঞ্জ", "Shibganj", "গাইবান্ধা সদর", "Kalihati")
HEADER = (
    "sl", "card_no", "name", "father_or_husband", "birth_year_or_age", "grade", "role", "years_of_work", "shift",
    "children_under_6", "schooling", "phone", "phone_owner", "nid_last4", "home_upazila", "skills",
)  # fmt: skip
AROUND = ("gazipur-sadar", "gazipur-kaliakair", "dhaka-savar", "dhaka-dhamrai", "narayanganj-sadar", "gazipur-sreepur")


def figures() -> Iterator[tuple[str, float, str, int, str, dict[str, float]]]:
    """Seconds from the file to the result; the optimum beside HiGHS on the plain formulation of a smaller one."""
    rng = random.Random(2041)
    sheet = roster(rng, WORKERS)
    offers = [one(rng, AROUND, SEATS) for _ in range(SERVICES)]
    whole(sheet[: len(sheet) // 50], offers[:FEW], ["learn_skill"])
    began = time.perf_counter()
    parts = whole(sheet, offers, ["learn_skill"])
    took = time.perf_counter() - began
    note = f"{SERVICES:,} services, floors, from the file's bytes to all lines explained, priced and compared"
    yield "cohort_10k_s", took, "s", WORKERS, note, parts
    problem = large(7, askers=FEW, pools=40)
    began = time.perf_counter()
    best = Assigning(problem).best()
    ours = time.perf_counter() - began
    began = time.perf_counter()
    lacking, value, _ = solved(problem)
    theirs = time.perf_counter() - began
    assert best.total == value, (best.total, value, lacking)
    yield "cohort_200_s", ours, "s", FEW, "the assignment alone, 40 pools, floors; the same optimum", {"highs": theirs}


def whole(file: bytes, offers: list[Offer], needs: list[str]) -> dict[str, float]:
    """The way that `setu cohort` goes; the seconds of its parts."""
    marks = [time.perf_counter()]
    sheet = read(file, DAY, Said(scheme="2023", guess=True))
    marks.append(time.perf_counter())
    profiles = [_profile(row) for row in sheet.rows]
    made: Cohort = build(profiles, [needs] * len(profiles), offers, {}, DAY, wishes=Wishes(floors=FLOORS))
    marks.append(time.perf_counter())
    result = run(made)
    marks.append(time.perf_counter())
    assert len(result.lines) == len(profiles) and result.seats
    return {
        name: after - before for name, before, after in zip(("read", "build", "run"), marks, marks[1:], strict=False)
    }


def _profile(row: Row) -> Profile:
    home = row.lives_in or AROUND[0]
    return Profile(
        facts=row.facts,
        birth_year=row.known.birth_year,
        birth_year_about=row.birth_year_about,
        place_chain=(home, *ancestors(home)),
        point=places()[home].point,
    )


def roster(rng: random.Random, count: int) -> bytes:
    """A roster as factories keep it: names in both scripts, ages and years, grades in either digits."""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(HEADER)
    for number in range(1, count + 1):
        sheet.writerow(_row(rng, number))
    return text.getvalue().encode()


def _name(rng: random.Random, kind: str) -> str:
    """A name as often as women bear it, in one of its spellings."""
    known, shares = _known(kind)
    (row,) = rng.choices(known, shares)
    return rng.choice((row["name"], *row["spellings"].split()))


@cache
def _known(kind: str) -> tuple[list[dict[str, str]], list[float]]:
    known = [row for row in rows("names", data.__name__) if row["kind"] == kind]
    return known, [float(row["per_mille"] or 1) for row in known]


def _row(rng: random.Random, number: int) -> list[object]:
    born = rng.randint(1980, 2007)
    return [
        number,
        f"RK-{number:05}",
        f"{_name(rng, 'woman')} {_name(rng, 'title')}",
        f"{_name(rng, 'man')} {_name(rng, 'man')}",
        rng.choice((born, date.today().year - born)),
        rng.choice(("2", "3", "৪", "4")),
        rng.choice(("Operator", "অপারেটর", "Helper", "Quality inspector")),
        rng.choice(("0.5", "2", "৬", "11")),
        rng.choice(("General", "A", "B", "Night")),
        rng.choice(("0", "1", "২")),
        rng.choice(("none", "class 5", "class 8", "SSC")),
        f"017{rng.randint(10_000_000, 99_999_999)}",
        rng.choice(("own", "own", "husband")),
        f"{rng.randint(0, 9999):04}",
        rng.choice(UPAZILAS),
        rng.choice(("plain machine", "overlock", "", "packing; iron")),
    ]
