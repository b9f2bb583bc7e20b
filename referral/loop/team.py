"""A team's work by person: open workers, referrals, turns, overdue, the oldest; of what is confidential nothing."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from referral import access
from referral.models import Referral, Task, User, Worker, WorkerStatus
from referral.moment import now
from referral.states import TURN, Party, Role, State

SIDES = (Party.REFERRER, Party.PROVIDER)


@dataclass(frozen=True, slots=True)
class Load:
    """How much is with one person: open workers, open referrals, and of these how many wait on her."""

    workers: int = 0
    referrals: int = 0
    turns: int = 0
    overdue: int = 0
    tasks: int = 0
    oldest: datetime | None = None

    @property
    def whole(self) -> int:
        """One number to compare people by."""
        return self.workers + self.referrals + self.tasks

    def and_more(self, *, workers: int, referrals: int, tasks: int) -> "Load":
        """What it would be with so much more (or less)."""
        return replace(
            self,
            workers=self.workers + workers,
            referrals=self.referrals + referrals,
            tasks=self.tasks + tasks,
        )


def team(session: Session, actor: User) -> list[User]:
    """Who works for her organisation now on either side, by name."""
    staff = select(User).where(User.organization_id == actor.organization_id, User.ended_at.is_(None))
    found = session.scalars(staff.order_by(User.name_bn, User.id))
    return [user for user in found if any(access.has_side(user, party) for party in SIDES)]


def get_colleague(session: Session, actor: User, user_id: uuid.UUID) -> User:
    """Herself, or for a supervisor anybody of her organisation who has not left."""
    if user_id != actor.id and not actor.has(Role.SUPERVISOR):
        raise access.NotFound
    same = (User.organization_id == actor.organization_id, User.ended_at.is_(None))
    return access.found(session.scalar(select(User).where(User.id == user_id, *same)))


def loads(session: Session, actor: User) -> dict[uuid.UUID, Load]:
    """The load of each person of the actor's organisation, as far as the actor may see what it is made of."""
    found: dict[uuid.UUID, Load] = {}
    for party in SIDES:
        for user_id, referrals, turns, overdue, oldest in session.execute(_of_side(actor, party, now(session))):
            so_far = found.get(user_id, Load())
            found[user_id] = replace(
                so_far,
                referrals=so_far.referrals + referrals,
                turns=so_far.turns + turns,
                overdue=so_far.overdue + overdue,
                oldest=min(filter(None, (so_far.oldest, oldest)), default=None),
            )
    for user_id, count in session.execute(_workers(actor)):
        found[user_id] = replace(found.get(user_id, Load()), workers=count)
    for user_id, count in session.execute(_tasks(actor)):
        found[user_id] = replace(found.get(user_id, Load()), tasks=count)
    return found


def column_of(party: Party) -> Any:
    """Who is responsible on that side."""
    return Referral.referrer_user_id if party is Party.REFERRER else Referral.provider_user_id


def open_on(actor: User, party: Party) -> tuple[ColumnElement[bool], ...]:
    """The referrals that are open on that side of the actor's organisation, without the confidential ones."""
    own = Referral.referrer_id if party is Party.REFERRER else Referral.provider_id
    return (
        access.visible(actor),
        ~Referral.confidential,
        own == actor.organization_id,
        Referral.state != State.CLOSED,
    )


def _of_side(actor: User, party: Party, at: datetime) -> Select[Any]:
    mine = Referral.state.in_([state for state, turn in TURN.items() if turn is party])
    late = and_(mine, Referral.due_at < at)
    hers = column_of(party)
    return (
        select(
            hers,
            func.count(),
            func.sum(case((mine, 1), else_=0)),
            func.sum(case((late, 1), else_=0)),
            func.min(case((mine, Referral.due_at))),
        )
        .where(*open_on(actor, party), hers.is_not(None))
        .group_by(hers)
    )


def _workers(actor: User) -> Select[uuid.UUID, int]:
    return (
        select(Worker.caseworker_id, func.count())
        .where(access.visible_workers(actor), Worker.status != WorkerStatus.LEFT)
        .group_by(Worker.caseworker_id)
    )


def _tasks(actor: User) -> Select[uuid.UUID, int]:
    return (
        select(Task.user_id, func.count())
        .join(Referral)
        .where(Task.organization_id == actor.organization_id, Task.done_at.is_(None))
        .where(access.visible(actor), ~Referral.confidential)
        .group_by(Task.user_id)
    )
