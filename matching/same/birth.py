"""When she was born, as clerks write it: a year, an age, a date, 01/01 for "some day", about; and how far two are apart."""

import re
from dataclasses import dataclass
from enum import StrEnum

from catalog.spelling import latin_digits

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan জানু", "feb ফেব", "mar মার্চ", "apr এপ্রি", "may মে", "jun জুন", "jul জুলা", "aug আগ", "sep সেপ্ট", "oct অক্টো",
            "nov নভে", "dec ডিসে",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
OLDEST, YOUNGEST = 100, 8
ABOUT = re.compile(r"about|approx|circa|প্রায়|প্রায়|আনুমানিক|around|\?|~")
YEARS_OLD = re.compile(r"year|yr|বছর|বৎসর|age|বয়স|বয়স|old", re.IGNORECASE)
NEW_YEAR = (1, 1)


class Kind(StrEnum):
    """How exactly a birth is known."""

    DAY = "day"
    YEAR = "year"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Birth:
    """A year of birth, how it was told, and day and month where they are real (01/01 is not)."""

    year: int
    kind: Kind = Kind.YEAR
    day: tuple[int, int] | None = None
    about: bool = False


def read_birth(text: str | None, this_year: int) -> Birth | None:
    """A year, an age in `this_year`, or a date in any usual order, in either kind of digits; None where it can't be."""
    if not text or not str(text).strip():
        return None
    words = latin_digits(str(text)).strip()
    about = bool(ABOUT.search(words.casefold()))
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    month = next((number for name, number in MONTHS.items() if re.search(rf"(?<![a-z]){name}", words.casefold())), None)
    year = next((number for number in numbers if this_year - OLDEST <= number <= this_year - YOUNGEST), None)
    if year is not None:
        return _dated(year, [number for number in numbers if number != year], month, about)
    if len(numbers) >= 3 and not YEARS_OLD.search(words):
        late = numbers[2] % 100
        return _dated(1900 + late if late > this_year % 100 - YOUNGEST else 2000 + late, numbers[:2], month, about)
    age = numbers[0] if numbers else -1
    if YOUNGEST <= age <= OLDEST:
        guess = about or age % 5 == 0
        return Birth(this_year - age, Kind.AGE, about=guess)
    return None


def _dated(year: int, others: list[int], month: int | None, about: bool) -> Birth:
    day = _day(others, month)
    if day is None or day == NEW_YEAR:
        return Birth(year, Kind.YEAR, about=about or day == NEW_YEAR)
    return Birth(year, Kind.DAY, day, about)


def _day(others: list[int], month: int | None) -> tuple[int, int] | None:
    if month is not None:
        return (others[0], month) if others and 1 <= others[0] <= 31 else None
    if len(others) < 2 or not all(1 <= number <= 31 for number in others[:2]):
        return None
    first, second = others[:2]
    return (first, second) if second <= 12 else (second, first) if first <= 12 else None


def born_apart(a: Birth, b: Birth) -> str:
    """The level: day, year, one, two, three, five, far; slip (one digit or day and month changed), otherday."""
    apart = abs(a.year - b.year)
    if a.day and b.day:
        if a.day == b.day:
            return (
                "day" if apart == 0 else "slip" if apart <= 2 or _digits_slip(a.year, b.year) else _years(apart, a, b)
            )
        if apart == 0:
            return "slip" if _days_slip(a.day, b.day) else "otherday"
    if apart > 3 and _turned(a.year, b.year) and Kind.AGE not in (a.kind, b.kind):
        return "four"
    return _years(apart, a, b)


def _years(apart: int, a: Birth, b: Birth) -> str:
    guess = a.about or b.about
    if apart <= 3:
        return ("year", "one", "two", "two" if guess else "three")[apart]
    if apart <= 5:
        return "three" if guess else "four"
    return "far" if apart > 7 else "six"


def _digits_slip(a: int, b: int) -> bool:
    return sum(one != other for one, other in zip(str(a), str(b), strict=True)) == 1 or _turned(a, b)


def _turned(a: int, b: int) -> bool:
    """1989 for 1998."""
    return str(a)[:2] == str(b)[:2] and str(a)[2:] == str(b)[:1:-1] and a != b


def _days_slip(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a == b[::-1] or (a[0] == b[0]) != (a[1] == b[1])
