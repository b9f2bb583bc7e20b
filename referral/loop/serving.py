"""While she is served: begun, noted, completed, stopped, moved to another intake."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Intake
from referral.loop import seats
from referral.loop.acting import check_reason, reason_group, take
from referral.loop.due import PROGRESS_AFTER
from referral.loop.following import bring_about, draft_next
from referral.loop.sessions import absent, planning
from referral.models import Referral, Seat, User
from referral.moment import now, today
from referral.refusals import Refused
from referral.states import SERVED, Action, Resolution, State

FROM_STATE = {State.IN_SERVICE: Resolution.DROPPED_OUT}


def start(session: Session, actor: User, referral: Referral, *, on: date, seen: int | None = None) -> None:
    """She came for the first time on that day; her seat is used from now on."""
    step = take(session, actor, referral, Action.START, seen=seen)
    _check_past(session, on)
    seats.use(session, referral, step.at)
    referral.started_on, referral.progress_on = on, today(session) + PROGRESS_AFTER
    step.write(values={"on": on.isoformat()})


def note_progress(
    session: Session,
    actor: User,
    referral: Referral,
    *,
    on: date,
    next_on: date,
    text: str | None = None,
    seen: int | None = None,
) -> None:
    """How it goes, as of a day, and when it is looked at next."""
    step = take(session, actor, referral, Action.NOTE_PROGRESS, seen=seen)
    _check_past(session, on)
    if next_on <= today(session):
        raise Refused("in_the_past", "next_on")
    referral.progress_on = next_on
    step.write(values={"on": on.isoformat(), "next_on": next_on.isoformat()}, text=text)


def complete(
    session: Session,
    actor: User,
    referral: Referral,
    *,
    resolution: Resolution,
    completion: Mapping[str, Any],
    on: date,
    keeps: bool = False,
    keeps_until: date | None = None,
    text: str | None = None,
    seen: int | None = None,
) -> None:
    """The service is done, wholly or in part, with the outcome that its kind asks for.

    From accepted it writes the start too. `keeps`: the place stays hers after that, until a day or until she leaves.
    """
    if resolution not in SERVED:
        raise Refused("choose_result", "resolution")
    if referral.state is State.ACCEPTED:
        start(session, actor, referral, on=on, seen=seen)
        seen = None
    step = take(session, actor, referral, Action.COMPLETE, seen=seen)
    _check_past(session, on)
    if keeps and keeps_until is not None and keeps_until < today(session):
        raise Refused("in_the_past", "keeps_until")
    if keeps:
        seats.keep(session, referral, keeps_until)
    referral.completion = dict(completion)
    step.write(resolution, values={"on": on.isoformat()}, text=text, keeps_seat=keeps)
    absent.settle(session, referral)


def stop(
    session: Session,
    actor: User,
    referral: Referral,
    *,
    reason: str,
    text: str | None = None,
    seen: int | None = None,
) -> None:
    """She did not start, or left: with a reason of the group that fits; the seat is freed, the next choice drafted."""
    step = take(session, actor, referral, Action.STOP, seen=seen)
    resolution = FROM_STATE.get(referral.state, Resolution.DID_NOT_START)
    group = reason_group(Action.STOP, resolution)
    assert group is not None
    check_reason(group, reason, text)
    step.write(resolution, reason=reason, text=text)
    absent.settle(session, referral)
    bring_about(session, referral, group, reason, step.at)
    draft_next(session, referral)


def move(
    session: Session, actor: User, referral: Referral, *, intake: Intake, reason: str, seen: int | None = None
) -> None:
    """To another intake of the same service: the seat goes over in one step, or stays where it is."""
    step = take(session, actor, referral, Action.MOVE, seen=seen)
    check_reason("move", reason, None)
    if intake.place.service_id != referral.service_id or intake.id == referral.intake_id:
        raise Refused("choose_place", "intake")
    for wanted in sorted({intake.id, *([referral.intake_id] if referral.intake_id else [])}, key=str):
        seats.lock(session, session.get_one(Intake, wanted))
    started = referral.state is State.IN_SERVICE
    seats.free(session, referral, "moved", step.at)
    seats.hold(session, referral, intake, step.at)
    if started:
        seats.use(session, referral, step.at)
    before, referral.intake_id, referral.place_id = referral.intake_id, intake.id, intake.service_at_location_id
    if not started and intake.starts_on and intake.starts_on >= today(session):
        referral.starts_on = intake.starts_on
    step.write(reason=reason, values={"from": str(before) if before else None, "to": str(intake.id)})
    planning.plan_for(session, intake)


def leave(session: Session, actor: User, referral: Referral) -> None:
    """She gives up the place that was kept for her after the service: somebody else may have it."""
    kept = session.scalar(
        select(Seat).where(Seat.referral_id == referral.id, Seat.freed_at.is_(None), Seat.kept).with_for_update()
    )
    if kept is None:
        raise Refused("no_place_kept")
    seats.free(session, referral, "left", now(session))


def _check_past(session: Session, on: date) -> None:
    if on > today(session):
        raise Refused("in_the_future", "on")
