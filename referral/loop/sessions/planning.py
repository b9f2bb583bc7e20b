"""The class days of a batch as rows: laid out ahead where somebody comes, and again when hours or holidays change."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload

from catalog.class_days import Meeting, class_days
from catalog.models import Intake, Service, ServiceAtLocation
from referral.loop.due import holidays
from referral.loop.sessions.changing import tell_changed, tell_hours
from referral.models import Attendance, Referral, SessionDay, SessionPlan
from referral.moment import DHAKA, today
from referral.states import State

AHEAD = timedelta(days=42)
LONGEST = timedelta(days=400)
AGAIN_AFTER = timedelta(days=21)
COMING = (State.ACCEPTED, State.IN_SERVICE)


def plan(session: Session, intake: Intake) -> bool:
    """The class days from today on as the weekly hours say, less holidays; nothing where nobody comes to it.

    What is over, marked, moved or called off stays as it is. Whether a day was taken away.
    """
    gone = False
    coming = exists().where(Referral.intake_id == intake.id, Referral.state.in_(COMING))
    some = session.scalar(select(coming))
    wanted = {(one.on, one.starts): one for one in _meetings(session, intake)} if some else {}
    for row in _to_come(session, intake):
        meeting = wanted.pop((row.planned_on, row.planned_at), None)
        if meeting is not None and not row.moved:
            row.ends = meeting.ends
        elif meeting is None and _untouched(session, row):
            if row.reminded_on == row.on:
                tell_changed(session, row)
            session.delete(row)
            gone = True
    _insert(session, intake.id, wanted)
    session.execute(delete(SessionPlan).where(SessionPlan.intake_id == intake.id))
    if some:
        session.add(_as_planned(session, intake))
    session.flush()
    return gone


def plan_for(session: Session, intake: Intake) -> None:
    """Somebody comes to it: its class days are laid out, unless they are."""
    if session.get(SessionPlan, intake.id) is None:
        plan(session, intake)


def plan_again(session: Session, intake: Intake) -> None:
    """After other hours or dates: where class days were laid out; whoever has to tell her is told."""
    if session.get(SessionPlan, intake.id) is not None:
        session.flush()
        if plan(session, intake):
            tell_hours(session, intake)


def plan_all_again(session: Session) -> None:
    """After a change of the holidays: the clock lays all out again."""
    session.execute(update(SessionPlan).values(planned_on=None))


def holidays_of(session: Session, intake: Intake, since: date, until: date) -> list[date]:
    """The days on which the batch would meet and does not, because they are holidays."""
    closed = holidays(session)
    return sorted({one.on for one in class_days(intake, since, until)} & closed)


def keep_planned(open_session: Callable[[], Session], now: datetime) -> int:
    """Lay out again what is three weeks old, or of another state of its service; how many batches. Any clock may do it."""
    with open_session() as session:
        day = now.astimezone(DHAKA).date()
        stale = or_(
            SessionPlan.planned_on.is_(None),
            SessionPlan.planned_on <= day - AGAIN_AFTER,
            SessionPlan.service_version != Service.version,
        )
        wanted = select(SessionPlan.intake_id).join(Intake, Intake.id == SessionPlan.intake_id)
        wanted = wanted.join(ServiceAtLocation).join(Service).where(stale).order_by(SessionPlan.intake_id)
        found = list(session.scalars(wanted))
        session.rollback()
    for intake_id in found:
        with open_session() as session:
            session.info["now"] = now
            plan(session, session.get_one(Intake, intake_id, with_for_update=True))
            session.commit()
    return len(found)


def _meetings(session: Session, intake: Intake) -> list[Meeting]:
    day, closed = today(session), holidays(session)
    until = day + (LONGEST if intake.ends_on else AHEAD)
    return [one for one in class_days(intake, day, until) if one.on not in closed]


def _to_come(session: Session, intake: Intake) -> list[SessionDay]:
    day = today(session)
    rows = select(SessionDay).where(SessionDay.intake_id == intake.id, SessionDay.planned_on >= day)
    return list(session.scalars(rows.order_by(SessionDay.id).with_for_update()))


def _untouched(session: Session, row: SessionDay) -> bool:
    if row.moved or row.cancelled_at is not None:
        return False
    return not session.scalar(select(exists().where(Attendance.session_day_id == row.id)))


def _insert(session: Session, intake_id: uuid.UUID, wanted: dict[tuple[date, time], Meeting]) -> None:
    if not wanted:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    rows = [
        {
            "id": uuid.uuid4(),
            "intake_id": intake_id,
            "planned_on": one.on,
            "planned_at": one.starts,
            "on": one.on,
            "starts": one.starts,
            "ends": one.ends,
            "version": 1,
        }
        for one in wanted.values()
    ]
    session.execute(dialect.insert(SessionDay).values(rows).on_conflict_do_nothing())


def _as_planned(session: Session, intake: Intake) -> SessionPlan:
    place = session.scalars(
        select(ServiceAtLocation)
        .where(ServiceAtLocation.id == intake.service_at_location_id)
        .options(joinedload(ServiceAtLocation.service))
    ).one()
    return SessionPlan(intake_id=intake.id, service_version=place.service.version, planned_on=today(session))
