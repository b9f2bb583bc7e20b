"""Catalog health: partner by partner, how many services are fresh, lack something, or are reported; in three statements."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select, true
from sqlalchemy.orm import Session

from catalog.health import LACKS, health
from catalog.models import Organization, Service
from referral.loop.reports import dead_phones
from referral.models import ServiceReport

REPORTS = ("phone", "reported", "late")
DOUBTS = ("stale", "unconfirmed", *LACKS, "reported")


@dataclass(frozen=True, slots=True)
class Line:
    """One partner: its services by what is said of them, its last confirmation, and the oldest report not answered."""

    organization: Organization
    counts: Mapping[str, int]
    confirmed_on: date | None
    waits_since: datetime | None


def lines(session: Session, now: datetime, day: date) -> list[Line]:
    """Every partner that has services. Confidential ones are counted as all others; nothing else is told of them."""
    partners = {one.id: one for one in session.scalars(select(Organization).where(Organization.services.any()))}
    reported, none = _reported(session, now), (dict.fromkeys(REPORTS, 0), None)
    found = []
    for one in health(session, day):
        counts, since = reported.get(one.organization_id, none)
        together = {"services": one.services, **one.counts, **counts}
        found.append(Line(partners[one.organization_id], together, one.confirmed_on, since))
    return found


def _reported(session: Session, now: datetime) -> dict[uuid.UUID, tuple[dict[str, int], datetime]]:
    """By organisation: services with a dead phone, with any open report, with one not answered in time; and since when."""
    its = ServiceReport.service_id
    which = {"phone": ServiceReport.reason.in_(dead_phones()), "reported": true(), "late": ServiceReport.due_at < now}
    counted = [func.count(func.distinct(case((condition, its)))) for condition in which.values()]
    rows = (
        select(Service.organization_id, func.min(ServiceReport.at), *counted)
        .join(ServiceReport.service)
        .where(ServiceReport.answered_at.is_(None))
        .group_by(Service.organization_id)
    )
    return {of: (dict(zip(which, counts, strict=True)), since) for of, since, *counts in session.execute(rows)}


def doubts(line: Line) -> int:
    """How much there is to doubt in all."""
    return sum(line.counts[code] for code in DOUBTS)


def _most(code: str) -> Callable[[Line], tuple[int, ...]]:
    return lambda line: (-line.counts[code], -doubts(line))


ORDERS: Mapping[str, Callable[[Line], tuple[float, ...]]] = {
    "doubts": lambda line: (-doubts(line),),
    "fresh": lambda line: (line.counts["fresh"] / line.counts["services"], -doubts(line)),
    **{code: _most(code) for code in ("unconfirmed", "stale", *LACKS, *REPORTS)},
    "waits": lambda line: (line.waits_since.timestamp() if line.waits_since else float("inf"), -doubts(line)),
    "confirmed": lambda line: (line.confirmed_on.toordinal() if line.confirmed_on else 0, -doubts(line)),
}


def worst_first(found: Iterable[Line], by: str) -> list[Line]:
    """The partners in order, the worst first by that measure; equal ones by name."""
    by_name = sorted(found, key=lambda line: (line.organization.name_en, line.organization.id.bytes))
    return sorted(by_name, key=ORDERS[by])


def sums(found: Iterable[Line]) -> dict[str, int]:
    """The whole consortium."""
    total: dict[str, int] = {}
    for line in found:
        for code, number in line.counts.items():
            total[code] = total.get(code, 0) + number
    return total
