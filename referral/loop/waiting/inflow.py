"""Whether a service takes another referral now: closed while it is full, slow while it does not answer."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from catalog.models import Intake, Service
from referral import access
from referral.loop import seats
from referral.loop.waiting.choosing import policies_of, still_gives
from referral.loop.waiting.promises import MEASURED_OVER, SLOW_FROM, Promise, promises
from referral.models import Referral, User
from referral.moment import now, today
from referral.refusals import Refused
from referral.states import Party, Resolution, State

OPEN_AT_ONCE = 3


def check(session: Session, service: Service) -> None:
    """Refused where every seat is given and no list is kept, and where enough waits for the answer of a silent service.

    A waiting list is kept where the provider has chosen who comes first. Of confidential services nothing is measured.
    """
    if is_full(session, service, today(session)) and not policies_of(session, [service.id]):
        raise Refused("service_full")
    if service.confidential or unanswered(session, [service.id]).get(service.id, 0) < OPEN_AT_ONCE:
        return
    if promises(session, [service.id])[service.id].slow:
        raise Refused("inflow_slow", most=OPEN_AT_ONCE)


def is_full(session: Session, service: Service, day: date) -> bool:
    """Whether it counts its seats and gives none: every batch that still gives seats has none left."""
    giving = [one for place in service.places for one in place.intakes if still_gives(one, day)]
    if not giving:
        return False
    taken = seats.taken(session, [one.id for one in giving])
    return all(no_seat(one, taken) for one in giving)


def no_seat(intake: Intake, taken: Mapping[uuid.UUID, int]) -> bool:
    """Whether nobody can be given a seat of it: it is marked full, or all are held and used."""
    return intake.full or (intake.seats is not None and taken.get(intake.id, 0) >= intake.seats)


def unanswered(session: Session, service_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many ordinary referrals of each wait for a first answer."""
    asked = and_(Referral.state == State.ASKED, Referral.before == State.SENT, Referral.held_until.is_(None))
    waits = or_(Referral.state == State.SENT, asked)
    counts = select(Referral.service_id, func.count()).where(
        Referral.service_id.in_(list(service_ids)), waits, ~Referral.confidential
    )
    return {row[0]: row[1] for row in session.execute(counts.group_by(Referral.service_id))}


def slow(session: Session, user: User) -> list[tuple[Service, Promise]]:
    """The services of her organisation whose silence has slowed what is sent to them, for who answers there."""
    if not access.has_side(user, Party.PROVIDER):
        return []
    silent = or_(
        and_(Referral.state == State.SENT, Referral.due_at < now(session)), Referral.resolution == Resolution.NO_ANSWER
    )
    waiting = (
        select(Referral.service_id)
        .where(access.visible(user), Referral.provider_id == user.organization_id, ~Referral.confidential)
        .where(silent, Referral.sent_at >= now(session) - MEASURED_OVER)
        .group_by(Referral.service_id)
        .having(func.count() * 2 > SLOW_FROM)
    )
    found = promises(session, session.scalars(waiting).all())
    ids = [service_id for service_id, promise in found.items() if promise.slow]
    services = session.scalars(select(Service).where(Service.id.in_(ids)).order_by(Service.id)) if ids else ()
    return [(service, found[service.id]) for service in services]
