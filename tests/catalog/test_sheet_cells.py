"""Cells as people write them, in either language, and what is wrong with the others."""

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.tables import cells, times
from catalog.tables.wrong import Wrong

READERS = [
    times.weekdays,
    times.time_of_day,
    times.day_of_calendar,
    cells.taka,
    cells.yes_or_no,
    cells.phone,
    cells.email,
    cells.languages,
    lambda cell: cells.whole_number(cell, 100),
    lambda cell: cells.words(cell, 100),
    lambda cell: cells.conditions(cell, 100),
]


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("Fri", (4,)),
        ("Fri;Sat", (4, 5)),
        ("Sat-Thu", (0, 1, 2, 3, 5, 6)),
        ("শুক্র", (4,)),
        ("শনি-বৃহস্পতি", (0, 1, 2, 3, 5, 6)),
        ("রোববার, মঙ্গলবার", (1, 6)),
        ("Sunday and Monday", (0, 6)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
        ("প্রতিদিন", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_days_of_the_week(cell: str, days: tuple[int, ...]) -> None:
    assert times.weekdays(cell) == days


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("09:00", time(9)),
        ("5:30 PM", time(17, 30)),
        ("9am", time(9)),
        ("12 am", time(0)),
        ("12:15 p.m.", time(12, 15)),
        ("৯.৩০", time(9, 30)),
        ("সকাল ৯টা", time(9)),
        ("দুপুর ১টা", time(13)),
        ("বিকেল ৫:৩০", time(17, 30)),
        ("রাত ১০টা", time(22)),
        ("রাত ১২টা", time(0)),
        ("24:00", time(0)),
        ("09:00:00", time(9)),
    ],
)
def test_times_of_day(cell: str, moment: time) -> None:
    assert times.time_of_day(cell) == moment


@pytest.mark.parametrize(
    "cell",
    [
        "2027-01-15",
        "15/01/2027",
        "১৫/০১/২০২৭",
        "15.1.27",
        "15-01-2027",
        "2027-01-15 00:00:00",
        "15 Jan 2027",
        "15 January, 2027",
        "১৫ জানুয়ারি ২০২৭",
        "46402",
    ],
)
def test_dates(cell: str) -> None:
    assert times.day_of_calendar(cell) == date(2027, 1, 15)


@pytest.mark.parametrize(
    ("cell", "taka"),
    [
        ("500", 500),
        ("৳ ১,৫০০", 1500),
        ("৭০০ টাকা", 700),
        ("৬০০/-", 600),
        ("Tk. 1,50,000", 150_000),
        ("1.5 lakh", 150_000),
        ("৩০ হাজার টাকা", 30_000),
        ("250.00", 250),
        ("Free", 0),
        ("বিনামূল্যে", 0),
    ],
)
def test_money(cell: str, taka: int) -> None:
    assert cells.taka(cell) == taka


@pytest.mark.parametrize(
    "cell",
    [
        "01700000101",
        "+8801700000101",
        "8801700000101",
        "008801700000101",
        "০১৭০০-০০০১০১",
        "1700000101",
        "01700 000 101",
        "01700000101 / 01700000102",
    ],
)
def test_phones(cell: str) -> None:
    assert cells.phone(cell) == "+8801700000101"


def test_a_short_code_stays_a_phone() -> None:
    assert cells.phone("১০৯") == "109"


@pytest.mark.parametrize(
    ("read", "cell", "code"),
    [
        (times.weekdays, "Fryday", "no_such_weekday"),
        (times.time_of_day, "25:30", "no_such_time"),
        (times.time_of_day, "noon", "no_such_time"),
        (times.day_of_calendar, "31/02/2027", "no_such_day"),
        (times.day_of_calendar, "soon", "not_a_date"),
        (times.day_of_calendar, "15/01/1433", "bengali_calendar"),
        (times.day_of_calendar, "1385-01-01", "year_unlikely"),
        (cells.taka, "about five hundred", "not_an_amount"),
        (cells.taka, "-5", "negative"),
        (cells.taka, "99999 lakh", "too_much"),
        (cells.phone, "0170004018", "not_a_phone"),
        (cells.phone, "01700abc001", "not_a_phone"),
        (cells.email, "help at palash", "not_an_email"),
        (cells.yes_or_no, "perhaps", "yes_or_no"),
        (cells.languages, "bn;Klingon", "no_such_language"),
    ],
)
def test_what_is_wrong(read: object, cell: str, code: str) -> None:
    assert callable(read)
    with pytest.raises(Wrong) as wrong:
        read(cell)
    assert wrong.value.code == code


def test_numbers_have_bounds() -> None:
    assert cells.whole_number("২০টি", 100) == 20
    for cell, code in (("-5", "negative"), ("101", "too_much"), ("12.5", "not_a_number"), ("9" * 40, "too_much")):
        with pytest.raises(Wrong) as wrong:
            cells.whole_number(cell, 100)
        assert wrong.value.code == code


def test_text_typed_in_bijoy_is_seen_and_english_is_not() -> None:
    assert cells.looks_bijoy("‡mjvB cÖwkÿY")
    for english in ("Full-day crèche", "“Little Steps”: meals…", "Naïve Öl", "50 % off ®"):
        assert not cells.looks_bijoy(english)


def test_every_condition_is_kept() -> None:
    assert cells.conditions("SSC pass; 2 years in cutting or sewing;; NID", 100) == (
        "SSC pass",
        "2 years in cutting or sewing",
        "NID",
    )


@pytest.mark.parametrize("read", READERS)
def test_no_cell_raises_anything_else(read: object) -> None:
    @given(st.text() | st.text(alphabet="0123456789০১৫:/.-, apm+টাকাসকাল", max_size=12))
    def never(cell: str) -> None:
        assert callable(read)
        with suppress(Wrong):
            read(cell)

    never()
