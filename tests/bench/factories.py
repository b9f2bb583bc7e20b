"""An invented lay-off: a roster of very many women as a factory writes it, and the services around it."""

import csv
import random
from io import StringIO

from catalog.data import rows
from catalog.offer import Offer
from catalog.places import ancestors, places
from matching.same import data
from tests.bench.matching import one

HEADER = [
    "sl",
    "card_no",
    "name",
    "father_or_husband",
    "birth_year_or_age",
    "grade",
    "role",
    "section",
    "line",
    "years_of_work",
    "shift",
    "children_under_6",
    "schooling",
    "phone",
    "phone_owner",
    "nid_last4",
    "home_upazila",
    "lives_in",
    "employment",
    "last_day",
    "disability",
    "skills",
]
CHOICES = {
    "role": ("Operator", "হেলপার", "অপারেটর", "Junior operator", "কোয়ালিটি ইন্সপেক্টর", "Iron man"),
    "shift": ("A", "B", "General", "General", "night"),
    "children_under_6": ("0", "0", "none", "1", "২", ""),
    "schooling": ("class 5", "শুধু স্বাক্ষর", "class 8", "SSC", "none"),
    "phone_owner": ("own", "own", "own", "shared", "husband"),
    "skills": ("plain machine", "flatlock; আয়রন", "বাটন হোল", "packing", ""),
    "grade": ("3", "৪", "5", "6", "2"),
    "employment": ("laid off", "working", "notice given"),
    "disability": ("", "", "", "", "", "", "", "", "yes", "no"),
}
DISTRICTS = ("dhaka", "gazipur", "narayanganj", "chattogram", "mymensingh", "tangail", "cumilla", "narsingdi")
AROUND = [code for code, known in places().items() if known.level == "upazila" and ancestors(code)[0] in DISTRICTS]
AGAIN, MOST_SEATS = 0.005, 24


def roster(women: int, rng: random.Random) -> bytes:
    """The sheet; one in two hundred stands in it twice, some weeks of writing apart."""
    text = StringIO()
    out = csv.writer(text)
    out.writerow(HEADER)
    hers, mens = _names("woman"), _names("man")
    lines: list[list[str]] = []
    for number in range(women):
        again = lines and rng.random() < AGAIN
        lines.append(_again(rng.choice(lines), number) if again else _line(number, rng, hers, mens))
    out.writerows(lines)
    return text.getvalue().encode()


def services(count: int, rng: random.Random) -> list[Offer]:
    """Services as in the other figures, all of them within the districts where the women live."""
    return [one(rng, AROUND, rng.randint(1, MOST_SEATS)) for _ in range(count)]


def _names(kind: str) -> list[str]:
    """Every spelling of the names of a kind, as often as it is borne."""
    known = [row for row in rows("names", data.__name__) if row["kind"] == kind]
    return [word for row in known for word in row["spellings"].split()[:4] for _ in range(int(row["per_mille"] or 1))]


def _line(number: int, rng: random.Random, hers: list[str], mens: list[str]) -> list[str]:
    told = {column: rng.choice(some) for column, some in CHOICES.items()} | {
        "sl": str(number + 1),
        "card_no": f"RK-{number}",
        "name": f"{rng.choice(hers)} {rng.choice(hers)}",
        "father_or_husband": f"{rng.choice(mens)} {rng.choice(mens)}",
        "birth_year_or_age": str(rng.choice((rng.randint(1975, 2006), rng.randint(19, 50)))),
        "section": "Sewing",
        "line": str(rng.randint(1, 40)),
        "years_of_work": str(rng.randint(0, 15)),
        "phone": f"017{rng.randint(0, 99_999_999):08}",
        "nid_last4": f"{rng.randint(0, 9999):04}",
        "home_upazila": "মাদারগঞ্জ",
        "lives_in": places()[rng.choice(AROUND)].name_en,
        "last_day": "2026-12-31",
    }
    return [told[column] for column in HEADER]


def _again(line: list[str], number: int) -> list[str]:
    return [str(number + 1), f"RK-{number}", *line[2:]]
