"""Who may see what: load and authorise in one step; what is not yours is not there (`NotFound`)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, exists, false, or_, select, true
from sqlalchemy.orm import Session, joinedload

from catalog.models import Intake, Service, ServiceAtLocation
from catalog.offer import Offer
from referral.models import (
    Cohort,
    FocalPerson,
    Grant,
    Merge,
    NamedPerson,
    Need,
    Referral,
    SessionDay,
    User,
    Worker,
)
from referral.sealing import keyring
from referral.states import ROLES, Party, Role

T = TypeVar("T")


class NotFound(LookupError):
    """There is no such thing, or it is not this user's to know of."""


def has_side(user: User, party: Party) -> bool:
    """Whether one of the user's roles acts for that side."""
    return any(user.has(role) for role in ROLES[party])


NOBODY = uuid.UUID(int=0)


def as_named(user: User) -> uuid.UUID:
    """The id under which a user is named for something confidential; nobody's while that is shut to her account."""
    return NOBODY if user.shut_at is not None else user.id


@dataclass(frozen=True, slots=True)
class _Who:
    """What the one expression reads of a user; as parameters, it can be built once for all users."""

    named_id: Any
    organization_id: Any
    refers: ColumnElement[bool]
    provides: ColumnElement[bool]


def _who(user: User) -> _Who:
    may = {party: true() if has_side(user, party) else false() for party in (Party.REFERRER, Party.PROVIDER)}
    return _Who(as_named(user), user.organization_id, may[Party.REFERRER], may[Party.PROVIDER])


def visible(user: User) -> ColumnElement[bool]:
    """The one expression of which referrals a user may see: by side and role; confidential ones by name alone."""
    who = _who(user)
    return or_(_as_referrer(who), _as_provider(who))


def _as_referrer(who: _Who) -> ColumnElement[bool]:
    named = exists().where(NamedPerson.need_id == Referral.need_id, NamedPerson.user_id == who.named_id)
    return and_(
        Referral.referrer_id == who.organization_id,
        or_(and_(Referral.confidential, named), and_(~Referral.confidential, who.refers)),
    )


def _as_provider(who: _Who) -> ColumnElement[bool]:
    """A provider knows of a referral from its sending on; of a draft that was dropped it never learns."""
    focal = exists().where(FocalPerson.service_id == Referral.service_id, FocalPerson.user_id == who.named_id)
    return and_(
        Referral.provider_id == who.organization_id,
        Referral.sent_at.is_not(None),
        or_(and_(Referral.confidential, focal), and_(~Referral.confidential, who.provides)),
    )


def provided(user: User) -> ColumnElement[bool]:
    """The referrals that a user may see on the provider's side."""
    return _as_provider(_who(user))


def served_services(user: User) -> ColumnElement[bool]:
    """The services whose people a user serves: her organisation's; of confidential ones where she answers by name."""
    focal = exists().where(FocalPerson.service_id == Service.id, FocalPerson.user_id == as_named(user))
    open_ones = ~Service.confidential if has_side(user, Party.PROVIDER) else false()
    return and_(Service.organization_id == user.organization_id, or_(and_(Service.confidential, focal), open_ones))


def visible_sessions(user: User) -> ColumnElement[bool]:
    """The sessions that a user may mark: class days of the services she serves, appointments of referrals she may see."""
    of_batch = exists().where(
        Intake.id == SessionDay.intake_id,
        ServiceAtLocation.id == Intake.service_at_location_id,
        Service.id == ServiceAtLocation.service_id,
        served_services(user),
    )
    of_one = exists().where(Referral.id == SessionDay.referral_id, provided(user))
    return or_(of_batch, of_one)


def get_batch(session: Session, user: User, intake_id: uuid.UUID) -> Intake:
    """A batch whose people the user serves, with its service and place."""
    of_place = joinedload(Intake.place)
    wanted = select(Intake).join(ServiceAtLocation).join(Service).where(Intake.id == intake_id, served_services(user))
    beside = (of_place.joinedload(ServiceAtLocation.service), of_place.joinedload(ServiceAtLocation.location))
    return found(session.scalar(wanted.options(*beside)))


_ANY = _Who(
    bindparam("user_id"),
    bindparam("organization_id"),
    bindparam("refers", type_=Boolean),
    bindparam("provides", type_=Boolean),
)
_SIDES = select(
    *(
        exists().where(Referral.id == bindparam("referral_id"), condition).label(party.value)
        for party, condition in ((Party.REFERRER, _as_referrer(_ANY)), (Party.PROVIDER, _as_provider(_ANY)))
    )
)


def get_referral(session: Session, user: User, referral_id: uuid.UUID, *, lock: bool = False) -> Referral:
    """A referral that the user may see; `lock` keeps others from changing it, or another of its need, until this session ends."""
    wanted = select(Referral).where(Referral.id == referral_id, visible(user))
    if lock:
        need = (
            select(Need.id).join(Referral, Referral.need_id == Need.id).where(Referral.id == referral_id, visible(user))
        )
        found(session.scalar(need.with_for_update(of=Need)))
        wanted = wanted.with_for_update(of=Referral).execution_options(populate_existing=True)
        return found(session.scalar(wanted))
    of_need, of_service = joinedload(Referral.need), joinedload(Referral.service)
    beside = of_need.joinedload(Need.agenda), of_need.joinedload(Need.person), of_service.joinedload(Service.kind)
    return found(session.scalar(wanted.options(*beside, of_service.joinedload(Service.organization))))


def sides(session: Session, user: User, referral: Referral) -> frozenset[Party]:
    """For which sides of this referral the user may act; both where both are her organisation's."""
    given = {
        "referral_id": referral.id,
        "user_id": as_named(user),
        "organization_id": user.organization_id,
        "refers": has_side(user, Party.REFERRER),
        "provides": has_side(user, Party.PROVIDER),
    }
    row = session.execute(_SIDES, given).one()
    return frozenset(party for party in (Party.REFERRER, Party.PROVIDER) if getattr(row, party.value))


def visible_workers(user: User) -> ColumnElement[bool]:
    """The workers of her organisation, for its caseworkers and supervisors alone."""
    if not has_side(user, Party.REFERRER):
        return false()
    return Worker.organization_id == user.organization_id


def get_worker(session: Session, user: User, worker_id: uuid.UUID) -> Worker:
    """A worker whom the user may see."""
    return found(session.scalar(select(Worker).where(Worker.id == worker_id, visible_workers(user))))


def visible_cohorts(user: User) -> ColumnElement[bool]:
    """The cohorts of her organisation, for its caseworkers and supervisors alone."""
    if not has_side(user, Party.REFERRER):
        return false()
    return Cohort.organization_id == user.organization_id


def get_cohort(session: Session, user: User, cohort_id: uuid.UUID, *, lock: bool = False) -> Cohort:
    """A cohort that the user may see; `lock` keeps others from changing it until this session ends."""
    wanted = select(Cohort).where(Cohort.id == cohort_id, visible_cohorts(user))
    if lock:
        wanted = wanted.with_for_update(of=Cohort).execution_options(populate_existing=True)
    return found(session.scalar(wanted))


def visible_needs(user: User) -> ColumnElement[bool]:
    """The needs of her organisation's workers; confidential ones by name alone."""
    named = exists().where(NamedPerson.need_id == Need.id, NamedPerson.user_id == as_named(user))
    open_ones = ~Need.confidential if has_side(user, Party.REFERRER) else false()
    return and_(Need.organization_id == user.organization_id, or_(and_(Need.confidential, named), open_ones))


def get_need(session: Session, user: User, need_id: uuid.UUID, *, choices: bool = False) -> Need:
    """A need that the user may see; `choices` reads hers with it, in the one statement."""
    beside = [joinedload(Need.agenda), joinedload(Need.person), *([joinedload(Need.choices)] if choices else [])]
    wanted = select(Need).where(Need.id == need_id, visible_needs(user)).options(*beside)
    return found(session.scalars(wanted).unique().one_or_none())


def confidential_needs(session: Session, user: User, worker_id: uuid.UUID) -> list[Need]:
    """The confidential needs of a worker that name this user; all that name her are opened, to find whose they are."""
    named = select(NamedPerson.need_id).where(NamedPerson.user_id == as_named(user))
    wanted = select(Need).where(Need.id.in_(named), Need.confidential, visible_needs(user))
    named_here = session.scalars(wanted.options(joinedload(Need.agenda)).order_by(Need.opened_at)).all()
    stood_for = merged_records(session, worker_id) if named_here else set()
    return [need for need in named_here if open_sealed(session, need).get("worker") in stood_for]


def merged_records(session: Session, worker_id: uuid.UUID) -> set[str]:
    """The ids of this record and of all that were merged into it; none where it was itself merged into another.

    A seal stays as it is, so that who merges learns of nothing.
    """
    either = or_(Merge.kept_id == worker_id, Merge.merged_id == worker_id)
    rows = session.execute(select(Merge.merged_id, Merge.kept_id).where(either, Merge.undone_at.is_(None))).all()
    if any(row.merged_id == worker_id for row in rows):
        return set()
    found, newest = {worker_id}, {row.merged_id for row in rows}
    while newest:
        found |= newest
        wanted = select(Merge.merged_id).where(Merge.kept_id.in_(newest), Merge.undone_at.is_(None))
        newest = set(session.scalars(wanted))
    return {str(one) for one in found}


def current_worker(session: Session, worker_id: uuid.UUID) -> uuid.UUID:
    """The record that stands for this one now: itself, or the one that it was merged into."""
    while True:
        wanted = select(Merge.kept_id).where(Merge.merged_id == worker_id, Merge.undone_at.is_(None))
        kept = session.scalar(wanted)
        if kept is None:
            return worker_id
        worker_id = kept


def own_services(user: User) -> ColumnElement[bool]:
    """The services that a user may change: her organisation's, for its providers and administrators."""
    if not (user.has(Role.PROVIDER) or user.has(Role.ADMIN)):
        return false()
    return Service.organization_id == user.organization_id


def kept_services(user: User) -> ColumnElement[bool]:
    """The services whose truth a user is asked about: those that she may change; of confidential ones where she is focal."""
    focal = exists().where(FocalPerson.service_id == Service.id, FocalPerson.user_id == as_named(user))
    return and_(own_services(user), or_(~Service.confidential, focal))


def get_service(session: Session, user: User, service_id: uuid.UUID) -> Service:
    """A service that the user may change."""
    return found(session.scalar(select(Service).where(Service.id == service_id, own_services(user))))


def is_focal(session: Session, user: User, service: Service) -> bool:
    """Whether the user answers for the service by name."""
    wanted = exists().where(FocalPerson.service_id == service.id, FocalPerson.user_id == as_named(user))
    return bool(session.scalar(select(wanted)))


def get_kept(session: Session, user: User, service_id: uuid.UUID) -> Service:
    """A service whose truth the user is asked about."""
    return found(session.scalar(select(Service).where(Service.id == service_id, kept_services(user))))


def knows_places(user: User, service: Service | Offer) -> bool:
    """Whether the catalog shows her where a service is given: of a confidential one, to its own organisation alone."""
    return not service.confidential or service.organization_id == user.organization_id


def granted(session: Session, person_id: uuid.UUID, service_id: uuid.UUID, day: date) -> frozenset[str]:
    """The groups of fields that this service may see of this person on that day; asked anew at each read."""
    in_force = select(Grant.field_group).where(
        Grant.person_id == person_id, Grant.service_id == service_id, Grant.ended_at.is_(None), Grant.until >= day
    )
    return frozenset(session.scalars(in_force))


def granted_any(
    session: Session, people: Iterable[uuid.UUID], services: Iterable[uuid.UUID], day: date
) -> frozenset[tuple[uuid.UUID, uuid.UUID]]:
    """Of these people and services, each person with each service that may see anything of her on that day."""
    in_force = select(Grant.person_id, Grant.service_id).where(
        Grant.person_id.in_(list(people)),
        Grant.service_id.in_(list(services)),
        Grant.ended_at.is_(None),
        Grant.until >= day,
    )
    return frozenset((row.person_id, row.service_id) for row in session.execute(in_force))


def unseal(session: Session, user: User, need: Need) -> dict[str, Any]:
    """What a confidential need keeps sealed, for its named persons: `worker` (id) and `values` by field."""
    get_need(session, user, need.id)
    return open_sealed(session, need)


def open_sealed(session: Session, need: Need) -> dict[str, Any]:
    """The sealed part itself; called only here and by `referral.disclosing`, once it is known who asks."""
    if need.sealed is None:
        return {}
    opened: dict[str, Any] = keyring(session).open_json(need.sealed)
    return opened


def seal(session: Session, need: Need, worker_id: uuid.UUID, values: dict[str, Any]) -> None:
    """Keep the link to the worker, her agreed name and what else she lets be known in the one sealed column."""
    need.sealed = keyring(session).seal_json({"worker": str(worker_id), "values": values})


def found(thing: T | None) -> T:
    """What was looked for; NotFound where there is none."""
    if thing is None:
        raise NotFound
    return thing
