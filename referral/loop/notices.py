"""What a member of staff was told in the application, as long as she may see what it is about."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session, joinedload

from referral import access
from referral.models import Notice, Referral, User
from referral.moment import now

A_PAGE = 50


def _hers(user: User) -> ColumnElement[bool]:
    """Her own; of a referral that she may not see any more nothing is told."""
    seen = exists().where(Referral.id == Notice.referral_id, access.visible(user))
    return (Notice.user_id == user.id) & or_(Notice.referral_id.is_(None), seen)


def notices(session: Session, user: User, limit: int = A_PAGE) -> Sequence[Notice]:
    """The last ones, the newest first, with the event and referral that each is about."""
    of_referral = joinedload(Notice.referral)
    beside = (
        joinedload(Notice.event),
        of_referral.joinedload(Referral.service),
        of_referral.joinedload(Referral.referrer),
        of_referral.joinedload(Referral.provider),
    )
    wanted = select(Notice).where(_hers(user)).order_by(Notice.at.desc(), Notice.message_id).limit(limit)
    return session.scalars(wanted.options(*beside)).all()


def read_all(session: Session, user: User) -> None:
    """She has read what there is."""
    hers = update(Notice).where(Notice.user_id == user.id, Notice.read_at.is_(None))
    session.execute(hers.values(read_at=now(session)).execution_options(synchronize_session=False))


def read_of(session: Session, user: User, referral_id: uuid.UUID) -> None:
    """She has seen the referral itself: what was told of it is read."""
    hers = update(Notice).where(Notice.user_id == user.id, Notice.referral_id == referral_id, Notice.read_at.is_(None))
    session.execute(hers.values(read_at=now(session)).execution_options(synchronize_session=False))
