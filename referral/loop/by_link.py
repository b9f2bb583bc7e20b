"""Providers that do not sign in: answered for by a one-time link, or by the caseworker whom they told by phone or on paper.

A link has no account behind it. Whoever holds it sees the one referral, as far as she agreed, until it is answered, its
time is over or her consent ends; each opening is a disclosure. What is confidential is never answered so.
"""

import secrets
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from referral import access
from referral.disclosing import open_groups
from referral.loop.acting import InItsPlace, lock, take
from referral.loop.due import expires_at
from referral.models import AnswerLink, LinkOpening, Referral, User
from referral.moment import now, today
from referral.refusals import Refused
from referral.sealing import keyring
from referral.states import UNANSWERED, Action, Party, State

LINK, HOWS = "link", ("phone", "paper")


def may_answer_for(session: Session, user: User, referral: Referral) -> bool:
    """Whether this user hands over the link, or writes down what she was told."""
    here = referral.provider.by_link and not referral.confidential and referral.state in UNANSWERED
    return here and Party.REFERRER in access.sides(session, user, referral)


def make(session: Session, actor: User, referral: Referral) -> str:
    """The secret of a new link, told once; the ones before it are void."""
    lock(session, referral)
    if not may_answer_for(session, actor, referral):
        raise access.NotFound
    for old in session.scalars(select(AnswerLink).where(AnswerLink.referral_id == referral.id, _open())):
        old.ended_at = now(session)
    secret = secrets.token_urlsafe(24)
    session.add(
        AnswerLink(
            referral_id=referral.id,
            fingerprint=_mark(session, secret),
            made_by_id=actor.id,
            made_at=now(session),
            until=max(expires_at(session, referral), now(session)),
        )
    )
    session.flush()
    return secret


def find(session: Session, secret: str, *, locked: bool = False) -> AnswerLink:
    """The link of this secret, whether it can still be used or not."""
    wanted = select(AnswerLink).where(AnswerLink.fingerprint == _mark(session, secret))
    return access.found(session.scalar(wanted.with_for_update(of=AnswerLink) if locked else wanted))


def refusal(session: Session, link: AnswerLink) -> str | None:
    """Why nothing can be seen or answered by it any more; answered otherwise it says so too."""
    referral = link.referral
    granted = access.granted(session, referral.person_id, referral.service_id, today(session))
    if link.answered_at is not None or (granted and link.ended_at is None and referral.state not in UNANSWERED):
        return "link_answered"
    over = link.ended_at is not None or now(session) > link.until or referral.confidential or not granted
    return "link_over" if over else None


def opened(session: Session, link: AnswerLink) -> None:
    """Somebody has opened it: a disclosure each time, and the first time the provider has seen the referral."""
    referral = link.referral
    groups = open_groups(session, referral, today(session))
    session.add(LinkOpening(link_id=link.id, person_id=referral.person_id, at=now(session), groups=sorted(groups)))
    if referral.opened_at is None and referral.state is State.SENT:
        step = take(session, InItsPlace(referral.id, LINK), referral, Action.OPEN)
        referral.opened_at = step.at
        step.write()
    session.flush()


def answering(session: Session, secret: str) -> tuple[AnswerLink, InItsPlace]:
    """Lock the link for its one answer; refused where it has been given, or its time is over."""
    link = find(session, secret, locked=True)
    lock(session, link.referral)
    why = refusal(session, link)
    if why is not None:
        raise Refused(why)
    link.answered_at = now(session)
    return link, InItsPlace(link.referral_id, LINK)


def told(
    session: Session, actor: User, referral: Referral, *, how: str | None, said_by: str | None, on: date | None
) -> InItsPlace:
    """The caseworker writes down an answer: who said it, when, and how."""
    if referral.confidential or not may_answer_for(session, actor, referral):
        raise access.NotFound
    if how not in HOWS:
        raise Refused("say_how_told", "how")
    if not said_by:
        raise Refused("say_who_told", "said_by")
    if on is None or on > today(session):
        raise Refused("in_the_future", "told_on")
    return InItsPlace(referral.id, how, actor, said_by, on)


def _open() -> ColumnElement[bool]:
    return AnswerLink.ended_at.is_(None) & AnswerLink.answered_at.is_(None)


def _mark(session: Session, secret: str) -> str:
    return keyring(session).fingerprint(f"answer {secret}")
