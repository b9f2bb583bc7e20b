"""A second pair of eyes: asked for, agreed to or sent back with a word, and good for one act.

Who may agree is a supervisor of the referrer's organisation, of a confidential referral its other named person; never who
asks. Where there is no such person the act goes through alone and is marked so.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import Session, joinedload

from referral import access
from referral.loop.owing import owe
from referral.models import About, Approval, NamedPerson, Need, NeedOutcome, Referral, User, UserRole
from referral.moment import now
from referral.refusals import Refused
from referral.sealing import keyring
from referral.states import Eye, Party, Role, State

AT = {Eye.SEND: State.DRAFT, Eye.OVERRIDE: State.DRAFT, Eye.UNMET: State.RETURNED}
ALONE = "nobody"


def wanted_to_send(referral: Referral, against: Iterable[str]) -> Eye | None:
    """Which agreement the kind of service asks for before this is sent, with these rules saying no."""
    eyes = referral.service.kind.second_eyes
    if Eye.SEND in eyes:
        return Eye.SEND
    return Eye.OVERRIDE if list(against) and Eye.OVERRIDE in eyes else None


def wanted_to_close(referral: Referral, outcome: NeedOutcome, next_step: str) -> Eye | None:
    """The same before it is closed with the need unmet."""
    unmet = next_step == "unmet_recorded" or (
        next_step == "none" and outcome in (NeedOutcome.UNMET, NeedOutcome.NOT_KNOWN)
    )
    return Eye.UNMET if unmet and Eye.UNMET in referral.service.kind.second_eyes else None


def of_unmet(session: Session, need: Need) -> Referral | None:
    """The last referral of a need whose kind of service asks for it before the need is recorded as unmet."""
    back = select(Referral).where(Referral.need_id == need.id, Referral.state == State.RETURNED)
    found = session.scalars(back.order_by(Referral.returned_at.desc(), Referral.id))
    return next((one for one in found if Eye.UNMET in one.service.kind.second_eyes), None)


def unmet_codes(reason: str) -> dict[str, str]:
    """What a second person agrees to where a need is recorded as unmet."""
    return {"outcome": NeedOutcome.UNMET.value, "next_step": "unmet_recorded", "unmet_reason": reason}


def others(session: Session, referral: Referral, asker: User) -> list[User]:
    """Who could agree, beside who asks."""
    here = select(User).where(
        User.organization_id == referral.referrer_id, User.id != asker.id, User.ended_at.is_(None)
    )
    if referral.confidential:
        named = exists().where(NamedPerson.need_id == referral.need_id, NamedPerson.user_id == User.id)
        here = here.where(named, User.shut_at.is_(None))
    else:
        here = here.where(exists().where(UserRole.user_id == User.id, UserRole.role == Role.SUPERVISOR))
    return list(session.scalars(here.order_by(User.name_bn, User.id)))


def standing(session: Session, referral: Referral, what: Eye) -> Approval | None:
    """The last request of this kind that has not been acted on."""
    last = _of(referral, what).where(Approval.used_at.is_(None)).order_by(Approval.asked_at.desc()).limit(1)
    return session.scalar(last.options(joinedload(Approval.answered_by)))


def must_ask(session: Session, actor: User, referral: Referral, what: Eye | None, asked: Mapping[str, Any]) -> bool:
    """Whether somebody has to be asked now: it is wanted, there is somebody, and nobody has agreed to this yet."""
    if what is None or not others(session, referral, actor):
        return False
    known = standing(session, referral, what)
    return known is None or not (known.agreed and _covers(known, what, asked))


def ask(session: Session, actor: User, referral: Referral, what: Eye, asked: Mapping[str, Any]) -> Approval:
    """It waits on all who could agree; refused while the same waits already."""
    if Party.REFERRER not in access.sides(session, actor, referral):
        raise access.NotFound
    session.refresh(referral, with_for_update={"of": Referral})
    if referral.state is not AT[what]:
        raise Refused("second_gone")
    if session.scalar(_of(referral, what).where(Approval.answered_at.is_(None))) is not None:
        raise Refused("second_waits")
    row = Approval(referral_id=referral.id, what=what, asked_by_id=actor.id, asked_at=now(session), asked=dict(asked))
    session.add(row)
    session.flush()
    for user in others(session, referral, actor):
        owe(session, user.id, About.SECOND_ASKED, f"second:{row.id}:{user.id}", referral=referral)
    return row


def use(
    session: Session, actor: User, referral: Referral, what: Eye | None, asked: Mapping[str, Any]
) -> dict[str, str]:
    """What the event says of the second person: used up with this act. Refused where she has not agreed to it."""
    if what is None:
        return {}
    if not others(session, referral, actor):
        return {"second": ALONE}
    locked = _of(referral, what).where(Approval.used_at.is_(None), Approval.agreed.is_(True))
    found = session.scalars(locked.order_by(Approval.asked_at.desc()).with_for_update()).first()
    if found is None or not _covers(found, what, asked):
        raise Refused("second_needed")
    found.used_at = now(session)
    return {"second": str(found.answered_by_id)}


def _covers(approval: Approval, what: Eye, asked: Mapping[str, Any]) -> bool:
    """Agreed is what was shown: no rule more that says no, no other end of the need."""
    if what is Eye.UNMET:
        return approval.asked == dict(asked)
    return set(asked["overrides"]) <= set(approval.asked["overrides"])


def _of(referral: Referral, what: Eye) -> Select[Approval]:
    return select(Approval).where(Approval.referral_id == referral.id, Approval.what == what)


def to_answer(user: User) -> ColumnElement[bool]:
    """The requests that this user may answer: of a joined query with `Referral`."""
    named = exists().where(NamedPerson.need_id == Referral.need_id, NamedPerson.user_id == access.as_named(user))
    ordinary = ~Referral.confidential if user.has(Role.SUPERVISOR) else false()
    standing_right = or_(*(and_(Approval.what == what, Referral.state == state) for what, state in AT.items()))
    return and_(
        Approval.answered_at.is_(None),
        Approval.asked_by_id != user.id,
        Referral.referrer_id == user.organization_id,
        or_(ordinary, and_(Referral.confidential, named)),
        standing_right,
    )


def get_asked(session: Session, user: User, approval_id: uuid.UUID) -> Approval:
    """A request that this user may answer."""
    wanted = select(Approval).join(Referral).where(Approval.id == approval_id, to_answer(user))
    return access.found(session.scalar(wanted.options(joinedload(Approval.asked_by))))


def answer(session: Session, actor: User, approval: Approval, *, agrees: bool, word: str | None = None) -> None:
    """Agreed, or sent back with a word; once, and not by who asked."""
    approval = get_asked(session, actor, approval.id)
    session.refresh(approval.referral, with_for_update={"of": Referral})
    session.refresh(approval, with_for_update={"of": Approval})
    if approval.answered_at is not None or approval.referral.state is not AT[approval.what]:
        raise Refused("second_gone")
    if not agrees and not word:
        raise Refused("write_words", "word")
    approval.answered_at, approval.answered_by_id, approval.agreed = now(session), actor.id, agrees
    approval.sealed = keyring(session).seal(word) if word else None
    about = About.SECOND_AGREED if agrees else About.SECOND_BACK
    owe(session, approval.asked_by_id, about, f"second:{approval.id}:answered", referral=approval.referral)
    session.flush()


def word_of(session: Session, approval: Approval) -> str | None:
    """What the second person wrote, for the referrer's side."""
    return keyring(session).open(approval.sealed) if approval.sealed else None
