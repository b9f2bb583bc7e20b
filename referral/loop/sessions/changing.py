"""Appointments made, and sessions moved or called off; whoever has to tell her is told."""

from datetime import date, time

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from catalog.models import Intake, ServiceAtLocation
from referral import access
from referral.loop.acting import check_reason
from referral.loop.owing import owe
from referral.loop.sessions import days
from referral.models import About, Attendance, Referral, SessionDay, User
from referral.moment import now, today
from referral.refusals import Refused
from referral.states import Party


def appoint(
    session: Session,
    actor: User,
    referral: Referral,
    *,
    on: date,
    starts: time,
    place: ServiceAtLocation | None = None,
) -> SessionDay:
    """She is to come on that day at that time; said twice it is one appointment."""
    if Party.PROVIDER not in access.sides(session, actor, referral):
        raise access.NotFound
    session.refresh(referral, with_for_update={"of": Referral})
    if not days.comes_now(referral):
        raise Refused("no_place_now")
    if on < today(session):
        raise Refused("in_the_past", "on")
    if place is not None and place.service_id != referral.service_id:
        raise Refused("choose_place", "place")
    same = select(SessionDay).where(
        SessionDay.referral_id == referral.id, SessionDay.planned_on == on, SessionDay.planned_at == starts
    )
    day = session.scalar(same.with_for_update())
    if day is None:
        day = SessionDay(referral_id=referral.id, planned_on=on, planned_at=starts, on=on, starts=starts)
        session.add(day)
    elif day.cancelled_at is None and not day.moved:
        return day
    day.on, day.starts, day.cancelled_at, day.reason = on, starts, None, None
    day.place_id = place.id if place else referral.place_id
    session.flush()
    tell_changed(session, day)
    return day


def move(
    session: Session, actor: User, day: SessionDay, *, on: date, starts: time, reason: str, seen: int | None = None
) -> None:
    """To another day or hour; it stays known when it was planned."""
    day = _take(session, actor, day, reason, seen)
    if on < today(session):
        raise Refused("in_the_past", "on")
    if (on, starts) == (day.on, day.starts):
        return
    day.on, day.starts, day.ends = on, starts, None if starts != day.starts else day.ends
    _changed(session, day, reason)


def cancel(session: Session, actor: User, day: SessionDay, *, reason: str, seen: int | None = None) -> None:
    """It is not held."""
    day = _take(session, actor, day, reason, seen)
    day.cancelled_at = now(session)
    _changed(session, day, reason)


def tell_changed(session: Session, day: SessionDay) -> None:
    """Owe it to the caseworkers of all who come that her session is new, at another time, or off."""
    for referral in session.scalars(select(Referral).where(days.comes(day)).order_by(Referral.id)):
        key = f"changed:{day.id}:{day.version}:{referral.id}"
        owe(session, referral.referrer_user_id, About.SESSION_CHANGED, key, referral=referral)


def tell_hours(session: Session, intake: Intake) -> None:
    """Owe it to the caseworkers of all who have a place in a batch that its days are others now."""
    coming = select(Referral).where(Referral.intake_id == intake.id, Referral.state.in_(days.COMING))
    for referral in session.scalars(coming.order_by(Referral.id)):
        key = f"hours:{intake.id}:{intake.place.service.version}:{referral.id}"
        owe(session, referral.referrer_user_id, About.SESSION_CHANGED, key, referral=referral)


def _take(session: Session, actor: User, day: SessionDay, reason: str, seen: int | None) -> SessionDay:
    day = days.get_day(session, actor, day.id, lock=True)
    if seen is not None and seen != day.version:
        raise Refused("changed_meanwhile")
    if session.scalar(select(exists().where(Attendance.session_day_id == day.id))):
        raise Refused("session_marked")
    if day.cancelled_at is not None:
        raise Refused("session_off")
    check_reason("session", reason, None)
    return day


def _changed(session: Session, day: SessionDay, reason: str) -> None:
    day.reason, day.reminded_on = reason, None
    day.version += 1
    session.flush()
    tell_changed(session, day)
