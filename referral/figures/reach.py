"""How far needs got, month by month: one need counts once, however many referrals it took."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, exists, func, or_, select
from sqlalchemy.orm import Session

from referral.figures.hidden import TOTAL, Count, Hidden, Shown, hide, of_sum, shown
from referral.figures.period import Period
from referral.models import Choice, Event, Need, NeedOutcome, Referral
from referral.states import SERVED, Action, Resolution, State


class Step(StrEnum):
    """How far a need got; whoever reached a step counts for it, whatever came later."""

    OPENED = "opened"
    SENT = "sent"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    STARTED = "started"
    COMPLETED = "completed"
    CLOSED = "closed"
    HER_WORD = "her_word"
    MET = "met"
    UNMET = "unmet"


FUNNEL = (
    Step.OPENED,
    Step.SENT,
    Step.ANSWERED,
    Step.ACCEPTED,
    Step.STARTED,
    Step.COMPLETED,
    Step.CLOSED,
    Step.MET,
)


class Route(StrEnum):
    """Which way a need went: to another organisation, to a service of its own, or only told of an address."""

    ACROSS = "across"
    OWN = "own"
    TOLD = "told"


@dataclass(frozen=True)
class Share:
    """A part of a whole, both in needs."""

    part: Shown
    whole: Shown

    @property
    def rate(self) -> float | None:
        """The share of one; None where either is hidden."""
        if isinstance(self.part, int) and isinstance(self.whole, int):
            return self.part / self.whole
        return None


@dataclass(frozen=True)
class Reach:
    """What became of the needs that were opened in one month; `persons` is of those sent to another organisation."""

    month: date
    persons: Shown
    steps: Mapping[Step, Shown]
    own: Mapping[Step, Shown]
    told: Shown

    @property
    def need_met(self) -> Share:
        """Needs met or partly met, of the needs closed."""
        return Share(self.steps[Step.MET], self.steps[Step.CLOSED])

    @property
    def her_own_word(self) -> Share:
        """Needs closed with the worker's own word, of the needs closed."""
        return Share(self.steps[Step.HER_WORD], self.steps[Step.CLOSED])


At = tuple[date, Route, Step]


def reached(session: Session, months: tuple[Period, ...], today: date) -> list[Reach]:
    """How many needs opened in each month ever reached each step, each month told by itself.

    Confidential needs enter where the month is over and ten persons or more of them reached the step.
    """
    counts = _counted(session, months, today)
    told = {key: shown(count) for key, count in counts.items()}
    return [_reach(month.first, told, counts) for month in months]


def month_by_month(session: Session, months: tuple[Period, ...], today: date) -> tuple[Reach, list[Reach]]:
    """The same of all the months together, and of each beside it: none of a few can be worked out from the sum."""
    counts = _counted(session, months, today)
    whole = Period(months[0].first, months[-1].until)
    persons = _counted(session, (whole,), today)
    told: dict[At, Shown] = {}
    for route, step in product(Route, Step):
        line = {(str(month.first), step.value): counts[month.first, route, step] for month in months}
        number = sum(count.number for count in line.values())
        line[TOTAL, step.value] = Count(number, persons[whole.first, route, step].persons)
        seen = hide(line, of_sum)
        told |= {(month.first, route, step): seen[str(month.first), step.value] for month in months}
        told[date.min, route, step] = seen[TOTAL, step.value]
        counts[date.min, route, step] = line[TOTAL, step.value]
    return _reach(date.min, told, counts), [_reach(month.first, told, counts) for month in months]


def _counted(session: Session, months: tuple[Period, ...], today: date) -> dict[At, Count]:
    counts: dict[At, Count] = defaultdict(Count)
    for row in session.execute(_steps(months)):
        month = months[row.month]
        for step in Step:
            number = Count(getattr(row, step), getattr(row, f"{step}_persons"))
            if not row.confidential or (month.until <= today and not number.few):
                counts[month.first, Route(row.route), step] += number
    return counts | {at: counts[at] for at in product([month.first for month in months], Route, Step)}


def _reach(month: date, told: Mapping[At, Shown], counts: Mapping[At, Count]) -> Reach:
    def of(route: Route) -> dict[Step, Shown]:
        return {step: told[month, route, step] for step in Step}

    across = of(Route.ACROSS)
    sent = across[Step.SENT]
    persons = sent if isinstance(sent, Hidden) else counts[month, Route.ACROSS, Step.SENT].persons
    return Reach(month, persons, across, of(Route.OWN), of(Route.TOLD)[Step.OPENED])


def _steps(months: tuple[Period, ...]) -> Select[Any]:
    """Needs and persons by month, route and confidentiality, with how many reached each step."""
    need = _of_each_need(months).subquery()
    columns: list[ColumnElement[Any]] = []
    for step in Step:
        columns.append(func.sum(need.c[step]).label(step))
        columns.append(func.count(distinct(case((need.c[step] == 1, need.c.person_id)))).label(f"{step}_persons"))
    return select(need.c.month, need.c.route, need.c.confidential, *columns).group_by(
        need.c.month, need.c.route, need.c.confidential
    )


def _of_each_need(months: tuple[Period, ...]) -> Select[Any]:
    """A line a need and route, with 1 for each step that it reached; the one pass over the events.

    What ended because another service accepted her is no line of its own.
    """
    month = case(*((Need.opened_at < month.ends, at) for at, month in enumerate(months)))
    told = exists().where(Choice.need_id == Need.id, Choice.told_at.is_not(None))
    route = case(
        (and_(Referral.id.is_(None), told), Route.TOLD.value),
        (Referral.referrer_id == Referral.provider_id, Route.OWN.value),
        else_=Route.ACROSS.value,
    )
    sent = _done(Action.SEND)
    closed = and_(sent, Need.closed_at.is_not(None))
    steps: dict[Step, ColumnElement[bool]] = {
        Step.OPENED: Need.opened_at.is_not(None),
        Step.SENT: sent,
        Step.ANSWERED: _done(*ANSWERS),
        Step.ACCEPTED: _done(*ACCEPTANCES),
        Step.STARTED: or_(Event.state == State.IN_SERVICE, Referral.resolution.in_(SERVED)),
        Step.COMPLETED: Referral.resolution.in_(SERVED),
        Step.CLOSED: closed,
        Step.HER_WORD: and_(closed, Need.her_word.is_(True)),
        Step.MET: and_(closed, Need.outcome.in_([NeedOutcome.MET, NeedOutcome.PARTLY])),
        Step.UNMET: is_unmet(),
    }
    answered_for = Referral.resolution.is_distinct_from(Resolution.OTHER_ACCEPTED)
    flags = [func.max(case((reached, 1), else_=0)).label(step) for step, reached in steps.items()]
    return (
        select(Need.id, Need.person_id, Need.confidential, month.label("month"), route.label("route"), *flags)
        .outerjoin(Referral, and_(Referral.need_id == Need.id, answered_for))
        .outerjoin(Event, Event.referral_id == Referral.id)
        .where(Need.opened_at >= months[0].begins, Need.opened_at < months[-1].ends)
        .group_by(Need.id, "route")
    )


ANSWERS = (Action.ACCEPT, Action.HOLD, Action.ACCEPT_LATE, Action.WAITLIST, Action.DECLINE)
ACCEPTANCES = (Action.ACCEPT, Action.ACCEPT_LATE, Action.TAKE_SEAT, Action.CONFIRM)


def is_unmet() -> ColumnElement[bool]:
    """A need that was recorded as unmet, or closed as not met."""
    return or_(Need.unmet_reason.is_not(None), Need.outcome == NeedOutcome.UNMET)


def _done(*actions: Action) -> ColumnElement[bool]:
    return Event.action.in_(actions)
