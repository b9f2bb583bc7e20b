"""Ways to a need that nothing answers directly, to one service, or to what her post leads to."""

import uuid
from datetime import date

from sqlalchemy.orm import Session

from catalog.current import current_offers
from catalog.pathways import Leading, leads_to
from matching.index import index
from matching.ways.pathway import Goal, Path, pathways
from referral import access
from referral.loop.barred import barred
from referral.loop.fitting import profile_of
from referral.loop.learned import order_in_force
from referral.models import Need, User


def ways(session: Session, user: User, need: Need, goal: Goal, day: date, *, limit: int = 3) -> tuple[Path, ...]:
    """The best ways of up to three steps for the person of an ordinary need; a confidential one has none here."""
    if need.confidential:
        raise access.NotFound
    order, without = order_in_force(session), barred(session, [need])
    return pathways(
        profile_of(session, user, need),
        index(current_offers(session)),
        goal,
        day,
        without.taken,
        weights=order.weights,
        chance=order.chance,
        parked=without.of(need),
        limit=limit,
    )


def open_to(session: Session, user: User, need: Need, limit: int = 8) -> list[Leading]:
    """What her post leads to."""
    return leads_to(profile_of(session, user, need).facts.get("role"))[:limit]


def goal(need: Need, service: uuid.UUID | None = None, leading: Leading | None = None) -> Goal:
    """What the way is to: the skills of what a post leads to, a service, else the need itself."""
    if leading is not None:
        return Goal(skills=frozenset(leading.skills))
    return Goal(service=service) if service else Goal(need=need.code)
