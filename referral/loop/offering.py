"""What a partner does with its own services on pages: each change knows which version it was made on."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import intakes, offers
from catalog.intakes import Terms, WrongIntake
from catalog.models import Intake, Kind, Service, ServiceAtLocation
from catalog.offers import Details
from catalog.spelling import clean
from referral import access
from referral.loop import ending, joining, seats
from referral.loop.freshness import needs_word
from referral.loop.sessions import planning
from referral.models import User
from referral.moment import today
from referral.refusals import Refused
from referral.states import Role

MOST_AT_ONCE = 500
FIELD_OF = {"negative": "seats", "ends_before_start": "ends_on", "closes_after_end": "closes_on"}


def take(session: Session, actor: User, service: Service, seen: int | None) -> None:
    """Lock a service that is the actor's to change; refused where it is not what she saw, with who changed it and when."""
    access.get_service(session, actor, service.id)
    session.refresh(service, with_for_update={"of": Service})
    if seen is not None and seen != service.version:
        who = session.get(User, service.changed_by) if service.changed_by else None
        name_bn, name_en = (who.name_bn, who.name_en) if who else (None, None)
        raise Refused("service_changed", at=service.changed_at, name_bn=name_bn, name_en=name_en)


def add(session: Session, actor: User, *, kind_code: str, details: Details) -> Service:
    """A new service of the actor's organisation, confirmed today."""
    kind = session.get(Kind, kind_code)
    if kind is None or kind.retired_at is not None:
        raise Refused("choose_kind", "kind_code")
    if not (actor.has(Role.PROVIDER) or actor.has(Role.ADMIN)):
        raise Refused("not_yours")
    _named(details)
    service = offers.publish(session, actor.organization, kind, today(session), **details)
    offers.touch(session, service)
    joining.entered(session, actor, service)
    return service


def change(
    session: Session,
    actor: User,
    service: Service,
    *,
    seen: int | None = None,
    costs: Mapping[str, tuple[int | None, str]],
    **details: Unpack[Details],
) -> None:
    """Other words and terms, and what it costs: taka and how often; a confidential service stays so."""
    take(session, actor, service, seen)
    _named(details)
    if service.confidential and details.get("confidential") is False:
        raise Refused("confidential_stays", "confidential")
    wanted = session.get(Kind, details.get("kind_code", service.kind_code))
    if wanted is None or (wanted.retired_at is not None and wanted.code != service.kind_code):
        raise Refused("choose_kind", "kind_code")
    _own_number(session, service, details.get("source_id"))
    offers.change(session, service, **details)
    for what, (taka, per) in costs.items():
        offers.set_cost(session, service, what, taka, per)
    joining.entered(session, actor, service)


def _named(details: Details) -> None:
    if not (details.get("name_bn") or details.get("name_en")):
        raise Refused("write_a_name", "name_bn")


def _own_number(session: Session, service: Service, number: str | None) -> None:
    """A sheet finds a service by it: no other service of the organisation has it."""
    number = clean(number or "")
    same = select(Service.id).filter_by(organization_id=service.organization_id, source_id=number)
    if number and session.scalar(same.where(Service.id != service.id)):
        raise Refused("number_taken", "source_id")


def confirm(session: Session, actor: User, service: Service, *, seen: int | None = None) -> None:
    """All of it is still true today."""
    take(session, actor, service, seen)
    offers.confirm(session, service, today(session))


def confirm_due(session: Session, actor: User, shown: Mapping[uuid.UUID, int]) -> tuple[int, int]:
    """All services that wait for the actor's word and were shown as they are now: how many are true, how many were changed.

    Sent twice it confirms nothing more; a service that she may not answer for is left alone.
    """
    waiting = select(Service).where(
        access.kept_services(actor), needs_word(), Service.id.in_(list(shown)[:MOST_AT_ONCE])
    )
    found = session.scalars(waiting.order_by(Service.id).with_for_update(of=Service)).all()
    same = [service for service in found if service.version == shown[service.id]]
    for service in same:
        offers.confirm(session, service, today(session))
    return len(same), len(found) - len(same)


def suspend(session: Session, actor: User, service: Service, *, seen: int | None = None) -> int:
    """It takes nobody for now; how many referrals went back with that."""
    take(session, actor, service, seen)
    return ending.suspend(session, actor, service)


def resume(session: Session, actor: User, service: Service, *, seen: int | None = None) -> None:
    """It takes referrals again, and is true as of today."""
    take(session, actor, service, seen)
    offers.resume(session, service, today(session))


def give_at(
    session: Session, actor: User, service: Service, place_code: str, address: str | None, *, seen: int | None
) -> None:
    """It is given at one more place."""
    take(session, actor, service, seen)
    address_en = address if address and address.isascii() else None
    where = offers.location(session, service.organization, place_code, address_en, None if address_en else address)
    offers.give_at(session, service, where)


def set_intake(
    session: Session,
    actor: User,
    service: Service,
    intake: Intake | None,
    place: ServiceAtLocation | None = None,
    *,
    seen: int | None = None,
    **terms: Unpack[Terms],
) -> None:
    """A new batch at one of its places, or other terms for one; more seats are offered to who waits.

    Fewer than are held and used take nobody's seat: none is given until fewer are. Of a confidential service only who
    answers for it by name sets fewer, as what follows tells how many are given.
    """
    take(session, actor, service, seen)
    wanted = terms.get("seats")
    if intake is not None:
        seats.lock(session, intake)
        fewer = wanted is not None and (intake.seats is None or wanted < intake.seats)
        if service.confidential and fewer and not access.is_focal(session, actor, service):
            raise Refused("named_lower_seats", "seats")
        seats.note_freed(session, intake.id)
    try:
        if intake is not None:
            intakes.change_intake(session, intake, **terms)
            planning.plan_again(session, intake)
        elif place is not None:
            intakes.open_intake(session, place, **terms)
    except WrongIntake as wrong:
        raise Refused(wrong.code, FIELD_OF[wrong.code]) from None


def end_intake(session: Session, actor: User, service: Service, intake: Intake, *, seen: int | None = None) -> None:
    """No new seat of it is given; who has one keeps it."""
    take(session, actor, service, seen)
    intakes.end_intake(session, intake)


def mark_full(session: Session, actor: User, service: Service, intake: Intake, full: bool) -> None:
    """The provider's mark that nobody else can come, or that somebody can again."""
    take(session, actor, service, None)
    intakes.mark_full(session, intake, full)
    if not full:
        seats.note_freed(session, intake.id)


def locked_taken(session: Session, intake_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many seats of these intakes are given away; none more is, until this session ends."""
    ids = sorted(intake_ids)
    for start in range(0, len(ids), 1000):
        some = ids[start : start + 1000]
        session.execute(
            select(Intake.id).where(Intake.id.in_(some)).order_by(Intake.id).with_for_update(key_share=True)
        )
    return seats.taken(session, ids if len(ids) <= 1000 else None)
