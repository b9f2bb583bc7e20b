"""The days on which offices are closed: declared, put right, taken away; open due times move with them, and both sides know why."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from referral.loop.due import close_of, holidays, is_working_day, working_day
from referral.loop.owing import owe_all
from referral.loop.sessions import planning
from referral.models import About, Holiday, Referral
from referral.moment import DHAKA, now, today
from referral.states import State

RECKONED = (State.SENT, State.ASKED)
"""The states whose due time is reckoned in working days, where it falls on the hour at which offices close."""


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


def _changed(session: Session, day: date, by: int) -> int:
    session.flush()
    session.info.pop("holidays", None)
    planning.plan_all_again(session)
    return _move(session, day, by) if by and day > today(session) else 0


def _move(session: Session, day: date, by: int) -> int:
    """Every open turn whose days go over this one began before it, since the day is yet to come."""
    moved = 0
    for due in sorted(_dues(session, day), reverse=by > 0):
        at = close_of(working_day(due.astimezone(DHAKA).date(), by, holidays(session)))
        rows = session.execute(
            select(Referral.id, Referral.referrer_user_id, Referral.provider_user_id).where(_at(due))
        )
        people = [(row.id, user_id) for row in rows for user_id in row[1:] if user_id is not None]
        hers = update(Referral).where(_at(due)).values(due_at=at, remind_at=now(session))
        session.execute(hers.execution_options(synchronize_session=False))
        owe_all(session, About.DUE_MOVED, _told(day, by, people))
        moved += len({referral_id for referral_id, _ in people})
    session.expire_all()
    return moved


def _dues(session: Session, day: date) -> set[datetime]:
    """The few moments at which such turns are due, on that day or after it."""
    found = select(Referral.due_at).distinct()
    rows = session.scalars(found.where(Referral.state.in_(RECKONED), Referral.due_at >= close_of(day)))
    return {due for due in rows if due is not None and due == close_of(due.astimezone(DHAKA).date())}


def _at(due: datetime) -> ColumnElement[bool]:
    return Referral.state.in_(RECKONED) & (Referral.due_at == due) & Referral.held_until.is_(None)


def _told(day: date, by: int, people: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> list[tuple[uuid.UUID, uuid.UUID, str]]:
    return [(user_id, referral_id, f"holiday:{day}:{by}:{referral_id}:{user_id}") for referral_id, user_id in people]
