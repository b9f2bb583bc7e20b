"""Workbooks that tests make: tidy ones, ones as partners send them, and ones that are meant to do harm."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import Workbook

HEADERS = (
    "ক্রমিক নং", "সংস্থার নাম", "সেবার ধরন", "সেবার নাম", "উপজেলা/থানা", "জেলা", "বয়স (থেকে)", "বয়স (পর্যন্ত)", "গ্রেড",
    "কারখানার অবস্থা", "অন্যান্য শর্ত", "দিন", "সময়", "সপ্তাহে ঘণ্টা", "ফি/খরচ", "আসন", "শুরুর তারিখ", "শেষের তারিখ", "মোবাইল",
    "ঋণের সর্বোচ্চ পরিমাণ",
)  # fmt: skip
ROWS: tuple[tuple[Any, ...], ...] = (
    (1, "পলাশ (নমুনা)", "প্রশিক্ষণ", "সেলাই শেখা", "আশুলিয়া", "ঢাকা", 18, 35, "৫-৭", "কর্মরত বা ছাঁটাই", "হেলপার অগ্রাধিকার", "শুক্র",
     "সকাল ৯টা থেকে দুপুর ১টা", 4, "৳ ৫০০", "২০টি", date(2027, 1, 15), "১২/০৩/২০২৭", 1700000001, None),
    (),
    ("২", "পলাশ (নমুনা)", "লোন", "জরুরি লোন", "সাভার", "ঢাকা", None, None, None, "সবাই", "বয়স ২০ থেকে ৫০ বছর; জামিনদার", "রবি, মঙ্গল",
     "৯:০০ – ১৬:০০", "১৪", "বিনামূল্যে", None, 46388, "31-12-2027", "০১৭০০-০০০০০২, 01700000003", "৩০ হাজার টাকা"),
)  # fmt: skip


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook with these rows on these sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def as_sent() -> bytes:
    """Two sheets with titles above the headers, blank rows, a group header, a remark below, and dates of each sort."""
    above = [("সেবার তালিকা (নমুনা)",), (), (None,) * 6 + ("যোগ্যতা",)]
    below = [(), ("বি.দ্র.: তথ্য পরিবর্তন হতে পারে।",)]
    other: list[object] = [1, "দোয়েল (নমুনা)", "ডে-কেয়ার", "শিশু যত্ন", "কোনাবাড়ী", "গাজীপুর", *[None] * 5, "প্রতিদিন", "২৪ ঘণ্টা"]
    other += [168, 0, 25, datetime.combine(date(2027, 1, 1), time()), "", "01700-000004"]
    return workbook({"ঢাকা": [*above, HEADERS, *ROWS, *below], "গাজীপুর": [HEADERS, other]})


def rezipped(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    """The same file with other parts in it."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in changes:
                new.writestr(part.filename, old.read(part.filename))
        for name, text in changes.items():
            new.writestr(name, text)
    return file.getvalue()


def far_out() -> bytes:
    """A workbook of two cells, in opposite corners of the largest sheet there is."""
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return rezipped(workbook({"one": [("a",)]}), {"xl/worksheets/sheet1.xml": _sheet(cells)})


def of_cells(cells: bytes) -> bytes:
    """A workbook of one row of these cells."""
    return rezipped(
        workbook({"one": [("a",)]}), {"xl/worksheets/sheet1.xml": _sheet(b'<row r="1">' + cells + b"</row>")}
    )


def far_out_unlabelled() -> bytes:
    """The same without saying where the cells stand."""
    cells = b'<row r="1048576">' + b"<c><v>1</v></c>" * 16000 + b"</row>"
    return rezipped(workbook({"one": [("a",)]}), {"xl/worksheets/sheet1.xml": _sheet(cells)})


def blown_up() -> bytes:
    """A workbook whose strings are two hundred megabytes of nothing, packed to some kilobytes."""
    return rezipped(workbook({"one": [("a",)]}), {"xl/sharedStrings.xml": b"<sst>" + b" " * 200_000_000 + b"</sst>"})


def lying() -> bytes:
    """A part that says that it is small once unpacked, and is not."""
    packed = bytearray(rezipped(workbook({"one": [("a",)]}), {"xl/sharedStrings.xml": b" " * 50_000_000}))
    true = (50_000_000).to_bytes(4, "little")
    small = (1000).to_bytes(4, "little")
    return bytes(packed.replace(true, small))


def _sheet(rows: bytes) -> bytes:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<?xml version="1.0"?><worksheet xmlns="' + space + b'"><sheetData>' + rows + b"</sheetData></worksheet>"
