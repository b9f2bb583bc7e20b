"""Talk on a referral: said by one side to the other, read there, and gone from the provider when her consent ends."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from referral import access
from referral.loop.owing import owe
from referral.models import About, Grant, Referral, Talk, User
from referral.moment import now, today
from referral.refusals import Refused
from referral.sealing import keyring
from referral.states import Party, State

LONGEST = 1000
MOST_A_DAY = 50
OTHER = {Party.REFERRER: Party.PROVIDER, Party.PROVIDER: Party.REFERRER}


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it may be read: by whom, whether by the reader's own side; None where its words were taken away."""

    by: User
    own: bool
    at: datetime
    words: str | None
    read_at: datetime | None


def side_of(session: Session, user: User, referral: Referral) -> Party | None:
    """For which side she talks; the referrer's where she answers for both. None while, or since, there is nobody to talk to.

    A draft was sent to nobody; a provider whom she lets know nothing any more has no part in it.
    """
    mine = access.sides(session, user, referral)
    if referral.sent_at is None or not mine:
        return None
    if Party.REFERRER in mine and not (Party.PROVIDER in mine and user.id == referral.provider_user_id):
        return Party.REFERRER
    return Party.PROVIDER if _is_open(session, referral) else None


def may_say(session: Session, referral: Referral, side: Party | None) -> bool:
    """Whether something can be said now: to a provider who may read it, on a referral that is not closed."""
    return side is not None and referral.state is not State.CLOSED and _is_open(session, referral)


def say(session: Session, actor: User, referral: Referral, words: str | None) -> Talk:
    """Say it to the other side, whose responsible person is told that there is something, and not what.

    Raises Refused where it is too late, nothing is written, or a side has said more in a day than anybody reads.
    """
    side = side_of(session, actor, referral)
    if side is None:
        raise access.NotFound
    if not may_say(session, referral, side):
        raise Refused("talk_over", "words")
    if not words:
        raise Refused("write_words", "words")
    at = now(session)
    today_said = select(func.count()).where(
        Talk.referral_id == referral.id, Talk.party == side, Talk.at > at - timedelta(days=1)
    )
    if (session.scalar(today_said) or 0) >= MOST_A_DAY:
        raise Refused("talk_enough", "words", most=MOST_A_DAY)
    said = Talk(
        referral_id=referral.id, party=side, user_id=actor.id, at=at, sealed=keyring(session).seal(words[:LONGEST])
    )
    session.add(said)
    session.flush()
    other = referral.referrer_user_id if side is Party.PROVIDER else referral.provider_user_id
    if other is not None and other != actor.id:
        owe(session, other, About.TALK, f"talk:{said.id}", referral=referral)
    return said


def talk(session: Session, referral: Referral, side: Party | None) -> Sequence[Line]:
    """What was said, the oldest first, as this side may read it."""
    if side is None:
        return ()
    rows = session.scalars(
        select(Talk).where(Talk.referral_id == referral.id).order_by(Talk.at, Talk.id).options(joinedload(Talk.user))
    )
    opened = keyring(session).open
    return [
        Line(row.user, row.party is side, row.at, None if row.sealed is None else opened(row.sealed), row.read_at)
        for row in rows
    ]


def _fresh(referral_id: uuid.UUID | InstrumentedAttribute[uuid.UUID], side: Party) -> Select[Talk]:
    """What the other side has said and nobody of this side has read."""
    of_it = select(Talk).where(Talk.referral_id == referral_id)
    return of_it.where(Talk.party == OTHER[side], Talk.read_at.is_(None))


def has_unread(session: Session, user: User, referral: Referral) -> bool:
    """Whether there is something new for her side on this referral."""
    side = side_of(session, user, referral)
    return side is not None and session.scalar(_fresh(referral.id, side).limit(1)) is not None


def read(session: Session, user: User, referral: Referral) -> None:
    """She has the page before her: what the other side said is read, by the first who sees it."""
    side = side_of(session, user, referral)
    if side is None:
        return
    for row in session.scalars(_fresh(referral.id, side).with_for_update()):
        row.read_at, row.read_by_id = now(session), user.id


def unread(session: Session, side: Party) -> ColumnElement[bool]:
    """For lists: whether the other side has said something on a referral that nobody of this side has read."""
    fresh = _fresh(Referral.id, side).exists()
    if side is Party.REFERRER:
        return fresh
    in_force = exists().where(
        Grant.person_id == Referral.person_id,
        Grant.service_id == Referral.service_id,
        Grant.ended_at.is_(None),
        Grant.until >= today(session),
    )
    return and_(fresh, in_force)


def _is_open(session: Session, referral: Referral) -> bool:
    """Whether she lets the provider know anything on this day."""
    return bool(access.granted(session, referral.person_id, referral.service_id, today(session)))
