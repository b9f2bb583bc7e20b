"""What lies on whose desk: turns, what waits on others, a provider's inbox and the people whom it serves."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload, with_expression

from referral import access, asking
from referral.loop import second
from referral.loop.handing import offers_to
from referral.loop.talking import unread
from referral.models import Approval, HandOver, LinkQuestion, LinkRequest, Need, Referral, Seat, User
from referral.moment import today
from referral.people.shutting import to_confirm
from referral.states import LIVE, TURN, UNANSWERED, Party, State

REFERRERS_TURN = [state for state, party in TURN.items() if party is Party.REFERRER]
ON_OTHERS = [state for state, party in TURN.items() if party is Party.PROVIDER]
SERVING = (State.ACCEPTED, State.IN_SERVICE)
LIMIT = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a desk: a need's referral that waits, and, where one came back, the one that it follows."""

    referral: Referral
    back: Referral | None = None


def turns(session: Session, user: User) -> list[Line]:
    """What waits on this user as a referrer, one line a need, the most urgent first; what has no due time last."""
    mine = (
        _listed(session, select(Referral).where(access.visible(user)))
        .where(Referral.referrer_user_id == user.id, Referral.state.in_(REFERRERS_TURN))
        .order_by(Referral.due_at.is_(None), Referral.due_at, Referral.id)
        .limit(LIMIT)
    )
    of_need: dict[object, list[Referral]] = {}
    for referral in session.scalars(mine):
        of_need.setdefault(referral.need_id, []).append(referral)
    return [_line(referrals) for referrals in of_need.values()]


def _line(referrals: list[Referral]) -> Line:
    """A draft that is ready stands for what came back before it."""
    draft = next((one for one in referrals if one.state is State.DRAFT), None)
    back = next((one for one in referrals if one.state is State.RETURNED), None)
    return Line(draft, back) if draft and back else Line(referrals[0])


def waiting_on_others(session: Session, user: User) -> dict[State, int]:
    """How many referrals that this user is responsible for wait on their providers, by state."""
    counts = (
        select(Referral.state, func.count())
        .where(access.visible(user), Referral.referrer_user_id == user.id, Referral.state.in_(ON_OTHERS))
        .group_by(Referral.state)
    )
    found = {row[0]: row[1] for row in session.execute(counts)}
    return {state: found[state] for state in ON_OTHERS if state in found}


class Asked(NamedTuple):
    """What others ask of us: to take a woman on (`offer`), whether we know one (`question`), whether it is a colleague (`account`), to agree (`second`)."""

    kind: str
    id: uuid.UUID
    at: datetime


def asked_of_us(session: Session, user: User, limit: int = LIMIT) -> list[Asked]:
    """What waits for an answer by this user's organisation, or by her, the oldest first."""
    offers = select(literal("offer").label("kind"), HandOver.id, HandOver.offered_at.label("at")).where(offers_to(user))
    wishes = select(literal("question"), LinkQuestion.id, LinkRequest.asked_at).join(LinkQuestion.request)
    accounts = select(literal("account"), User.id, User.shut_at).where(to_confirm(user))
    seconds = select(literal("second"), Approval.id, Approval.asked_at).join(Referral).where(second.to_answer(user))
    both = offers.union_all(wishes.where(asking.link_questions(user, today(session))), accounts, seconds)
    rows = session.execute(both.order_by(both.selected_columns.at).limit(limit))
    return [Asked(row.kind, row.id, row.at) for row in rows]


def sent_by(session: Session, user: User, limit: int = LIMIT) -> list[Referral]:
    """The live referrals that this user is responsible for on the referrer's side, those due first first."""
    mine = _listed(session, select(Referral).where(access.visible(user), Referral.referrer_user_id == user.id))
    live = mine.where(Referral.state.in_(LIVE)).order_by(Referral.due_at.is_(None), Referral.due_at, Referral.id)
    return list(session.scalars(live.limit(limit)))


def inbox(session: Session, user: User, limit: int = LIMIT) -> list[Referral]:
    """What a provider's user has to answer, the most urgent first."""
    return _provided(session, user, Referral.state.in_(UNANSWERED), limit)


def serving(session: Session, user: User, limit: int = LIMIT) -> list[Referral]:
    """Whom a provider has accepted or serves, those due first first."""
    return _provided(session, user, Referral.state.in_(SERVING), limit)


def keeping(session: Session, user: User, limit: int = LIMIT) -> list[Referral]:
    """Who keeps a place after the service was completed."""
    kept = exists().where(Seat.referral_id == Referral.id, Seat.kept, Seat.freed_at.is_(None))
    return _provided(session, user, and_(kept, Referral.state.in_([State.RETURNED, State.CLOSED])), limit)


def _provided(session: Session, user: User, which: ColumnElement[bool], limit: int) -> list[Referral]:
    """Of the provider's side; a colleague who refers for the same organisation sees it only through her own role."""
    if not (access.has_side(user, Party.PROVIDER)):
        return []
    of_us = select(Referral).where(access.visible(user), Referral.provider_id == user.organization_id)
    theirs = _listed(session, of_us, Party.PROVIDER)
    ordered = theirs.where(which, or_(Referral.sent_at.is_not(None))).order_by(
        Referral.due_at.is_(None), Referral.due_at, Referral.id
    )
    return list(session.scalars(ordered.limit(limit)))


def _listed(session: Session, wanted: Select[Referral], side: Party = Party.REFERRER) -> Select[Referral]:
    """With what a list of that side shows of each, in the same statement."""
    return wanted.options(
        with_expression(Referral.unread_talk, unread(session, side)),
        joinedload(Referral.service),
        joinedload(Referral.need).joinedload(Need.agenda),
        joinedload(Referral.referrer),
        joinedload(Referral.provider),
    )


def of_needs(session: Session, user: User, needs: Sequence[Need]) -> dict[object, list[Referral]]:
    """The referrals of these needs that the user may see, by need, the newest first."""
    found: dict[object, list[Referral]] = {need.id: [] for need in needs}
    wanted = _listed(session, select(Referral).where(access.visible(user), Referral.need_id.in_(found)))
    for referral in session.scalars(wanted.order_by(Referral.created_at.desc(), Referral.id)):
        found[referral.need_id].append(referral)
    return found
