"""A file that somebody sends, read as tables of text: CSV in the usual encodings, or XLSX; one that is neither gives a code."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

from catalog.tables.bijoy import columns_in_bijoy, decode

MOST_BYTES = 25_000_000
MOST_COLUMNS = 200
MOST_ROWS = 50_000
BINARY = {
    b"PK\x05\x06": "zip_or_excel",
    b"\xd0\xcf\x11\xe0": "old_excel",
    b"\x1f\x8b": "not_a_table",
    b"%PDF": "not_a_table",
    b"\x89PNG": "not_a_table",
    b"\xff\xd8\xff\xe0": "not_a_table",
    b"\xff\xd8\xff\xe1": "not_a_table",
    b"SQLite format": "not_a_table",
}
ZIP = b"PK\x03\x04"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
BENGALI_UTF_8 = re.compile(rb"\xe0[\xa6\xa7][\x80-\xbf]")
WINDOWS = {0x81, 0x8D, 0x8F, 0x90, 0x9D}

Row = tuple[int, list[str]]


class Unreadable(Exception):
    """The file is no table that can be read; `code` says why."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a file: its rows that are not blank, numbered as a spreadsheet does.

    `bijoy` are the positions of columns that look typed in a Bijoy font; `exact`: each row must have as many cells as
    the header, as in CSV. `originals` has the rows as they stood, where they were converted.
    """

    name: str
    rows: list[Row]
    bijoy: frozenset[int] = frozenset()
    exact: bool = False
    originals: list[Row] | None = None

    def converted(self) -> "Table":
        """The same with its Bijoy columns in Unicode, the cells as they stood kept beside."""
        if not self.bijoy:
            return self
        rows = [
            (number, [decode(cell) if position in self.bijoy else cell for position, cell in enumerate(cells)])
            for number, cells in self.rows
        ]
        return replace(self, rows=rows, originals=self.rows)


def read_file(data: bytes) -> list[Table]:
    """The tables in a file: CSV with commas, semicolons or tabs, or the sheets of an XLSX. Raises `Unreadable`."""
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large", most=MOST_BYTES // 1_000_000)
    for start, code in BINARY.items():
        if data.startswith(start):
            raise Unreadable(code)
    if data.startswith(ZIP):
        from catalog.tables.xlsx import read_workbook

        tables = [_table(name, rows, exact=False) for name, rows in read_workbook(data)]
    else:
        tables = [_table("", _lines(_text(data)), exact=True)]
    found = [table for table in tables if table.rows]
    if not found:
        raise Unreadable("empty_file")
    if sum(len(table.rows) for table in found) > MOST_ROWS + 1:
        raise Unreadable("too_many_rows", most=MOST_ROWS)
    return found


def _table(name: str, rows: Iterator[Row], *, exact: bool) -> Table:
    kept: list[Row] = []
    for number, cells in rows:
        if len(cells) > MOST_COLUMNS and any(map(str.strip, cells)):
            raise Unreadable("too_many_columns", most=MOST_COLUMNS)
        if any(map(str.strip, cells)):
            kept.append((number, cells))
        if len(kept) > MOST_ROWS + 1:
            raise Unreadable("too_many_rows", most=MOST_ROWS)
    return Table(name, kept, columns_in_bijoy(cells for _, cells in kept), exact)


def _lines(text: str) -> Iterator[Row]:
    first_line = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first_line.count)
    try:
        yield from enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=False), start=1)
    except csv.Error:
        raise Unreadable("not_a_table") from None


def _text(data: bytes) -> str:
    """UTF-8 first, which other encodings hardly look like; then UTF-16 by its mark, then Windows-1252."""
    if data.startswith(UTF_16):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise Unreadable("not_utf8") from None
    if b"\0" in data:
        raise Unreadable("not_a_table")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if BENGALI_UTF_8.search(data):
            raise Unreadable("mixed_letters", line=data.count(b"\n", 0, error.start) + 1) from None
    if WINDOWS & set(data):
        raise Unreadable("not_utf8")
    return data.decode("cp1252")
