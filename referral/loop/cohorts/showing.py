"""A cohort as its pages and its sheet show it: lines with names, some of them at a time, and how many there are."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from catalog.models import Intake, Service, ServiceAtLocation
from referral import access
from referral.models import Cohort, CohortLine, CohortMember, CohortRun, User, Worker

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A woman's line for one need: what she got, and what is pinned or forbidden for her from now on."""

    line: CohortLine
    worker: Worker
    member: CohortMember
    service: Service | None
    place: ServiceAtLocation | None
    intake: Intake | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A cohort in the list: how many women it has, and its last run."""

    cohort: Cohort
    women: int
    run: CohortRun | None


FILTERS = ("all", "got", "none", "changed")


def cohorts(session: Session, user: User) -> list[Listed]:
    """The cohorts of her organisation, the newest first, at most a hundred."""
    wanted = select(Cohort).where(access.visible_cohorts(user)).order_by(Cohort.made_at.desc(), Cohort.id).limit(100)
    found = list(session.scalars(wanted))
    ids = [one.id for one in found]
    counted = select(CohortMember.cohort_id, func.count()).where(CohortMember.cohort_id.in_(ids))
    women = {row[0]: row[1] for row in session.execute(counted.group_by(CohortMember.cohort_id))}
    runs = select(CohortRun).where(CohortRun.cohort_id.in_(ids)).order_by(CohortRun.asked_at)
    last = {run.cohort_id: run for run in session.scalars(runs)}
    return [Listed(one, women.get(one.id, 0), last.get(one.id)) for one in found]


def last_run(session: Session, cohort: Cohort) -> CohortRun | None:
    """The run that was asked for last."""
    runs = select(CohortRun).where(CohortRun.cohort_id == cohort.id).order_by(CohortRun.asked_at.desc())
    return session.scalars(runs.limit(1)).first()


def lines(
    session: Session, user: User, run: CohortRun, *, only: str = "all", page: int | None = None
) -> Sequence[Line]:
    """The lines of a run in the order of the roster: fifty of a page, from 1, or all."""
    access.get_cohort(session, user, run.cohort_id)
    wanted = _all(run, _only(only)).order_by(CohortLine.position)
    if page is not None:
        wanted = wanted.offset((page - 1) * PAGE).limit(PAGE)
    return list(map(_line, session.execute(wanted).all()))


def counts(session: Session, run: CohortRun) -> dict[str, int]:
    """How many lines each filter leaves."""
    each = [func.count().filter(_only(code)) for code in FILTERS]
    wanted = select(*each).select_from(CohortLine).join(CohortMember, _whose(run)).where(CohortLine.run_id == run.id)
    return dict(zip(FILTERS, session.execute(wanted).one(), strict=True))


def line_of(session: Session, user: User, run: CohortRun, worker_id: uuid.UUID) -> list[Line]:
    """The lines of one woman."""
    access.get_cohort(session, user, run.cohort_id)
    wanted = _all(run, CohortLine.worker_id == worker_id).order_by(CohortLine.position)
    return list(map(_line, session.execute(wanted).all()))


def _whose(run: CohortRun) -> ColumnElement[bool]:
    return (CohortMember.worker_id == CohortLine.worker_id) & (CohortMember.cohort_id == run.cohort_id)


def _only(code: str) -> ColumnElement[bool]:
    ways: dict[str, ColumnElement[bool]] = {
        "got": CohortLine.service_id.is_not(None),
        "none": CohortLine.service_id.is_(None),
        "changed": CohortMember.pinned_id.is_not(None),
    }
    return ways.get(code, true())


def _line(row: Any) -> Line:
    return Line(*row)


def _all(run: CohortRun, condition: ColumnElement[bool]) -> Any:
    """The lines with what stands beside them, by a condition."""
    return (
        select(CohortLine, Worker, CohortMember, Service, ServiceAtLocation, Intake)
        .join(Worker, Worker.id == CohortLine.worker_id)
        .join(CohortMember, _whose(run))
        .outerjoin(Service, Service.id == CohortLine.service_id)
        .outerjoin(ServiceAtLocation, ServiceAtLocation.id == CohortLine.place_id)
        .outerjoin(Intake, Intake.id == CohortLine.intake_id)
        .where(CohortLine.run_id == run.id, condition)
        .options(joinedload(Service.organization), selectinload(Worker.children))
    )


def services_of(session: Session, ids: set[uuid.UUID]) -> dict[uuid.UUID, Service]:
    """Services by their id in the order of their names, with whose they are."""
    wanted = select(Service).where(Service.id.in_(ids)).options(joinedload(Service.organization))
    by_name = wanted.order_by(Service.name_en, Service.id)
    return {service.id: service for service in session.scalars(by_name)}
