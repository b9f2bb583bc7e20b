"""Who stays away: so many sessions in a row that it is asked whether she still comes, and what may be done then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from referral.lists import absences, absent_in_a_row
from referral.loop.following import task
from referral.loop.owing import owe
from referral.loop.sessions.days import comes_now
from referral.loop.sessions.hers import marks_of
from referral.models import About, Attendance, Came, Referral, SessionDay, Task, TaskKind
from referral.moment import now, today
from referral.states import State


def missed(marks: Sequence[Attendance]) -> list[Attendance]:
    """Of marks with the last first: the sessions that she missed since she came; not those that were nobody's doing."""
    away = takewhile(lambda one: one.came is Came.ABSENT, marks)
    return [one for one in away if absences()[one.reason or "unknown"].counts]


def look(session: Session, referral: Referral, at: datetime) -> None:
    """After a mark: ask whether she still comes, once a row of absences, or know that she does."""
    away = missed(marks_of(session, referral))
    if not comes_now(referral) or len(away) < absent_in_a_row(referral.service.kind_code):
        settle(session, referral)
        return
    key = f"away:{referral.id}:{away[-1].session_day_id}"
    if owe(session, referral.referrer_user_id, About.STAYS_AWAY, key, referral=referral):
        task(session, TaskKind.STILL_COMING, referral, at, provider=True)


def settle(session: Session, referral: Referral) -> None:
    """She came, or it is over: nobody need ask any more."""
    asked = update(Task).where(
        Task.referral_id == referral.id, Task.kind == TaskKind.STILL_COMING, Task.done_at.is_(None)
    )
    session.execute(asked.values(done_at=now(session)))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a provider may want to say now: that she `left`, with the days she missed, or that it is `done`."""

    what: str
    days: tuple[date, ...]


def proposal(session: Session, referral: Referral, marks: Sequence[Attendance]) -> Proposal | None:
    """What her marks speak for; None while she comes and sessions are left."""
    away = missed(marks)
    if comes_now(referral) and len(away) >= absent_in_a_row(referral.service.kind_code):
        return Proposal("left", tuple(one.day.on for one in reversed(away)))
    if referral.state is State.IN_SERVICE and marks and _was_last(session, referral, marks[0].day):
        return Proposal("done", (marks[0].day.on,))
    return None


def _was_last(session: Session, referral: Referral, day: SessionDay) -> bool:
    """Whether no session of her batch is left after that one, and the batch is one that ends."""
    if day.intake_id is None or referral.intake_id != day.intake_id or referral.intake is None:
        return False
    if referral.intake.ends_on is None:
        return False
    held = select(func.max(SessionDay.on)).where(
        SessionDay.intake_id == day.intake_id, SessionDay.cancelled_at.is_(None)
    )
    return day.on == session.scalar(held) and day.on <= today(session)
