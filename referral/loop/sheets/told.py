"""What was found in a sheet, as much of it as a page shows, in a form that can be kept."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from catalog.tables.changes import CellChange
from catalog.tables.preview import Preview, PreviewRow, RowState
from catalog.tables.reading import Reading
from catalog.tables.shown import cells_of
from catalog.tables.understood import Understood, understood
from catalog.tables.vanished import Vanished
from catalog.tables.wanted import CellError

MOST_SHOWN = 200
ORDER = (RowState.WRONG, RowState.CHANGED, RowState.NEW, RowState.UNTOUCHED)


@dataclass(frozen=True, slots=True)
class RowTold:
    """A row as a page shows it; `cells` are those of a new one."""

    number: int
    sheet: str
    state: str
    named: tuple[str, str, str]
    key: str | None
    changes: tuple[CellChange, ...]
    errors: tuple[CellError, ...]
    notes: tuple[CellError, ...]
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """The whole sheet; `fingerprint` is of all of it: what is accepted is what was seen."""

    counts: dict[str, int]
    rows: tuple[RowTold, ...]
    more: int
    errors: tuple[CellError, ...]
    ignored: tuple[str, ...]
    conditions: tuple[tuple[str, int], ...]
    more_conditions: int
    vanished: tuple[Vanished, ...]
    fingerprint: str
    changed: bool = False

    @property
    def good(self) -> int:
        return self.counts.get(RowState.NEW, 0) + self.counts.get(RowState.CHANGED, 0)

    @property
    def wrong(self) -> int:
        return self.counts.get(RowState.WRONG, 0)

    @property
    def understood(self) -> list[Understood]:
        """The conditions shown, as they are understood."""
        rows = dict(self.conditions)
        return [Understood(one.text, one.conditions, rows[one.text]) for one in understood(rows)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody must say of a file before it can be read."""

    samples: tuple[tuple[str, str], ...] = ()
    unsure: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    rows: int = field(default=0)

    @property
    def headers(self) -> bool:
        """Whether she must say what headers mean."""
        return bool(self.unsure or self.missing)


def asked_of(reading: Reading) -> Asked:
    """What is to be asked about a file."""
    known = {text: column for _, heading in reading.tables for column, text in heading.texts.items()}
    return Asked(
        reading.samples,
        tuple((guess.header, guess.columns) for guess in reading.unsure),
        tuple(known.items()),
        tuple(text for text in reading.ignored if text),
        reading.missing,
        reading.size,
    )


def told_of(sheet: Preview) -> Told:
    """A preview as a page shows it: the wrong rows first, then what changes."""
    rows = sorted(sheet.rows, key=lambda row: (ORDER.index(row.state), row.sheet, row.number))
    said = understood(text for row in sheet.rows for text in new_conditions(row))
    return Told(
        {state.value: sheet.counts.get(state, 0) for state in RowState},
        tuple(map(_row, rows[:MOST_SHOWN])),
        max(0, len(rows) - MOST_SHOWN),
        sheet.errors,
        sheet.ignored,
        tuple((one.text, one.rows) for one in said[:MOST_SHOWN]),
        max(0, len(said) - MOST_SHOWN),
        sheet.vanished,
        fingerprint(sheet),
    )


def new_conditions(row: PreviewRow) -> Iterable[str]:
    """The conditions in words that a row brings."""
    brings = row.wanted is not None and (row.key is None or any(one.column == "eligibility" for one in row.changes))
    return row.wanted.eligibility if row.wanted and brings else ()


def _row(row: PreviewRow) -> RowTold:
    cells = cells_of(row.wanted) if row.wanted and row.state is RowState.NEW else {}
    return RowTold(
        row.number,
        row.sheet,
        row.state.value,
        (row.service_id, row.organization, row.service_name),
        str(row.key) if row.key else None,
        row.changes,
        row.errors,
        row.notes,
        {column: text for column, text in cells.items() if text},
    )


def fingerprint(sheet: Preview) -> str:
    """Of all that a preview shows."""
    found = hashlib.sha256()
    for row in sheet.rows:
        errors = [(one.column, one.code) for one in row.errors]
        found.update(repr((row.sheet, row.number, row.state, row.changes, errors, row.wanted)).encode())
    found.update(repr([one.key for one in sheet.vanished]).encode())
    return found.hexdigest()


def to_json(value: Told | Asked) -> Any:
    """Plain data to be kept."""
    return json.loads(json.dumps(asdict(value), default=str))


def told_from(kept: Any) -> Told:
    """What was kept, again."""
    rows = [
        RowTold(
            **{
                **row,
                "named": tuple(row["named"]),
                "changes": tuple(CellChange(**one) for one in row["changes"]),
                "errors": tuple(CellError(**one) for one in row["errors"]),
                "notes": tuple(CellError(**one) for one in row["notes"]),
            }
        )
        for row in kept["rows"]
    ]
    return Told(
        **{
            **kept,
            "rows": tuple(rows),
            "errors": tuple(CellError(**one) for one in kept["errors"]),
            "ignored": tuple(kept["ignored"]),
            "conditions": tuple((text, rows) for text, rows in kept["conditions"]),
            "vanished": tuple(Vanished.from_json(one) for one in kept["vanished"]),
        }
    )


def asked_from(kept: Any) -> Asked:
    """What was kept, again."""
    return Asked(
        tuple((before, after) for before, after in kept["samples"]),
        tuple((header, tuple((column, sure) for column, sure in columns)) for header, columns in kept["unsure"]),
        tuple((header, column) for header, column in kept["known"]),
        tuple(kept["ignored"]),
        tuple(kept["missing"]),
        kept["rows"],
    )
