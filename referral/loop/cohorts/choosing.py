"""What a caseworker chooses for a cohort: needs, weights of risks, floors; for one woman a pin, and what is forbidden."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from catalog.models import AgendaNeed, Service
from matching.cohort.risks import RISK_WEIGHTS
from referral import access
from referral.models import Cohort, CohortMember, User
from referral.refusals import Refused

MOST_WEIGHT = 200
MOST_SHARE = 100
OF_ALL = ("district", "age_band")
FLOOR_CODES = (*OF_ALL, "disability", "no_own_phone", "single_mother", "low_grade", "exposed_role", "no_schooling")


def needs_to_choose(session: Session) -> list[AgendaNeed]:
    """The needs that a cohort may have: those of the worker herself that are offered, confidential ones never."""
    wanted = select(AgendaNeed).where(~AgendaNeed.confidential, AgendaNeed.retired_at.is_(None))
    return list(session.scalars(wanted.order_by(AgendaNeed.position)))


def choose(
    session: Session,
    actor: User,
    cohort: Cohort,
    *,
    needs: Sequence[str],
    risks: Mapping[str, int],
    floors: Mapping[str, int],
    seen: int,
) -> None:
    """Needs for all its women, what each risk adds (in hundredths), and what share of each group is to get a seat.

    Refused where one is not allowed, or somebody has changed the cohort since version `seen`.
    """
    access.get_cohort(session, actor, cohort.id, lock=True)
    if cohort.version != seen:
        raise Refused("changed_meanwhile")
    allowed = {need.code for need in needs_to_choose(session)}
    if not needs or not set(needs) <= allowed:
        raise Refused("choose_needs", "needs")
    if not set(risks) <= RISK_WEIGHTS.keys() or not all(0 <= weight <= MOST_WEIGHT for weight in risks.values()):
        raise Refused("weight_range", "risks")
    if not set(floors) <= set(FLOOR_CODES) or not all(0 <= share <= MOST_SHARE for share in floors.values()):
        raise Refused("share_range", "floors")
    cohort.wishes = {"needs": list(needs), "risks": dict(risks), "floors": dict(floors)}
    session.execute(update(CohortMember).where(CohortMember.cohort_id == cohort.id).values(needs=list(needs)))
    session.flush()


def member_of(session: Session, actor: User, cohort_id: uuid.UUID, worker_id: uuid.UUID) -> CohortMember:
    """A woman of a cohort that the actor may see."""
    access.get_cohort(session, actor, cohort_id)
    return access.found(session.get(CohortMember, (cohort_id, worker_id)))


def change(
    session: Session, actor: User, member: CohortMember, *, pinned: uuid.UUID | None, forbidden: Sequence[uuid.UUID]
) -> None:
    """What she is to get, and what she is not to get; it counts from the next run on. Confidential services never."""
    access.get_cohort(session, actor, member.cohort_id, lock=True)
    for service_id in (*([pinned] if pinned else []), *forbidden):
        service = session.get(Service, service_id)
        if service is None or service.confidential:
            raise Refused("choose_service", "pinned")
    if pinned in forbidden:
        raise Refused("pinned_and_forbidden", "pinned")
    member.pinned_id = pinned
    member.forbidden = sorted(str(one) for one in set(forbidden))
    session.flush()
