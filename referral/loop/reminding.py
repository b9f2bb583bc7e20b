"""The clock at the open turns: it reminds, takes it further up, and at last ends what nobody answers."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from referral.loop.answering import expire, lapse
from referral.loop.closing import let_go
from referral.loop.owing import owe
from referral.loop.reminders import Step, Whom, next_step, steps
from referral.models import About, FocalPerson, NamedPerson, Referral, User, UserRole
from referral.states import TURN, Party, Role, State

APART = timedelta(minutes=15)
ENDINGS: Mapping[State, tuple[str, Callable[[Session, Referral], None]]] = {
    State.DRAFT: ("drafts", let_go),
    State.SENT: ("expired", expire),
    State.WAITLISTED: ("expired", expire),
    State.ASKED: ("lapsed", lapse),
}


def is_due(now: datetime) -> ColumnElement[bool]:
    """Which referrals the clock has something to do with at that moment.

    Two steps of one turn are apart by some minutes, so that a clock that jumps ends nothing of which it has not reminded
    before; a reminder from the future is one of a clock that has jumped back since.
    """
    told = Referral.reminded_at
    return (Referral.remind_at <= now) & or_(told.is_(None), told <= now - APART, told > now)


def turn(session: Session, referral: Referral, now: datetime) -> str:
    """Do the newest step that is due, once; of those missed before it none is told. What was done, by its name."""
    due = [step for at, step in steps(session, referral) if at <= now]
    reminders = [step for step in due if step.about is not None]
    ends = bool(due) and due[-1].about is None
    reminded = referral.reminded_at is not None and referral.reminded_at <= now
    if ends and (reminded or not reminders):
        name, end = ENDINGS[referral.state]
        end(session, referral)
        return name
    if reminders:
        _remind(session, referral, reminders[-1])
    _note(session, referral, now, stays=ends)
    return "reminded" if reminders else "none"


def _note(session: Session, referral: Referral, now: datetime, *, stays: bool) -> None:
    """Beside the version: whoever has the page before her has lost nothing by a reminder."""
    at = referral.remind_at if stays else next_step(session, referral, now)
    hers = update(Referral).where(Referral.id == referral.id).values(remind_at=at, reminded_at=now)
    session.execute(hers.execution_options(synchronize_session=False))
    session.expire(referral, ["remind_at", "reminded_at"])


def _remind(session: Session, referral: Referral, step: Step) -> None:
    assert step.about is not None
    party = TURN[referral.state]
    assert party is not None
    responsible = referral.referrer_user_id if party is Party.REFERRER else referral.provider_user_id
    over = above(session, referral, party) if step.whom is Whom.ABOVE else []
    whom: list[uuid.UUID | None] = [one for one in over if one != responsible]
    for user_id in whom or [responsible]:
        if user_id is not None:
            owe(session, user_id, step.about, _key(referral, step.about, user_id), referral=referral)


def _key(referral: Referral, about: About, user_id: uuid.UUID) -> str:
    """Once for each turn and due time: one that has moved is reminded of anew."""
    due = referral.due_at or referral.changed_at
    return f"{about}:{referral.id}:{due.isoformat()}:{user_id}"


def above(session: Session, referral: Referral, party: Party) -> list[uuid.UUID]:
    """Whom an overdue turn is taken to: the side's supervisors; of a confidential referral the named persons alone."""
    if not referral.confidential:
        organization_id = referral.referrer_id if party is Party.REFERRER else referral.provider_id
        staff = select(User.id).join(UserRole, UserRole.user_id == User.id)
        wanted = staff.where(User.organization_id == organization_id, UserRole.role == Role.SUPERVISOR)
    elif party is Party.REFERRER:
        wanted = select(User.id).join(NamedPerson, NamedPerson.user_id == User.id)
        wanted = wanted.where(NamedPerson.need_id == referral.need_id)
    else:
        wanted = select(User.id).join(FocalPerson, FocalPerson.user_id == User.id)
        wanted = wanted.where(FocalPerson.service_id == referral.service_id)
    return list(session.scalars(wanted.where(User.ended_at.is_(None)).order_by(User.id)))
