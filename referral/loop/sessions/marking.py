"""Who came: marks put together, once; the first one begins the service, the others count as progress."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.lists import absences
from referral.loop import serving
from referral.loop.acting import lock
from referral.loop.due import PROGRESS_AFTER
from referral.loop.sessions import absent, days
from referral.loop.sessions.days import Attendee
from referral.models import Attendance, Came, Referral, SessionDay, User
from referral.moment import now, today
from referral.refusals import Refused
from referral.states import State

LOOKED_AT_AGAIN = PROGRESS_AFTER / 2
NOT_SAID = "unknown"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of one: whether she came, and where not, whose reason it was."""

    came: Came
    reason: str | None = None


def mark(
    session: Session, actor: User, day: SessionDay, marks: Mapping[uuid.UUID, Mark], *, seen: int | None = None
) -> int:
    """Put these marks, by referral; how many were new or other ones. The same marks again change nothing.

    Where somebody else has marked since `seen` and says otherwise, it is refused, with who did it and when.
    """
    day = days.get_day(session, actor, day.id, lock=True)
    if day.cancelled_at is not None:
        raise Refused("session_off")
    if day.on > today(session):
        raise Refused("session_to_come")
    here = days.attendees(session, actor, day)
    fresh = [(one, clean(marks[one.referral.id])) for one in here if one.referral.id in marks]
    fresh = [(one, said) for one, said in fresh if not _stands(one, said) and days.comes_now(one.referral)]
    if not fresh:
        return 0
    if seen is not None and seen != day.version:
        raise _marked_by(session, day)
    at = now(session)
    for one, said in sorted(fresh, key=lambda pair: str(pair[0].referral.id)):
        _put(session, day, one, said, (actor, at))
    day.version += 1
    session.flush()
    return len(fresh)


def clean(said: Mark) -> Mark:
    """A mark with its reason: none where she came, a known one where not."""
    if said.came is not Came.ABSENT:
        return Mark(said.came)
    if said.reason and said.reason not in absences():
        raise Refused("choose_reason", "reason")
    return Mark(said.came, said.reason or NOT_SAID)


def _stands(one: Attendee, said: Mark) -> bool:
    return one.mark is not None and (one.mark.came, one.mark.reason) == (said.came, said.reason)


def _put(session: Session, day: SessionDay, one: Attendee, said: Mark, by: tuple[User, datetime]) -> None:
    referral, (actor, at) = one.referral, by
    if one.mark is not None:
        one.mark.replaced_at = at
        session.flush()
    session.add(
        Attendance(
            session_day_id=day.id, referral_id=referral.id, came=said.came, reason=said.reason, by_id=actor.id, at=at
        )
    )
    session.flush()
    if said.came is not Came.ABSENT:
        _came(session, actor, referral, day)
    absent.look(session, referral, at)


def _came(session: Session, actor: User, referral: Referral, day: SessionDay) -> None:
    """The first time begins the service; later ones move the next look on, once in a while."""
    lock(session, referral)
    if referral.state is State.ACCEPTED:
        serving.start(session, actor, referral, on=day.on)
    elif referral.state is State.IN_SERVICE and _to_be_looked_at(session, referral):
        serving.note_progress(session, actor, referral, on=day.on, next_on=today(session) + PROGRESS_AFTER)


def _to_be_looked_at(session: Session, referral: Referral) -> bool:
    left = (referral.progress_on or today(session)) - today(session)
    return left < timedelta(days=LOOKED_AT_AGAIN.days)


def _marked_by(session: Session, day: SessionDay) -> Refused:
    last = select(Attendance).where(Attendance.session_day_id == day.id).order_by(Attendance.at.desc()).limit(1)
    found = session.scalar(last)
    if found is None:
        return Refused("changed_meanwhile")
    return Refused("marked_meanwhile", at=found.at, name_en=found.by.name_en, name_bn=found.by.name_bn)
