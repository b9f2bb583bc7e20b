"""A service as the cells of a sheet, in one writing: from a row and from the tables, to lay side by side."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from functools import lru_cache
from typing import Any

from catalog.intakes import times_of
from catalog.lists import facts
from catalog.models import Intake, Rule, RuleUse, Service, ServiceAtLocation
from catalog.places import KnownPlace, ancestors, find_place, places
from catalog.spelling import clean
from catalog.tables.cells import conditions, in_bengali
from catalog.tables.wanted import COLUMNS, Grades, Wanted
from catalog.tables.wrong import Wrong

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
AGE_FACTS = {"birth_year": 1, "child_age_months": 12}
IN_BOTH = ("name", "description", "address")
BEYOND = date(9999, 1, 1)


def cells_of(wanted: Wanted) -> dict[str, str]:
    """What the row says, column by column; an empty text where it says nothing."""
    values = {column: getattr(wanted, column, None) for column in COLUMNS}
    return {column: _text(value) for column, value in values.items()} | {
        "days": ";".join(WEEK[day] for day in wanted.days),
        "eligibility": "; ".join(wanted.eligibility),
        "grade": grade_text(wanted.grade),
        **place_cells(wanted.place),
    }


def cells_now(service: Service, wanted: Wanted | None = None, *, language: str = "bn") -> dict[str, str]:
    """What the tables say of it now, in the language that the row is written in; without a row, in that one first."""
    at, intake = sheet_place(service), sheet_intake(service)
    times = times_of(intake) if intake else []
    low, high = ages_of(service)
    where = at.location if at else None
    costs = {cost.what: cost.taka for cost in service.costs}
    said = (
        None
        if wanted is None
        else {"name": wanted.service_name, "description": wanted.description, "address": wanted.address}
    )
    owner = _in(language, service.organization, "name") if wanted is None else wanted.organization
    name, description = (_written(service, field, said, language) for field in IN_BOTH[:2])
    values: dict[str, Any] = {
        "service_id": service.source_id or (None if wanted else str(service.id)),
        "organization": owner,
        "kind": service.kind_code,
        "service_name": name,
        "description": description,
        "address": _written(where, "address", said, language) if where else None,
        "start_time": times[0][1] if times else None,
        "end_time": times[0][2] if times else None,
        "weekly_hours": service.source.get("cells", {}).get("weekly_hours"),
        "min_age": low,
        "max_age": high,
        "fee_bdt": costs.get("fee"),
        "max_loan_bdt": costs.get("loan"),
        "seats": intake.seats if intake else None,
        "start_date": intake.starts_on if intake else None,
        "end_date": intake.ends_on if intake else None,
        "confidential": service.confidential,
        "phone": service.phone,
        "email": service.email,
        "language": tuple(service.languages),
        "last_confirmed": service.confirmed_on,
    }
    employment, grade = rule_of(service, "employment", "one_of"), rule_of(service, "wage_grade", "range")
    return {column: _text(value) for column, value in values.items()} | {
        "days": ";".join(WEEK[day] for day in sorted({day for day, _, _ in times})),
        "eligibility": "; ".join(texts_of(service)),
        "employment": ";".join(in_order(employment.value["codes"])) if employment else "",
        "grade": grade_text(Grades(grade.value.get("min", 1), grade.value.get("max", 4), "2023") if grade else None),
        **place_cells(where.place_code if where else None),
    }


def _written(row: Any, field: str, said: dict[str, str | None] | None, language: str) -> str:
    """The text that a row's stands beside: the same in whichever language, else the one in its language."""
    if said is None:
        return _in(language, row, field)
    text = said[field]
    both = [clean(getattr(row, f"{field}_{one}") or "") for one in ("bn", "en")]
    return text if text and text in both else clean(getattr(row, in_language(field, text)) or "")


def _in(language: str, row: Any, field: str) -> str:
    """The text in a language, or in the other one."""
    texts = [
        clean(getattr(row, f"{field}_{one}") or "") for one in sorted(("bn", "en"), key=lambda one: one != language)
    ]
    return texts[0] or texts[1]


def in_language(field: str, text: str | None) -> str:
    """The name of the column in our tables for a text: name_bn, name_en."""
    return f"{field}_bn" if text and in_bengali(text) else f"{field}_en"


def sheet_place(service: Service) -> ServiceAtLocation | None:
    """The place that the sheet speaks of: the one it made, else the first."""
    known = service.source.get("place")
    made = next((at for at in service.places if str(at.id) == known), None)
    return made or min(service.places, key=lambda at: str(at.id), default=None)


def sheet_intake(service: Service) -> Intake | None:
    """The intake that the sheet speaks of: the one it made, else the first live one at its place."""
    at, known = sheet_place(service), service.source.get("intake")
    intakes = at.intakes if at else []
    made = next((intake for intake in intakes if str(intake.id) == known), None)
    live = [intake for intake in intakes if intake.ended_at is None]
    return made or min(live, key=lambda one: (one.starts_on or BEYOND, str(one.id)), default=None)


def rule_of(service: Service, fact: str, test: str) -> Rule | None:
    """The rule of a fact that stands for a column of its own in the sheet."""
    alone = (rule for rule in service.rules if rule.use is RuleUse.MUST and rule.alternative is None)
    return next((rule for rule in alone if (rule.fact, rule.test) == (fact, test) and rule.note is None), None)


def age_rule(service: Service) -> Rule | None:
    """The rule about age that stands for the sheet's two columns."""
    return next(filter(None, (rule_of(service, fact, "range") for fact in AGE_FACTS)), None)


def ages_of(service: Service) -> tuple[int | None, int | None]:
    """From and to which age in years it is, by its rule."""
    rule = age_rule(service)
    if rule is None or rule.fact is None:
        return None, None
    low, high = rule.value.get("min"), rule.value.get("max")
    a_year = AGE_FACTS[rule.fact]
    return None if low is None else low // a_year, None if high is None else high // a_year


def text_of(rule: Rule) -> str | None:
    """The words that a rule stands for: those that it was read from, or those that are asked as they are."""
    words = rule.note or (rule.value.get("text") if rule.test == "words" else None)
    return clean(str(words)) if words else None


def texts_of(service: Service) -> list[str]:
    """The conditions in words as a cell would give them, each once."""
    found: list[str] = []
    for text in filter(None, map(text_of, service.rules)):
        try:
            found += conditions(text, 4000)
        except Wrong:
            found.append(text)
    return list(dict.fromkeys(found))


def grade_text(grade: Grades | None) -> str:
    """ "5-7 (2018)", "3-4"."""
    if grade is None:
        return ""
    return f"{grade.low}-{grade.high}" + (f" ({grade.scheme})" if grade.scheme else "")


def in_order(codes: Iterable[str]) -> list[str]:
    """Standings at work in the order of the list."""
    known = [choice.code for choice in facts()["employment"].values]
    return sorted(codes, key=lambda code: known.index(code) if code in known else len(known))


def place_cells(code: str | None) -> dict[str, str]:
    """District, and the smaller place in words that lead to it again."""
    district, smaller = _place_texts(code)
    return {"district": district, "upazila_or_thana": smaller}


@lru_cache(maxsize=10_000)
def _place_texts(code: str | None) -> tuple[str, str]:
    chain = [places()[one] for one in (code, *ancestors(code)) if one in places()] if code in places() else []
    top = next((number for number, place in enumerate(chain) if place.level in ("district", "division")), None)
    if top is None:
        return "", ""
    return chain[top].name_en, _smaller(chain[:top], chain[top])


def _smaller(chain: list[KnownPlace], district: KnownPlace) -> str:
    """The name of the smallest, with what it lies in where the name alone may mean another."""
    if not chain:
        return ""
    if find_place(chain[0].name_en, district.code) == chain[0]:
        return chain[0].name_en
    return ", ".join(place.name_en for place in chain)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return TEXTS.get(type(value), str)(value)


TEXTS: Mapping[type, Callable[[Any], str]] = {
    str: clean,
    bool: lambda value: "yes" if value else "no",
    float: lambda value: f"{value:g}",
    time: lambda value: f"{value:%H:%M}",
    date: date.isoformat,
    tuple: lambda value: ";".join(map(str, value)),
}
