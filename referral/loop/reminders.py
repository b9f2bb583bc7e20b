"""When an open turn is reminded of, and when it ends by itself: one line of `STEPS` for each state, read by the clock."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from referral.loop.due import GRACE_DAYS, close_of, closed_days, opening_of, urgent_hours, working_day
from referral.models import About, Referral
from referral.moment import DHAKA
from referral.states import TURN, UNANSWERED, Party, State

DRAFT_KEPT = timedelta(days=90)


class Whom(StrEnum):
    """Who is told: the responsible person, or whom it can be taken to."""

    RESPONSIBLE = "responsible"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Step:
    """One step, `days` working days from the due time: in the morning, or where `evening` when offices close.

    Where an answer is due in hours around the clock, it is a `share` of them from the due time. `about` None: it ends.
    """

    about: About | None
    days: int
    share: float
    evening: bool = False
    whom: Whom = Whom.RESPONSIBLE


SOON = Step(About.DUE_SOON, -1, -0.5)
ON_THE_DAY = Step(About.DUE_NOW, 0, 0.0)
AFTER = Step(About.OVERDUE, 1, 0.25)
ABOVE = Step(About.ESCALATED, 1, 0.5, evening=True, whom=Whom.ABOVE)
ABOVE_LATER = Step(About.ESCALATED, 5, 0.5, whom=Whom.ABOVE)
DRAFT_ENDS = Step(About.DRAFT_ENDS, -5, 0.0)
ENDS_AFTER_GRACE = Step(None, GRACE_DAYS, 1.0, evening=True)
ENDS_WHEN_DUE = Step(None, 0, 0.0, evening=True)
STEPS: Mapping[State, tuple[Step, ...]] = {
    State.DRAFT: (DRAFT_ENDS, ENDS_WHEN_DUE),
    State.SENT: (SOON, ON_THE_DAY, AFTER, ABOVE, ENDS_AFTER_GRACE),
    State.WAITLISTED: (SOON, ON_THE_DAY, AFTER, ABOVE, ENDS_AFTER_GRACE),
    State.ASKED: (SOON, ON_THE_DAY, ENDS_WHEN_DUE),
    State.ACCEPTED: (ON_THE_DAY, AFTER, ABOVE_LATER),
    State.IN_SERVICE: (ON_THE_DAY, AFTER, ABOVE_LATER),
    State.RETURNED: (SOON, ON_THE_DAY, AFTER, ABOVE_LATER),
}


def steps(session: Session, referral: Referral) -> list[tuple[datetime, Step]]:
    """The steps of the turn that is open now, each with its moment, the earliest first."""
    due = referral.changed_at + DRAFT_KEPT if referral.state is State.DRAFT else referral.due_at
    if due is None:
        return []
    hours = urgent_hours(session, referral) if referral.state in UNANSWERED else None
    closed = closed_days(session, _whose(referral))
    found = [(_moment(step, due, hours, closed), step) for step in STEPS.get(referral.state, ())]
    return sorted(found, key=lambda one: one[0])


def _whose(referral: Referral) -> uuid.UUID:
    """The organisation whose turn it is, and whose days are counted."""
    return referral.provider_id if TURN[referral.state] is Party.PROVIDER else referral.referrer_id


def _moment(step: Step, due: datetime, hours: int | None, closed: Collection[date]) -> datetime:
    if step == ENDS_WHEN_DUE:
        return due
    if hours:
        return due + timedelta(hours=hours * step.share)
    day = working_day(due.astimezone(DHAKA).date(), step.days, closed)
    return close_of(day) if step.evening else opening_of(day)


def next_step(session: Session, referral: Referral, after: datetime) -> datetime | None:
    """When the clock looks at it next."""
    return next((at for at, _ in steps(session, referral) if at > after), None)


def plan(session: Session, referral: Referral, at: datetime) -> None:
    """A turn begins, or its due time has moved: what is reminded of from now on."""
    referral.remind_at, referral.reminded_at = next_step(session, referral, at), None
