"""What the cells of a row change in its service: words, place, intake, fee, rules, and when confirmed."""

from collections.abc import Mapping, Set
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from catalog import intakes, offers
from catalog.models import Kind, RuleUse, Service
from catalog.offers import Details
from catalog.tables.locations import Locations
from catalog.tables.rules import ReadRules, rules_wanted
from catalog.tables.shown import cells_of, in_language, sheet_intake, sheet_place
from catalog.tables.wanted import Wanted

WHERE = frozenset({"address", "district", "upazila_or_thana"})
WHEN = frozenset({"days", "start_time", "end_time", "seats", "start_date", "end_date"})
WHO = frozenset({"min_age", "max_age", "grade", "employment", "eligibility"})
NO_TERMS: intakes.Terms = {"seats": None, "starts_on": None, "ends_on": None, "times": []}
COSTS = {"fee_bdt": "fee", "max_loan_bdt": "loan"}


class Applying:
    """What all rows of a sheet need that is put into the catalog."""

    def __init__(
        self, session: Session, kinds: Mapping[str, Kind], today: date, read_rules: ReadRules, came_from: str
    ) -> None:
        self.session, self.kinds, self.today = session, kinds, today
        self.read_rules, self.came_from = read_rules, came_from

    def apply(self, service: Service, wanted: Wanted, columns: Set[str], places: Locations) -> None:
        """Change what these columns say, and nothing else of the service."""
        details = details_of(wanted, columns)
        if "service_id" in columns and service.source_id is None:
            details["source_id"] = wanted.service_id
        if "kind" in columns:
            details["kind_code"] = wanted.kind
        offers.change(self.session, service, **details)
        if columns & WHERE:
            self._give_at(service, wanted, places)
        if columns & WHEN:
            self._give_when(service, wanted)
        if columns & WHO:
            child = self.kinds[wanted.kind].seats_count == "child"
            rules = rules_wanted(service, wanted, columns, self.read_rules, serves_children=child)
            for use in RuleUse:
                offers.set_rules(self.session, service, [rule for rule in rules if rule.use is use], use)
        for column, what in COSTS.items():
            if column in columns:
                offers.set_cost(self.session, service, what, getattr(wanted, column))
        if "last_confirmed" in columns and wanted.last_confirmed:
            offers.confirm(self.session, service, min(wanted.last_confirmed, self.today))

    def remember(self, service: Service, wanted: Wanted, columns: Set[str]) -> None:
        """Keep what the sheet said in these columns, for the next sheet to be compared with, and what it made."""
        source = memory(service.source, wanted, columns, self.came_from)
        for name, row in (("place", sheet_place(service)), ("intake", sheet_intake(service))):
            if row is not None:
                source[name] = str(row.id)
        if service.source != source:
            service.source = source

    def _give_at(self, service: Service, wanted: Wanted, places: Locations) -> None:
        where = places.at(service.organization_id, wanted)
        at = sheet_place(service)
        if at is None:
            offers.give_at(self.session, service, where)
        else:
            offers.move_to(self.session, at, where)

    def _give_when(self, service: Service, wanted: Wanted) -> None:
        """One intake of the sheet: dated, or rolling where it names no dates."""
        at, intake = sheet_place(service), sheet_intake(service)
        terms = terms_of(wanted)
        if intake is not None:
            if intake.closes_on and wanted.end_date and wanted.end_date < intake.closes_on:
                terms["closes_on"] = wanted.end_date
            intakes.change_intake(self.session, intake, **(NO_TERMS | terms))
        elif at is not None and terms:
            intakes.open_intake(self.session, at, **terms)


def memory(before: Mapping[str, Any], wanted: Wanted, columns: Set[str], came_from: str) -> dict[str, Any]:
    """What is remembered of a row: its cells, which sheet it came from, and how it was typed in a Bijoy font."""
    cells = {column: text for column, text in cells_of(wanted).items() if column in columns}
    source = {**before, "cells": before.get("cells", {}) | cells}
    if not before.get("cells"):
        source["sheet"] = came_from
    if wanted.typed:
        source["typed"] = dict(wanted.typed)
    return source


def terms_of(wanted: Wanted) -> intakes.Terms:
    """What the row says of its intake: nothing where it says nothing."""
    start, end = wanted.start_time, wanted.end_time
    times = [(day, start, end) for day in wanted.days if start is not None and end is not None]
    terms: intakes.Terms = {
        "seats": wanted.seats,
        "starts_on": wanted.start_date,
        "ends_on": wanted.end_date,
        "times": times,
    }
    return terms if times or any(value is not None for key, value in terms.items() if key != "times") else {}


def details_of(wanted: Wanted, columns: Set[str]) -> Details:
    """What these columns say of the service itself, its kind and number aside."""
    details: Details = {}
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
