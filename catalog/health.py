"""How true the catalog is: what may be doubted of a service as conditions, which lists and counts read alike."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from catalog.models import Intake, Rule, Service, ServiceAtLocation, ServiceStatus, SessionTime
from catalog.offer import CLOSED_AFTER, UNCONFIRMED_AFTER

STATES = ("fresh", "unconfirmed", "stale", "suspended")
LACKS = ("hours", "rules", "bengali")


def states(day: date) -> dict[str, ColumnElement[bool]]:
    """Where a service stands by its last confirmation: exactly one of these holds of each."""
    active = Service.status == ServiceStatus.ACTIVE
    lately, of_late = Service.confirmed_on >= day - UNCONFIRMED_AFTER, Service.confirmed_on >= day - CLOSED_AFTER
    never = Service.confirmed_on.is_(None)
    return {
        "fresh": and_(active, lately),
        "unconfirmed": and_(active, ~lately, of_late),
        "stale": and_(active, or_(never, ~of_late)),
        "suspended": Service.status == ServiceStatus.SUSPENDED,
    }


def lacks(day: date) -> dict[str, ColumnElement[bool]]:
    """What is not told of a service that is not suspended: its hours, for whom it is, its name in Bengali.

    The hours are missing where no batch takes anybody, or one that does has none: `catalog.doubts` says which.
    """
    active = Service.status == ServiceStatus.ACTIVE
    batches = select(ServiceAtLocation.service_id).join(Intake).where(_takes_somebody(day))
    without_hours = batches.where(Intake.id.not_in(select(SessionTime.intake_id)))
    return {
        "hours": and_(active, or_(Service.id.not_in(batches), Service.id.in_(without_hours))),
        "rules": and_(active, Service.id.not_in(select(Rule.service_id))),
        "bengali": and_(active, or_(Service.name_bn.is_(None), Service.name_bn == "")),
    }


def _takes_somebody(day: date) -> ColumnElement[bool]:
    """`Intake.is_open` as a condition."""
    of_batch = case((Intake.ends_on.is_not(None), func.coalesce(Intake.starts_on, Intake.ends_on)))
    last = func.coalesce(Intake.closes_on, of_batch)
    return and_(Intake.ended_at.is_(None), or_(last.is_(None), last >= day))


@dataclass(frozen=True, slots=True)
class Health:
    """Of how many services of an organisation each of STATES and LACKS holds, and when one was confirmed last."""

    organization_id: uuid.UUID
    services: int
    counts: Mapping[str, int]
    confirmed_on: date | None


def health(session: Session, day: date, organization_id: uuid.UUID | None = None) -> list[Health]:
    """Each organisation that has services, or that one alone, in one statement."""
    wanted = {**states(day), **lacks(day)}
    counted = [func.sum(case((condition, 1), else_=0)) for condition in wanted.values()]
    rows = select(Service.organization_id, func.count(), func.max(Service.confirmed_on), *counted)
    if organization_id is not None:
        rows = rows.where(Service.organization_id == organization_id)
    return [
        Health(of, services, dict(zip(wanted, map(int, counts), strict=True)), last)
        for of, services, last, *counts in session.execute(rows.group_by(Service.organization_id))
    ]
