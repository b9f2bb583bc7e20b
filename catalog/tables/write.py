"""Services as a sheet that can be read again: headers and cells in either language, never a formula."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO, StringIO

import xlsxwriter

from catalog.models import Service
from catalog.places import find_place
from catalog.spelling import plain
from catalog.tables.cells import guarded, meanings, phone
from catalog.tables.headers import header_in
from catalog.tables.shown import WEEK, cells_now, sheet_place
from catalog.tables.times import WEEKDAYS
from catalog.tables.wanted import COLUMNS
from catalog.tables.wrong import Wrong

NUMBERS = frozenset({"min_age", "max_age", "fee_bdt", "max_loan_bdt", "seats"})
WIDTHS = {"service_name": 34, "description": 44, "eligibility": 40, "address": 30, "organization": 30, "kind": 24}
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
Names = Mapping[str, tuple[str, str]]


def rows_of(services: Iterable[Service], language: str, kinds: Names, known: Mapping[str, str]) -> Iterator[list[str]]:
    """The header, then a line a service; one that is given nowhere has no place to write and is left out.

    `kinds` are the names of kinds in English and Bengali, `known` which kind each word means when it is read.
    """
    yield [header_in(column, language) for column in COLUMNS]
    for service in services:
        if sheet_place(service) is None:
            continue
        cells = cells_now(service, language=language)
        said = {column: _in(language, column, text) for column, text in cells.items()}
        name = kinds.get(cells["kind"], ("", ""))[language == "bn"]
        said["kind"] = name if known.get(plain(name)) == cells["kind"] else cells["kind"]
        yield [guarded(said[column]) for column in COLUMNS]


def as_csv(rows: Iterable[list[str]]) -> bytes:
    """CSV in UTF-8, with the mark that lets spreadsheets see that it is."""
    text = StringIO()
    csv.writer(text).writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(rows: Iterable[list[str]], name: str) -> BytesIO:
    """A workbook of one sheet; a text that looks like a formula stays a text."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **AS_TEXT})
    sheet, bold, wrapped = (
        book.add_worksheet(name),
        book.add_format({"bold": True}),
        book.add_format({"text_wrap": True}),
    )
    sheet.freeze_panes(1, 0)
    for row, cells in enumerate(rows):
        for position, (column, text) in enumerate(zip(COLUMNS, cells, strict=True)):
            if row == 0:
                sheet.set_column(position, position, WIDTHS.get(column, 14))
                sheet.write_string(row, position, text, bold)
            elif column in NUMBERS and text.isdecimal():
                sheet.write_number(row, position, int(text))
            elif text:
                sheet.write_string(row, position, text, wrapped)
    book.close()
    file.seek(0)
    return file


def _in(language: str, column: str, text: str) -> str:
    write = WRITTEN.get(column)
    return write(text) if write and text and (language == "bn" or column == "phone") else text


def _place(text: str) -> str:
    """The Bengali name, where it leads to the same place again."""
    place = find_place(text)
    return place.name_bn if place and find_place(place.name_bn) == place else text


def _days(text: str) -> str:
    return ";".join(_day_names()[WEEK.index(day)] for day in text.split(";"))


def _day_names() -> dict[int, str]:
    found: dict[int, str] = {}
    for name, number in WEEKDAYS.items():
        if not name.isascii():
            found.setdefault(number, name)
    return found


def _standings(text: str) -> str:
    words: dict[str, str] = {}
    for word, code in meanings("employment").items():
        words.setdefault(code, word)
    return "; ".join(words.get(code, code) for code in text.split(";"))


def _dialled(text: str) -> str:
    """As it is dialled in the country, where that is the same number again."""
    local = text.replace("+880", "0", 1) if text.startswith("+880") else text
    try:
        return local if phone(local) == text else text
    except Wrong:
        return text


WRITTEN: Mapping[str, Callable[[str], str]] = {
    "district": _place,
    "days": _days,
    "employment": _standings,
    "confidential": lambda text: "হ্যাঁ" if text == "yes" else "না",
    "phone": _dialled,
}
