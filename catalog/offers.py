"""What a partner does with its services: publish, change, suspend, resume, confirm, give at places."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.base import imported_id, moment
from catalog.models import (
    CostOption,
    Kind,
    Location,
    Organization,
    Rule,
    RuleUse,
    Service,
    ServiceAtLocation,
    ServiceStatus,
)
from catalog.offer import UNCONFIRMED_AFTER, Closed, why_closed
from catalog.spelling import clean


class Details(TypedDict, total=False):
    """What a partner says of a service; what is not named stays as it is."""

    kind_code: str
    name_en: str | None
    name_bn: str | None
    description_en: str | None
    description_bn: str | None
    confidential: bool
    women_only_staff: bool | None
    childcare_on_site: bool | None
    languages: list[str]
    documents: list[str]
    gives: list[str]
    bring_en: str | None
    bring_bn: str | None
    phone: str | None
    email: str | None
    answer_working_days: int | None
    answer_hours: int | None
    source_id: str | None


def publish(
    session: Session, organization: Organization, kind: Kind, day: date | None, **details: Unpack[Details]
) -> Service:
    """A new service, confirmed on that day; confidentiality and answer time are the kind's unless said.

    One with an id of the partner's own gets the same key whenever it is brought.
    """
    service = new_service(organization.id, kind, day, **details)
    organization.services.append(service)
    session.flush()
    return service


def new_service(owner: uuid.UUID, kind: Kind, day: date | None, **details: Unpack[Details]) -> Service:
    """The same, not yet in any session: for who makes many at once."""
    service = Service(organization_id=owner, kind_code=kind.code, confirmed_on=day)
    service.confidential = kind.confidential
    service.answer_working_days = kind.answer_working_days
    _set(service, details)
    if service.source_id is not None:
        service.id = imported_id(str(owner), service.source_id)
    return service


def change(session: Session, service: Service, **details: Unpack[Details]) -> bool:
    """New words or terms; whether anything was different. It does not confirm the rest."""
    different = _set(service, details)
    if different:
        touch(session, service)
    if "kind_code" in details:
        session.flush()
        session.expire(service, ["kind"])
    return different


def suspend(session: Session, service: Service) -> None:
    """It takes no referrals for now; what becomes of the live ones is not the catalog's to say."""
    if service.status is not ServiceStatus.SUSPENDED:
        service.status, service.suspended_at = ServiceStatus.SUSPENDED, moment(session)
        touch(session, service)


def resume(session: Session, service: Service, day: date) -> None:
    """It takes referrals again; who resumes it says with that that it is true as of that day."""
    if service.status is ServiceStatus.SUSPENDED:
        service.status, service.suspended_at = ServiceStatus.ACTIVE, None
        touch(session, service)
        confirm(session, service, day)


def confirm(session: Session, service: Service, day: date) -> None:
    """The partner says that all of it is still true; an earlier day never replaces a later one."""
    if service.confirmed_on is None or service.confirmed_on < day:
        service.confirmed_on = day
        touch(session, service)


def touch(session: Session, service: Service) -> None:
    """Note who changes it and when, to be told to whoever changes it at the same time; its version moves with it."""
    service.changed_at, service.changed_by = moment(session), session.info.get("actor")


def stale_since(service: Service) -> date | None:
    """The first day on which it counts as unconfirmed; None where it was never confirmed."""
    return service.confirmed_on and service.confirmed_on + UNCONFIRMED_AFTER + timedelta(days=1)


def taking_referrals(service: Service, day: date) -> Closed | None:
    """Why nothing may be sent to it on that day; None when it takes referrals."""
    its = service.organization
    closed = why_closed(service.status, its.agreement_from, its.agreement_until, service.confirmed_on, day)
    return closed or (None if service.answered_for else Closed.NOBODY)


def location(
    session: Session,
    organization: Organization,
    place_code: str,
    address_en: str | None = None,
    address_bn: str | None = None,
) -> Location:
    """The organisation's location with that place and address, made if it has none."""
    same = select(Location).filter_by(
        organization_id=organization.id, place_code=place_code, address_en=address_en, address_bn=address_bn
    )
    found = session.scalars(same.limit(1)).first()
    if found is None:
        found = Location(
            organization_id=organization.id,
            place_code=place_code,
            address_en=address_en,
            address_bn=address_bn,
        )
        session.add(found)
        session.flush()
    return found


def give_at(session: Session, service: Service, where: Location) -> ServiceAtLocation:
    """The service is given there too; the same once more where it already is."""
    for place in service.places:
        if place.location is where:
            return place
    place = ServiceAtLocation(location=where)
    service.places.append(place)
    touch(session, service)
    return place


def move_to(session: Session, place: ServiceAtLocation, where: Location) -> None:
    """The service moves with its intakes from one location to another; where it is given there too, the intakes join."""
    there = next((other for other in place.service.places if other.location is where), None)
    if there is None:
        place.location = where
    elif there is not place:
        there.intakes.extend(list(place.intakes))
    if there is not place:
        touch(session, place.service)


def set_rules(session: Session, service: Service, rules: Iterable[Rule], use: RuleUse = RuleUse.MUST) -> None:
    """These rules of that use, in this order, in place of the ones there were; some may be the same rows."""
    wanted = list(rules)
    for position, rule in enumerate(wanted):
        rule.use, rule.position = use, position
    service.rules[:] = [rule for rule in service.rules if rule.use is not use and rule not in wanted] + wanted
    touch(session, service)


def set_cost(session: Session, service: Service, what: str, taka: int | None, per: str = "once") -> None:
    """The fee, deposit, stipend or fare in taka, or the largest loan; None: it is not known."""
    before = [cost for cost in service.costs if cost.what == what]
    wanted = [] if taka is None else [(taka, per)]
    if [(cost.taka, cost.per) for cost in before] != wanted:
        service.costs[:] = [cost for cost in service.costs if cost.what != what]
        service.costs.extend(CostOption(what=what, taka=amount, per=each) for amount, each in wanted)
        touch(session, service)


def words_rule(text: str, language: str) -> Rule:
    """A condition that nobody has turned into a rule yet: it is asked, in the partner's words."""
    return Rule(fact=None, test="words", value={"text": text, "language": language})


def _set(service: Service, details: Details) -> bool:
    """Set what is said; a partner's own number as a cell of a sheet is read, or no sheet would find it again."""
    different = False
    for name, said in details.items():
        value = clean(str(said or "")) or None if name == "source_id" else said
        if getattr(service, name) != value:
            setattr(service, name, value)
            different = True
    return different
