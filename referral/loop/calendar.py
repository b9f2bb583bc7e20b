"""The days on which offices are closed: declared, put right, taken away; open due times move with them, and both sides know why."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from catalog.models import Organization
from referral import access
from referral.loop.due import close_of, closed_days, holidays, is_working_day, working_day
from referral.loop.owing import owe_all
from referral.loop.sessions import planning
from referral.models import About, ClosedDay, Holiday, Referral, User
from referral.moment import DHAKA, now, today
from referral.states import Role, State


def declare(session: Session, day: date, *, name_en: str, name_bn: str, source: str = "backbone") -> int:
    """Offices are closed on that day, or it has another name; how many due times moved a working day later."""
    known = session.get(Holiday, day)
    if known is not None:
        known.name_en, known.name_bn = name_en, name_bn
        return 0
    counted = is_working_day(day, holidays(session))
    session.add(Holiday(day=day, name_en=name_en, name_bn=name_bn, source=source))
    return _changed(session, day, 1 if counted else 0)


def take_away(session: Session, holiday: Holiday) -> int:
    """Offices are open on that day after all; how many due times moved a working day earlier."""
    day = holiday.day
    session.delete(holiday)
    return _changed(session, day, -1 if is_working_day(day, ()) else 0)


def close_own(session: Session, actor: User, day: date, name: str | None) -> int:
    """The actor's organisation is closed on that day besides; how many of its own turns moved a working day later."""
    own = _own(actor)
    known = session.get(ClosedDay, (own, day))
    if known is not None:
        known.name = name
        return 0
    counted = is_working_day(day, closed_days(session, own))
    session.add(ClosedDay(organization_id=own, day=day, name=name))
    return _changed(session, day, 1 if counted else 0, own)


def open_own(session: Session, actor: User, day: date) -> int:
    """It is open after all; how many of its turns moved a working day earlier."""
    own = _own(actor)
    known = access.found(session.get(ClosedDay, (own, day)))
    session.delete(known)
    return _changed(session, day, -1 if is_working_day(day, holidays(session)) else 0, own)


def own_days(session: Session, actor: User) -> list[ClosedDay]:
    """The days to come on which the actor's organisation is closed besides."""
    wanted = select(ClosedDay).where(ClosedDay.organization_id == _own(actor), ClosedDay.day >= today(session))
    return list(session.scalars(wanted.order_by(ClosedDay.day)))


def _own(actor: User) -> uuid.UUID:
    if not actor.has(Role.ADMIN):
        raise access.NotFound
    return actor.organization_id


def _changed(session: Session, day: date, by: int, own: uuid.UUID | None = None) -> int:
    session.flush()
    session.info.pop("holidays", None)
    session.info.pop("closed_days", None)
    if own is None:
        planning.plan_all_again(session)
    return (
        sum(_move(session, day, by, one) for one in _those_touched(session, day, own))
        if by and day > today(session)
        else 0
    )


def _those_touched(session: Session, day: date, own: uuid.UUID | None) -> list[uuid.UUID]:
    """The organisations whose turns move: the one, or all but those that are closed on that day anyway."""
    if own is not None:
        return [own]
    besides = select(ClosedDay.organization_id).where(ClosedDay.day == day)
    return list(
        session.scalars(select(Organization.id).where(Organization.id.not_in(besides)).order_by(Organization.id))
    )


def _move(session: Session, day: date, by: int, own: uuid.UUID) -> int:
    """Every open turn of an organisation whose days go over this one began before it, since the day is yet to come."""
    moved, closed = 0, closed_days(session, own)
    for due in sorted(_dues(session, day, own), reverse=by > 0):
        at = close_of(working_day(due.astimezone(DHAKA).date(), by, closed))
        of_it = _at(due, own)
        rows = session.execute(select(Referral.id, Referral.referrer_user_id, Referral.provider_user_id).where(of_it))
        people = [(row.id, user_id) for row in rows for user_id in row[1:] if user_id is not None]
        hers = update(Referral).where(of_it).values(due_at=at, remind_at=now(session))
        session.execute(hers.execution_options(synchronize_session=False))
        owe_all(session, About.DUE_MOVED, _told(day, by, people))
        moved += len({referral_id for referral_id, _ in people})
    session.expire_all()
    return moved


def _turn_of(own: uuid.UUID) -> ColumnElement[bool]:
    sent = (Referral.state == State.SENT) & (Referral.provider_id == own)
    asked = (Referral.state == State.ASKED) & (Referral.referrer_id == own) & Referral.held_until.is_(None)
    return sent | asked


def _dues(session: Session, day: date, own: uuid.UUID) -> set[datetime]:
    """The few moments at which such turns are due, on that day or after it, when offices close."""
    found = select(Referral.due_at).distinct().where(_turn_of(own), Referral.due_at >= close_of(day))
    return {due for due in session.scalars(found) if due is not None and due == close_of(due.astimezone(DHAKA).date())}


def _at(due: datetime, own: uuid.UUID) -> ColumnElement[bool]:
    return _turn_of(own) & (Referral.due_at == due)


def _told(day: date, by: int, people: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> list[tuple[uuid.UUID, uuid.UUID, str]]:
    return [(user_id, referral_id, f"holiday:{day}:{by}:{referral_id}:{user_id}") for referral_id, user_id in people]
