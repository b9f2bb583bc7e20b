"""What is confidential goes between its two named persons, by themselves, and never through a supervisor."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload

from referral import access
from referral.loop.assigning import assign
from referral.loop.needs import NAMED_ON_A_SIDE
from referral.loop.team import column_of
from referral.models import FocalPerson, NamedPerson, Need, Referral, Task, User
from referral.moment import now
from referral.refusals import Refused
from referral.states import Party, State

Key = InstrumentedAttribute[uuid.UUID]


@dataclass(frozen=True, slots=True)
class Secret:
    """A confidential need (or a provider's referral) that one of its named persons answers for, and the other one."""

    party: Party
    need: Need
    referral: Referral | None
    holder_id: uuid.UUID | None
    other: User | None

    @property
    def key(self) -> str:
        """What a form names it by."""
        return str(self.referral.id if self.referral else self.need.id)


def secrets_of(session: Session, user: User) -> list[Secret]:
    """All that is confidential and names her: needs of her organisation, referrals to services that she is focal for."""
    needs = session.scalars(
        select(Need).where(access.visible_needs(user), Need.confidential, Need.closed_at.is_(None)).order_by(Need.id)
    ).all()
    named = _others(session, NamedPerson.need_id, NamedPerson.user_id, [need.id for need in needs], user)
    found = [Secret(Party.REFERRER, need, None, need.caseworker_id, named.get(need.id)) for need in needs]
    provided = (
        select(Referral)
        .where(access.visible(user), Referral.confidential, Referral.provider_id == user.organization_id)
        .where(Referral.state != State.CLOSED, Referral.sent_at.is_not(None))
        .where(exists().where(FocalPerson.service_id == Referral.service_id, FocalPerson.user_id == user.id))
        .options(joinedload(Referral.need))
        .order_by(Referral.id)
    )
    referrals = session.scalars(provided).all()
    focal = _others(session, FocalPerson.service_id, FocalPerson.user_id, [one.service_id for one in referrals], user)
    return found + [
        Secret(Party.PROVIDER, one.need, one, one.provider_user_id, focal.get(one.service_id)) for one in referrals
    ]


def _others(session: Session, of: Key, who: Key, keys: Sequence[uuid.UUID], user: User) -> dict[uuid.UUID, User]:
    """The other named person of each need, or focal person of each service."""
    wanted = select(of, User).join(User, User.id == who).where(of.in_(keys), User.id != user.id)
    return {row[0]: row[1] for row in session.execute(wanted.where(User.ended_at.is_(None)))}


def pass_secret(session: Session, actor: User, secret: Secret, to: User) -> None:
    """The other named person answers for it from now on: given by who had it, or taken by the other herself."""
    others = {actor.id, secret.other.id if secret.other else None}
    if to.id not in others or to.shut_at is not None:
        raise Refused("choose_colleague", "to")
    if secret.party is Party.REFERRER:
        need = access.get_need(session, actor, secret.need.id)
        session.refresh(need, with_for_update={"of": Need})
        need.caseworker_id = to.id
        referrals = select(Referral).where(Referral.need_id == need.id, Referral.state != State.CLOSED)
    else:
        assert secret.referral is not None
        referrals = select(Referral).where(Referral.id == secret.referral.id)
    column = "referrer_user_id" if secret.party is Party.REFERRER else "provider_user_id"
    for referral in session.scalars(referrals.order_by(Referral.id)).all():
        if getattr(referral, column) != to.id:
            assign(session, actor, referral, to=to, party=secret.party)
        open_ones = select(Task).where(Task.referral_id == referral.id, Task.done_at.is_(None))
        for task in session.scalars(open_ones.where(Task.organization_id == actor.organization_id)):
            task.user_id = to.id
    session.flush()


def name_second(session: Session, actor: User, need: Need, second: User) -> None:
    """A second named person beside the only one, chosen by her."""
    need = access.get_need(session, actor, need.id)
    session.refresh(need, with_for_update={"of": Need})
    named = session.scalars(select(NamedPerson.user_id).where(NamedPerson.need_id == need.id)).all()
    living = select(func.count()).where(User.id.in_(named), User.ended_at.is_(None))
    if not need.confidential or (session.scalar(living) or 0) >= NAMED_ON_A_SIDE:
        raise Refused("two_named", "second")
    if second.organization_id != actor.organization_id or second.ended_at or second.shut_at or second.id in named:
        raise Refused("choose_colleague", "second")
    session.add(NamedPerson(need_id=need.id, user_id=second.id, added_at=now(session)))
    session.flush()


def still_held(user: User) -> ColumnElement[bool]:
    """Confidential referrals that she answers for on either side and that are not closed."""
    hers = or_(*(column_of(party) == user.id for party in (Party.REFERRER, Party.PROVIDER)))
    return Referral.confidential & hers & (Referral.state != State.CLOSED)


def alone_with(user: User) -> ColumnElement[bool]:
    """Open confidential needs that she is responsible for, or that nobody else sees any more."""
    other = aliased(NamedPerson)
    living = exists().where(
        other.need_id == Need.id, other.user_id == User.id, User.ended_at.is_(None), User.id != user.id
    )
    named = exists().where(NamedPerson.need_id == Need.id, NamedPerson.user_id == user.id)
    return Need.confidential & Need.closed_at.is_(None) & ((Need.caseworker_id == user.id) | (named & ~living))
