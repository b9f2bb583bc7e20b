"""The policy of a service or of one of its batches: chosen, replaced, ordered by hand; a lottery's seed hidden and shown."""

import secrets
import uuid
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from catalog.models import Intake, Service, last_day
from matching.policies import POLICIES, print_of_seed
from referral import access
from referral.models import HandOrder, SeatPolicy, User
from referral.moment import now, today
from referral.refusals import Refused
from referral.sealing import keyring

USUAL = "first_come"
LOTTERY, BY_HAND = "lottery", "by_the_programme"


def policy_of(session: Session, intake: Intake) -> SeatPolicy | None:
    """The policy that holds for a batch: its own, else its service's; None: first come, first served."""
    found = policies_of(session, [intake.place.service_id])
    return holding(found, intake)


def policies_of(session: Session, service_ids: Iterable[uuid.UUID]) -> list[SeatPolicy]:
    """All that hold now for these services and their batches."""
    wanted = select(SeatPolicy).where(SeatPolicy.service_id.in_(list(service_ids)), SeatPolicy.ended_at.is_(None))
    return list(session.scalars(wanted.options(joinedload(SeatPolicy.chosen_by)).order_by(SeatPolicy.chosen_at)))


def holding(policies: Sequence[SeatPolicy], intake: Intake | None) -> SeatPolicy | None:
    """Of a service's policies the one for this batch: the batch's own before the service's."""
    of_service = next((one for one in policies if one.intake_id is None), None)
    if intake is None:
        return of_service
    return next((one for one in policies if one.intake_id == intake.id), of_service)


def code_of(policy: SeatPolicy | None) -> str:
    """Its code; without one who was sent first comes first."""
    return policy.code if policy else USUAL


def choose(
    session: Session,
    actor: User,
    service: Service,
    code: str,
    *,
    intake: Intake | None = None,
    rule: str | None = None,
) -> SeatPolicy:
    """The provider says who comes first, for the service or for one batch, from now on.

    A lottery is for one batch with a last day for referrals that has not passed: its seed is made now, shown as a hash,
    and stays the same until it is drawn. An order by hand wants the programme's rule in words.
    """
    access.get_kept(session, actor, service.id)
    session.refresh(service, with_for_update={"of": Service})
    if code not in POLICIES:
        raise Refused("choose_policy", "code")
    if code == BY_HAND and not rule:
        raise Refused("write_the_rule", "rule")
    before = _same_for(session, service, intake)
    if before is not None and before.code == LOTTERY:
        assert intake is not None
        if _has_closed(intake, today(session)):
            raise Refused("lottery_drawn", "code")
        if code == LOTTERY:
            return before
    if code == LOTTERY and not may_draw(intake, today(session)):
        raise Refused("lottery_needs_last_day", "code")
    at = now(session)
    if before is not None:
        before.ended_at = at
    seed = secrets.token_hex(16) if code == LOTTERY else None
    policy = SeatPolicy(
        service_id=service.id,
        intake_id=intake.id if intake else None,
        code=code,
        rule=rule if code == BY_HAND else None,
        chosen_by_id=actor.id,
        chosen_at=at,
        seed_sealed=keyring(session).seal(seed) if seed else None,
        seed_hash=print_of_seed(seed) if seed else None,
    )
    session.add(policy)
    session.flush()
    return policy


def _same_for(session: Session, service: Service, intake: Intake | None) -> SeatPolicy | None:
    wanted = intake.id if intake else None
    return next((one for one in policies_of(session, [service.id]) if one.intake_id == wanted), None)


def may_draw(intake: Intake | None, day: date) -> bool:
    """Whether a lottery can be chosen for it: its last day for referrals is told, to come, and before its first day."""
    if intake is None or intake.closes_on is None or intake.ended_at is not None or intake.closes_on < day:
        return False
    return intake.starts_on is None or intake.closes_on < intake.starts_on


def _has_closed(intake: Intake, day: date) -> bool:
    last = last_day(intake.starts_on, intake.ends_on, intake.closes_on)
    return last is not None and last < day


def seed_shown(session: Session, policy: SeatPolicy, intake: Intake) -> str | None:
    """The seed itself, once the batch takes no more referrals; None before that."""
    if policy.seed_sealed is None or not _has_closed(intake, today(session)):
        return None
    return keyring(session).open(policy.seed_sealed)


def gives_on(intake: Intake, code: str, day: date) -> bool:
    """Whether a freed seat of it is offered on that day: while it is open; a lottery's after it closed, until it begins."""
    if code != LOTTERY:
        return intake.is_open(day)
    end = intake.starts_on or intake.ends_on
    return intake.ended_at is None and _has_closed(intake, day) and (end is None or day <= end)


def still_gives(intake: Intake, day: date) -> bool:
    """Whether a seat of it can still be had, under any policy: it is open, or closed and not begun."""
    return gives_on(intake, USUAL, day) or gives_on(intake, LOTTERY, day)


def by_hand(session: Session, policy: SeatPolicy | None) -> HandOrder | None:
    """The newest order that somebody wrote under this policy."""
    if policy is None or policy.code != BY_HAND:
        return None
    wanted = select(HandOrder).where(HandOrder.policy_id == policy.id).options(joinedload(HandOrder.by))
    return session.scalars(wanted.order_by(HandOrder.at.desc(), HandOrder.id).limit(1)).first()


def order_by_hand(
    session: Session, actor: User, service: Service, policy: SeatPolicy, referrals: Sequence[str]
) -> None:
    """A person writes the order down; that she did, and when, is kept with it."""
    access.get_kept(session, actor, service.id)
    if policy.code != BY_HAND or policy.ended_at is not None:
        raise Refused("not_by_hand")
    session.add(HandOrder(policy_id=policy.id, by_id=actor.id, at=now(session), referrals=list(referrals)))
    session.flush()


def by_lot(session: Session, intake: Intake) -> bool:
    """Whether the seats of this batch are drawn, so that nobody is given one beside the draw."""
    drawn = select(SeatPolicy.id).where(
        SeatPolicy.intake_id == intake.id, SeatPolicy.code == LOTTERY, SeatPolicy.ended_at.is_(None)
    )
    return session.scalar(drawn) is not None
