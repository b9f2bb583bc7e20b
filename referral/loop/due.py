"""By when the party whose turn it is must act: working days (Sunday to Thursday less holidays), hours for urgent needs."""

import uuid
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import AgendaNeed
from referral.models import ClosedDay, Holiday, Referral
from referral.moment import DHAKA
from referral.states import State

FRIDAY, SATURDAY = 4, 5
OFFICE_OPENS, OFFICE_CLOSES = time(9), time(17)
ANSWER_DAYS = 3
QUESTION_DAYS = 3
TELL_DAYS = 1
CLOSE_AFTER = timedelta(days=7)
PROGRESS_AFTER = timedelta(days=30)
GRACE_DAYS = 2
CORRECT_WITHIN = timedelta(days=14)
REPORT_AFTER = timedelta(days=14)


def holidays(session: Session) -> frozenset[date]:
    """The days on which offices are closed, read once a session."""
    kept: frozenset[date] | None = session.info.get("holidays")
    if kept is None:
        kept = session.info["holidays"] = frozenset(session.scalars(select(Holiday.day)))
    return kept


def closed_days(session: Session, organization_id: uuid.UUID) -> frozenset[date]:
    """The same, and the days on which this organisation is closed besides."""
    kept: dict[uuid.UUID, frozenset[date]] = session.info.setdefault("closed_days", {})
    if organization_id not in kept:
        own = session.scalars(select(ClosedDay.day).where(ClosedDay.organization_id == organization_id))
        kept[organization_id] = frozenset(own)
    return holidays(session) | kept[organization_id]


def working_days_later(moment: datetime, days: int, closed: Collection[date]) -> datetime:
    """When offices close on the last of that many working days, none of which is the day of the moment itself."""
    return close_of(working_day(moment.astimezone(DHAKA).date(), max(0, days), closed))


def is_working_day(day: date, closed: Collection[date]) -> bool:
    """Sunday to Thursday, and no holiday."""
    return day.weekday() not in (FRIDAY, SATURDAY) and day not in closed


def working_day(day: date, offset: int, closed: Collection[date]) -> date:
    """The working day so many after (or before) that day; offset 0 is the day itself, whatever it is."""
    step = timedelta(days=1 if offset > 0 else -1)
    left = abs(offset)
    while left:
        day += step
        if is_working_day(day, closed):
            left -= 1
    return day


def opening_of(day: date) -> datetime:
    """When offices open on that day."""
    return datetime.combine(day, OFFICE_OPENS, DHAKA).astimezone(UTC)


def close_of(day: date) -> datetime:
    """When offices close on that day."""
    return datetime.combine(day, OFFICE_CLOSES, DHAKA).astimezone(UTC)


def working_days(session: Session, at: datetime, days: int, of: uuid.UUID | None = None) -> datetime:
    """That many working days from a moment, by the consortium's calendar, or by that of an organisation."""
    return working_days_later(at, days, closed_days(session, of) if of else holidays(session))


def urgent_hours(session: Session, referral: Referral) -> int | None:
    """The hours, around the clock, within which this need or this service wants an answer; None: working days do."""
    need = session.get_one(AgendaNeed, referral.need.code)
    found = [hours for hours in (need.urgent_hours, referral.service.answer_hours) if hours]
    return min(found, default=None)


def answer_due(session: Session, referral: Referral, at: datetime) -> datetime:
    """The shorter of the service's promise and the need's hours; three working days where neither says."""
    hours = urgent_hours(session, referral)
    days = referral.service.answer_working_days
    promised = [working_days(session, at, days, referral.provider_id)] if days else []
    promised += [at + timedelta(hours=hours)] if hours else []
    return min(promised, default=None) or working_days(session, at, ANSWER_DAYS, referral.provider_id)


def expires_at(session: Session, referral: Referral) -> datetime:
    """When an answer that is overdue is no longer waited for: the due time and some grace."""
    assert referral.due_at is not None
    hours = urgent_hours(session, referral)
    if hours:
        return referral.due_at + timedelta(hours=hours)
    return working_days(session, referral.due_at, GRACE_DAYS, referral.provider_id)


def due(session: Session, referral: Referral, at: datetime) -> datetime | None:
    """By when the one whose turn it is in the referral's new state must have acted; None: there is no hurry."""
    day = DAY_OF.get(referral.state)
    if day is not None:
        on: date | None = getattr(referral, day)
        return None if on is None else close_of(on)
    reckon = TIME_OF.get(referral.state)
    return None if reckon is None else reckon(session, referral, at)


def _answer(session: Session, referral: Referral, at: datetime) -> datetime:
    """The whole time after sending; after a question what was left of it."""
    if referral.time_left is None:
        return answer_due(session, referral, at)
    left, referral.time_left = max(0, referral.time_left), None
    return at + timedelta(seconds=left)


def _question(session: Session, referral: Referral, at: datetime) -> datetime:
    return working_days(session, at, QUESTION_DAYS, referral.referrer_id)


def _closing(session: Session, referral: Referral, at: datetime) -> datetime:
    return at + CLOSE_AFTER


DAY_OF = {State.WAITLISTED: "review_on", State.ACCEPTED: "starts_on", State.IN_SERVICE: "progress_on"}
TIME_OF: dict[State, Callable[[Session, Referral, datetime], datetime]] = {
    State.SENT: _answer,
    State.ASKED: _question,
    State.RETURNED: _closing,
}
