"""Records for comparing as sheets hold them: pairs in a_ and b_ columns, or one roster; a cell that can't be read says nothing."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import dropwhile

from catalog.tables.file import Unreadable
from catalog.tables.file import read_file as tables_of
from matching.roster.reading import read as read_roster
from matching.same.birth import read_birth
from matching.same.known import FATHER, HUSBAND, Known

FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "worker_name", "full_name", "নাম"),
    "name_other": ("name_other", "name_bn", "name_en", "nickname"),
    "guardian": ("guardian", "guardian_name", "father_or_husband", "relative"),
    "father": ("father", "father_name", "fathers_name"),
    "husband": ("husband", "husband_name"),
    "relation": ("relation", "guardian_relation", "relationship"),
    "birth": ("birth", "birth_year_or_age", "birth_year", "birth_date", "date_of_birth", "dob", "age", "year_of_birth"),
    "phone": ("phone", "mobile", "phone_number", "mobile_number"),
    "upazila": ("upazila", "home_upazila", "place", "home"),
    "nid_last4": ("nid_last4", "nid"),
}
LONGEST = 400
ROSTER_COLUMNS = {"home_upazila": "upazila", "lives_in": "upazila"}


class NotRecords(Exception):
    """The file is no sheet of records; `reason` is a code: empty, unreadable, one_side, no_name."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def records(data: bytes, day: date) -> tuple[str, list[tuple[Known, ...]]]:
    """ "pairs" with two women a row, or "roster" with one, in the order of the rows; ages are reckoned in `day`'s year."""
    if not data.strip():
        raise NotRecords("empty")
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        return "roster", _by_roster(data, day)
    rows = _rows(data)
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    sides = {side for side in "ab" if any(f"{side}_{field}" in header for field in ("name", "guardian", "phone"))}
    if len(sides) == 1:
        raise NotRecords("one_side")
    if sides:
        return "pairs", [(_known(cells, day, "a_"), _known(cells, day, "b_")) for cells in _cells(header, rows[1:])]
    if not any(name in header for name in FIELDS["name"]):
        return "roster", _by_roster(data, day)
    return "roster", [(_known(cells, day),) for cells in _cells(header, rows[1:])]


def _rows(data: bytes) -> list[list[str]]:
    """Header and rows; a row of empty cells is a row, a line without anything is none."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", errors="replace")
    else:
        text = data.decode("utf-8-sig", errors="replace")
    text = text.replace("\0", "")
    first = text.split("\n", 1)[0]
    sign = max(",;\t", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign) if row]
    except csv.Error:
        raise NotRecords("unreadable") from None
    return list(dropwhile(lambda row: not any(map(str.strip, row)), rows))


def _cells(header: list[str], rows: list[list[str]]) -> Iterator[dict[str, str]]:
    for row in rows:
        yield {name: cell.strip()[:LONGEST] for name, cell in zip(header, row, strict=False) if name}


def _known(cells: Mapping[str, str], day: date, side: str = "") -> Known:
    told = {
        field: next((cells[side + name] for name in names if cells.get(side + name)), "")
        for field, names in FIELDS.items()
    }
    relative, relation = told["guardian"], told["relation"]
    if not relative and (told["husband"] or told["father"]):
        relative, relation = (told["husband"], HUSBAND) if told["husband"] else (told["father"], FATHER)
    nid = "".join(sign for sign in told["nid_last4"] if sign.isdecimal())[-4:]
    return Known(
        name_bn=told["name"] or None,
        name_en=told["name_other"] or None,
        relative=relative or None,
        relation=relation or None,
        birth=read_birth(told["birth"], day.year),
        phone=told["phone"] or None,
        place=told["upazila"] or None,
        nid_last4=nid or None,
    )


def _by_roster(data: bytes, day: date) -> list[tuple[Known, ...]]:
    """A sheet that needs its columns guessed, read as `setu import workers` reads it."""
    try:
        tables_of(data)
        roster = read_roster(data, day)
    except Unreadable:
        raise NotRecords("unreadable") from None
    if roster.missing:
        raise NotRecords("no_name")
    women: list[tuple[Known, ...]] = []
    for row in roster.rows:
        cells = {ROSTER_COLUMNS.get(column, column): text for column, text in row.raw.items()}
        women.append((_known(cells, day),))
    return women
