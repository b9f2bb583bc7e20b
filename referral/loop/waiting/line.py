"""Who waits for a seat, in the order of the policy; what each side may know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from catalog.models import AgendaNeed, Intake, Service
from matching.policies import Draw, Placed, Waiting, ordered
from referral import access
from referral.loop.waiting import choosing
from referral.models import Need, Referral, ReferralFacts, Seat, SeatPolicy, User
from referral.moment import DHAKA, today
from referral.sealing import keyring
from referral.states import Party, State


@dataclass(frozen=True, slots=True)
class InLine:
    """One who waits, at her place in the order."""

    referral: Referral
    placed: Placed


def line(
    session: Session, service: Service, intake: Intake | None, policy: SeatPolicy | None, *which: ColumnElement[bool]
) -> list[InLine]:
    """Those who wait for this batch, or for the service, in order; `which` narrows them before they are counted."""
    found = [Row(*row) for row in session.execute(_wanted(service, intake, *which))]
    rows = [
        (row.referral, _waiting(row, service))
        for row in found
        if policy is None or intake is None or _in_time(row.referral, intake, policy)
    ]
    of = {one.public_id: referral for referral, one in rows}
    placed = ordered([one for _, one in rows], choosing.code_of(policy), _draw(session, intake, policy))
    return [InLine(of[one.waiting.public_id], one) for one in placed]


class Row(NamedTuple):
    """A row of the list: who waits, since when for this need, the hours of an urgent one, and the facts at sending."""

    referral: Referral
    opened_at: datetime
    hours: int | None
    facts: Mapping[str, Any] | None


def _wanted(service: Service, intake: Intake | None, *which: ColumnElement[bool]) -> Select[Any]:
    wanted = (
        select(Referral, Need.opened_at, AgendaNeed.urgent_hours, ReferralFacts.line)
        .join(Need, Need.id == Referral.need_id)
        .join(AgendaNeed, AgendaNeed.code == Need.code)
        .outerjoin(ReferralFacts, ReferralFacts.referral_id == Referral.id)
        .where(Referral.service_id == service.id, Referral.state == State.WAITLISTED, *which)
        .options(joinedload(Referral.referrer), joinedload(Referral.need).joinedload(Need.agenda))
    )
    if intake is None:
        return wanted
    return wanted.where(or_(Referral.place_id.is_(None), Referral.place_id == intake.service_at_location_id))


def _waiting(row: Row, service: Service) -> Waiting:
    assert row.referral.sent_at is not None
    urgent = bool(row.hours or service.answer_hours)
    return Waiting(str(row.referral.id), row.referral.sent_at, row.opened_at, urgent, row.facts or {})


def _in_time(referral: Referral, intake: Intake, policy: SeatPolicy) -> bool:
    """A lottery is drawn among those who were sent until its last day: later ones could know the seed."""
    if policy.code != choosing.LOTTERY or intake.closes_on is None or referral.sent_at is None:
        return True
    return referral.sent_at.astimezone(DHAKA).date() <= intake.closes_on


def _draw(session: Session, intake: Intake | None, policy: SeatPolicy | None) -> Draw:
    day: date = today(session)
    first = intake.starts_on if intake and intake.starts_on and intake.starts_on > day else day
    seed = keyring(session).open(policy.seed_sealed) if policy and policy.seed_sealed else ""
    written = choosing.by_hand(session, policy)
    return Draw(first, seed, written.referrals if written else ())


def offered(session: Session, service: Service, *which: ColumnElement[bool]) -> Sequence[Referral]:
    """Those for whom a seat is held until they answer, those who must answer first first."""
    held = exists().where(Seat.referral_id == Referral.id, Seat.freed_at.is_(None))
    asked = select(Referral).where(
        Referral.service_id == service.id,
        Referral.state == State.ASKED,
        Referral.before == State.WAITLISTED,
        Referral.held_until.is_(None),
        held,
        *which,
    )
    return session.scalars(asked.options(joinedload(Referral.referrer)).order_by(Referral.due_at, Referral.id)).all()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where she stands, as her caseworker may know it; `position` None: it is not told."""

    policy: SeatPolicy | None
    position: int | None = None
    of: int | None = None
    seed: str | None = None


def standing(session: Session, user: User, referral: Referral) -> Standing | None:
    """Her place in the line, for who sent her; of a confidential referral none is told, and it is counted in no other.

    Before a lottery is drawn nobody has a place.
    """
    if referral.state is not State.WAITLISTED or Party.REFERRER not in access.sides(session, user, referral):
        return None
    service = session.get_one(Service, referral.service_id)
    intake = _next_open(service, referral, today(session))
    policy = choosing.holding(choosing.policies_of(session, [service.id]), intake)
    seed = choosing.seed_shown(session, policy, intake) if policy and intake else None
    undrawn = policy is not None and policy.code == choosing.LOTTERY and seed is None
    if referral.confidential or undrawn:
        return Standing(policy)
    them = line(session, service, intake, policy, ~Referral.confidential)
    mine = next((one.placed.position for one in them if one.referral.id == referral.id), None)
    return Standing(policy, mine, len(them), seed)


def _next_open(service: Service, referral: Referral, day: date) -> Intake | None:
    """The batch whose seat she may get next: open, with counted seats, where she wishes it."""
    places = [place for place in service.places if referral.place_id in (None, place.id)]
    counted = [
        one for place in places for one in place.intakes if one.seats is not None and choosing.still_gives(one, day)
    ]
    return min(counted, key=lambda one: (one.starts_on or date.min, str(one.id)), default=None)
