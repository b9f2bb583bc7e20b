"""What falls due by itself: reminders go, questions lapse, silence expires, kept places end; each in its own transaction."""

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from referral.loop import freshness, lapsing, reports, seats
from referral.loop.cohorts.ending import forget_listed
from referral.loop.reminding import is_due, turn
from referral.loop.sessions import planning, reminding
from referral.loop.waiting.offers import offer_all, offer_freed
from referral.models import Need, Referral
from referral.refusals import Refused

AT_ONCE = 500
OpenSession = Callable[[], Session]


def sweep(open_session: OpenSession, now: datetime) -> dict[str, int]:
    """Do what is due at that moment; how many of each. Any number of sweeps may run, and stop anywhere."""
    turns = _turns(open_session, now)
    return {
        "lapsed": turns["lapsed"],
        "expired": turns["expired"],
        "drafts": turns["drafts"],
        "places": _free(open_session, now),
        "offered": offer_all(open_session, now),
        "unlisted": forget_listed(open_session, now),
        "planned": planning.keep_planned(open_session, now),
        "sessions": reminding.remind(open_session, now),
        "reminded": turns["reminded"]
        + freshness.remind(open_session, now)
        + lapsing.remind(open_session, now)
        + reports.remind(open_session, now),
    }


def _turns(open_session: OpenSession, now: datetime) -> Counter[str]:
    """The open turns with which something is to be done, so many at a time, each in its own transaction."""
    done, seen = Counter[str](), set[uuid.UUID]()
    while found := _found(open_session, now) - seen:
        seen |= found
        done.update(_one(open_session, now, referral_id) for referral_id in found)
    return done


def _found(open_session: OpenSession, now: datetime) -> set[uuid.UUID]:
    with open_session() as session:
        due = select(Referral.id).where(is_due(now)).order_by(Referral.remind_at, Referral.id).limit(AT_ONCE)
        found = set(session.scalars(due))
        session.rollback()
    return found


def _one(open_session: OpenSession, now: datetime, referral_id: uuid.UUID) -> str:
    """One referral, locked and looked at again: another clock, or a person, may have been first."""
    with open_session() as session:
        session.info["now"] = now
        free = (
            select(Need.id).join(Referral, Referral.need_id == Need.id).where(Referral.id == referral_id, is_due(now))
        )
        if session.scalar(free.with_for_update(of=Need, skip_locked=True)) is None:
            session.rollback()
            return "none"
        referral = session.get_one(Referral, referral_id, with_for_update={"of": Referral})
        try:
            what = turn(session, referral, now)
            offer_freed(session)
            session.commit()
        except (Refused, StaleDataError):
            session.rollback()
            return "none"
    return what


def _free(open_session: OpenSession, now: datetime) -> int:
    with open_session() as session:
        session.info["now"] = now
        count = seats.free_ended(session, now)
        session.commit()
    return count
