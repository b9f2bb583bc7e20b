"""A line of JSON as a worker: her facts by their codes, where she lives in words, what she looks for."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.floor import shifts
from catalog.lists import Fact, documents, facts, languages, skills
from catalog.places import KnownPlace, ancestors, find_place, places
from matching.profile import NOT_SAID, Child, Profile

OWN_KEYS = ("id", "ref", "need", "limit", "language", "facts")
HER_KEYS = ("birth_year", "birth_year_about", "age", "place", "children", "served_child")
NO_FACTS = ("birth_year", "district", "distance", "child_age_months", "child_in_school")
LISTS: Mapping[str, Callable[[], Mapping[str, object]]] = {
    "shifts": shifts,
    "documents": documents,
    "languages": languages,
    "skills": skills,
}


class Wrong(Exception):
    """What is wrong with a line, as one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One line: whose answer it is, what she looks for, and how it is to be told."""

    given: Mapping[str, Any]
    profile: Profile
    need: str | None
    limit: int | None
    language: str | None


def asked(line: Any, day: date) -> Asked:
    """A line that was read; raises Wrong with the first thing that can't be understood."""
    if not isinstance(line, dict):
        raise Wrong("A line must be one JSON object.")
    given = line.get("facts", {})
    if not isinstance(given, dict):
        raise Wrong("facts must be an object.")
    unknown = [key for key in line if key not in (*OWN_KEYS, *HER_KEYS) and not _is_fact(key)]
    unknown += [f"facts.{key}" for key in given if not _is_fact(key)]
    if unknown:
        raise Wrong(f"Unknown: {', '.join(unknown)}.")
    twice = sorted((given.keys() & line.keys()) - {"language"})
    if twice:
        raise Wrong(f"Told twice: {', '.join(twice)}.")
    own = {key: line[key] for key in line if _is_fact(key)}
    speak = own.pop("language") if isinstance(own.get("language"), str) else None
    told = {**own, **given}
    if speak not in (None, "bn", "en"):
        raise Wrong("language must be bn or en, or a list of the languages that she speaks.")
    return Asked(
        given={key: line[key] for key in ("id", "ref") if key in line},
        profile=_profile(line, {key: _fact(key, value) for key, value in told.items() if value is not None}, day),
        need=_text(line, "need"),
        limit=_whole(line, "limit", 1, 1000),
        language=speak,
    )


def _is_fact(key: str) -> bool:
    return key in facts() and key not in NO_FACTS


def _profile(line: Mapping[str, Any], told: dict[str, Any], day: date) -> Profile:
    where = _place(line.get("place"))
    about = line.get("birth_year_about", False)
    if not isinstance(about, bool):
        raise Wrong("birth_year_about must be true or false.")
    born, age = _whole(line, "birth_year", 1900, day.year), _whole(line, "age", 0, 120)
    if born is not None and age is not None:
        raise Wrong("Say birth_year or age, not both.")
    children, served = line.get("children"), line.get("served_child")
    if children is not None and not isinstance(children, list):
        raise Wrong("children must be a list.")
    return Profile(
        facts=told,
        birth_year=born if age is None else day.year - age,
        birth_year_about=about,
        place_chain=(where.code, *ancestors(where.code)) if where else (),
        point=where.point if where else None,
        children=None if children is None else tuple(_child(child, day) for child in children),
        served_child=None if served is None else _child(served, day),
    )


def _place(value: Any) -> KnownPlace | None:
    if value is None:
        return None
    found = (places().get(value) or find_place(value)) if isinstance(value, str) else None
    if found is None:
        raise Wrong(f"place is not known, or several are called so: {value}.")
    return found


def _child(value: Any, day: date) -> Child:
    """A child with its birth month, "2022-05", or only the year, "2022"."""
    if not isinstance(value, dict) or not value.keys() <= {"birth_month", "school"}:
        raise Wrong("A child must be an object with birth_month and school.")
    born, school = value.get("birth_month"), value.get("school")
    if school is not None and school not in {choice.code for choice in facts()["child_in_school"].values}:
        raise Wrong(f"school of a child is not known: {school}.")
    if born is None:
        return Child(school=school)
    parts = str(born).split("-")
    try:
        month = date(int(parts[0]), int(parts[1]) if len(parts) > 1 else 1, 1)
    except ValueError as error:
        raise Wrong(f"birth_month of a child must be like 2022-05: {born}.") from error
    if month > day:
        raise Wrong(f"birth_month of a child lies ahead: {born}.")
    return Child(birth_month=month, month_known=len(parts) > 1, school=school)


def _fact(code: str, value: Any) -> Any:
    """A value of a fact; raises Wrong where it is not of its type or not one of its codes."""
    fact = facts()[code]
    if not FITS[fact.type](value):
        raise Wrong(f"{code} must be {WORDS[fact.type]}: {value}.")
    known = _codes(fact)
    for one in value if isinstance(value, list) else [value]:
        if known and fact.type not in ("yes_no", "number") and one not in known and one not in NOT_SAID:
            raise Wrong(f"{code} is none of {', '.join(sorted(known))}: {one}.")
    return value


def _codes(fact: Fact) -> set[str]:
    listed = LISTS.get(fact.values_from or "")
    return {choice.code for choice in fact.values} if listed is None else set(listed())


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_yes_no(value: Any) -> bool:
    return isinstance(value, bool) or value in ("yes", "no")


def _are_codes(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


FITS: Mapping[str, Callable[[Any], bool]] = {
    "choice": _is_text,
    "code": _is_text,
    "ordered": _is_text,
    "codes": _are_codes,
    "number": _is_number,
    "yes_no": _is_yes_no,
    "date": _is_day,
}
WORDS = {
    "choice": "a code",
    "code": "a code",
    "ordered": "a code",
    "codes": "a list of codes",
    "number": "a number",
    "yes_no": "true, false, yes or no",
    "date": "a day like 2026-11-25",
}


def _text(line: Mapping[str, Any], key: str) -> str | None:
    value = line.get(key)
    if value is not None and not isinstance(value, str):
        raise Wrong(f"{key} must be a text.")
    return value


def _whole(line: Mapping[str, Any], key: str, low: int, high: int) -> int | None:
    value = line.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Wrong(f"{key} must be a whole number from {low} to {high}.")
    return value
