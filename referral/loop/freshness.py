"""The freshness clock: who keeps a service is reminded before it counts as unconfirmed, and before it takes nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload

from catalog.base import UtcDateTime
from catalog.models import Service, ServiceStatus
from catalog.offer import CLOSED_AFTER, UNCONFIRMED_AFTER
from referral import access
from referral.loop.due import working_days
from referral.models import FreshnessReminder, User
from referral.moment import DHAKA


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a service that nobody confirms for so long, and how many days ahead its people are reminded."""

    code: str
    after: timedelta
    ahead: timedelta

    def comes_on(self, confirmed_on: date) -> date:
        """The first day on which it is so."""
        return confirmed_on + self.after + timedelta(days=1)


STEPS = (
    Step("unconfirmed", UNCONFIRMED_AFTER, timedelta(days=14)),
    Step("closed", CLOSED_AFTER, timedelta(days=7)),
)


def remind(open_session: Callable[[], Session], at: datetime) -> int:
    """Write the reminders that are due; how many. Of two steps that are both due, the later one alone is told.

    A reminder's key is its service, confirmation and step: any number of clocks may run, and one that stops halfway has
    told nothing.
    """
    with open_session() as session:
        session.info["now"] = at
        until = [last_reminded(session, step, at) for step in STEPS]
        spans = [*pairwise(until), (until[-1], date.min)]
        count = sum(_write(session, step, at, *span) for step, span in zip(STEPS, spans, strict=True))
        session.commit()
    return count


def last_reminded(session: Session, step: Step, at: datetime) -> date:
    """The latest confirmation that is reminded of by that moment: on a working day, the last one that is early enough."""
    next_working_day = working_days(session, at, 1).astimezone(DHAKA).date()
    return next_working_day - timedelta(days=1) + step.ahead - step.after - timedelta(days=1)


def _write(session: Session, step: Step, at: datetime, until: date, before: date) -> int:
    """One statement: the services confirmed up to `until` and after `before` that have no such reminder yet."""
    columns = ["service_id", "confirmed_on", "step", "at"]
    due = select(Service.id, Service.confirmed_on, literal(step.code), literal(at, UtcDateTime())).where(
        Service.status == ServiceStatus.ACTIVE,
        Service.confirmed_on <= until,
        Service.confirmed_on > before,
        ~reminded(step),
    )
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(FreshnessReminder).from_select(columns, due).on_conflict_do_nothing()
    return len(session.execute(insert.returning(FreshnessReminder.service_id)).all())


def reminded(step: Step | None = None) -> ColumnElement[bool]:
    """Whether there is a reminder that stands on the service's present confirmation; of that step, or of any."""
    stands = exists().where(
        FreshnessReminder.service_id == Service.id, FreshnessReminder.confirmed_on == Service.confirmed_on
    )
    return stands if step is None else stands.where(FreshnessReminder.step == step.code)


def needs_word() -> ColumnElement[bool]:
    """Whether its partner is to say that a service is still true: it was reminded, or has never said so."""
    return and_(Service.status == ServiceStatus.ACTIVE, or_(Service.confirmed_on.is_(None), reminded()))


def waiting(session: Session, user: User, limit: int = 200) -> list[Service]:
    """The services that wait for this user's word, those longest without one first."""
    wanted = select(Service).where(access.kept_services(user), needs_word()).options(joinedload(Service.kind))
    ordered = wanted.order_by(Service.confirmed_on.is_not(None), Service.confirmed_on, Service.id)
    return list(session.scalars(ordered.limit(limit)))


def next_step(confirmed_on: date | None, day: date) -> tuple[Step, date] | None:
    """What comes next of a service that nobody confirms, and on which day; None where all has come."""
    if confirmed_on is None:
        return None
    coming = ((step, step.comes_on(confirmed_on)) for step in STEPS)
    return next(((step, on) for step, on in coming if on > day), None)
