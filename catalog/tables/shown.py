"""A service as the cells of a sheet, in one writing: from a row and from the tables, to lay side by side."""

from datetime import date, time
from typing import Any

from catalog.intakes import times_of
from catalog.models import Intake, Rule, RuleUse, Service, ServiceAtLocation
from catalog.places import ancestors, places
from catalog.tables.cells import in_bengali
from catalog.tables.wanted import COLUMNS, Wanted

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
AGE_FACTS = {"birth_year": 1, "child_age_months": 12}


def cells_of(wanted: Wanted) -> dict[str, str]:
    """What the row says, column by column; an empty text where it says nothing."""
    values = {column: getattr(wanted, column, None) for column in COLUMNS}
    return {column: _text(value) for column, value in values.items()} | {
        "days": ";".join(WEEK[day] for day in wanted.days),
        "eligibility": "; ".join(wanted.eligibility),
        **_place_cells(wanted.place),
    }


def cells_now(service: Service, wanted: Wanted) -> dict[str, str]:
    """What the tables say of it now, in the language that the row is written in."""
    at, intake = sheet_place(service), sheet_intake(service)
    times = times_of(intake) if intake else []
    low, high = ages_of(service)
    where = at.location if at else None
    fee = next((cost.taka for cost in service.costs if cost.what == "fee"), None)
    values: dict[str, Any] = {
        "service_id": service.source_id,
        "organization": wanted.organization,
        "kind": service.kind_code,
        "service_name": getattr(service, in_language("name", wanted.service_name)),
        "description": getattr(service, in_language("description", wanted.description)),
        "address": getattr(where, in_language("address", wanted.address)) if where else None,
        "start_time": times[0][1] if times else None,
        "end_time": times[0][2] if times else None,
        "min_age": low,
        "max_age": high,
        "fee_bdt": fee,
        "seats": intake.seats if intake else None,
        "start_date": intake.starts_on if intake else None,
        "end_date": intake.ends_on if intake else None,
        "confidential": service.confidential,
        "phone": service.phone,
        "email": service.email,
        "language": tuple(service.languages),
        "last_confirmed": service.confirmed_on,
    }
    return {column: _text(value) for column, value in values.items()} | {
        "days": ";".join(WEEK[day] for day in sorted({day for day, _, _ in times})),
        "eligibility": "; ".join(rule.value["text"] for rule in words_of(service)),
        **_place_cells(where.place_code if where else None),
    }


def in_language(field: str, text: str | None) -> str:
    """The name of the column in our tables for a text: name_bn, name_en."""
    return f"{field}_bn" if text and in_bengali(text) else f"{field}_en"


def sheet_place(service: Service) -> ServiceAtLocation | None:
    """The place that the sheet speaks of: the one it made, else the only one."""
    known = service.source.get("place")
    return next((at for at in service.places if str(at.id) == known), None) or _only(service.places)


def sheet_intake(service: Service) -> Intake | None:
    """The intake that the sheet speaks of: the one it made, else the only live one at its place."""
    at, known = sheet_place(service), service.source.get("intake")
    intakes = at.intakes if at else []
    made = next((intake for intake in intakes if str(intake.id) == known), None)
    return made or _only([intake for intake in intakes if intake.ended_at is None])


def age_rule(service: Service) -> Rule | None:
    """The rule about age that stands for the sheet's two columns."""
    musts = (rule for rule in service.rules if rule.use is RuleUse.MUST and rule.alternative is None)
    return next((rule for rule in musts if rule.fact in AGE_FACTS and rule.test == "range"), None)


def ages_of(service: Service) -> tuple[int | None, int | None]:
    """From and to which age in years it is, by its rule."""
    rule = age_rule(service)
    if rule is None or rule.fact is None:
        return None, None
    low, high = rule.value.get("min"), rule.value.get("max")
    a_year = AGE_FACTS[rule.fact]
    return None if low is None else low // a_year, None if high is None else high // a_year


def words_of(service: Service) -> list[Rule]:
    """The conditions that are still in words."""
    return [rule for rule in service.rules if rule.use is RuleUse.MUST and rule.test == "words"]


def _only(rows: list[Any]) -> Any | None:
    return rows[0] if len(rows) == 1 else None


def _place_cells(code: str | None) -> dict[str, str]:
    if code is None:
        return {"district": "", "upazila_or_thana": ""}
    chain = [places()[one] for one in (code, *ancestors(code)) if one in places()]
    district = next((place.name_en for place in chain if place.level in ("district", "division")), "")
    smaller = chain[0].name_en if chain and chain[0].level not in ("district", "division") else ""
    return {"district": district, "upazila_or_thana": smaller}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    return "" if value is None else str(value)
