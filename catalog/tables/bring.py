"""A sheet of services from a file, for the command line: shown in words, and stored when that is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from catalog.tables.accept import Outdated, accept
from catalog.tables.changes import SeatsGiven, none_given
from catalog.tables.file import MOST_BYTES, Unreadable
from catalog.tables.preview import GUESSED, Preview, PreviewRow, Progress, RowState, compare, untold
from catalog.tables.reading import Reading, understand, unread
from catalog.tables.understood import understand_all
from catalog.tables.wanted import CellError
from catalog.tables.words import explain, say

WELL, SOME_WRONG, UNREADABLE = 0, 1, 2
Line = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Voice:
    """Where what a sheet would change is told, where what is wrong with it, and in which language."""

    out: Line
    wrong: Line
    language: str

    def say(self, code: str, **values: object) -> str:
        return say(code, self.language, **values)


def read(path: Path, voice: Voice) -> Reading | None:
    """The file with its headers understood as far as that is sure; None, told why, where it is no table."""
    try:
        with path.open("rb") as file:
            reading = understand(file.read(MOST_BYTES + 1), GUESSED)
    except OSError:
        voice.wrong(voice.say("no_such_file", path=path))
        return None
    except Unreadable as error:
        voice.wrong(explain(unread(error), voice.language))
        return None
    if reading.samples:
        voice.wrong(voice.say("was_bijoy", cell=reading.samples[-1][0], read=reading.samples[-1][1]))
    return reading


def show(
    session: Session,
    reading: Reading,
    voice: Voice,
    today: date,
    *,
    given: SeatsGiven = none_given,
    progress: Progress = untold,
) -> Preview:
    """What the file would change, told row by row; what is wrong is told apart."""
    sheet = compare(session, reading, today, given=given, progress=progress)
    for error in sheet.errors:
        voice.wrong(explain(error, voice.language))
    if sheet.ignored:
        voice.wrong(voice.say("ignored", columns=sheet.ignored))
    for row in sheet.rows:
        if row.state is not RowState.UNTOUCHED or row.notes:
            _show_row(row, voice)
    for gone in sheet.vanished:
        voice.out(voice.say("vanished", name=gone.name_bn or gone.name_en or gone.service_id))
    if not sheet.errors:
        voice.out(voice.say("counts", **{state.value: sheet.counts.get(state, 0) for state in RowState}))
    return sheet


def status(sheet: Preview) -> int:
    """0: all rows are well; 1: some are wrong; 2: nothing of it could be read."""
    return UNREADABLE if sheet.errors else SOME_WRONG if sheet.counts.get(RowState.WRONG) else WELL


def store(session: Session, sheet: Preview, voice: Voice, progress: Progress = untold) -> int:
    """Keep the good rows, to be committed by the caller, conditions as they are understood; the status."""
    try:
        voice.out(voice.say("stored", stored=accept(session, sheet, understand_all, progress)))
    except Outdated:
        voice.wrong(voice.say("outdated"))
        return UNREADABLE
    return status(sheet)


def _show_row(row: PreviewRow, voice: Voice) -> None:
    tell = voice.wrong if row.errors else voice.out
    name = " · ".join(filter(None, (row.service_id, row.organization, row.service_name)))
    number = " · ".join(filter(None, (row.sheet, voice.say("row", row=row.number))))
    tell(f"{number} [{voice.say(row.state)}] {name}")
    for change in row.changes:
        tell(f"    {change.column}: {change.old or '-'} → {change.new or '-'}")
    for error in (*row.errors, *row.notes):
        tell(f"    {_column(error)}{explain(error, voice.language)}")


def _column(error: CellError) -> str:
    return f"{error.column}: " if error.column else ""
