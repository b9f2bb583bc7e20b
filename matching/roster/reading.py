"""A roster read from a file: CSV or XLSX, in either language and script, as the sheets of services are."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from catalog.spelling import clean
from catalog.tables.file import Table, Unreadable, read_file
from catalog.tables.headers import NOTHING, Guess, Heading, heading_of
from catalog.tables.reading import samples
from catalog.tables.wanted import CellError
from matching.roster.cells import posts, scheme_of
from matching.roster.row import Reader
from matching.roster.wanted import HEADERS, Roster, Row, Said, Told

Progress = Callable[[int], object]
NAME_COLUMNS = ("name", "name_other")
EACH = 500


def read(
    data: bytes,
    day: date,
    said: Said = Said(),  # noqa: B008 - frozen
    *,
    roles: Mapping[str, str] | None = None,
    progress: Progress = lambda _: None,
) -> Roster:
    """The women of a roster; ages are reckoned on `day`. Raises `Unreadable` where the file is no table.

    `roles` gives the code of a post by what it is called (`catalog.spelling.plain`); else those of the files. What a
    cell does not say is unknown, a wrong cell is told and the rest of its row kept.
    """
    tables = read_file(data)
    typed = tuple(samples(tables))
    if said.bijoy is False:
        tables = [replace(table, bijoy=frozenset()) for table in tables]
    found = [
        (table, heading_of(table, said.headers, guess=said.guess, of=HEADERS)) for table in map(Table.converted, tables)
    ]
    named = [pair for pair in found if _has_name(pair[1])]
    used = named or found[:1]
    scheme, asks = scheme_of(text for table, heading in used for text in _column(table, heading, "grade"))
    told = Told(day, scheme or said.scheme, posts() if roles is None else roles)
    rows, wrong = _rows(used if named else [], told, progress)
    return Roster(
        rows,
        wrong,
        tuple(_unsure(used)),
        tuple(dict.fromkeys(text for _, heading in used for text in heading.ignored if text)),
        tuple(dict.fromkeys((text, column) for _, heading in used for column, text in heading.texts.items())),
        asks_scheme=asks and not said.scheme,
        scheme=told.scheme,
        missing=not named,
        samples=() if said.bijoy is False else typed,
    )


def unreadable(error: Unreadable) -> CellError:
    """What is wrong with a whole file, as an error of no row."""
    return CellError(0, None, error.code, error.values)


def _has_name(heading: Heading) -> bool:
    return any(column in heading.at for column in NAME_COLUMNS)


def _unsure(found: list[tuple[Table, Heading]]) -> Iterator[Guess]:
    unsure = {guess.header: guess for _, heading in found for guess in heading.unsure}
    for guess in unsure.values():
        yield Guess(guess.header, tuple(one for one in guess.columns if one[0] != NOTHING))


def _column(table: Table, heading: Heading, column: str) -> Iterator[str]:
    at = heading.at.get(column)
    for number, cells in table.rows:
        if at is not None and number > heading.row and at < len(cells) and clean(cells[at]):
            yield cells[at]


def _rows(
    found: list[tuple[Table, Heading]], told: Told, progress: Progress
) -> tuple[tuple[Row, ...], tuple[CellError, ...]]:
    rows: list[Row] = []
    wrong: list[CellError] = []
    for table, heading in found:
        for number, cells in table.rows:
            filled = sum(bool(clean(cell)) for cell in cells)
            if number <= heading.row or (heading.width > 3 and filled == 1):
                continue
            if table.exact and any(clean(cell) for cell in cells[heading.cells :]):
                values = {"cells": len(cells), "header": heading.cells}
                wrong.append(CellError(number, None, "cells_differ", values, table.name))
                continue
            reader = Reader(number, table.name, _at(heading, cells), told)
            rows.append(reader.read())
            wrong += reader.wrong
            if len(rows) % EACH == 0:
                progress(len(rows))
    return tuple(rows), tuple(wrong)


def _at(heading: Heading, cells: list[str]) -> dict[str, str]:
    return {column: cells[position] for column, position in heading.at.items() if position < len(cells)}
