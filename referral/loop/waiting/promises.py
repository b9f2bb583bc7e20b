"""Whether a service keeps its promise to answer: measured over 90 days, with its uncertainty; silence for a month slows it."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from catalog.models import Service
from referral.models import Event, Referral
from referral.moment import now
from referral.states import Action, Resolution

MEASURED_OVER = timedelta(days=90)
LATELY = timedelta(days=30)
FEW = 10
SLOW_FROM = 5
"""A service whose answers of the last 30 days were due at least so often, and of which under half came, is slow."""
ANSWERS = (Action.ACCEPT, Action.ACCEPT_LATE, Action.HOLD, Action.WAITLIST, Action.DECLINE)
TAKEN_BACK = frozenset(
    {Resolution.CANCELLED, Resolution.WITHDRAWN, Resolution.OTHER_ACCEPTED, Resolution.SERVICE_ENDED}
)
SURE = 1.96


@dataclass(frozen=True, slots=True)
class Promise:
    """Answers that were due and those that came in time, over 90 days; over the last 30 those due and those that came."""

    due: int = 0
    kept: int = 0
    due_lately: int = 0
    came_lately: int = 0

    @property
    def few(self) -> bool:
        """Whether too few were due to say much."""
        return self.due < FEW

    @property
    def slow(self) -> bool:
        """Whether silence has broken the promise for a month."""
        return self.due_lately >= SLOW_FROM and 2 * self.came_lately < self.due_lately

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which shares the true one lies in 95 of 100 cases (Wilson)."""
        return wilson(self.kept, self.due)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The interval of Wilson for a share; nothing is known of none."""
    if not whole:
        return 0.0, 1.0
    share, z = part / whole, SURE**2 / whole
    middle, reach = share + z / 2, SURE * sqrt(share * (1 - share) / whole + z / whole / 4)
    return max(0.0, (middle - reach) / (1 + z)), min(1.0, (middle + reach) / (1 + z))


class Sent(NamedTuple):
    """By when one referral should be answered, and when it was answered, asked about, answered back, returned."""

    service_id: uuid.UUID
    answer_by: datetime
    resolution: Resolution | None
    returned_at: datetime | None
    answered: datetime | None
    asked: datetime | None
    asked_back: datetime | None

    @property
    def due(self) -> datetime:
        """As promised at sending; the time of a question is taken out."""
        return self.answer_by + (self.asked_back - self.asked if self.asked and self.asked_back else timedelta())


def promises(session: Session, service_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Promise]:
    """How each of these services keeps its promise; of confidential referrals nothing is counted."""
    at = now(session)
    of: dict[uuid.UUID, list[Sent]] = defaultdict(list)
    ids = list(service_ids)
    for row in session.execute(_sent(at - MEASURED_OVER).where(Referral.service_id.in_(ids))) if ids else ():
        one = Sent(*row)
        of[one.service_id].append(one)
    return {service_id: _promise(of[service_id], at) for service_id in ids}


def _promise(sent: list[Sent], at: datetime) -> Promise:
    """An answer in time keeps it, a no or a place on the list too; what is open after its time has broken it."""
    counted = [one for one in sent if _counts(one, at)]
    lately = [one for one in counted if at - LATELY <= one.due <= at]
    return Promise(
        due=len(counted),
        kept=sum(one.answered is not None and one.answered <= one.due for one in counted),
        due_lately=len(lately),
        came_lately=sum(one.answered is not None for one in lately),
    )


def _counts(one: Sent, at: datetime) -> bool:
    if one.answered is not None:
        return True
    if one.asked and not one.asked_back:
        return False
    gone = one.resolution in TAKEN_BACK and one.returned_at is not None and one.returned_at <= one.due
    return one.due < at and not gone


def _first(*actions: Action) -> ColumnElement[datetime | None]:
    return func.min(case((Event.action.in_(actions), Event.at)))


def _sent(since: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Referral.service_id,
            Referral.answer_by,
            Referral.resolution,
            Referral.returned_at,
            _first(*ANSWERS),
            _first(Action.ASK),
            _first(Action.ANSWER, Action.LAPSE),
        )
        .join(Service, Service.id == Referral.service_id)
        .join(Event, Event.referral_id == Referral.id)
        .where(
            Referral.sent_at >= since,
            Referral.answer_by.is_not(None),
            Referral.referrer_id != Referral.provider_id,
            ~Referral.confidential,
            Referral.answered_how.is_(None),
            ~Referral.provider.has(by_link=True),
            ~Service.confidential,
        )
        .group_by(Referral.id)
    )
