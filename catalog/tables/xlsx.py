"""The sheets of an XLSX as text, looked at from outside first: a zip or XLSX bomb is refused before it is unpacked."""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import python_calamine as calamine

from catalog.tables.file import MOST_COLUMNS, MOST_ROWS, Row, Unreadable

MOST_PARTS = 2000
MOST_UNPACKED = 300_000_000
MOST_CELLS = 4_000_000
TIMES_LARGER = 300
SMALL = 2_000_000
A_PIECE = 1 << 20
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
FILLED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"(?:[^>]*[^/>])?>')
ROW = re.compile(rb"<(?:\w+:)?row\b")
ROW_NUMBER = re.compile(rb'[^>]*?\br="([0-9]{1,7})"')
CELL = re.compile(rb"<(?:\w+:)?c[ >]")
VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b")
LOCAL_HEADER = struct.Struct("<26xHH")


def read_workbook(data: bytes) -> Iterator[tuple[str, Iterator[Row]]]:
    """Name and rows of each sheet that is not hidden. Raises `Unreadable`."""
    look_at(data)
    with _readable():
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        names = [
            one.name
            for one in book.sheets_metadata
            if one.visible is calamine.SheetVisibleEnum.Visible and one.typ is calamine.SheetTypeEnum.WorkSheet
        ]
        for name in names:
            yield name, _rows(book, name)


@contextmanager
def _readable() -> Iterator[None]:
    """What the library can't read is no table; where it gives up in its own depths, that is no exception of Python's."""
    try:
        yield
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        raise Unreadable("not_a_table") from None
    except BaseException as gave_up:
        if type(gave_up).__name__ != "PanicException":
            raise
        raise Unreadable("not_a_table") from None


def _rows(book: calamine.CalamineWorkbook, name: str) -> Iterator[Row]:
    with _readable():
        sheet = book.get_sheet_by_name(name)
        first = sheet.start[0] if sheet.start else 0
        for number, cells in enumerate(sheet.to_python(skip_empty_area=True), start=first + 1):
            yield number, [as_text(cell) for cell in cells]


def as_text(cell: Any) -> str:
    """A cell as somebody would have typed it: whole numbers without a point, days and times in their ISO form."""
    return next((write(cell) for sort, write in WRITTEN.items() if isinstance(cell, sort)), "")


def _moment(cell: datetime) -> str:
    return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M:%S}"


def _length(cell: timedelta) -> str:
    hours, minutes = divmod(int(cell.total_seconds()) // 60, 60)
    return f"{hours:02}:{minutes:02}"


WRITTEN: Mapping[type, Callable[[Any], str]] = {
    str: str,
    bool: lambda cell: "yes" if cell else "no",
    int: str,
    float: lambda cell: str(int(cell)) if cell == int(cell) else repr(cell),
    datetime: _moment,
    date: date.isoformat,
    time: lambda cell: f"{cell:%H:%M}",
    timedelta: _length,
}


def look_at(data: bytes) -> None:
    """Refuse what is no XLSX, or would be too large once unpacked, whatever it says of itself."""
    try:
        parts = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        raise Unreadable("not_a_table") from None
    names = {part.filename.lower() for part in parts}
    if "xl/workbook.xml" not in names:
        raise Unreadable("zip_or_excel")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("too_large_inside")
    for part in parts:
        if part.file_size > SMALL and part.file_size > TIMES_LARGER * max(part.compress_size, 1):
            raise Unreadable("too_large_inside")
        _look_into(data, part)


def _look_into(data: bytes, part: zipfile.ZipInfo) -> None:
    """Unpack a part piece by piece, keeping nothing: it must be as long as it says, its cells no more than a table's."""
    size, rest, seen = 0, b"", Reach()
    for piece in _pieces(data, part):
        size += len(piece)
        if size > part.file_size:
            raise Unreadable("too_large_inside")
        if SHEET.fullmatch(part.filename):
            text = rest + piece
            seen.read(text)
            rest = text[text.rfind(b"<") :] if b"<" in text[-500:] else b""
    seen.check()


class Reach:
    """How far the filled cells of a sheet reach, by their own labels and by the rows that they stand in.

    One cell far out is enough to fill the memory of whoever lays out the whole square.
    """

    def __init__(self) -> None:
        self.rows = self.columns = 0

    def read(self, text: bytes) -> None:
        """Some more of the sheet."""
        for match in FILLED.finditer(text):
            self.columns, self.rows = max(self.columns, _column(match[1])), max(self.rows, int(match[2]))
        for row in filter(VALUE.search, ROW.split(text)):
            self.columns = max(self.columns, len(CELL.findall(row)))
            self.rows = max(self.rows, int(found[1])) if (found := ROW_NUMBER.match(row)) else self.rows + 1

    def check(self) -> None:
        """Refuse more than a table of services has."""
        if self.columns > MOST_COLUMNS:
            raise Unreadable("too_many_columns", most=MOST_COLUMNS)
        if self.rows > MOST_ROWS + 100:
            raise Unreadable("too_many_rows", most=MOST_ROWS)
        if self.rows * self.columns > MOST_CELLS:
            raise Unreadable("too_large_inside")


def _pieces(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """What is packed in a part, in pieces of a megabyte, without trusting its length."""
    try:
        named, extra = LOCAL_HEADER.unpack_from(data, part.header_offset)
    except struct.error:
        raise Unreadable("not_a_table") from None
    start = part.header_offset + LOCAL_HEADER.size + named + extra
    packed = memoryview(data)[start : start + part.compress_size]
    if part.flag_bits & 1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("not_a_table")
    if part.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    unpacker, waiting = zlib.decompressobj(-zlib.MAX_WBITS), bytes(packed)
    try:
        while waiting and not unpacker.eof:
            yield unpacker.decompress(waiting, A_PIECE)
            waiting = unpacker.unconsumed_tail
    except zlib.error:
        raise Unreadable("not_a_table") from None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
