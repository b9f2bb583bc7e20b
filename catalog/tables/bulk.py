"""New services of a sheet put in at once: rows for each table, without an object for each row."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from catalog.base import Base, now
from catalog.models import (
    CostOption,
    Intake,
    Kind,
    Location,
    Rule,
    Service,
    ServiceAtLocation,
    ServiceStatus,
    SessionTime,
)
from catalog.offers import new_service
from catalog.tables.apply import COSTS, details_of, terms_of
from catalog.tables.rules import ReadRules, rules_wanted
from catalog.tables.wanted import COLUMNS, Wanted

TABLES: tuple[type[Base], ...] = (Location, Service, ServiceAtLocation, Intake, SessionTime, Rule, CostOption)


class Bulk:
    """New services gathered, then stored by one statement a table."""

    def __init__(self, session: Session, today: date, read_rules: ReadRules) -> None:
        self.session, self.today, self.read_rules = session, today, read_rules
        self.rows: dict[type[Base], list[dict[str, Any]]] = {table: [] for table in TABLES}

    def add(self, kind: Kind, number: str, wanted: Wanted, at: Location, *, source: Mapping[str, Any]) -> None:
        """A service as the row wants it, of whose location it is; `source` is what is remembered of the row."""
        owner = at.organization_id
        details = details_of(wanted, set(COLUMNS))
        details["source_id"] = number
        service = new_service(owner, kind, None, **details)
        ids = {"place": uuid.uuid4(), "intake": uuid.uuid4()}
        terms = terms_of(wanted)
        confirmed = wanted.last_confirmed and min(wanted.last_confirmed, self.today)
        self._put(
            Service,
            id=service.id, organization_id=owner, kind_code=kind.code, status=ServiceStatus.ACTIVE,
            name_en=service.name_en, name_bn=service.name_bn, description_en=service.description_en,
            description_bn=service.description_bn, confidential=service.confidential, languages=service.languages,
            phone=service.phone, email=service.email, answer_working_days=service.answer_working_days,
            confirmed_on=confirmed, source_id=number, documents=[], gives=[], version=1, changed_at=now(),
            changed_by=self.session.info.get("actor"),
            source={**source, "place": str(ids["place"])} | ({"intake": str(ids["intake"])} if terms else {}),
        )  # fmt: skip
        self._put(ServiceAtLocation, id=ids["place"], service_id=service.id, location_id=at.id)
        if terms:
            times = terms.pop("times", ())
            self._put(Intake, id=ids["intake"], service_at_location_id=ids["place"], full=False, **terms)
            for day, starts, ends in sorted(set(times)):
                self._put(SessionTime, id=uuid.uuid4(), intake_id=ids["intake"], weekday=day, starts=starts, ends=ends)
        rules = rules_wanted(
            service, wanted, set(COLUMNS), self.read_rules, serves_children=kind.seats_count == "child"
        )
        for position, rule in enumerate(rules):
            self._put(
                Rule, id=rule.id, service_id=service.id, position=position, alternative=rule.alternative,
                fact=rule.fact, test=rule.test, value=rule.value, use=rule.use, note=rule.note,
            )  # fmt: skip
        for column, what in COSTS.items():
            taka = getattr(wanted, column)
            if taka is not None:
                self._put(CostOption, id=uuid.uuid4(), service_id=service.id, what=what, taka=taka, per="once")

    def _put(self, table: type[Base], **values: Any) -> None:
        self.rows[table].append(values)

    def store(self) -> None:
        """All that was gathered."""
        self.session.flush()
        for table, rows in self.rows.items():
            if rows:
                self.session.execute(insert(table), rows)
                rows.clear()
