"""Services read from the database as offers, all or some, in a constant number of statements."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, TypeVarTuple

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from catalog.models import (
    AgendaNeed,
    CostOption,
    Intake,
    Kind,
    KindNeed,
    Location,
    Organization,
    Place,
    Rule,
    Service,
    ServiceAtLocation,
    SessionTime,
)
from catalog.offer import Offer, OfferCost, OfferIntake, OfferPlace, OfferRule, OfferSession

Columns = TypeVarTuple("Columns")
OF_SERVICE = (
    Service.id,
    Service.organization_id,
    Organization.name_en.label("organization_en"),
    Organization.name_bn.label("organization_bn"),
    Service.kind_code,
    Kind.name_en.label("kind_en"),
    Kind.name_bn.label("kind_bn"),
    Kind.outcome_code,
    Kind.seats_count,
    Service.name_en,
    Service.name_bn,
    Service.status,
    Service.confidential,
    Service.women_only_staff,
    Service.childcare_on_site,
    Service.languages,
    Service.documents,
    Service.gives,
    Service.answer_working_days,
    Service.answer_hours,
    Service.confirmed_on,
    Organization.agreement_from,
    Organization.agreement_until,
    Service.answered_for,
)


def load_offers(session: Session, services: Collection[uuid.UUID] | None = None) -> list[Offer]:
    """Every service as an offer, suspended ones too, in the order of their ids; or those of `services` that there are."""
    session.flush()
    needs = _grouped(session.execute(answered_needs()))
    paid = select(CostOption.service_id, CostOption.what, CostOption.taka, CostOption.per)
    costs = _grouped(session.execute(_of(services, CostOption.service_id, paid.where(CostOption.what != "loan"))))
    rules, places = _rules(session, services), _places(session, services)
    every = (
        select(*OF_SERVICE)
        .join(Organization, Organization.id == Service.organization_id)
        .join(Kind, Kind.code == Service.kind_code)
        .order_by(Service.id)
    )
    rows = session.execute(_of(services, Service.id, every))
    return [
        _offer(
            row,
            needs=tuple(code for (code,) in needs[row.kind_code]),
            rules=tuple(rules[row.id]),
            places=tuple(places[row.id]),
            costs=tuple(OfferCost(*cost) for cost in costs[row.id]),
        )
        for row in rows
    ]


def _of(
    services: Collection[uuid.UUID] | None, key: InstrumentedAttribute[uuid.UUID], every: Select[*Columns]
) -> Select[*Columns]:
    return every if services is None else every.where(key.in_(services))


def answered_needs() -> Select[tuple[str, str]]:
    """The needs that each kind answers, the strongest first, with those that were merged into them."""
    own = select(KindNeed.kind_code, KindNeed.need_code, KindNeed.position)
    merged = select(KindNeed.kind_code, AgendaNeed.code, KindNeed.position).join(
        AgendaNeed, AgendaNeed.merged_into == KindNeed.need_code
    )
    every = own.union(merged).subquery()
    return select(every.c.kind_code, every.c.need_code).order_by(every.c.position, every.c.need_code)


def _offer(row: Any, **parts: tuple[Any, ...]) -> Offer:
    names = {
        "name_en": row.name_en or row.name_bn or row.kind_en,
        "name_bn": row.name_bn or row.name_en or row.kind_bn,
    }
    lists = {key: tuple(getattr(row, key)) for key in ("languages", "documents", "gives")}
    return Offer(**{**row._asdict(), **names, **lists, **parts})


def _rules(session: Session, services: Collection[uuid.UUID] | None) -> dict[uuid.UUID, list[OfferRule]]:
    found: dict[uuid.UUID, list[OfferRule]] = defaultdict(list)
    columns = (Rule.id, Rule.fact, Rule.test, Rule.value, Rule.use, Rule.alternative, Rule.note)
    every = select(Rule.service_id, *columns).order_by(Rule.position, Rule.id)
    for service_id, *rule in session.execute(_of(services, Rule.service_id, every)):
        found[service_id].append(OfferRule(*rule))
    return found


def _places(session: Session, services: Collection[uuid.UUID] | None) -> dict[uuid.UUID, list[OfferPlace]]:
    columns = (Place.code, Place.parent_code, Place.name_en, Place.name_bn, Place.latitude, Place.longitude)
    located = select(Location.place_code).join(ServiceAtLocation, ServiceAtLocation.location_id == Location.id)
    used = or_(Place.level != "union", Place.code.in_(_of(services, ServiceAtLocation.service_id, located)))
    known = {place.code: place for place in session.execute(select(*columns).where(used))}
    parents = {code: place.parent_code for code, place in known.items()}
    intakes = _intakes(session, services)
    found: dict[uuid.UUID, list[OfferPlace]] = defaultdict(list)
    at = (ServiceAtLocation.service_id, ServiceAtLocation.id, ServiceAtLocation.location_id)
    own = (Location.place_code, Location.latitude, Location.longitude)
    joined = select(*at, *own).join(Location, Location.id == ServiceAtLocation.location_id).order_by(at[1])
    rows = session.execute(_of(services, at[0], joined))
    for service_id, at_id, location_id, code, latitude, longitude in rows:
        place = known[code]
        exact = latitude is not None and longitude is not None
        found[service_id].append(
            OfferPlace(
                id=at_id,
                location_id=location_id,
                chain=_chain(parents, code),
                name_en=place.name_en,
                name_bn=place.name_bn,
                latitude=latitude if exact else place.latitude,
                longitude=longitude if exact else place.longitude,
                intakes=tuple(intakes[at_id]),
            )
        )
    return found


def _chain(parents: dict[str, str | None], code: str | None) -> tuple[str, ...]:
    codes: list[str] = []
    while code and code not in codes:
        codes.append(code)
        code = parents[code]
    return tuple(codes)


def _intakes(session: Session, services: Collection[uuid.UUID] | None) -> dict[uuid.UUID, list[OfferIntake]]:
    ours = None if services is None else select(ServiceAtLocation.id).where(ServiceAtLocation.service_id.in_(services))
    columns = (SessionTime.intake_id, SessionTime.weekday, SessionTime.starts, SessionTime.ends)
    every = select(*columns).order_by(SessionTime.weekday, SessionTime.starts)
    if ours is not None:
        every = every.join(Intake, Intake.id == SessionTime.intake_id).where(Intake.service_at_location_id.in_(ours))
    times = _grouped(session.execute(every))
    found: dict[uuid.UUID, list[OfferIntake]] = defaultdict(list)
    spans = (Intake.starts_on, Intake.ends_on, Intake.closes_on)
    live = select(Intake.service_at_location_id, Intake.id, Intake.seats, *spans, Intake.full)
    live = live.where(Intake.ended_at.is_(None)).order_by(Intake.starts_on.nulls_last(), Intake.id)
    if ours is not None:
        live = live.where(Intake.service_at_location_id.in_(ours))
    for at_id, intake_id, seats, starts_on, ends_on, closes_on, full in session.execute(live):
        sessions = tuple(OfferSession(*when) for when in times[intake_id])
        found[at_id].append(OfferIntake(intake_id, seats, starts_on, ends_on, closes_on, full, sessions))
    return found


def _grouped(rows: Iterable[Row[Any]]) -> dict[Any, list[tuple[Any, ...]]]:
    """Rows by their first column, which is left away."""
    found: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(tuple(row[1:]))
    return found
