"""Joining and staying: what a partner still lacks before it can be sent to, and what a lack stops.

A service takes referrals while somebody answers for it who has accepted the code of conduct, and its partner has accepted
the answer time. Its mark `answered_for` in the catalog is kept here, so that the search and the match know it too.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from catalog.models import Organization, Service
from referral import access
from referral.loop.owing import owe
from referral.models import About, AnswerPromise, FocalPerson, User, UserRole
from referral.moment import now, today
from referral.people import conduct, users
from referral.states import Role


@dataclass(frozen=True, slots=True)
class OfService:
    """What one service has: who answers for it, and whether its answer time is accepted."""

    service: Service
    focal: tuple[User, ...]
    promised: bool

    @property
    def ready(self) -> bool:
        """Whether it can be sent to, as far as that hangs on it."""
        if self.service.organization.by_link:
            return not self.service.confidential
        return self.promised and any(one.code_accepted_at is not None for one in self.focal)


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a partner has of all that it needs before anything is sent to it."""

    organization: Organization
    agreed: bool
    services: tuple[OfService, ...]
    to_accept: tuple[User, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        ready = bool(self.services) and all(one.ready for one in self.services)
        return self.agreed and ready and not self.to_accept


def checklist(session: Session, actor: User, organization: Organization) -> Checklist:
    """For the partner's administrators and for the backbone."""
    if not (actor.has(Role.BACKBONE) or (actor.has(Role.ADMIN) and actor.organization_id == organization.id)):
        raise access.NotFound
    staff = select(User).where(User.organization_id == organization.id, User.ended_at.is_(None))
    people = session.scalars(staff.order_by(User.name_bn, User.id))
    return Checklist(
        organization,
        organization.may_be_sent_to(today(session)),
        tuple(_services(session, organization.id)),
        tuple(one for one in people if conduct.owes(one)),
    )


def _services(session: Session, organization_id: uuid.UUID) -> list[OfService]:
    own = select(Service).where(Service.organization_id == organization_id).order_by(Service.name_en, Service.id)
    services = session.scalars(own).all()
    keys = [one.id for one in services]
    promised = {
        row.service_id: (row.working_days, row.hours)
        for row in session.scalars(select(AnswerPromise).where(AnswerPromise.service_id.in_(keys)))
    }
    focal = users.focal_persons_of(session, services)
    return [
        OfService(
            one,
            tuple(user for user in focal.get(one.id, []) if not (one.confidential and user.shut_at)),
            promised.get(one.id) == (one.answer_working_days, one.answer_hours),
        )
        for one in services
    ]


def accept_times(session: Session, actor: User) -> None:
    """Her organisation accepts the answer times of all its services as they stand now."""
    if not actor.has(Role.ADMIN):
        raise access.NotFound
    for one in _services(session, actor.organization_id):
        if not one.promised:
            promise(session, actor, one.service)
    look_again(session, actor.organization_id)


def promise(session: Session, actor: User, service: Service) -> None:
    """The answer time of this service, as it stands now, is accepted."""
    row = session.get(AnswerPromise, service.id) or AnswerPromise(service_id=service.id, accepted_by_id=actor.id)
    row.working_days, row.hours = service.answer_working_days, service.answer_hours
    row.accepted_by_id, row.accepted_at = actor.id, now(session)
    session.add(row)


def entered(session: Session, actor: User, service: Service) -> None:
    """Whoever of the partner enters or changes a service answers for it until another is named, and keeps its times."""
    if actor.organization_id != service.organization_id:
        return
    named = session.scalar(select(FocalPerson.user_id).where(FocalPerson.service_id == service.id).limit(1))
    if named is None and not service.confidential and actor.has(Role.PROVIDER):
        session.add(FocalPerson(service_id=service.id, user_id=actor.id))
    promise(session, actor, service)
    look_again(session, service.organization_id)


def all_entered(session: Session, actor: User) -> None:
    """The same of all that a sheet of hers brought, in one go."""
    for one in _services(session, actor.organization_id):
        if not one.focal and not one.service.confidential and actor.has(Role.PROVIDER):
            session.add(FocalPerson(service_id=one.service.id, user_id=actor.id))
        if not one.promised:
            promise(session, actor, one.service)
    look_again(session, actor.organization_id)


def name_focal(session: Session, actor: User, service: Service, people: Sequence[User]) -> None:
    """These answer for it from now on."""
    users.set_focal_persons(session, actor, service, people)
    look_again(session, service.organization_id)


def look_again(session: Session, organization_id: uuid.UUID) -> None:
    """Mark each service by whether it is answered for; where that is lost, administrators and backbone are told."""
    session.flush()
    for one in _services(session, organization_id):
        if one.service.answered_for and not one.focal and not one.ready:
            key = f"unanswered:{one.service.id}:{now(session).isoformat()}"
            for user_id in session.scalars(administrators(organization_id)):
                owe(session, user_id, About.NOBODY_ANSWERS, f"{key}:{user_id}")
        if one.service.answered_for != one.ready:
            one.service.answered_for = one.ready
    session.flush()


def administrators(organization_id: uuid.UUID) -> Select[uuid.UUID]:
    """Who is told of what concerns a partner: its administrators, and the backbone."""
    admin = exists().where(UserRole.user_id == User.id, UserRole.role == Role.ADMIN)
    backbone = exists().where(UserRole.user_id == User.id, UserRole.role == Role.BACKBONE)
    concerned = ((User.organization_id == organization_id) & admin) | backbone
    return select(User.id).where(User.ended_at.is_(None), concerned).order_by(User.id)
