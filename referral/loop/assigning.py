"""Who is responsible now: given to somebody of the same side, or to the other named person."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from referral import access
from referral.loop.acting import check_reason, take
from referral.models import FocalPerson, NamedPerson, Referral, User
from referral.refusals import Refused
from referral.states import Action, Party, Role


def assign(
    session: Session,
    actor: User,
    referral: Referral,
    *,
    to: User,
    party: Party,
    reason: str | None = None,
    seen: int | None = None,
) -> None:
    """The responsible person of a side changes: by a supervisor or by that person; confidential: between the named."""
    step = take(session, actor, referral, Action.ASSIGN, seen=seen, party=party)
    responsible = referral.referrer_user_id if party is Party.REFERRER else referral.provider_user_id
    if not (actor.has(Role.SUPERVISOR) or actor.id == responsible or referral.confidential):
        raise Refused("supervisors_only")
    if not may_take(session, referral, to, party):
        raise Refused("choose_colleague", "to")
    if reason is not None:
        check_reason("assign", reason, None)
    if party is Party.REFERRER:
        referral.referrer_user_id = to.id
    else:
        referral.provider_user_id = to.id
    values = {"side": party, "from": str(responsible) if responsible else None, "to": str(to.id)}
    step.write(reason=reason, values=values)


def may_take(session: Session, referral: Referral, user: User, party: Party) -> bool:
    """Whether somebody could be the responsible person of that side."""
    organization_id = referral.referrer_id if party is Party.REFERRER else referral.provider_id
    if user.organization_id != organization_id or user.ended_at is not None:
        return False
    if not referral.confidential:
        return access.has_side(user, party)
    named = (
        exists().where(NamedPerson.need_id == referral.need_id, NamedPerson.user_id == user.id)
        if party is Party.REFERRER
        else exists().where(FocalPerson.service_id == referral.service_id, FocalPerson.user_id == user.id)
    )
    return bool(session.scalar(select(named)))


def colleagues(session: Session, referral: Referral, party: Party) -> list[User]:
    """Who of that side could take it over, by name."""
    organization_id = referral.referrer_id if party is Party.REFERRER else referral.provider_id
    staff = select(User).where(User.organization_id == organization_id, User.ended_at.is_(None))
    return [
        user
        for user in session.scalars(staff.order_by(User.name_bn, User.id))
        if may_take(session, referral, user, party)
    ]
