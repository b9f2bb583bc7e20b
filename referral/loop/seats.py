"""Seats: held for one person through one referral, used, kept, freed; never more than an intake has."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from catalog.models import Intake
from referral.models import Referral, Seat
from referral.moment import DHAKA, today
from referral.refusals import Refused

FREED = "freed"


def occupied(day: date) -> ColumnElement[bool]:
    """A seat that nobody else can have on that day: held or used, and not kept for a time that is over."""
    return Seat.freed_at.is_(None) & or_(Seat.kept_until.is_(None), Seat.kept_until >= day)


def taken(session: Session, intake_ids: Iterable[uuid.UUID] | None = None) -> dict[uuid.UUID, int]:
    """How many seats of each intake (of these, or of all) are held or used; an intake without any is not in it."""
    counts = select(Seat.intake_id, func.count()).where(occupied(today(session))).group_by(Seat.intake_id)
    if intake_ids is not None:
        counts = counts.where(Seat.intake_id.in_(list(intake_ids)))
    return {row[0]: row[1] for row in session.execute(counts)}


def seat_of(session: Session, referral: Referral) -> Seat | None:
    """The seat that this referral holds or uses."""
    return session.scalar(select(Seat).where(Seat.referral_id == referral.id, Seat.freed_at.is_(None)))


def is_kept(session: Session, referral: Referral) -> bool:
    """Whether a place is kept for her after the service."""
    seat = seat_of(session, referral)
    return seat is not None and seat.kept


def hold(session: Session, referral: Referral, intake: Intake, at: datetime, *, used: bool = False) -> None:
    """A seat of the intake for the person served; refused when none is free. Seats that nobody counts need none.

    One that is held for this referral there already is hers.
    """
    lock(session, intake)
    held = seat_of(session, referral)
    if held is not None and held.intake_id == intake.id:
        return
    day = at.astimezone(DHAKA).date()
    if not intake.is_open(day) and not used:
        raise Refused("intake_closed", "intake")
    if intake.seats is None:
        return
    if taken(session, [intake.id]).get(intake.id, 0) >= intake.seats:
        raise Refused("no_seat", "intake")
    seat = Seat(intake_id=intake.id, person_id=referral.person_id, referral_id=referral.id, held_at=at)
    seat.used_at = at if used else None
    session.add(seat)
    session.flush()


def lock(session: Session, intake: Intake) -> None:
    """Hold a batch, so that no other session gives a seat of it; rows that only point to it are not waited for."""
    session.flush()
    session.refresh(intake, with_for_update={"of": Intake, "key_share": True})


def use(session: Session, referral: Referral, at: datetime) -> None:
    """She came: the seat that was held is used."""
    seat = seat_of(session, referral)
    if seat is not None:
        seat.used_at = at


def keep(session: Session, referral: Referral, until: date | None) -> None:
    """The place stays hers after the service was completed, until that day or until she leaves."""
    seat = seat_of(session, referral)
    if seat is not None:
        seat.kept, seat.kept_until = True, until


def free(session: Session, referral: Referral, why: str, at: datetime) -> None:
    """The seat, where there is one, is somebody else's to have; the provider's mark "full" goes with it."""
    seat = seat_of(session, referral)
    if seat is None:
        return
    seat.freed_at, seat.why = at, why
    note_freed(session, seat.intake_id)
    intake = session.get_one(Intake, seat.intake_id)
    if intake.full and intake.is_open(at.astimezone(DHAKA).date()):
        intake.full = False
    session.flush()


def note_freed(session: Session, intake_id: uuid.UUID) -> None:
    """A seat there may be offered to who waits, before this session commits (`loop.waiting.offers.offer_freed`)."""
    session.info.setdefault(FREED, set()).add(intake_id)


def free_ended(session: Session, at: datetime) -> int:
    """Free the places whose keeping has ended; how many there were."""
    over = select(Seat).where(Seat.freed_at.is_(None), Seat.kept_until < at.astimezone(DHAKA).date())
    ended = session.scalars(over.with_for_update()).all()
    for seat in ended:
        seat.freed_at, seat.why = at, "kept_until"
        note_freed(session, seat.intake_id)
    return len(ended)
