"""A partner's own caseload, live: who waits, is accepted and in service, by service and by person, and what came of it."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple, TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from catalog.models import Service
from referral import access
from referral.models import Attendance, Came, Event, Need, Referral, User
from referral.moment import DHAKA, now
from referral.states import TURN, Action, Party, Resolution, State

K = TypeVar("K", bound=Hashable)
IN_HAND = (State.SENT, State.WAITLISTED, State.ASKED, State.ACCEPTED, State.IN_SERVICE)
OUR_TURN = [state for state in IN_HAND if TURN[state] is Party.PROVIDER]
LOOK_BACK = timedelta(days=92)
A_WEEK = timedelta(days=7)
MOST_DUE = 30
MOST_IN_SHEET = 20_000


class Named(NamedTuple):
    """A member of staff by name alone."""

    id: uuid.UUID
    name_bn: str | None
    name_en: str | None


class _Row(NamedTuple):
    service: Service
    confidential: bool
    state: State
    sent_at: datetime | None
    started_on: date | None
    person: Named | None


@dataclass(slots=True)
class Load:
    """How many stand in each state, and how many days each: since sending, and in service since she came first."""

    count: Counter[State] = field(default_factory=Counter)
    days: dict[State, list[int]] = field(default_factory=lambda: defaultdict(list))

    def middle(self, state: State) -> int | None:
        """How many days the one in the middle has stood there."""
        return int(median(self.days[state])) if self.count[state] else None

    def longest(self, state: State) -> int | None:
        """How many days the one that has stood there longest has."""
        return max(self.days[state]) if self.count[state] else None


@dataclass(frozen=True, slots=True)
class Caseload:
    """All that is in hand, the same by service (and whether confidential) and by person; how what came back ended."""

    whole: Load
    services: list[tuple[Service, bool, Load]]
    people: list[tuple[Named | None, Load]]
    results: dict[Resolution, int]


def caseload(session: Session, user: User) -> Caseload:
    """What the user's organisation has in hand as a provider, as far as she may see it."""
    rows, day = _rows(session, user), now(session).astimezone(DHAKA).date()
    services = _by(rows, lambda row: (row.service, row.confidential), day)
    return Caseload(
        _load(rows, day),
        [(service, secret, load) for (service, secret), load in services.items()],
        list(_by(rows, lambda row: row.person, day).items()),
        _results(session, user),
    )


def _rows(session: Session, user: User) -> list[_Row]:
    """All that is in hand, with service and person, in one statement."""
    hers = (Referral.confidential, Referral.state, Referral.sent_at, Referral.started_on)
    wanted = (
        select(Service, *hers, User.id, User.name_bn, User.name_en)
        .join(Service, Service.id == Referral.service_id)
        .outerjoin(User, User.id == Referral.provider_user_id)
        .where(access.provided(user), Referral.state.in_(IN_HAND))
        .options(joinedload(Service.kind))
    )
    return [_Row(*row[:5], Named(*row[5:]) if any(row[5:]) else None) for row in session.execute(wanted)]


def _by(rows: Iterable[_Row], key: Callable[[_Row], K], day: date) -> dict[K, Load]:
    """The rows that share a key as one load, the largest first."""
    found: dict[K, list[_Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    loads = {of: _load(some, day) for of, some in found.items()}
    return dict(sorted(loads.items(), key=lambda item: -item[1].count.total()))


def _load(rows: Iterable[_Row], day: date) -> Load:
    load = Load()
    for row in rows:
        assert row.sent_at is not None
        began = row.started_on if row.state is State.IN_SERVICE and row.started_on else row.sent_at.astimezone(DHAKA)
        load.count[row.state] += 1
        load.days[row.state].append((day - (began.date() if isinstance(began, datetime) else began)).days)
    return load


def _results(session: Session, user: User) -> dict[Resolution, int]:
    """How the referrals ended that came back in the last three months, by result."""
    counts = (
        select(Referral.resolution, func.count())
        .where(access.provided(user), Referral.returned_at >= now(session) - LOOK_BACK)
        .group_by(Referral.resolution)
    )
    found = {row[0]: row[1] for row in session.execute(counts)}
    return {one: found[one] for one in Resolution if one in found}


def due_this_week(session: Session, user: User) -> list[Referral]:
    """What is this side's to do within seven days, the most urgent first."""
    wanted = select(Referral).where(
        access.provided(user), Referral.state.in_(OUR_TURN), Referral.due_at <= now(session) + A_WEEK
    )
    ordered = wanted.order_by(Referral.due_at, Referral.id).limit(MOST_DUE)
    return list(session.scalars(ordered.options(joinedload(Referral.service))))


@dataclass(frozen=True, slots=True)
class Line:
    """One referral of a period, with the days that its events tell and the sessions that were marked."""

    referral: Referral
    accepted_on: date | None
    came: int
    sessions: int


def of_period(session: Session, user: User, since: date, until: date) -> list[Line]:
    """Those that were sent, begun or ended between two days, as far as the user may see them, in the order of sending."""
    moment_since, moment_until = midnight(since), midnight(until + timedelta(days=1))
    within = or_(
        (Referral.sent_at >= moment_since) & (Referral.sent_at < moment_until),
        (Referral.returned_at >= moment_since) & (Referral.returned_at < moment_until),
        Referral.started_on.between(since, until),
    )
    wanted = (
        select(Referral)
        .where(access.provided(user), within)
        .options(joinedload(Referral.service).joinedload(Service.kind), joinedload(Referral.referrer))
        .options(joinedload(Referral.need).joinedload(Need.person))
        .order_by(Referral.sent_at, Referral.id)
        .limit(MOST_IN_SHEET)
    )
    referrals = session.scalars(wanted).all()
    ids = [one.id for one in referrals]
    accepted, came = _accepted(session, ids), _came(session, ids)
    return [Line(one, accepted.get(one.id), *came.get(one.id, (0, 0))) for one in referrals]


def midnight(day: date) -> datetime:
    """When a day begins in Dhaka."""
    return datetime.combine(day, datetime.min.time(), DHAKA)


def _accepted(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, date]:
    acts = (Action.ACCEPT, Action.ACCEPT_LATE, Action.TAKE_SEAT)
    found: dict[uuid.UUID, date] = {}
    for some in _chunks(ids):
        last = select(Event.referral_id, func.max(Event.at)).where(Event.referral_id.in_(some), Event.action.in_(acts))
        rows = session.execute(last.group_by(Event.referral_id))
        found |= {row[0]: row[1].astimezone(DHAKA).date() for row in rows}
    return found


def _came(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    found: dict[uuid.UUID, tuple[int, int]] = {}
    for some in _chunks(ids):
        counts = select(
            Attendance.referral_id, func.count().filter(Attendance.came != Came.ABSENT), func.count()
        ).where(Attendance.referral_id.in_(some), Attendance.replaced_at.is_(None))
        rows = session.execute(counts.group_by(Attendance.referral_id))
        found |= {row[0]: (row[1], row[2]) for row in rows}
    return found


def _chunks(ids: list[uuid.UUID], size: int = 1000) -> Iterable[list[uuid.UUID]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
