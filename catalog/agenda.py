"""The common agenda as values: what each code of a kind, need, outcome or role is called now, and whether it is offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.lists import Named
from catalog.models import AgendaNeed, IndustryRole, Kind, Outcome

N = TypeVar("N", bound="Entry")


@dataclass(frozen=True, slots=True)
class Entry(Named):
    """One row of the agenda; one that is not `offered` was retired, or merged into another."""

    offered: bool
    merged_into: str | None


@dataclass(frozen=True, slots=True)
class Post(Entry):
    """A role of the industry, and how exposed it is to automation."""

    exposure_band: str


@dataclass(frozen=True)
class Agenda:
    """All rows by code, in the order of the agenda."""

    outcomes: Mapping[str, Entry]
    needs: Mapping[str, Entry]
    kinds: Mapping[str, Entry]
    roles: Mapping[str, Post]


def load_agenda(session: Session) -> Agenda:
    """The agenda as the tables say it."""
    outcomes, needs, kinds = (_entries(session, table) for table in (Outcome, AgendaNeed, Kind))
    return Agenda(outcomes, needs, kinds, _posts(session))


def _posts(session: Session) -> dict[str, Post]:
    table = IndustryRole
    columns = (
        table.code,
        table.name_en,
        table.name_bn,
        table.retired_at.is_(None),
        table.merged_into,
        table.exposure_band,
    )
    return {row.code: Post(*row) for row in session.execute(select(*columns).order_by(table.position, table.code))}


def _entries(session: Session, table: type[Outcome | AgendaNeed | Kind]) -> dict[str, Entry]:
    columns = (table.code, table.name_en, table.name_bn, table.retired_at.is_(None), table.merged_into)
    return {row.code: Entry(*row) for row in session.execute(select(*columns).order_by(table.position, table.code))}


def offered(entries: Mapping[str, N], own: str | None = None) -> list[N]:
    """The rows that are offered, and the one that somebody has already."""
    return [entry for entry in entries.values() if entry.offered or entry.code == own]
