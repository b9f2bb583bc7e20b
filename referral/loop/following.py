"""What one referral's change does to the others of its need, and what a reason brings about."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Intake, ServiceAtLocation
from catalog.offers import taking_referrals
from referral.lists import reasons
from referral.loop.acting import take
from referral.loop.conditions import is_held, preferred
from referral.loop.due import TELL_DAYS, working_days
from referral.loop.needs import close_returned, live
from referral.loop.sending import draft
from referral.loop.sessions import planning
from referral.models import Choice, Need, NeedOutcome, Referral, Task, TaskKind, User
from referral.moment import today
from referral.refusals import Refused
from referral.states import MOVES, Action


def draft_next(session: Session, referral: Referral) -> Referral | None:
    """The need's next choice, drafted at once; None where there is none left or it is not needed.

    Where others were asked side by side, a yes that waited for this one is one now.
    """
    need = referral.need
    release(session, need)
    if need.closed_at is not None or live(session, need):
        return None
    used = select(Referral.choice_id).where(Referral.need_id == need.id)
    left = select(Choice).where(Choice.need_id == need.id, Choice.told_at.is_(None), Choice.id.not_in(used))
    for choice in session.scalars(left.order_by(Choice.position)).all():
        if taking_referrals(choice.service, today(session)) is None:
            try:
                return draft(session, None, choice)
            except Refused:
                continue
    return None


def end_others(session: Session, accepted: Referral) -> None:
    """One is accepted: what else was asked for the need ends, and what came back before is closed, by the clock."""
    for other in live(session, accepted.need):
        if other.id != accepted.id and MOVES[Action.OTHER_ACCEPTED].fits(other.standing):
            take(session, None, other, Action.OTHER_ACCEPTED).write(values={"accepted": str(accepted.id)})
    close_returned(session, accepted.need, NeedOutcome.NOT_KNOWN)


def release(session: Session, need: Need) -> None:
    """The yes that waits for nothing any more, the one first that she would rather have."""
    if need.closed_at is None:
        held = [one for one in live(session, need) if is_held(one)]
        for referral in sorted(held, key=lambda one: one.choice.position):
            if is_held(referral) and not preferred(session, referral):
                confirm(session, None, referral)


def first_held(session: Session, referral: Referral) -> Referral:
    """Of the yeses of its need that wait the one that she would rather have."""
    held = [one for one in live(session, referral.need) if is_held(one)]
    return min(held, key=lambda one: one.choice.position, default=referral)


def confirm(session: Session, actor: User | None, referral: Referral, *, seen: int | None = None) -> None:
    """A yes that was held is one: by her word, or by the clock when what she would rather have is out of the question."""
    step = take(session, actor, referral, Action.CONFIRM, seen=seen)
    assert referral.starts_on is not None
    step.write(values={"starts_on": referral.starts_on.isoformat()})
    accepted(session, referral, step.at)


def accepted(session: Session, referral: Referral, at: datetime) -> None:
    """What an acceptance brings about: she is told, her batch's class days are laid out, what else was asked ends."""
    task(session, TaskKind.TELL_HER, referral, at)
    if referral.intake_id is not None:
        planning.plan_for(session, session.get_one(Intake, referral.intake_id))
    end_others(session, referral)


def task(session: Session, kind: TaskKind, referral: Referral, at: datetime, *, provider: bool = False) -> None:
    """Something to do for the responsible person of one side, beside the referral's own turn."""
    user_id = referral.provider_user_id if provider else referral.referrer_user_id
    if user_id is None:
        return
    due_at = working_days(session, at, TELL_DAYS)
    organization_id = referral.provider_id if provider else referral.referrer_id
    session.add(
        Task(kind=kind, user_id=user_id, organization_id=organization_id, referral_id=referral.id, due_at=due_at)
    )


def bring_about(session: Session, referral: Referral, group: str, code: str, at: datetime) -> None:
    """What the list says that a reason code brings about."""
    effect = EFFECTS.get(reasons()[group, code].effect_code)
    if effect is not None:
        effect(session, referral, at)


def _show_full(session: Session, referral: Referral, at: datetime) -> None:
    """The capacity shown goes to none until a seat is freed or the provider says otherwise."""
    of_service = select(Intake).join(ServiceAtLocation).where(ServiceAtLocation.service_id == referral.service_id)
    wanted = of_service.where(Intake.ended_at.is_(None))
    if referral.intake_id is not None:
        wanted = wanted.where(Intake.id == referral.intake_id)
    elif referral.place_id is not None:
        wanted = wanted.where(Intake.service_at_location_id == referral.place_id)
    for intake in session.scalars(wanted):
        intake.full = True


def _ask_rule(session: Session, referral: Referral, at: datetime) -> None:
    task(session, TaskKind.CHECK_RULE, referral, at, provider=True)


def _fix_listing(session: Session, referral: Referral, at: datetime) -> None:
    task(session, TaskKind.FIX_LISTING, referral, at, provider=True)


def _suspend_service(session: Session, referral: Referral, at: datetime) -> None:
    """The provider is asked: what becomes of its other referrals is shown to a person before it is done."""
    task(session, TaskKind.SUSPEND_SERVICE, referral, at, provider=True)


def _check_phone(session: Session, referral: Referral, at: datetime) -> None:
    task(session, TaskKind.CHECK_PHONE, referral, at)


EFFECTS: dict[str, Callable[[Session, Referral, datetime], None]] = {
    "lower_capacity": _show_full,
    "ask_rule": _ask_rule,
    "fix_listing": _fix_listing,
    "suspend_service": _suspend_service,
    "check_phone": _check_phone,
}
