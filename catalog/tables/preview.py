"""What a sheet of services would change, row by row, nothing stored: new, changed, untouched, vanished or wrong."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import islice

from sqlalchemy.orm import Session

from catalog.models import Service
from catalog.spelling import plain
from catalog.tables.changes import (
    CellChange,
    SeatsGiven,
    changes_of,
    fewer_than,
    lowers_seats,
    none_given,
    seats_given,
)
from catalog.tables.file import Unreadable
from catalog.tables.reading import Reading, Said, kinds_of, rows_of, understand, unread
from catalog.tables.row import ReadRow
from catalog.tables.stored import Found, owners_of
from catalog.tables.vanished import Vanished, sheet_of, vanished
from catalog.tables.wanted import CellError, Wanted
from catalog.version import version

AT_ONCE = 500
GUESSED = Said(guess=True)
Progress = Callable[[int], object]
MayLower = Callable[[Service], bool]


def everybody(service: Service) -> bool:
    """Seats of a confidential service may be made fewer, whoever brings the sheet."""
    return True


def untold(done: int) -> None:
    """The progress of which nobody is told."""


class RowState(StrEnum):
    """What would become of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNTOUCHED = "untouched"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of the sheet; `number` is as a spreadsheet counts, `columns` are those of ours that it has."""

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
    sheet: str = ""
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole file; with `errors` none of it could be read. `came_from` marks the services of this sheet for the next.

    `vanished` are services of an earlier one that it does not name any more.
    """

    today: date
    version: int
    rows: tuple[PreviewRow, ...] = ()
    errors: tuple[CellError, ...] = ()
    columns: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()
    counts: Mapping[RowState, int] = field(default_factory=dict)
    vanished: tuple[Vanished, ...] = ()
    came_from: str = ""


def preview(
    session: Session,
    data: str | bytes,
    today: date,
    own: uuid.UUID | None = None,
    *,
    given: SeatsGiven = none_given,
    said: Said = GUESSED,
) -> Preview:
    """Read a sheet and compare it; `own` is the organisation of a partner, which may bring only its rows.

    `given` answers how many seats of some intakes are held or used: a sheet can't make them fewer than that.
    """
    try:
        reading = understand(data.encode("utf-8", "replace") if isinstance(data, str) else data, said)
    except Unreadable as error:
        return Preview(today, version(session), errors=(unread(error),))
    return compare(session, reading, today, own, given=given)


def compare(
    session: Session,
    reading: Reading,
    today: date,
    own: uuid.UUID | None = None,
    *,
    given: SeatsGiven = none_given,
    may_lower: MayLower = everybody,
    progress: Progress = untold,
) -> Preview:
    """A file that is understood beside the catalog as it is now; `progress` is told how many rows are done.

    `may_lower` tells whether seats of a confidential service may be made fewer: whether that is refused tells how many are given.
    """
    seen = version(session)
    if reading.missing:
        return Preview(today, seen, errors=(CellError(0, None, "columns_missing", {"columns": reading.missing}),))
    comparing = _Comparing(session, today, own, given, may_lower)
    read = rows_of(reading, kinds_of(session))
    while some := list(islice(read, AT_ONCE)):
        comparing.rows += comparing.chunk(some)
        progress(len(comparing.rows))
    came_from = sheet_of(comparing.sheets)
    return Preview(
        today,
        seen,
        tuple(comparing.rows),
        (),
        reading.columns,
        reading.ignored,
        Counter(row.state for row in comparing.rows),
        tuple(vanished(session, comparing.owners, came_from, comparing.named)) if comparing.sheets else (),
        came_from,
    )


class _Comparing:
    """Rows compared some hundred at a time, so that no more services than those are in memory."""

    def __init__(
        self, session: Session, today: date, own: uuid.UUID | None, given: SeatsGiven, may_lower: MayLower
    ) -> None:
        self.session, self.today, self.own, self.given, self.may_lower = session, today, own, given, may_lower
        self.rows: list[PreviewRow] = []
        self.first: dict[object, tuple[str, int]] = {}
        self.sheets: Counter[str] = Counter()
        self.owners: set[uuid.UUID] = set()
        self.named: set[object] = set()

    def chunk(self, rows: list[ReadRow]) -> Iterator[PreviewRow]:
        """These rows, each beside its service."""
        names = {row.wanted.organization if row.wanted else row.named[1] for row in rows}
        owners = owners_of(self.session, filter(None, names))
        self.owners.update(owners.values())
        meant = [
            (key, row.wanted) for row in rows if row.wanted and (key := owners.get(plain(row.wanted.organization)))
        ]
        found = Found(self.session, meant)
        seats = seats_given(found.all(), self.given)
        for row in rows:
            owner = owners.get(plain(row.wanted.organization if row.wanted else row.named[1]))
            yield self._row(row, owner, found, seats)

    def _row(self, row: ReadRow, owner: uuid.UUID | None, found: Found, seats: Mapping[uuid.UUID, int]) -> PreviewRow:
        wanted = row.wanted
        if wanted is None:
            self.named.update(("number", owner, text) for text in row.named[:1] if text)
            self.named.add(("name", owner, plain(row.named[2])))
            return _wrong(row, row.errors)
        service = found.service(owner, wanted) if owner else None
        changes = changes_of(wanted, service, row.columns) if service else ()
        errors = list(self._errors(row, wanted, owner, service))
        fewer = service is not None and service.id in seats and lowers_seats(wanted, changes)
        if service and service.confidential and fewer and not self.may_lower(service):
            errors.append(CellError(row.number, "seats", "named_lower_seats", {"cell": str(wanted.seats)}, row.sheet))
        elif service and fewer_than(seats.get(service.id, 0), wanted, changes):
            said = {"cell": str(wanted.seats), "given": seats[service.id]}
            errors.append(CellError(row.number, "seats", "seats_given", said, row.sheet))
        if service:
            self.named.add(service.id)
            self.sheets[service.source.get("sheet", "")] += bool(service.source.get("cells"))
        return _wrong(row, errors) if errors else self._compared(row, wanted, service, changes)

    def _errors(
        self, row: ReadRow, wanted: Wanted, owner: uuid.UUID | None, service: Service | None
    ) -> Iterator[CellError]:
        """A row that stands there twice, or is another organisation's."""
        whose: object = owner or plain(wanted.organization)
        alike = (whose, wanted.service_id) if wanted.service_id else (whose, plain(wanted.service_name), wanted.place)
        first = self.first.setdefault(service.id if service else alike, (row.sheet, row.number))
        if first != (row.sheet, row.number):
            column, code = ("service_id", "same_id") if wanted.service_id else ("service_name", "same_service")
            said = {"cell": getattr(wanted, column)[:80], "row": first[1]}
            yield CellError(row.number, column, code, said, row.sheet)
        if self.own is not None and owner != self.own:
            yield CellError(row.number, "organization", "not_yours", {"cell": wanted.organization[:80]}, row.sheet)

    def _compared(
        self, row: ReadRow, wanted: Wanted, service: Service | None, changes: tuple[CellChange, ...]
    ) -> PreviewRow:
        notes = list(row.notes)
        if wanted.last_confirmed and wanted.last_confirmed > self.today:
            said = {"cell": wanted.last_confirmed.isoformat(), "today": self.today.isoformat()}
            notes.append(CellError(row.number, "last_confirmed", "confirmed_later", said, row.sheet))
        if service and service.confidential and wanted.confidential is False:
            notes.append(CellError(row.number, "confidential", "confidential_stays", sheet=row.sheet))
        return PreviewRow(
            row.number,
            RowState.NEW if service is None else RowState.CHANGED if changes else RowState.UNTOUCHED,
            wanted.service_id or (service.source_id if service else None) or "",
            wanted.organization,
            wanted.service_name,
            changes=changes,
            notes=tuple(notes),
            wanted=wanted,
            key=service.id if service else None,
            sheet=row.sheet,
            columns=row.columns,
        )


def _wrong(row: ReadRow, errors: Iterable[CellError]) -> PreviewRow:
    theirs, owner, name = row.named
    return PreviewRow(row.number, RowState.WRONG, theirs, owner, name, errors=tuple(errors), sheet=row.sheet)
