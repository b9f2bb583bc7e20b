"""A part of a plan falls away: whoever takes part in the rest of it is told, by a task on her own referral alone."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.loop.due import TELL_DAYS, working_days
from referral.models import Plan, PlanPart, Referral, Task, TaskKind
from referral.states import LIVE, SERVED, Resolution, State

STAYS = frozenset({*SERVED, Resolution.OTHER_ACCEPTED})


def fell_away(session: Session, referral: Referral, at: datetime) -> None:
    """Mark the part of a plan that this referral was, and tell the responsible persons of the other parts that are sent.

    Nothing where it was no part of a plan, or where its need is served. A provider learns that something else that
    belongs to her plan is not there, never what or where; its task opens its own referral and no other.
    """
    if referral.resolution in STAYS or referral.confidential:
        return
    mine = select(PlanPart).where(PlanPart.choice_id == referral.choice_id, PlanPart.fell_away_at.is_(None))
    for part in session.scalars(mine):
        part.fell_away_at = at
        plan = session.get_one(Plan, part.plan_id)
        plan.ended_at = at
        _tell(session, plan, at)


def _tell(session: Session, plan: Plan, at: datetime) -> None:
    left = select(PlanPart.choice_id).where(PlanPart.plan_id == plan.id, PlanPart.fell_away_at.is_(None))
    others = select(Referral).where(
        Referral.choice_id.in_(left), Referral.state.in_(LIVE - {State.DRAFT}), ~Referral.confidential
    )
    due_at = working_days(session, at, TELL_DAYS)
    for other in session.scalars(others.order_by(Referral.id)).all():
        sides = ((other.referrer_user_id, other.referrer_id), (other.provider_user_id, other.provider_id))
        for user_id, organization_id in sides:
            if user_id is not None and not _knows(session, other, organization_id):
                session.add(
                    Task(
                        kind=TaskKind.PLAN_CHANGED,
                        user_id=user_id,
                        organization_id=organization_id,
                        referral_id=other.id,
                        due_at=due_at,
                    )
                )


def _knows(session: Session, referral: Referral, organization_id: object) -> bool:
    """Whether such a task is open there already."""
    known = select(Task.id).where(
        Task.referral_id == referral.id,
        Task.organization_id == organization_id,
        Task.kind == TaskKind.PLAN_CHANGED,
        Task.done_at.is_(None),
    )
    return session.scalar(known.limit(1)) is not None
