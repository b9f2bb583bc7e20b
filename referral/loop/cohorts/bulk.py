"""A cohort's result acted on: sent for those who have consented, unmet needs recorded; each by the verbs for one woman."""

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Intake, Service, ServiceAtLocation
from referral import access
from referral.access import NotFound
from referral.loop import needs, sending
from referral.loop.seats import taken
from referral.models import CohortLine, CohortRun, Grant, Need, Referral, User, Worker
from referral.moment import today
from referral.refusals import Refused
from referral.states import State

OUTCOMES = ("sent", "sent_before", "no_consent", "seat_gone", "closed", "not_sent")
OF_REFUSAL = {
    "no_consent": "no_consent",
    "service_closed": "closed",
    "need_has_live": "sent_before",
    "live_already": "sent_before",
    "need_is_open": "sent_before",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one line: one of OUTCOMES, and the refusal where it is another one."""

    line: CohortLine
    code: str
    refused: str = ""


def consented(session: Session, run: CohortRun) -> set[tuple[uuid.UUID, uuid.UUID | None]]:
    """The lines, by woman and service, for which a consent is in force today."""
    given = select(Grant.person_id, Grant.service_id).where(Grant.ended_at.is_(None), Grant.until >= today(session))
    got = (
        select(CohortLine.worker_id, CohortLine.service_id)
        .where(CohortLine.run_id == run.id, CohortLine.service_id.is_not(None))
        .intersect(given)
    )
    return {(row[0], row[1]) for row in session.execute(got)}


def send_all(session: Session, actor: User, run: CohortRun) -> list[Outcome]:
    """Send each who has a seat and has consented; one refusal stops no other, and the same again sends nobody twice."""
    access.get_cohort(session, actor, run.cohort_id, lock=True)
    agreed = consented(session, run)
    left = _seats(session, run)
    return [_send_one(session, actor, line, agreed, left) for line in _got(session, run)]


def _got(session: Session, run: CohortRun) -> list[CohortLine]:
    wanted = select(CohortLine).where(CohortLine.run_id == run.id, CohortLine.service_id.is_not(None))
    return list(session.scalars(wanted.order_by(CohortLine.position)))


def _seats(session: Session, run: CohortRun) -> dict[uuid.UUID, int]:
    """The free seats of each intake that somebody got."""
    wanted = select(Intake).where(Intake.id.in_(select(CohortLine.intake_id).where(CohortLine.run_id == run.id)))
    held = taken(session)
    return {one.id: one.seats - held.get(one.id, 0) for one in session.scalars(wanted) if one.seats is not None}


def _send_one(
    session: Session,
    actor: User,
    line: CohortLine,
    agreed: set[tuple[uuid.UUID, uuid.UUID | None]],
    left: dict[uuid.UUID, int],
) -> Outcome:
    if _live(session, line):
        return Outcome(line, "sent_before")
    if (line.worker_id, line.service_id) not in agreed:
        return Outcome(line, "no_consent")
    if line.intake_id in left and left[line.intake_id] <= 0:
        return Outcome(line, "seat_gone")
    try:
        with session.begin_nested():
            _send(session, actor, line)
    except Refused as refused:
        return Outcome(line, OF_REFUSAL.get(refused.code, "not_sent"), refused.code)
    except NotFound:
        return Outcome(line, "not_sent")
    if line.intake_id in left:
        left[line.intake_id] -= 1
    return Outcome(line, "sent")


def _live(session: Session, line: CohortLine) -> bool:
    """Whether she is sent there already."""
    there = select(Referral.id).where(
        Referral.person_id == line.worker_id,
        Referral.service_id == line.service_id,
        Referral.sent_at.is_not(None),
        Referral.state != State.CLOSED,
    )
    return session.scalar(there.limit(1)) is not None


def _send(session: Session, actor: User, line: CohortLine) -> None:
    need = need_of(session, actor, line)
    service = session.get_one(Service, line.service_id)
    place = session.get(ServiceAtLocation, line.place_id) if line.place_id else None
    draft = sending.draft(session, actor, needs.choose(session, actor, need, service, place=place))
    sending.send(session, actor, draft)


def need_of(session: Session, actor: User, line: CohortLine) -> Need:
    """Her open need of the line, opened where there is none."""
    worker = access.get_worker(session, actor, line.worker_id)
    same = select(Need).where(
        Need.person_id == worker.id, Need.code == line.need_code, Need.closed_at.is_(None), access.visible_needs(actor)
    )
    return session.scalars(same.limit(1)).first() or needs.open_need(session, actor, worker, line.need_code)


def record_unmet(session: Session, actor: User, run: CohortRun) -> Counter[str]:
    """Each need without a seat recorded as unmet, with its reason; one that was recorded before is not recorded again."""
    access.get_cohort(session, actor, run.cohort_id, lock=True)
    counts: Counter[str] = Counter()
    for line in _without(session, run):
        if _recorded(session, line, run):
            counts["before"] += 1
            continue
        none = line.why.get("none") or {}
        try:
            with session.begin_nested():
                need = need_of(session, actor, line)
                rules = [none["rule"]] if none.get("rule") else []
                needs.record_unmet(
                    session, actor, need, reason=REASONS.get(none.get("code", ""), "no_seat_in_time"), rules=rules
                )
            counts["recorded"] += 1
        except Refused:
            counts["refused"] += 1
    return counts


REASONS = {"no_service": "no_service_in_area", "rule": "rule_failed"}


def _without(session: Session, run: CohortRun) -> Iterator[CohortLine]:
    wanted = (
        select(CohortLine)
        .join(Worker, Worker.id == CohortLine.worker_id)
        .where(CohortLine.run_id == run.id, CohortLine.service_id.is_(None))
    )
    yield from session.scalars(wanted.order_by(CohortLine.position)).all()


def _recorded(session: Session, line: CohortLine, run: CohortRun) -> bool:
    since = select(Need.id).where(
        Need.person_id == line.worker_id,
        Need.code == line.need_code,
        Need.unmet_reason.is_not(None),
        Need.closed_at >= run.asked_at,
    )
    return session.scalar(since.limit(1)) is not None
