"""What the cells of a row change in its service: words, place, intake, fee, rules, and when confirmed."""

from collections.abc import Set
from datetime import date

from sqlalchemy.orm import Session

from catalog import intakes, offers
from catalog.models import Rule, RuleUse, Service
from catalog.offers import Details
from catalog.tables.cells import in_bengali
from catalog.tables.shown import age_rule, cells_of, in_language, sheet_intake, sheet_place
from catalog.tables.wanted import Wanted

CHILD_UNTIL = 15
WHERE = frozenset({"address", "district", "upazila_or_thana"})
WHEN = frozenset({"days", "start_time", "end_time", "seats", "start_date", "end_date"})
WHO = frozenset({"min_age", "max_age", "eligibility"})


def apply(session: Session, service: Service, wanted: Wanted, columns: Set[str], today: date) -> None:
    """Change what these columns say, and nothing else of the service."""
    offers.change(session, service, **_details(wanted, columns))
    if columns & WHERE:
        _give_at(session, service, wanted)
    if columns & WHEN:
        _give_when(session, service, wanted)
    if columns & WHO:
        offers.set_rules(session, service, _rules(service, wanted, columns))
    if "fee_bdt" in columns:
        offers.set_cost(session, service, "fee", wanted.fee_bdt)
    if "last_confirmed" in columns and wanted.last_confirmed:
        offers.confirm(session, service, min(wanted.last_confirmed, today))


def remember(service: Service, wanted: Wanted, columns: Set[str]) -> None:
    """Keep what the sheet said in these columns, for the next sheet to be compared with, and what it made."""
    cells = {column: text for column, text in cells_of(wanted).items() if column in columns}
    source = {"cells": service.source.get("cells", {}) | cells}
    for name, row in (("place", sheet_place(service)), ("intake", sheet_intake(service))):
        if row is not None:
            source[name] = str(row.id)
    if service.source != source:
        service.source = source


def _details(wanted: Wanted, columns: Set[str]) -> Details:
    details: Details = {}
    if "kind" in columns:
        details["kind_code"] = wanted.kind
    if "service_name" in columns:
        _put(details, "name", wanted.service_name)
    if "description" in columns:
        _put(details, "description", wanted.description)
    if "confidential" in columns and wanted.confidential is not None:
        details["confidential"] = wanted.confidential
    if "phone" in columns:
        details["phone"] = wanted.phone
    if "email" in columns:
        details["email"] = wanted.email
    if "language" in columns:
        details["languages"] = list(wanted.language)
    return details


def _put(details: Details, field: str, text: str | None) -> None:
    match in_language(field, text):
        case "name_bn":
            details["name_bn"] = text
        case "name_en":
            details["name_en"] = text
        case "description_bn":
            details["description_bn"] = text
        case "description_en":
            details["description_en"] = text


def _give_at(session: Session, service: Service, wanted: Wanted) -> None:
    address = {in_language("address", wanted.address): wanted.address}
    where = offers.location(session, service.organization, wanted.place, **address)
    at = sheet_place(service)
    if at is None:
        offers.give_at(session, service, where)
    else:
        offers.move_to(session, at, where)


def _give_when(session: Session, service: Service, wanted: Wanted) -> None:
    """One intake of the sheet: dated, or rolling where it names no dates."""
    at, intake = sheet_place(service), sheet_intake(service)
    start, end = wanted.start_time, wanted.end_time
    times = [(day, start, end) for day in wanted.days if start is not None and end is not None]
    terms: intakes.Terms = {
        "seats": wanted.seats,
        "starts_on": wanted.start_date,
        "ends_on": wanted.end_date,
        "times": times,
    }
    if intake is not None:
        if intake.closes_on and wanted.end_date and wanted.end_date < intake.closes_on:
            terms["closes_on"] = wanted.end_date
        intakes.change_intake(session, intake, **terms)
    elif at is not None and any(terms.values()):
        intakes.open_intake(session, at, **terms)


def _rules(service: Service, wanted: Wanted, columns: Set[str]) -> list[Rule]:
    """The age first, then what still stands, then what is new; a rule once made of words stays a rule."""
    rules = [rule for rule in service.rules if rule.use is RuleUse.MUST]
    if columns & {"min_age", "max_age"}:
        old, new = age_rule(service), _age(service, wanted)
        rules = ([new] if new else []) + [rule for rule in rules if rule is not old]
    if "eligibility" in columns:
        before = set(_conditions(service.source.get("cells", {}).get("eligibility", "")))
        said = {rule.value["text"] for rule in rules if rule.test == "words"}
        gone = before - set(wanted.eligibility)
        rules = [rule for rule in rules if not (rule.test == "words" and rule.value["text"] in gone)]
        new_texts = [text for text in wanted.eligibility if text not in before | said]
        rules += [offers.words_rule(text, "bn" if in_bengali(text) else "en") for text in new_texts]
    return rules


def _conditions(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _age(service: Service, wanted: Wanted) -> Rule | None:
    """Her age; the child's where the kind serves children and the age is one of a child."""
    low, high = wanted.min_age, wanted.max_age
    if low is None and high is None:
        return None
    child = service.kind.seats_count == "child" and (low or 0) < CHILD_UNTIL
    fact, a_year, rest = ("child_age_months", 12, 11) if child else ("birth_year", 1, 0)
    value = {
        "min": None if low is None else low * a_year,
        "max": None if high is None else high * a_year + rest,
    }
    return Rule(fact=fact, test="range", value={name: bound for name, bound in value.items() if bound is not None})
