"""An account that a link of an administrator opened: what is confidential stays shut there until somebody else confirms it.

Whoever makes a one-time link can use it. Of a person named for something confidential that alone must open nothing: another
named person of the organisation says that it is really her; where there is none, a second administrator.
"""

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session, aliased

from catalog.models import Service
from referral import access
from referral.models import FocalPerson, Invitation, NamedPerson, User, UserRole
from referral.moment import now
from referral.refusals import Refused
from referral.states import Role

OF_LATE = timedelta(days=7)
"""Who was let in by the same person's link so shortly before can't confirm either."""


def named(user_id: Any) -> ColumnElement[bool]:
    """Whether a user is named for a confidential service or need."""
    of_service = exists().where(
        FocalPerson.user_id == user_id, Service.id == FocalPerson.service_id, Service.confidential
    )
    return or_(of_service, exists().where(NamedPerson.user_id == user_id))


def shut(session: Session, invitation: Invitation) -> None:
    """The link is used: a named person's account opens without what is confidential."""
    user = invitation.user
    if session.scalar(select(named(user.id))):
        user.shut_at, user.shut_by_id, user.opened_by_id = now(session), invitation.made_by_id, None


def to_confirm(actor: User) -> ColumnElement[bool]:
    """The shut accounts of her organisation that this user may be asked about: never her own, nor those of her own link."""
    if actor.shut_at is not None:
        return false()
    other = aliased(User)
    others = exists().where(
        other.organization_id == actor.organization_id, other.id != User.id, other.shut_at.is_(None),
        other.ended_at.is_(None), User.shut_by_id.is_distinct_from(other.id), named(other.id),
    )  # fmt: skip
    instead = ~others if actor.has(Role.ADMIN) else false()
    return and_(
        User.organization_id == actor.organization_id,
        User.id != actor.id,
        User.shut_at > actor.created_at,
        User.ended_at.is_(None),
        User.shut_by_id.is_distinct_from(actor.id),
        or_(named(actor.id), instead),
    )


def get_shut(session: Session, actor: User, user_id: uuid.UUID, *, lock: bool = False) -> User:
    """A shut account that this user is asked about."""
    wanted = select(User).where(User.id == user_id, to_confirm(actor))
    return access.found(session.scalar(wanted.with_for_update(of=User) if lock else wanted))


def waiting(session: Session, actor: User) -> list[User]:
    """All accounts that this user is asked about."""
    return list(session.scalars(select(User).where(to_confirm(actor)).order_by(User.shut_at)))


def confirm(session: Session, actor: User, user_id: uuid.UUID) -> None:
    """It is really her: she sees again what names her.

    Refused where the actor's own account was let in of late by a link of the same person.
    """
    user = get_shut(session, actor, user_id, lock=True)
    assert user.shut_at is not None
    theirs = Invitation.made_by_id == user.shut_by_id, Invitation.used_at >= user.shut_at - OF_LATE
    if session.scalar(select(Invitation.id).where(Invitation.user_id == actor.id, *theirs).limit(1)):
        raise Refused("not_yours_to_confirm")
    user.shut_at, user.opened_by_id = None, actor.id
    session.flush()


def is_lonely(session: Session, user: User) -> bool:
    """Whether nobody can confirm this shut account: no other named person and no second administrator is there."""
    same = (User.organization_id == user.organization_id, User.id != user.id, User.ended_at.is_(None))
    free = (User.shut_at.is_(None), User.id.is_distinct_from(user.shut_by_id), User.created_at < user.shut_at)
    admin = exists().where(UserRole.user_id == User.id, UserRole.role == Role.ADMIN)
    return session.scalar(select(User.id).where(*same, *free, or_(named(User.id), admin)).limit(1)) is None
