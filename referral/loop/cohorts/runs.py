"""Runs of a cohort's assignment: asked for, computed by the request or by the clock, its lines kept; short ones at once."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, joinedload

from catalog.base import now as real_now
from catalog.current import current_offers
from matching.cohort.assign import Assigning
from matching.cohort.build import Cohort as Made
from matching.cohort.build import Wishes, build
from matching.cohort.clashes import PinsClash
from matching.cohort.explain import explain, unmet
from matching.cohort.first_come import first_come
from matching.cohort.floors import tell
from matching.cohort.options import PoolKey
from matching.cohort.problem import NONE, Assignment
from referral import access
from referral.loop.learned import order_in_force
from referral.loop.seats import taken
from referral.models import Cohort, CohortLine, CohortMember, CohortRun, User, Worker, WorkerStatus
from referral.moment import now, today
from referral.people.profile import profile
from referral.refusals import Refused

LEASE = timedelta(minutes=3)
AT_ONCE = 300
ROWS = 2000
OpenSession = Callable[..., Session]
Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Computed:
    """What came of a run: a line for each need of each woman, and the counts of all."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)


def ask(session: Session, actor: User, cohort: Cohort) -> CohortRun:
    """A run that the clock will do, or the request itself where it is short; one that waits already is given again."""
    access.get_cohort(session, actor, cohort.id, lock=True)
    waiting = select(CohortRun).where(CohortRun.cohort_id == cohort.id, CohortRun.state.in_(("asked", "running")))
    already = session.scalars(waiting.limit(1)).first()
    if already is not None:
        return already
    if not asking(session, cohort):
        raise Refused("choose_needs", "needs")
    run = CohortRun(cohort_id=cohort.id, asked_by_id=actor.id, wishes=dict(cohort.wishes), asked_at=now(session))
    session.add(run)
    session.flush()
    return run


def asking(session: Session, cohort: Cohort) -> int:
    """How many women of it have a need."""
    members = session.scalars(_members(cohort.id))
    return sum(len(member.needs) for member in members)


def _members(cohort_id: uuid.UUID) -> Any:
    """Its women who are still there, with their records and children, in the order of the roster."""
    return (
        select(CohortMember)
        .join(Worker, Worker.id == CohortMember.worker_id)
        .where(CohortMember.cohort_id == cohort_id, Worker.status != WorkerStatus.LEFT)
        .order_by(CohortMember.row)
        .options(joinedload(CohortMember.worker).selectinload(Worker.children))
    )


def do_now(session: Session, run: CohortRun) -> None:
    """The run done within this request; what clashes is told in its result."""
    keep(session, run, compute(session, run))


def compute(session: Session, run: CohortRun, progress: Progress = lambda _: None) -> Computed:
    """The assignment of a cohort as it stands now; reads alone. `progress` is told in hundredths."""
    members = list(session.scalars(_members(run.cohort_id)))
    if not members:
        return Computed(result={"women": 0})
    order = order_in_force(session)
    made = build(
        [profile(session, member.worker) for member in members],
        [member.needs for member in members],
        current_offers(session),
        taken(session),
        today(session),
        wishes=_wishes(session, run, members),
        weights=order.weights,
        chance=order.chance,
    )
    progress(50)
    try:
        assigned = Assigning(made.problem)
    except PinsClash as clash:
        whose = {members[made.askers[one.asker].worker] for one in clash.clashes}
        return Computed(result={"women": len(members), "clash": sorted(str(one.worker_id) for one in whose)})
    found = assigned.best()
    progress(70)
    told = explain(made, found)
    progress(85)
    floors = [asdict(one) | {"short": one.short} for one in tell(assigned, found)]
    result = _result(made, found, floors, told, len(members))
    progress(99)
    return Computed([_line(line, members, at) for at, line in enumerate(told, 1)], result)


def _wishes(session: Session, run: CohortRun, members: list[CohortMember]) -> Wishes:
    places = {member.worker_id: place for place, member in enumerate(members)}
    before: dict[tuple[int, str], PoolKey | None] = {}
    last = last_done(session, run.cohort_id)
    if last is not None:
        for line in session.scalars(select(CohortLine).where(CohortLine.run_id == last.id)):
            if line.worker_id in places:
                had = (line.service_id, line.place_id, line.intake_id) if line.service_id else None
                before[places[line.worker_id], line.need_code] = had
    return Wishes(
        risks=run.wishes.get("risks"),
        floors={code: share / 100 for code, share in run.wishes.get("floors", {}).items()},
        pins={places[one.worker_id]: one.pinned_id for one in members if one.pinned_id},
        forbidden={places[one.worker_id]: frozenset(map(uuid.UUID, one.forbidden)) for one in members if one.forbidden},
        before=before,
    )


def last_done(session: Session, cohort_id: uuid.UUID) -> CohortRun | None:
    """The last run that was done; one that found only that pins clash is none."""
    done = select(CohortRun).where(CohortRun.cohort_id == cohort_id, CohortRun.state == "done")
    return session.scalars(done.order_by(CohortRun.ended_at.desc()).limit(1)).first()


def _result(
    made: Made, found: Assignment, floors: list[dict[str, Any]], told: list[dict[str, Any]], women: int
) -> dict[str, Any]:
    """Counts alone: of women, of each group, of seats, of what stays unmet and why, and what first come would give."""
    plain = first_come(made.problem)
    served, first = _served(made, found), _served(made, plain)
    groups: dict[str, list[int]] = {}
    for code, askers in made.groups.items():
        hers = {made.askers[one].worker for one in askers.tolist()}
        groups[code] = [len(hers), len(hers & first), len(hers & served)]
    used = [int((found.pool == number).sum()) for number in range(made.problem.pools)]
    left = [
        {"service": str(pool.offer.id), "seats": pool.seats, "used": used[number]}
        for number, pool in enumerate(made.pools)
        if pool.seats is not None
    ]
    before = made.problem.before
    return {
        "women": women,
        "asked": len({asker.worker for asker in made.askers}),
        "served": len(served),
        "first": len(first),
        "seats": int((found.pool != NONE).sum()),
        "first_seats": int((plain.pool != NONE).sum()),
        "groups": groups,
        "floors": floors,
        "left": sorted(left, key=lambda one: one["used"] - one["seats"]),
        "unmet": {need: dict(reasons.most_common()) for need, reasons in unmet(told).items()},
        "moved": sum(had != int(found.pool[asker]) for asker, had in before.items()) if before else None,
        "proved": found.proved,
    }


def _served(made: Made, found: Assignment) -> set[int]:
    return {asker.worker for number, asker in enumerate(made.askers) if found.pool[number] != NONE}


def _line(line: Mapping[str, Any], members: list[CohortMember], position: int) -> dict[str, Any]:
    """A line as it is stored: whom else a swap would touch is a woman, not a number."""
    got = line["got"] or {}
    ids = {f"{name}_id": uuid.UUID(got[name]) if got.get(name) else None for name in ("service", "place", "intake")}
    why = {name: line[name] for name in ("weight", "risks", "better", "more", "none")}
    return {
        "worker_id": members[line["worker"]].worker_id,
        "need_code": line["need"],
        "position": position,
        "score": got.get("score"),
        "why": why | {"pinned": bool(got.get("pinned"))},
        **ids,
    }


def keep(session: Session, run: CohortRun, computed: Computed) -> None:
    """The lines and counts of a run, which is done with them; of a clash of pins it has failed."""
    session.execute(delete(CohortLine).where(CohortLine.run_id == run.id))
    rows = [{"run_id": run.id, **line} for line in computed.lines]
    for start in range(0, len(rows), ROWS):
        session.execute(insert(CohortLine), rows[start : start + ROWS])
    run.result, run.done_part, run.ended_at, run.leased_until = computed.result, 100, now(session), None
    run.state = "failed" if "clash" in computed.result else "done"
    session.flush()


def work(open_session: OpenSession, at: datetime) -> int:
    """Do the runs that were asked for; how many. One that a killed clock held is taken again once its lease is over."""
    done = 0
    while (claimed := _claim(open_session)) is not None:
        run_id, user_id = claimed
        try:
            _do(open_session, run_id, user_id)
        except OperationalError:
            raise
        except Exception as error:
            structlog.get_logger().error("cohort_failed", run=str(run_id), error=type(error).__name__)
            with open_session() as session:
                session.execute(update(CohortRun).where(CohortRun.id == run_id).values(state="failed"))
                session.commit()
        done += 1
    return done


def _claim(open_session: OpenSession) -> tuple[uuid.UUID, uuid.UUID] | None:
    with open_session() as session:
        free = select(CohortRun).where(
            CohortRun.state.in_(("asked", "running")),
            or_(CohortRun.leased_until.is_(None), CohortRun.leased_until < real_now()),
        )
        run = session.scalars(free.order_by(CohortRun.asked_at).limit(1).with_for_update(skip_locked=True)).first()
        if run is None:
            return None
        run.state, run.leased_until, run.done_part = "running", real_now() + LEASE, 0
        session.commit()
        return run.id, run.asked_by_id


def _do(open_session: OpenSession, run_id: uuid.UUID, user_id: uuid.UUID) -> None:
    def progress(part: int) -> None:
        with open_session() as telling:
            lease = {"done_part": part, "leased_until": real_now() + LEASE}
            telling.execute(update(CohortRun).where(CohortRun.id == run_id).values(lease))
            telling.commit()

    with open_session(user_id, writes=False) as session:
        computed = compute(session, session.get_one(CohortRun, run_id), progress)
        session.rollback()
    with open_session(user_id) as session:
        run = session.get(CohortRun, run_id, with_for_update=True)
        if run is not None and run.state == "running":
            keep(session, run, computed)
        session.commit()
