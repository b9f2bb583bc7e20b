"""The rows of the agenda as its pages show them: a line of a list, options of a form, the figures about a role."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.agenda import Entry, offered
from catalog.lists import skills
from catalog.models import AgendaNeed, Exposure, IndustryRole, Kind, Service
from referral.i18n.names import named
from referral.i18n.speech import _, _n
from referral.loop.agenda import TABLES
from referral.web.agenda.words import BANDS, GRADES, SECTIONS, SECTOR, SERVED
from referral.web.words import lists
from referral.web.words.agenda import agenda
from referral.web.words.second import EYES

Option = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """One row of a list."""

    code: str
    title: str
    text: str
    small: str
    offered: bool
    confidential: bool = False


def lines(session: Session, what: str) -> list[Line]:
    """All rows of a list, in the order of the agenda."""
    table = TABLES[what]
    order = (Exposure.study, Exposure.code) if table is Exposure else (table.position, table.code)
    services: dict[str, int] = {}
    if table is Kind:
        counted = select(Service.kind_code, func.count()).group_by(Service.kind_code)
        services = {row[0]: row[1] for row in session.execute(counted)}
    return [_line(row, services) for row in session.scalars(select(table).order_by(*order))]


def _line(row: Any, services: Mapping[str, int]) -> Line:
    gone = row.retired_at is not None
    small = _("No longer offered") if gone else ""
    into = getattr(row, "merged_into", None)
    if into:
        small = _("Merged into: %(name)s", name=named(_known(row).get(into)))
    if isinstance(row, Exposure):
        text, source = f"{named(row, 'measures')} · {row.study}, {row.year}", " · ".join(filter(None, _seen_where(row)))
        return Line(row.code, value_of(row), text, " · ".join(filter(None, (small, source))), not gone)
    return Line(row.code, named(row), _text(row, services), small, not gone, getattr(row, "confidential", False))


def value_of(figure: Exposure) -> str:
    """The value with its unit; one in words has none."""
    return figure.value if figure.unit == "text" else f"{figure.value} {figure.unit}"


def _seen_where(figure: Exposure) -> tuple[str, str]:
    caution = _("Caution: %(words)s", words=figure.caution) if figure.caution else ""
    return _("Source: %(words)s", words=figure.source), caution


def _known(row: Any) -> Mapping[str, Entry]:
    known: Mapping[str, Entry] = getattr(
        agenda(), next(what for what, table in TABLES.items() if isinstance(row, table))
    )
    return known


def _text(row: Any, services: Mapping[str, int]) -> str:
    if isinstance(row, Kind):
        count = _n("%(num)s service", "%(num)s services", services.get(row.code, 0))
        return f"{named(agenda().outcomes.get(row.sub_outcome_code or row.outcome_code))} · {count}"
    if isinstance(row, AgendaNeed):
        return named(row, "say")
    if isinstance(row, IndustryRole):
        return _("%(section)s · exposure: %(band)s", section=SECTIONS[row.section], band=BANDS[row.exposure_band])
    return named(agenda().outcomes.get(row.parent_code)) if row.parent_code else ""


def options(what: str, row: Any, parents: Mapping[str, str | None]) -> dict[str, Any]:
    """What a form offers; of what was retired only what the row has already."""
    found: dict[str, Any] = {"served": lists.options(SERVED)}
    if what == "kinds":
        own = {pair.need_code for pair in row.needs} if row else set()
        found["needs"] = lists.names(one for one in agenda().needs.values() if one.offered or one.code in own)
        found["eyes"] = lists.options(EYES)
        found["outcomes"] = _outcomes(row and (row.sub_outcome_code or row.outcome_code), parents)
    if what == "outcomes":
        found["parents"] = lists.names(one for one in offered(agenda().outcomes) if parents.get(one.code) is None)
    if what == "roles":
        found |= {"sections": lists.options(SECTIONS), "bands": lists.options(BANDS)}
        found |= {"grades": [(one, one) for one in GRADES], "skills": lists.names(skills().values())}
    if what == "figures":
        found["about"] = _about(row.applies_to.split(";") if row else [])
    return found


def _outcomes(own: str | None, parents: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """The outcomes, each with its parts."""
    known = offered(agenda().outcomes, own)
    return [
        {
            "label": named(whole),
            "options": [(whole.code, named(whole))]
            + [(part.code, named(part)) for part in known if parents.get(part.code) == whole.code],
        }
        for whole in known
        if parents.get(whole.code) is None
    ]


def _about(own: Iterable[str]) -> list[Option]:
    had = set(own)
    posts = [one for one in agenda().roles.values() if one.offered or one.code in had]
    return [("sector", str(SECTOR)), *lists.options(SECTIONS), *lists.names(posts)]


def others(what: str, row: Any) -> list[Option]:
    """The rows that a row may be merged into."""
    return lists.names(one for one in offered(_known(row)) if one.code != row.code)


def figures(session: Session, role: IndustryRole) -> list[Exposure]:
    """The published figures about a role, its section and the whole sector, the nearest first."""
    codes = [role.code, role.section, "sector"]
    rows = session.scalars(select(Exposure).where(Exposure.retired_at.is_(None)).order_by(Exposure.code))
    nearest = [
        (min((codes.index(one) for one in row.applies_to.split(";") if one in codes), default=9), row) for row in rows
    ]
    return [row for near, row in sorted(nearest, key=lambda pair: pair[0]) if near < len(codes)]
