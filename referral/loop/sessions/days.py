"""Sessions as a desk reads them: its days, who comes to one of them, and the days of a batch."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from catalog.models import Intake, Location, Service, ServiceAtLocation
from referral import access
from referral.models import Attendance, Need, Referral, SessionDay, User
from referral.states import State

COMING = (State.ACCEPTED, State.IN_SERVICE)
UNMARKED_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Listed:
    """A session on a desk: how many come to it, and how many of them are marked."""

    day: SessionDay
    people: int
    marked: int


@dataclass(frozen=True, slots=True)
class Attendee:
    """One who comes to a session, with the mark that stands."""

    referral: Referral
    mark: Attendance | None


def of_desk(session: Session, user: User, since: date, until: date) -> list[Listed]:
    """The sessions of these days to which somebody comes whom this user serves, in the order of the clock."""
    wanted = with_place(select(SessionDay).where(access.visible_sessions(user), SessionDay.on.between(since, until)))
    days = session.scalars(wanted.order_by(SessionDay.on, SessionDay.starts, SessionDay.id)).all()
    people, marked = _people(session, user, days), _marked(session, user, days)
    listed = [Listed(day, len(people.get(day.id, ())), marked.get(day.id, 0)) for day in days]
    return [one for one in listed if one.people or one.marked]


def _people(session: Session, user: User, days: Sequence[SessionDay]) -> dict[uuid.UUID, list[uuid.UUID]]:
    intakes = {day.intake_id for day in days if day.intake_id}
    one_by_one = {day.referral_id for day in days if day.referral_id}
    wanted = select(Referral.id, Referral.intake_id, Referral.starts_on).where(
        access.provided(user),
        Referral.state.in_(COMING),
        or_(Referral.intake_id.in_(intakes), Referral.id.in_(one_by_one)),
    )
    rows = session.execute(wanted).all()
    return {
        day.id: [
            row.id
            for row in rows
            if row.id == day.referral_id
            or (day.intake_id and row.intake_id == day.intake_id and (not row.starts_on or row.starts_on <= day.on))
        ]
        for day in days
    }


def _marked(session: Session, user: User, days: Sequence[SessionDay]) -> dict[uuid.UUID, int]:
    counts = (
        select(Attendance.session_day_id, func.count())
        .join(Referral, Referral.id == Attendance.referral_id)
        .where(Attendance.session_day_id.in_([day.id for day in days]), Attendance.replaced_at.is_(None))
        .where(access.provided(user))
        .group_by(Attendance.session_day_id)
    )
    return {row[0]: row[1] for row in session.execute(counts)}


def get_day(session: Session, user: User, day_id: uuid.UUID, *, lock: bool = False) -> SessionDay:
    """A session that this user may mark; `lock` keeps others from changing it until this session ends."""
    wanted = select(SessionDay).where(SessionDay.id == day_id, access.visible_sessions(user))
    if lock:
        wanted = wanted.with_for_update(of=SessionDay).execution_options(populate_existing=True)
        return access.found(session.scalar(wanted))
    return access.found(session.scalar(with_place(wanted)))


def attendees(session: Session, user: User, day: SessionDay) -> list[Attendee]:
    """Who comes to it, and whoever was marked there and has left since."""
    marks = select(Attendance).where(Attendance.session_day_id == day.id, Attendance.replaced_at.is_(None))
    standing = {one.referral_id: one for one in session.scalars(marks.options(joinedload(Attendance.by)))}
    wanted = select(Referral).where(access.provided(user)).where(or_(comes(day), Referral.id.in_(standing)))
    referrals = session.scalars(wanted.options(joinedload(Referral.service)).order_by(Referral.code))
    return [Attendee(referral, standing.get(referral.id)) for referral in referrals]


def comes_now(referral: Referral) -> bool:
    """Whether marks can be put for her still."""
    return referral.state in COMING


def of_batch(session: Session, intake: Intake, since: date, until: date) -> Sequence[SessionDay]:
    """The class days of a batch that fall on these days."""
    wanted = select(SessionDay).where(SessionDay.intake_id == intake.id, SessionDay.on.between(since, until))
    return session.scalars(wanted.order_by(SessionDay.on, SessionDay.starts)).all()


def people_of_batch(session: Session, user: User, intake: Intake) -> list[Referral]:
    """Who has a place in a batch now, as far as this user may see it."""
    wanted = select(Referral).where(access.provided(user), Referral.intake_id == intake.id, Referral.state.in_(COMING))
    return list(session.scalars(wanted.options(joinedload(Referral.service)).order_by(Referral.code)))


def comes(day: SessionDay) -> ColumnElement[bool]:
    """The referrals whose people come to a session, whoever asks: a person's query adds what she may see."""
    if day.referral_id is not None:
        return and_(Referral.id == day.referral_id, Referral.state.in_(COMING))
    begun = or_(Referral.starts_on.is_(None), Referral.starts_on <= day.on)
    return and_(Referral.intake_id == day.intake_id, Referral.state.in_(COMING), begun)


def with_place(wanted: Select[SessionDay]) -> Select[SessionDay]:
    """With the service and the place that it is at, in the same statement."""
    of_intake = joinedload(SessionDay.intake).joinedload(Intake.place)
    of_referral = joinedload(SessionDay.referral)
    at = joinedload(SessionDay.place).joinedload(ServiceAtLocation.location).joinedload(Location.place)
    return wanted.options(
        of_intake.joinedload(ServiceAtLocation.service).joinedload(Service.kind),
        of_intake.joinedload(ServiceAtLocation.location).joinedload(Location.place),
        of_referral.joinedload(Referral.service).joinedload(Service.kind),
        of_referral.joinedload(Referral.need).joinedload(Need.agenda),
        at,
    )
