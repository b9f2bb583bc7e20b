"""Tasks beside a referral's turn (tell her, check the phone), calls noted in two taps, and remarks that may be read."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from referral import access
from referral.lists import reasons
from referral.loop.acting import reason_group
from referral.models import Call, Event, Referral, Remark, Task, TaskKind, User
from referral.moment import now, today
from referral.refusals import Refused
from referral.sealing import keyring
from referral.states import Party

LOOKED_FOR = timedelta(days=30)
CALLED = ("worker", "other_side")
CALL_RESULTS = ("reached", "no_answer", "switched_off", "wrong_number", "not_safe_to_talk")


def tasks_of(session: Session, user: User, limit: int = 100) -> list[Task]:
    """What this user has to do beside her turns, the most urgent first; a woman is looked for so long and no longer."""
    looked_for = Task.due_at > now(session) - LOOKED_FOR
    own = (
        select(Task)
        .join(Referral)
        .where(Task.user_id == user.id, Task.done_at.is_(None), access.visible(user))
        .where(or_(Task.kind != TaskKind.CHECK_PHONE, looked_for))
        .options(joinedload(Task.referral).joinedload(Referral.service))
        .order_by(Task.due_at, Task.id)
        .limit(limit)
    )
    return list(session.scalars(own))


def get_task(session: Session, user: User, task_id: uuid.UUID) -> Task:
    """A task of this user's side, about a referral that she may see."""
    mine = (
        select(Task)
        .join(Referral)
        .where(Task.id == task_id, Task.organization_id == user.organization_id, access.visible(user))
    )
    return access.found(session.scalar(mine))


def open_task(session: Session, referral: Referral, kind: TaskKind) -> Task | None:
    """The open task of a kind of a referral."""
    wanted = select(Task).where(Task.referral_id == referral.id, Task.kind == kind, Task.done_at.is_(None))
    return session.scalars(wanted.order_by(Task.due_at).limit(1)).first()


def done(session: Session, actor: User, task: Task) -> None:
    """It is done, once; anybody of the side that it was for may say so."""
    referral = access.get_referral(session, actor, task.referral_id)
    if actor.organization_id != task.organization_id or not access.sides(session, actor, referral):
        raise access.NotFound
    if task.done_at is None:
        task.done_at, task.done_by_id = now(session), actor.id


def settle(session: Session, actor: User, service_id: uuid.UUID, kind: TaskKind) -> None:
    """What such tasks about a service ask for is done by now."""
    about = select(Task).join(Referral).where(Referral.service_id == service_id, Task.kind == kind)
    for task in session.scalars(about.where(Task.done_at.is_(None))):
        task.done_at, task.done_by_id = now(session), actor.id


def note_call(session: Session, actor: User, referral: Referral, *, to: str | None, result: str | None) -> Call:
    """A call to her or to the other side, and what came of it."""
    mine = access.sides(session, actor, referral)
    if not mine:
        raise access.NotFound
    if to not in CALLED or result not in CALL_RESULTS:
        raise Refused("choose_result", "result")
    party = Party.REFERRER if Party.REFERRER in mine else Party.PROVIDER
    call = Call(referral_id=referral.id, party=party, user_id=actor.id, to=to, result=result, at=now(session))
    session.add(call)
    return call


def calls_of(session: Session, referral: Referral, mine: frozenset[Party], limit: int = 10) -> list[Call]:
    """The last calls about a referral, the newest first; what came of the referrer's calls to her is told on its side alone."""
    noted = select(Call).where(Call.referral_id == referral.id).options(joinedload(Call.user))
    if Party.REFERRER not in mine:
        noted = noted.where(or_(Call.party.in_(mine), Call.to != "worker"))
    return list(session.scalars(noted.order_by(Call.at.desc()).limit(limit)))


@dataclass(frozen=True, slots=True)
class Past:
    """One event as this user may read it: without the reason or the words that are not for her side."""

    event: Event
    reason: str | None
    text: str | None


def history(session: Session, user: User, referral: Referral) -> Sequence[Past]:
    """What happened, newest first, with the words that this user's side may read.

    A provider reads the referrer's words while she lets it know anything, and no longer; of what is asked side by side
    with others not before it has accepted.
    """
    mine = access.sides(session, user, referral)
    steps = select(Event).where(Event.referral_id == referral.id).options(joinedload(Event.actor))
    words = select(Remark).where(Remark.referral_id == referral.id)
    if Party.REFERRER not in mine and (
        referral.facts_only or not access.granted(session, referral.person_id, referral.service_id, today(session))
    ):
        words = words.where(Remark.party.in_(mine))
    remarks = {one.event_id: one for one in session.scalars(words)}
    return [
        _past(session, one, remarks.get(one.id), mine) for one in session.scalars(steps.order_by(Event.number.desc()))
    ]


def _past(session: Session, event: Event, remark: Remark | None, mine: frozenset[Party]) -> Past:
    seen_by = seen_by_of(event)
    words = None
    if remark is not None and remark.sealed is not None and may_read(remark.seen_by, remark.party, mine):
        words = keyring(session).open(remark.sealed)
    return Past(event, event.reason if may_read(seen_by, event.party, mine) else None, words)


def seen_by_of(event: Event) -> str:
    """Whose side may read the reason of an event (reasons.csv)."""
    group = reason_group(event.action, event.resolution)
    known = reasons().get((group, event.reason)) if group and event.reason else None
    return known.seen_by if known else "both"


def may_read(seen_by: str, by: Party, mine: frozenset[Party]) -> bool:
    """Its own side always; the other one where it is for both, or for that one alone."""
    return by in mine or seen_by == "both" or any(seen_by == party.value for party in mine)
