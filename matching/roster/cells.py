"""One cell of a roster at a time: a birth, a grade, a post, skills, a phone, in either language; raises `Wrong`."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from catalog.data import rows, several
from catalog.floor import grades, roles
from catalog.lists import skills
from catalog.places import meant
from catalog.spelling import clean, latin_digits, plain
from catalog.tables import cells, times
from catalog.tables.wrong import Wrong

YOUNGEST, OLDEST = 12, 90
MOST_CHILDREN, MOST_YEARS_OF_WORK = 12, 60
NEARLY = 88
MOBILE = re.compile(r"(?:\+?88|0088)?0?(1[3-9]\d{8})")
RELATIONS = {
    "father": re.compile(r"^(?:d/o|father|পিতা|বাবা)\s*[:.\-]?\s+", re.IGNORECASE),
    "husband": re.compile(r"^(?:w/o|c/o husband|husband|স্বামী)\s*[:.\-]?\s+", re.IGNORECASE),
}
PUNCTUATION = frozenset(" .,'\u2019()/-:\u0964")


@cache
def meanings(column: str) -> dict[str, str]:
    """What people's own words mean in a column, by the words as compared, from data/roster_values.csv."""
    known = (row for row in rows("roster_values") if row["column"] == column)
    return {plain(word): row["value"] for row in known for word in several(row["words"])}


def is_empty(cell: str) -> bool:
    """Whether a cell says nothing: blank, a dash, "N/A", "not known"."""
    text = clean(cell)
    return not text or text.casefold() in _nothings() or (plain(text) in _nothings() and bool(plain(text)))


@cache
def _nothings() -> frozenset[str]:
    words = [word for row in rows("roster_values") if row["column"] == "empty" for word in several(row["words"])]
    return frozenset({word.casefold() for word in words} | {plain(word) for word in words if plain(word)})


def name(cell: str) -> str:
    """A person's name: letters of either script, no digits."""
    text = cells.words(cell, 80)
    strange = any(unicodedata.category(sign)[0] not in "LM" and sign not in PUNCTUATION for sign in text)
    if strange or sum(map(str.isalpha, text)) < 2:
        raise Wrong("not_a_name")
    return text


def guardian(cell: str) -> tuple[str, str | None]:
    """A relative's name, and whose it is where it stands before it ("স্বামী: ...", "D/O ...")."""
    text = clean(cell)
    for relation, before in RELATIONS.items():
        if before.match(text):
            return name(before.sub("", text)), relation
    return name(text), None


def birth(cell: str, day: date) -> tuple[int, bool]:
    """Year of birth, and whether it is only about so: a year, an age ("২৬ বছর"), a date.

    The first of January is what clerks write where only the year is known.
    """
    text = latin_digits(clean(cell)).casefold()
    if match := re.fullmatch(r"(1[89]\d\d|20\d\d)(?:\.0)?", text):
        return _likely(int(match[1]), day), False
    age = re.fullmatch(
        r"(?:age |বয়স )?(\d{1,3})(?:\.0)?\s*\+?\s*(?:years?(?: old)?|yrs?\.?|y|বছর|বৎসর|ব)?\.?", clean(text)
    )
    if age:
        if not YOUNGEST <= int(age[1]) <= OLDEST:
            raise Wrong("age_unlikely", least=YOUNGEST, most=OLDEST)
        return day.year - int(age[1]), True
    return _of_date(text, day)


def _of_date(text: str, day: date) -> tuple[int, bool]:
    text = re.sub(r"[ t]00:00(:00(\.0+)?)?$", "", text)
    if re.fullmatch(r"\d{5}(\.0)?", text):
        born = date.fromordinal(times.EXCEL_ZERO.toordinal() + int(float(text)))
        return _likely(born.year, day), (born.month, born.day) == (1, 1)
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        year, month, of_month = map(int, match.groups())
    elif match := re.fullmatch(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})", text):
        of_month, month, year = map(int, match.groups())
        year += 0 if year > 99 else 2000 if year <= day.year % 100 - YOUNGEST else 1900
    else:
        raise Wrong("not_a_birth")
    try:
        born = date(year, month, of_month)
    except ValueError:
        raise Wrong("no_such_day") from None
    return _likely(born.year, day), (born.month, born.day) == (1, 1)


def _likely(year: int, day: date) -> int:
    if not day.year - OLDEST <= year <= day.year - YOUNGEST:
        raise Wrong("year_unlikely", first=day.year - OLDEST, last=day.year - YOUNGEST)
    return year


def grade(cell: str) -> tuple[int, str]:
    """A wage grade as written, and its scheme where the cell says it ("4 (2018)")."""
    text = re.sub(r"grade|গ্রেড", " ", latin_digits(clean(cell)).casefold())
    match = re.fullmatch(r"[\s:\-]*([1-7])(?:\.0)?(?:st|nd|rd|th|ম|য়|র্থ|ষ্ঠ)?\s*(?:\((2018|2023)\))?\s*", clean(text))
    if match is None:
        raise Wrong("not_one_grade")
    return int(match[1]), match[2] or ""


def scheme_of(texts: Iterable[str]) -> tuple[str, bool]:
    """The scheme of a whole column of grades, and whether it must be asked: 5, 6 or 7 anywhere is that of 2018."""
    found = []
    for text in texts:
        try:
            found.append(grade(text))
        except Wrong:
            continue
    if any(number > 4 for number, said in found if not said):
        return "2018", False
    return "", any(not said for _, said in found)


def grade_2023(number: int, scheme: str) -> int | None:
    """What a grade counts as now, from data/grades.csv; None where the old one has no heir."""
    if scheme == "2023":
        if number > 4:
            raise Wrong("not_one_grade")
        return number
    known = grades().get(f"{scheme}-{number}")
    return known.grade_2023 if known else None


@cache
def posts() -> Mapping[str, str]:
    """The posts of the files by all that they are called, as compared; the agenda's own may be given in their place."""
    return {
        plain(word): post.code
        for post in reversed(roles().values())
        for word in (*post.synonyms, post.name_en, post.name_bn, post.code)
    }


def role(cell: str, known: Mapping[str, str]) -> str:
    """The code of a post, by its name or nearly so."""
    found = _nearly(cell, known)
    if found is None:
        raise Wrong("no_such_role")
    return found


def _nearly(cell: str, known: Mapping[str, str]) -> str | None:
    written = plain(cell)
    if written in known:
        return known[written]
    if len(written) < 5:
        return None
    near = process.extract(written, known.keys(), scorer=fuzz.ratio, score_cutoff=NEARLY, limit=3)
    codes = {known[word] for word, score, _ in near if score == near[0][1]}
    return codes.pop() if len(codes) == 1 else None


@cache
def _skill_words() -> dict[str, str]:
    named = {
        plain(word): skill.code
        for skill in reversed(skills().values())
        for word in (*skill.synonyms, skill.name_en, skill.name_bn, skill.code)
    }
    return named | meanings("skills")


@lru_cache(20_000)
def some_skills(cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of the skills in a cell, and the words that are none."""
    found: dict[str, None] = {}
    strange: list[str] = []
    for part in re.split(r"[;,/|\n।]|\sও\s|\sand\s", clean(cell)):
        if plain(part):
            code = _nearly(part, _skill_words())
            found.update({code: None} if code else {})
            strange += [] if code else [clean(part)[:40]]
    return tuple(found), tuple(strange)


def years(cell: str) -> float:
    """Years of work: "6", "৩.৫", "2 years", "৮ মাস"."""
    text = latin_digits(clean(cell)).casefold()
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,2})?)\s*\+?\s*(years?|yrs?\.?|y|বছর|বৎসর|months?|মাস)?", text)
    if match is None:
        raise Wrong("not_years")
    told = float(match[1]) / (12 if match[2] in ("month", "months", "মাস") else 1)
    if told > MOST_YEARS_OF_WORK:
        raise Wrong("too_much", most=MOST_YEARS_OF_WORK)
    return round(told, 1)


def children(cell: str) -> int:
    """How many children: "2", "২ জন", "none"."""
    none = meanings("children_under_6").get(plain(cell))
    return int(none) if none is not None else cells.whole_number(cell, MOST_CHILDREN)


def phone(cell: str) -> str:
    """The first number of the cell, +880...; one that lost its 0 too. Only numbers of persons, no short codes."""
    digits = re.sub(r"[\s\-.()]", "", latin_digits(clean(cell)))
    if match := MOBILE.fullmatch(digits):
        return "+880" + match[1]
    found = cells.phone(cell)
    if not found.startswith("+"):
        raise Wrong("not_a_phone")
    return found


def nid_last4(cell: str) -> str:
    """The last four digits; a zero that a sheet dropped is put back, of a whole number no more is kept."""
    digits = re.sub(r"\.0$|[\s\-*xX.]", "", latin_digits(clean(cell)))
    if not digits.isdecimal() or len(digits) not in (2, 3, 4, 10, 13, 17):
        raise Wrong("not_an_nid")
    return digits[-4:].rjust(4, "0")


@lru_cache(5_000)
def place(cell: str) -> str | None:
    """The code of a place; None where the name is that of several."""
    found = meant(cells.words(cell, 120))
    if not found:
        raise Wrong("no_such_place")
    return found[0].code if len(found) == 1 else None


def choice(column: str, refusal: str = "no_such_word") -> Callable[[str], Any]:
    """A reader of a column of few words, from data/roster_values.csv."""

    def one(cell: str) -> str | None:
        known = meanings(column)
        if plain(cell) not in known:
            raise Wrong(refusal)
        return known[plain(cell)] or None

    return one
