"""A freed seat is offered to the first in line: held for her, with time to answer; then to the next."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from catalog.models import Intake, Service, ServiceAtLocation, ServiceStatus
from referral.loop import seats
from referral.loop.acting import take
from referral.loop.answering import back_in_line, give
from referral.loop.due import urgent_hours, working_days
from referral.loop.reminders import plan
from referral.loop.waiting import choosing
from referral.loop.waiting.line import InLine, line
from referral.models import Need, Referral, Seat, SeatPolicy, User
from referral.moment import DHAKA, today
from referral.refusals import Refused
from referral.states import Action, State

OFFER_DAYS = 2
NOT_AGAIN_FOR = timedelta(days=14)
GONE_BY = ("passed", "lapsed")
OpenSession = Callable[[], Session]


def offer_freed(session: Session) -> int:
    """Offer what this session has freed, before it commits, the earliest batch first; how many seats that were."""
    freed: set[uuid.UUID] = session.info.pop(seats.FREED, set())
    if not freed:
        return 0
    return sum(offer_seats(session, one) for one in session.scalars(_in_order(Intake.id.in_(freed))).all())


def offer_seats(session: Session, intake_id: uuid.UUID) -> int:
    """The free seats of a batch, each offered to the next in line; how many were.

    Where somebody else holds a referral at this moment, its offer is left to the clock: no one is passed over.
    """
    intake = session.get_one(Intake, intake_id)
    seats.lock(session, intake)
    service = session.get_one(Service, intake.place.service_id)
    policy = choosing.policy_of(session, intake)
    left = _free(session, intake, service, policy)
    count = 0
    for one in line(session, service, intake, policy, ~_had(intake, today(session))) if left else ():
        if count == left or not _locked(session, one.referral):
            break
        if one.referral.state is State.WAITLISTED:
            _offer(session, one, intake, policy)
            count += 1
    return count


def _free(session: Session, intake: Intake, service: Service, policy: SeatPolicy | None) -> int:
    day = today(session)
    gives = service.status is ServiceStatus.ACTIVE and choosing.gives_on(intake, choosing.code_of(policy), day)
    if not gives or intake.full or intake.seats is None:
        return 0
    return max(0, intake.seats - seats.taken(session, [intake.id]).get(intake.id, 0))


def _had(intake: Intake, day: date) -> ColumnElement[bool]:
    """Whether a seat of it was offered to her lately and not taken: the next ones come before her."""
    since = datetime.combine(day - NOT_AGAIN_FOR, datetime.min.time(), DHAKA)
    return exists().where(
        Seat.referral_id == Referral.id, Seat.intake_id == intake.id, Seat.why.in_(GONE_BY), Seat.freed_at >= since
    )


def _locked(session: Session, referral: Referral) -> bool:
    """Hold the referral as it stands now; never wait for it while the batch is held."""
    need = select(Need.id).where(Need.id == referral.need_id).with_for_update(of=Need, skip_locked=True)
    wanted = select(Referral.id).where(Referral.id == referral.id).with_for_update(of=Referral, skip_locked=True)
    if session.scalar(need) is None or session.scalar(wanted) is None:
        return False
    session.refresh(referral)
    return True


def _offer(session: Session, one: InLine, intake: Intake, policy: SeatPolicy | None) -> None:
    """Held for her, and her referrer's turn; the event keeps what decided."""
    referral = one.referral
    step = take(session, None, referral, Action.OFFER)
    session.add(Seat(intake_id=intake.id, person_id=referral.person_id, referral_id=referral.id, held_at=step.at))
    referral.intake_id = intake.id
    written = choosing.by_hand(session, policy)
    values = {
        "intake": str(intake.id),
        "policy": choosing.code_of(policy),
        "place": one.placed.position,
        "why": dict(one.placed.why),
        "chosen": str(policy.id) if policy else None,
        "ordered": str(written.id) if written else None,
    }
    step.write(values={name: value for name, value in values.items() if value is not None})
    referral.due_at = _answer_by(session, referral, step.at)
    plan(session, referral, step.at)
    plan(session, referral, step.at)


def _answer_by(session: Session, referral: Referral, at: datetime) -> datetime:
    """Two working days; the hours of an urgent need or service where those are shorter."""
    hours = urgent_hours(session, referral)
    usual = working_days(session, at, OFFER_DAYS, referral.referrer_id)
    return min(usual, at + timedelta(hours=hours)) if hours else usual


def take_seat(
    session: Session, actor: User, referral: Referral, *, starts_on: date | None = None, seen: int | None = None
) -> None:
    """She wants it: the seat that is held for her is hers, from the batch's first day or from the day she can come."""
    step = take(session, actor, referral, Action.TAKE_SEAT, seen=seen)
    intake = session.get_one(Intake, referral.intake_id)
    first = starts_on or _first_day(session, intake, step.at)
    give(step, {"intake": intake, "starts_on": first, "bring": list(referral.service.documents)})


def _first_day(session: Session, intake: Intake, at: datetime) -> date:
    """The batch's own first day; where that is over, or any day will do, the next working day."""
    if intake.starts_on is not None and intake.starts_on >= today(session):
        return intake.starts_on
    return working_days(session, at, 1).astimezone(DHAKA).date()


def wait_on(session: Session, actor: User, referral: Referral, *, seen: int | None = None) -> None:
    """Not now: the seat goes to the next, and she keeps her place in line."""
    step = take(session, actor, referral, Action.WAIT_ON, seen=seen)
    back_in_line(step, "passed")
    step.write()


def waited_for(session: Session) -> list[uuid.UUID]:
    """The batches that have a seat while somebody waits for their service."""
    waiting = select(Referral.service_id).where(Referral.state == State.WAITLISTED)
    given = select(func.count()).where(Seat.intake_id == Intake.id, seats.occupied(today(session))).scalar_subquery()
    open_ones = _in_order(Intake.ended_at.is_(None), ~Intake.full, Intake.seats > given)
    return list(session.scalars(open_ones.join(ServiceAtLocation).where(ServiceAtLocation.service_id.in_(waiting))))


def _in_order(*which: ColumnElement[bool]) -> Select[uuid.UUID]:
    """Those that one can come to at any time, then by their first day."""
    return select(Intake.id).where(*which).order_by(Intake.starts_on.is_not(None), Intake.starts_on, Intake.id)


def offer_all(open_session: OpenSession, now: datetime) -> int:
    """The clock's: what is free is offered, a batch in a transaction of its own; how many seats."""
    with open_session() as session:
        found = waited_for(session)
        session.rollback()
    return sum(_one(open_session, now, intake_id) for intake_id in found)


def _one(open_session: OpenSession, now: datetime, intake_id: uuid.UUID) -> int:
    with open_session() as session:
        session.info["now"] = now
        try:
            count = offer_seats(session, intake_id)
            session.commit()
        except (Refused, StaleDataError):
            session.rollback()
            return 0
    return count
