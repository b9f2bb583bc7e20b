"""Users of an organisation: added by a one-time link, given roles, named for services."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import TypedDict, Unpack

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from catalog.models import Organization, Service
from referral import access
from referral.models import FocalPerson, Referral, User, UserRole
from referral.moment import now
from referral.people.accounts import invite
from referral.refusals import Refused
from referral.states import ROLES, Party, Role, State

FOCAL_OF_CONFIDENTIAL = 2
NEEDED = {Role.ADMIN: "last_admin", Role.BACKBONE: "last_backbone"}


class Particulars(TypedDict, total=False):
    """What is said of a user; the phone as +8801…"""

    name_bn: str | None
    name_en: str | None
    e_mail: str
    phone: str | None
    safety_trained: bool


def add_user(
    session: Session, actor: User, roles: Collection[Role], **particulars: Unpack[Particulars]
) -> tuple[User, str]:
    """A new user of the administrator's organisation, and the secret of her one-time link."""
    if not actor.has(Role.ADMIN):
        raise access.NotFound
    return make_user(session, actor.organization, roles, by=actor, **particulars)


def make_user(
    session: Session,
    organization: Organization,
    roles: Collection[Role],
    by: User | None = None,
    **particulars: Unpack[Particulars],
) -> tuple[User, str]:
    """A user of an organisation; its first one is made by the backbone or at the start."""
    e_mail = particulars["e_mail"].strip().lower()
    if not (particulars.get("name_bn") or particulars.get("name_en")):
        raise Refused("write_a_name", "name_bn")
    if not roles:
        raise Refused("choose_role", "roles")
    if Role.BACKBONE in roles and not organization.backbone:
        raise Refused("choose_role", "roles")
    if session.scalar(select(User.id).where(User.e_mail == e_mail)):
        raise Refused("e_mail_taken", "e_mail")
    user = User(
        organization_id=organization.id,
        name_bn=particulars.get("name_bn"),
        name_en=particulars.get("name_en"),
        e_mail=e_mail,
        phone=particulars.get("phone"),
        safety_trained=particulars.get("safety_trained", False),
        created_at=now(session),
        roles=[UserRole(role=role) for role in sorted(set(roles))],
    )
    session.add(user)
    session.flush()
    return user, invite(session, user, by)


def get_user(session: Session, actor: User, user_id: object) -> User:
    """A user of the administrator's own organisation."""
    if not actor.has(Role.ADMIN):
        raise access.NotFound
    return access.found(
        session.scalar(select(User).where(User.id == user_id, User.organization_id == actor.organization_id))
    )


def users_of(session: Session, actor: User) -> list[User]:
    """The users of the administrator's organisation, those who have left last."""
    own = select(User).where(User.organization_id == actor.organization_id)
    return list(session.scalars(own.order_by(User.ended_at.is_not(None), User.name_bn, User.id)))


def change_user(
    session: Session, actor: User, user: User, roles: Collection[Role], **particulars: Unpack[Particulars]
) -> None:
    """Other particulars and roles; one administrator stays, and one who coordinates, and no work is left behind."""
    get_user(session, actor, user.id)
    if not roles or (Role.BACKBONE in roles and not user.organization.backbone):
        raise Refused("choose_role", "roles")
    for role, code in NEEDED.items():
        if user.has(role) and role not in roles and is_last(session, user, role):
            raise Refused(code, "roles")
    for party, theirs in ROLES.items():
        if theirs & {row.role for row in user.roles} and not theirs & set(roles):
            _check_nothing_open(session, user, party)
            if party is Party.PROVIDER:
                check_not_last_focal(session, user, "roles")
    for name, value in particulars.items():
        setattr(user, name, value)
    user.roles[:] = [row for row in user.roles if row.role in roles]
    user.roles.extend(UserRole(role=role) for role in sorted(set(roles)) if not user.has(role))
    session.flush()


def is_last(session: Session, user: User, role: Role) -> bool:
    """Whether nobody else of the organisation has this role now."""
    others = select(User.id).join(UserRole, UserRole.user_id == User.id)
    same = (User.organization_id == user.organization_id, User.id != user.id, User.ended_at.is_(None))
    return session.scalar(others.where(*same, UserRole.role == role).limit(1)) is None


def _check_nothing_open(session: Session, user: User, party: Party) -> None:
    """Who leaves a side hands over first what waits there for her."""
    hers = Referral.referrer_user_id if party is Party.REFERRER else Referral.provider_user_id
    if session.scalar(select(Referral.id).where(hers == user.id, Referral.state != State.CLOSED).limit(1)):
        raise Refused("hand_over_first", "roles")


def check_not_last_focal(session: Session, user: User, field: str = "") -> None:
    """Refused while she alone answers for a service: another person is named first."""
    other = aliased(FocalPerson)
    others = exists().where(
        other.service_id == FocalPerson.service_id,
        other.user_id == User.id,
        User.id != user.id,
        User.ended_at.is_(None),
    )
    if session.scalar(select(FocalPerson.service_id).where(FocalPerson.user_id == user.id, ~others).limit(1)):
        raise Refused("last_focal", field)


def set_focal_persons(session: Session, actor: User, service: Service, users: Sequence[User]) -> None:
    """Who answers for a service, the first one first; of a confidential one these (two at most) alone see anything.

    Nobody opens a confidential service to herself: that is another administrator's act.
    """
    if not actor.has(Role.ADMIN):
        raise access.NotFound
    access.get_service(session, actor, service.id)
    if any(user.organization_id != service.organization_id or user.ended_at for user in users):
        raise Refused("choose_colleague", "focal")
    if service.confidential and len(users) > FOCAL_OF_CONFIDENTIAL:
        raise Refused("focal_two", "focal")
    wanted = {user.id: position for position, user in enumerate(users)}
    known = session.scalars(select(FocalPerson).where(FocalPerson.service_id == service.id)).all()
    if known and not wanted:
        raise Refused("last_focal", "focal")
    if service.confidential and actor.id in wanted.keys() - {row.user_id for row in known}:
        raise Refused("focal_not_self", "focal")
    for row in known:
        if row.user_id not in wanted:
            session.delete(row)
        else:
            row.position = wanted.pop(row.user_id)
    for user_id, position in wanted.items():
        session.add(FocalPerson(service_id=service.id, user_id=user_id, position=position))
    session.flush()


def focal_persons(session: Session, service: Service) -> list[User]:
    """Who answers for a service, in order."""
    return focal_persons_of(session, [service]).get(service.id, [])


def focal_persons_of(session: Session, services: Iterable[Service]) -> dict[uuid.UUID, list[User]]:
    """Who answers for each of these services, in order, by the service's id."""
    named = select(FocalPerson.service_id, User).join(User, FocalPerson.user_id == User.id)
    of_these = named.where(FocalPerson.service_id.in_([service.id for service in services]))
    found: dict[uuid.UUID, list[User]] = {}
    for service_id, user in session.execute(of_these.order_by(FocalPerson.position, User.id)):
        found.setdefault(service_id, []).append(user)
    return found


def colleagues(session: Session, user: User, *roles: Role) -> list[User]:
    """The other users of her organisation with one of these roles, by name."""
    same = select(User).where(User.organization_id == user.organization_id, User.ended_at.is_(None), User.id != user.id)
    return [
        one for one in session.scalars(same.order_by(User.name_bn, User.id)) if any(one.has(role) for role in roles)
    ]
