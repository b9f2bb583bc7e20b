"""A sheet of services from a file, for the command line: shown in words, and stored when that is asked."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from catalog.tables.accept import Outdated, accept
from catalog.tables.changes import SeatsGiven, none_given
from catalog.tables.file import MOST_BYTES
from catalog.tables.preview import Preview, PreviewRow, RowState, preview
from catalog.tables.understood import understand_all
from catalog.tables.wanted import CellError
from catalog.tables.words import explain, say

WELL, SOME_WRONG, UNREADABLE = 0, 1, 2


def bring_services(
    session: Session,
    path: Path,
    *,
    store: bool,
    out: Callable[[str], object],
    language: str,
    today: date,
    given: SeatsGiven = none_given,
) -> int:
    """Show what the file would change; with `store` keep its good rows, to be committed by the caller.

    0: all rows are well; 1: some are wrong; 2: nothing of it could be read or stored.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError:
        out(say("no_such_file", language, path=path))
        return UNREADABLE
    sheet = preview(session, data, today, given=given)
    _show(sheet, out, language)
    if sheet.errors:
        return UNREADABLE
    if not store:
        out(say("not_stored", language))
    else:
        try:
            out(say("stored", language, stored=accept(session, sheet, understand_all)))
        except Outdated:
            out(say("outdated", language))
            return UNREADABLE
    return SOME_WRONG if sheet.counts.get(RowState.WRONG) else WELL


def _show(sheet: Preview, out: Callable[[str], object], language: str) -> None:
    for error in sheet.errors:
        out(explain(error, language))
    if sheet.ignored:
        out(say("ignored", language, columns=sheet.ignored))
    for row in sheet.rows:
        if row.state is not RowState.UNTOUCHED or row.notes:
            _show_row(row, out, language)
    if not sheet.errors:
        counts = {state.value: sheet.counts.get(state, 0) for state in RowState}
        out(say("counts", language, **counts))


def _show_row(row: PreviewRow, out: Callable[[str], object], language: str) -> None:
    name = " · ".join(filter(None, (row.service_id, row.organization, row.service_name)))
    out(f"{say('row', language, row=row.number)} [{say(row.state, language)}] {name}")
    for change in row.changes:
        out(f"    {change.column}: {change.old or '-'} → {change.new or '-'}")
    for error in (*row.errors, *row.notes):
        out(f"    {_column(error)}{explain(error, language)}")


def _column(error: CellError) -> str:
    return f"{error.column}: " if error.column else ""
