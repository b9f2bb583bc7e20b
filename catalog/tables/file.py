"""A file that somebody sends, read as a table of text; one that is not what it says gives a code."""

import csv
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

MOST_BYTES = 10_000_000
MOST_COLUMNS = 200
MOST_ROWS = 50_000
BINARY = {
    b"PK\x03\x04": "zip_or_excel",
    b"PK\x05\x06": "zip_or_excel",
    b"\xd0\xcf\x11\xe0": "zip_or_excel",
    b"\x1f\x8b": "not_a_table",
    b"%PDF": "not_a_table",
    b"\x89PNG": "not_a_table",
    b"\xff\xd8\xff": "not_a_table",
    b"SQLite format": "not_a_table",
}
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Unreadable(Exception):
    """The file is no table that can be read; `code` says why."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Table:
    """Header and records as they stand; numbers count the header as 1, as a spreadsheet does."""

    header: tuple[str, ...]
    records: list[tuple[int, list[str]]] = field(default_factory=list)


def read_table(data: str | bytes) -> Table:
    """The table in a CSV file: UTF-8, with commas, semicolons or tabs. Raises `Unreadable`."""
    text = _text(data)
    first_line = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first_line.count)
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=False))
    except csv.Error:
        raise Unreadable("not_a_table") from None
    numbered = [(number, cells) for number, cells in enumerate(lines, start=1) if any(map(str.strip, cells))]
    if not numbered:
        raise Unreadable("empty_file")
    (_, header), *records = numbered
    if max(map(len, lines)) > MOST_COLUMNS:
        raise Unreadable("too_many_columns", most=MOST_COLUMNS)
    if len(records) > MOST_ROWS:
        raise Unreadable("too_many_rows", most=MOST_ROWS)
    return Table(tuple(header), records)


def _text(data: str | bytes) -> str:
    if isinstance(data, str):
        try:
            data = data.encode("utf-8")
        except UnicodeEncodeError:
            raise Unreadable("not_utf8") from None
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large", most=MOST_BYTES // 1_000_000)
    for start, code in BINARY.items():
        if data.startswith(start):
            raise Unreadable(code)
    if data.startswith(UTF_16):
        raise Unreadable("not_utf8")
    if b"\0" in data:
        raise Unreadable("not_a_table")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("not_utf8") from None
