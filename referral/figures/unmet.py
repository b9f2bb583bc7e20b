"""Needs that found no service: by need and district, and why."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from catalog.models import AgendaNeed
from catalog.places import ancestors, places
from referral.figures.hidden import FEWEST, OTHER, Entry, Table, table
from referral.figures.period import Period
from referral.figures.reach import is_unmet
from referral.models import Child, Need, Worker

NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class Unmet:
    """Unmet needs by code of the need and of the district; `why` is each row's main reason where ten persons had it."""

    table: Table
    why: Mapping[str, str]


def unmet(session: Session, period: Period) -> Unmet:
    """The needs of a period that were recorded as unmet, or closed as not met; confidential ones are left out.

    A need that was merged into another counts as that one. The district is where the worker lives now; a child lives
    where its mother does.
    """
    mother, code = aliased(Worker), func.coalesce(AgendaNeed.merged_into, Need.code)
    rows = session.execute(
        select(code, Need.person_id, Need.unmet_reason, func.coalesce(Worker.place_code, mother.place_code))
        .join(AgendaNeed, AgendaNeed.code == Need.code)
        .outerjoin(Worker, Worker.id == Need.person_id)
        .outerjoin(Child, Child.id == Need.person_id)
        .outerjoin(mother, mother.id == Child.worker_id)
        .where(is_unmet(), ~Need.confidential, Need.opened_at >= period.begins, Need.opened_at < period.ends)
    ).all()
    told = table(Entry(code, _district(place), person) for code, person, _, place in rows)
    reasons = {(code if code in told.rows else OTHER, reason, person) for code, person, reason, _ in rows if reason}
    return Unmet(told, _main(reasons))


def _main(reasons: Collection[tuple[str, str, object]]) -> dict[str, str]:
    """The commonest reason of each need, where at least ten persons had it."""
    persons = Counter((code, reason) for code, reason, _ in reasons)
    found: dict[str, str] = {}
    for (code, reason), number in persons.most_common():
        if number >= FEWEST:
            found.setdefault(code, reason)
    return found


def _district(place: str | None) -> str:
    if place not in places():
        return NOT_KNOWN
    return next((one for one in (place, *ancestors(place)) if places()[one].level == "district"), NOT_KNOWN)
