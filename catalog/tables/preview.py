"""What a sheet of services would change, row by row, nothing stored: new, changed, untouched or wrong."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Kind, Service
from catalog.spelling import clean, plain
from catalog.tables.changes import CellChange, SeatsGiven, changes_of, fewer_than, none_given, seats_given
from catalog.tables.file import Table, Unreadable, read_table
from catalog.tables.row import Reader, kind_names
from catalog.tables.stored import owners_of, services_of
from catalog.tables.wanted import COLUMNS, REQUIRED, CellError, Wanted
from catalog.version import version

NAMED = ("service_id", "organization", "service_name")
OTHER_HEADERS = {
    "organisation": "organization",
    "name": "service_name",
    "upazila": "upazila_or_thana",
    "thana": "upazila_or_thana",
    "fee": "fee_bdt",
    "languages": "language",
}


class RowState(StrEnum):
    """What would become of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNTOUCHED = "untouched"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of the sheet; `number` counts the header as 1."""

    number: int
    state: RowState
    service_id: str
    organization: str
    service_name: str
    changes: tuple[CellChange, ...] = ()
    errors: tuple[CellError, ...] = ()
    notes: tuple[CellError, ...] = ()
    wanted: Wanted | None = None
    key: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole sheet; with `errors` none of it could be read. `columns` are those of ours that it has."""

    today: date
    version: int
    rows: tuple[PreviewRow, ...] = ()
    errors: tuple[CellError, ...] = ()
    columns: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()
    counts: Mapping[RowState, int] = field(default_factory=dict)


def preview(
    session: Session,
    data: str | bytes,
    today: date,
    own: uuid.UUID | None = None,
    given: SeatsGiven = none_given,
) -> Preview:
    """Read a sheet and compare it; `own` is the organisation of a partner, which may bring only its rows.

    `given` answers how many seats of some intakes are held or used: a sheet can't make them fewer than that.
    """
    seen = version(session)
    try:
        table = read_table(data)
        columns, ignored = _columns(table.header)
    except Unreadable as error:
        return Preview(today, seen, errors=(CellError(0, None, error.code, error.values),))
    read = list(_read(session, table, columns))
    owners = owners_of(session, [wanted.organization for _, wanted in read if wanted])
    services = services_of(session, owners.values())
    seats = seats_given(services.values(), given)
    first: dict[tuple[uuid.UUID | str, str], int] = {}
    rows = []
    for reader, wanted in read:
        if wanted is None:
            rows.append(_wrong(reader))
            continue
        owner = owners.get(plain(wanted.organization))
        service = services.get((owner, wanted.service_id)) if owner else None
        changes = changes_of(wanted, service, columns) if service else ()
        number = first.setdefault((owner or plain(wanted.organization), wanted.service_id), reader.number)
        if number != reader.number:
            reader.wrong("service_id", "same_id", row=number)
        if own is not None and owner != own:
            reader.wrong("organization", "not_yours")
        if service and fewer_than(seats.get(service.id, 0), wanted, changes):
            reader.wrong("seats", "seats_given", given=seats[service.id])
        rows.append(_wrong(reader) if reader.errors else _compared(reader, wanted, service, changes, today))
    counts = Counter(row.state for row in rows)
    return Preview(today, seen, tuple(rows), (), frozenset(columns), ignored, counts)


def _columns(header: Iterable[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """At which position each column of ours stands, and the headers that we don't know."""
    ours = {plain(column): column for column in COLUMNS} | OTHER_HEADERS
    found: dict[str, int] = {}
    ignored = []
    for position, cell in enumerate(header):
        column = ours.get(plain(cell))
        if column in found:
            raise Unreadable("column_twice", column=column)
        if column is None:
            ignored.append(clean(cell)[:50])
        else:
            found[column] = position
    missing = tuple(column for column in REQUIRED if column not in found)
    if missing:
        raise Unreadable("columns_missing", columns=missing)
    return found, tuple(cell for cell in ignored if cell)


def _read(session: Session, table: Table, columns: Mapping[str, int]) -> Iterable[tuple[Reader, Wanted | None]]:
    kinds = session.execute(select(Kind.code, Kind.name_en, Kind.name_bn, Kind.synonyms).order_by(Kind.position))
    names = kind_names([(code, name_en, name_bn, words) for code, name_en, name_bn, words in kinds])
    for number, cells in table.records:
        if len(cells) != len(table.header):
            reader = Reader(number, {}, names)
            reader.wrong(None, "cells_differ", cells=len(cells), header=len(table.header))
            yield reader, None
            continue
        reader = Reader(number, {column: cells[position] for column, position in columns.items()}, names)
        yield reader, reader.read()


def _wrong(reader: Reader) -> PreviewRow:
    theirs, owner, name = (clean(reader.texts.get(column, ""))[:80] for column in NAMED)
    return PreviewRow(reader.number, RowState.WRONG, theirs, owner, name, errors=tuple(reader.errors))


def _compared(
    reader: Reader, wanted: Wanted, service: Service | None, changes: tuple[CellChange, ...], today: date
) -> PreviewRow:
    notes = []
    if wanted.last_confirmed and wanted.last_confirmed > today:
        said = {"cell": wanted.last_confirmed.isoformat(), "today": today.isoformat()}
        notes.append(CellError(reader.number, "last_confirmed", "confirmed_later", said))
    if service and service.confidential and wanted.confidential is False:
        notes.append(CellError(reader.number, "confidential", "confidential_stays"))
    state = RowState.NEW if service is None else RowState.CHANGED if changes else RowState.UNTOUCHED
    return PreviewRow(
        reader.number,
        state,
        wanted.service_id,
        wanted.organization,
        wanted.service_name,
        changes=changes,
        notes=tuple(notes),
        wanted=wanted,
        key=service.id if service else None,
    )
