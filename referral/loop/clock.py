"""What falls due by itself: questions lapse, silence expires, kept places end, reminders go; each in its own transaction."""

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from referral.loop import freshness, reports, seats
from referral.loop.answering import expire, lapse
from referral.loop.cohorts.ending import forget_listed
from referral.loop.due import expires_at
from referral.loop.sessions import planning, reminding
from referral.loop.waiting.offers import offer_all, offer_freed
from referral.models import Referral
from referral.refusals import Refused
from referral.states import UNANSWERED, State

OpenSession = Callable[[], Session]


def sweep(open_session: OpenSession, now: datetime) -> dict[str, int]:
    """Do what is due at that moment; how many of each. Any number of sweeps may run, and stop anywhere."""
    return {
        "lapsed": _each(open_session, now, _questions, _lapse),
        "expired": _each(open_session, now, _silences, _expire),
        "places": _free(open_session, now),
        "offered": offer_all(open_session, now),
        "unlisted": forget_listed(open_session, now),
        "planned": planning.keep_planned(open_session, now),
        "sessions": reminding.remind(open_session, now),
        "reminded": freshness.remind(open_session, now) + reports.remind(open_session, now),
    }


def _questions(session: Session, now: datetime) -> list[uuid.UUID]:
    late = select(Referral.id).where(Referral.state == State.ASKED, Referral.due_at < now)
    return list(session.scalars(late.order_by(Referral.due_at)))


def _silences(session: Session, now: datetime) -> list[uuid.UUID]:
    late = select(Referral).where(Referral.state.in_(UNANSWERED), Referral.due_at < now).order_by(Referral.due_at)
    return [referral.id for referral in session.scalars(late) if expires_at(session, referral) < now]


def _lapse(session: Session, referral: Referral, now: datetime) -> bool:
    if referral.state is not State.ASKED or referral.due_at is None or referral.due_at >= now:
        return False
    lapse(session, referral)
    return True


def _expire(session: Session, referral: Referral, now: datetime) -> bool:
    if referral.state not in UNANSWERED or referral.due_at is None or expires_at(session, referral) >= now:
        return False
    expire(session, referral)
    return True


def _each(
    open_session: OpenSession,
    now: datetime,
    find: Callable[[Session, datetime], list[uuid.UUID]],
    act: Callable[[Session, Referral, datetime], bool],
) -> int:
    with open_session() as session:
        found = find(session, now)
        session.rollback()
    return sum(_one(open_session, now, referral_id, act) for referral_id in found)


def _one(
    open_session: OpenSession, now: datetime, referral_id: uuid.UUID, act: Callable[[Session, Referral, datetime], bool]
) -> bool:
    """One referral, locked and looked at again: another clock, or a person, may have been first."""
    with open_session() as session:
        session.info["now"] = now
        free = select(Referral).where(Referral.id == referral_id).with_for_update(of=Referral, skip_locked=True)
        referral = session.scalar(free)
        try:
            acted = referral is not None and act(session, referral, now)
            offer_freed(session)
            session.commit()
        except (Refused, StaleDataError):
            session.rollback()
            return False
    return acted


def _free(open_session: OpenSession, now: datetime) -> int:
    with open_session() as session:
        session.info["now"] = now
        count = seats.free_ended(session, now)
        session.commit()
    return count
