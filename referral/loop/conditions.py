"""What an action needs beside its place in the table of moves: one table that buttons and refusals read."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import Session

from referral import access
from referral.loop import second
from referral.loop.due import CORRECT_WITHIN, REPORT_AFTER
from referral.models import Choice, NamedPerson, Referral, Seat, User
from referral.states import LIVE, MOVES, SERVED, UNANSWERED, Action, Eye, Party, Role, State, actions_open

Condition = Callable[[Session, User | None, Referral, datetime], str | None]
NOT_BUTTONS = frozenset({Action.DRAFT, Action.OPEN, Action.HOLD, Action.ASSIGN, Action.HAND_OVER})


def actions(session: Session, user: User, referral: Referral, at: datetime) -> list[Action]:
    """What this user may do with the referral now, in the order of the table; what is done elsewhere is left out."""
    mine = access.sides(session, user, referral)
    open_to_her = [action for party in mine for action in actions_open(referral.standing, party)]
    return [
        action
        for action in MOVES
        if action in open_to_her and action not in NOT_BUTTONS and refusal(session, user, referral, action, at) is None
    ]


def refusal(session: Session, actor: User | None, referral: Referral, action: Action, at: datetime) -> str | None:
    """Why an action that the table allows is not to be taken now; None when it is."""
    condition = CONDITIONS.get(action)
    return condition(session, actor, referral, at) if condition else None


def accepted_on() -> ColumnElement[bool]:
    """A referral by which its need is being served, or was, and waits to be closed."""
    return or_(
        Referral.state.in_([State.ACCEPTED, State.IN_SERVICE]),
        and_(Referral.state == State.ASKED, Referral.before == State.ACCEPTED),
        and_(Referral.state == State.RETURNED, Referral.resolution.in_(SERVED)),
    )


def served_elsewhere(session: Session, referral: Referral) -> bool:
    """Whether the need is closed, or another of its referrals serves it."""
    if referral.need.closed_at is not None:
        return True
    others = exists().where(
        Referral.need_id == referral.need_id,
        Referral.id != referral.id,
        accepted_on(),
    )
    return bool(session.scalar(select(others)))


def next_is_sent(session: Session, referral: Referral) -> bool:
    """Whether another choice of the need has been sent and is not over; of those asked side by side none is the next."""
    others = exists().where(
        Referral.need_id == referral.need_id,
        Referral.id != referral.id,
        Referral.sent_at.is_not(None),
        Referral.state.not_in([State.RETURNED, State.CLOSED]),
        ~Referral.facts_only if referral.facts_only else true(),
    )
    return bool(session.scalar(select(others)))


def preferred(session: Session, referral: Referral) -> list[Referral]:
    """The choices that she would rather have, asked side by side with this one and not answered, the first one first."""
    if not referral.facts_only:
        return []
    open_ones = or_(Referral.state == State.SENT, and_(Referral.state == State.ASKED, Referral.before.in_(UNANSWERED)))
    beside = select(Referral).join(Choice).where(Referral.need_id == referral.need_id, Referral.facts_only, open_ones)
    return list(session.scalars(beside.where(Choice.position < referral.choice.position).order_by(Choice.position)))


def is_held(referral: Referral) -> bool:
    """Whether the provider has said yes and waits for what she would rather have."""
    return referral.state is State.ASKED and referral.held_until is not None


def goes_there_already(session: Session, referral: Referral) -> bool:
    """Rule 8: whether another live referral takes the same person to this service; never told of confidential ones."""
    if referral.confidential:
        return False
    same = exists().where(
        Referral.person_id == referral.person_id,
        Referral.service_id == referral.service_id,
        Referral.id != referral.id,
        Referral.state.in_(LIVE),
        ~Referral.confidential,
    )
    return bool(session.scalar(select(same)))


def is_offered(session: Session, referral: Referral) -> bool:
    """Whether a seat that was freed is held for her until her referrer answers."""
    if referral.state is not State.ASKED or referral.before is not State.WAITLISTED or is_held(referral):
        return False
    held = exists().where(Seat.referral_id == referral.id, Seat.freed_at.is_(None))
    return bool(session.scalar(select(held)))


def _offered(session: Session, actor: User | None, referral: Referral, at: datetime) -> str | None:
    return None if is_offered(session, referral) else "no_offer"


def _takeable(session: Session, actor: User | None, referral: Referral, at: datetime) -> str | None:
    return _offered(session, actor, referral, at) or _need_unserved(session, actor, referral, at)


def _a_question(session: Session, actor: User | None, referral: Referral, at: datetime) -> str | None:
    if is_held(referral):
        return "held_for_her"
    return "say_yes_or_no" if is_offered(session, referral) else None


def _held(session: Session, actor: User | None, referral: Referral, at: datetime) -> str | None:
    return _need_unserved(session, actor, referral, at) if is_held(referral) else "not_held"


def _need_unserved(session: Session, actor: User | None, referral: Referral, at: datetime) -> str | None:
    return "served_elsewhere" if served_elsewhere(session, referral) else None


def _acceptable_late(session: Session, actor: User | None, referral: Referral, at: datetime) -> str | None:
    if goes_there_already(session, referral):
        return "live_already"
    return _need_unserved(session, actor, referral, at)


def _overdue_for_long(session: Session, actor: User | None, referral: Referral, at: datetime) -> str | None:
    return None if referral.due_at and referral.due_at + REPORT_AFTER <= at else "report_later"


def _correctable(session: Session, actor: User | None, referral: Referral, at: datetime) -> str | None:
    if referral.returned_by is not Party.PROVIDER:
        return "not_returned_by_you"
    if referral.returned_at is None or referral.returned_at + CORRECT_WITHIN < at:
        return "too_late_to_correct"
    if goes_there_already(session, referral):
        return "live_already"
    return "next_sent" if next_is_sent(session, referral) or served_elsewhere(session, referral) else None


def _supervisor(session: Session, actor: User | None, referral: Referral, at: datetime) -> str | None:
    """A supervisor; of a confidential referral one of its named persons, whatever her role."""
    if actor is None or referral.confidential:
        named = actor and session.get(NamedPerson, (referral.need_id, actor.id))
        return None if named else "supervisors_only"
    return None if actor.has(Role.SUPERVISOR) else "supervisors_only"


def _agreed(session: Session, actor: User | None, referral: Referral, at: datetime) -> str | None:
    """The kind of service asks that a second person agree before anything of it is sent."""
    if actor is None or second.wanted_to_send(referral, {}) is None or not second.others(session, referral, actor):
        return None
    known = second.standing(session, referral, Eye.SEND)
    return None if known is not None and known.agreed else "second_needed"


CONDITIONS: Mapping[Action, Condition] = {
    Action.SEND: _agreed,
    Action.ACCEPT: _need_unserved,
    Action.ANSWER: _a_question,
    Action.HOLD: _need_unserved,
    Action.CONFIRM: _held,
    Action.TAKE_SEAT: _takeable,
    Action.WAIT_ON: _offered,
    Action.ACCEPT_LATE: _acceptable_late,
    Action.REPORT: _overdue_for_long,
    Action.CORRECT: _correctable,
    Action.REOPEN: _supervisor,
}
