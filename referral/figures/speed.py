"""How long each step takes, with those who still wait, and how many are answered in the time that was promised."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from catalog.models import AgendaNeed, Organization, Service
from referral.figures.hidden import FEWEST, Count, shown
from referral.figures.median import Wait, median
from referral.figures.period import Period
from referral.figures.reach import ACCEPTANCES, ANSWERS, Share
from referral.loop.due import ANSWER_DAYS, holidays, working_days_later
from referral.models import Event, Need, Referral
from referral.states import SERVED, Action, Resolution

A_DAY = timedelta(days=1)


class Stretch(StrEnum):
    """From one step of a referral to the next."""

    TO_SEEN = "to_seen"
    TO_ANSWER = "to_answer"
    TO_ASKED_BACK = "to_asked_back"
    TO_START = "to_start"
    TO_COMPLETION = "to_completion"
    TO_CLOSING = "to_closing"


@dataclass(frozen=True)
class Speed:
    """Half of the referrals got over the stretch within so many days; None: fewer than ten persons, or too many wait."""

    stretch: Stretch
    days: float | None
    few: bool


@dataclass(frozen=True)
class Times:
    """When one referral reached each step; what it promised to answer in."""

    person: object
    sent: datetime
    resolution: Resolution | None
    returned: datetime | None
    seen: datetime | None
    answered: datetime | None
    accepted: datetime | None
    started: datetime | None
    completed: datetime | None
    closed: datetime | None
    asked: datetime | None
    asked_back: datetime | None
    working_days: int | None
    service_hours: int | None
    need_hours: int | None

    @property
    def hours(self) -> int | None:
        """Within how many hours an answer is wanted, by the service or by the need."""
        return min(filter(None, (self.service_hours, self.need_hours)), default=None)


def times(session: Session, period: Period) -> list[Times]:
    """The referrals that were sent to other organisations in the period.

    Left out are confidential ones, those that ended because another service accepted (they count nowhere), and
    what was answered by link, phone or paper.
    """
    first = [_first(*actions).label(name) for name, actions in ACTIONS.items()]
    hours = [Service.answer_hours, AgendaNeed.urgent_hours]
    rows = session.execute(
        select(
            Referral.person_id,
            Referral.sent_at,
            Referral.resolution,
            Referral.returned_at,
            *first,
            Service.answer_working_days,
            *hours,
        )
        .join(Service, Service.id == Referral.service_id)
        .join(Organization, Organization.id == Referral.provider_id)
        .join(Need, Need.id == Referral.need_id)
        .join(AgendaNeed, AgendaNeed.code == Need.code)
        .join(Event, Event.referral_id == Referral.id)
        .where(
            Referral.sent_at >= period.begins,
            Referral.sent_at < period.ends,
            Referral.referrer_id != Referral.provider_id,
            ~Referral.confidential,
            Referral.answered_how.is_(None),
            ~Organization.by_link,
            Referral.resolution.is_distinct_from(Resolution.OTHER_ACCEPTED),
        )
        .group_by(Referral.id, Service.answer_working_days, *hours)
    )
    return [Times(*row) for row in rows]


ACTIONS: dict[str, tuple[Action, ...]] = {
    "seen": (Action.OPEN, *ANSWERS),
    "answered": ANSWERS,
    "accepted": ACCEPTANCES,
    "started": (Action.START, Action.COMPLETE),
    "completed": (Action.COMPLETE, Action.REPORT),
    "closed": (Action.CLOSE,),
    "asked": (Action.ASK,),
    "asked_back": (Action.ANSWER, Action.LAPSE),
}


def _first(*actions: Action) -> ColumnElement[Any]:
    return func.min(case((Event.action.in_(actions), Event.at)))


def speeds(referrals: Sequence[Times], now: datetime) -> list[Speed]:
    """Median days over each stretch; a referral that came back before its end counts as waiting until then.

    One that was never answered still waits for its answer today.
    """
    return [_speed(stretch, list(_waits(referrals, *ends, now))) for stretch, ends in STRETCHES.items()]


Moment = Callable[[Times], datetime | None]
STRETCHES: dict[Stretch, tuple[Moment, Moment]] = {
    Stretch.TO_SEEN: (lambda one: one.sent, lambda one: one.seen),
    Stretch.TO_ANSWER: (lambda one: one.sent, lambda one: one.answered),
    Stretch.TO_ASKED_BACK: (lambda one: one.asked, lambda one: one.asked_back),
    Stretch.TO_START: (lambda one: one.accepted, lambda one: one.started),
    Stretch.TO_COMPLETION: (
        lambda one: one.started,
        lambda one: one.completed if one.resolution in SERVED else None,
    ),
    Stretch.TO_CLOSING: (lambda one: one.returned, lambda one: one.closed),
}


def _waits(referrals: Iterable[Times], start: Moment, end: Moment, now: datetime) -> Iterable[tuple[object, Wait]]:
    for one in referrals:
        began, ended = start(one), end(one)
        if began is not None:
            last = ended or (None if one.resolution is Resolution.NO_ANSWER else _later(one.returned, began)) or now
            yield one.person, Wait((last - began) / A_DAY, ended is not None)


def _later(moment: datetime | None, began: datetime) -> datetime | None:
    return moment if moment is not None and moment > began else None


def _speed(stretch: Stretch, waits: list[tuple[object, Wait]]) -> Speed:
    few = len({person for person, _ in waits}) < FEWEST
    return Speed(stretch, None if few else median(wait for _, wait in waits), few)


def answered_in_time(session: Session, referrals: Sequence[Times], now: datetime) -> Share:
    """Referrals answered within the time that the service promises, of those sent; time of a question is taken out.

    Left out are those that the referrer took back, and those whose time has not passed, before an answer.
    """
    closed = holidays(session)
    due = [one for one in referrals if _counts(one, _promised(one, closed), now)]
    well = [one for one in due if one.answered is not None and one.answered <= _promised(one, closed)]
    part, whole = (Count(len(some), len({one.person for one in some})) for some in (well, due))
    return Share(shown(part), shown(whole))


def _counts(one: Times, promised: datetime, now: datetime) -> bool:
    if one.answered is not None:
        return True
    taken_back = one.resolution in (Resolution.CANCELLED, Resolution.WITHDRAWN)
    return promised < now and not (taken_back and one.returned is not None and one.returned <= promised)


def _promised(one: Times, closed: Collection[date]) -> datetime:
    days = one.working_days or (None if one.hours else ANSWER_DAYS)
    ends = [working_days_later(one.sent, days, closed)] if days else []
    ends += [one.sent + timedelta(hours=one.hours)] if one.hours else []
    asked = (one.asked_back - one.asked) if one.asked and one.asked_back else timedelta()
    return min(ends) + asked
