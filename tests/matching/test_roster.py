"""A roster read: names in either script, births, grades and their scheme, phones, posts, skills; a wrong cell spoils no other."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from catalog.tables.file import MOST_BYTES, Unreadable
from catalog.tables.words import explain
from catalog.tables.wrong import Wrong
from matching.roster import cells
from matching.roster.reading import read
from matching.roster.wanted import Roster, Said

DAY = date(2026, 11, 30)
SHARED = Path(__file__).parents[3] / "shared" / "bengali" / "sheets" / "roster.csv"
HEADERS = "sl,card_no,name,father_or_husband,birth_year_or_age,grade,role,shift,children_under_6,schooling,phone,phone_owner,nid_last4,home_upazila,skills"


def roster(*lines: str, header: str = HEADERS, **said: Any) -> Roster:
    return read("\n".join((header, *lines)).encode(), DAY, Said(**said))


@pytest.mark.parametrize(
    ("cell", "year", "about"),
    [
        ("2004", 2004, False), ("২০০০", 2000, False), ("38", 1988, True), ("২৬ বছর", 2000, True), ("26 years", 2000, True),
        ("01/01/1990", 1990, True), ("15/03/1998", 1998, False), ("1998-03-15", 1998, False), ("1990.0", 1990, False),
        ("32874", 1990, True), ("১৫-০৩-৯৮", 1998, False),
    ],
)  # fmt: skip
def test_births(cell: str, year: int, about: bool) -> None:
    assert cells.birth(cell, DAY) == (year, about)


@pytest.mark.parametrize("cell", ["3", "150", "2025", "1890", "soon", "31/02/1990", "১০১ বছর"])
def test_no_births(cell: str) -> None:
    with pytest.raises(Wrong):
        cells.birth(cell, DAY)


@pytest.mark.parametrize(
    "cell",
    ["+8801700010423", "01700-010423", "০১৭০০০১০৪২৩", "1700010423", "8801700010423", "01700 010423 / 01900000000"],
)
def test_phones(cell: str) -> None:
    assert cells.phone(cell) == "+8801700010423"


@pytest.mark.parametrize("cell", ["109", "0170001042", "phone", "01200010423", "017000104235"])
def test_no_phones(cell: str) -> None:
    with pytest.raises(Wrong):
        cells.phone(cell)


@pytest.mark.parametrize(
    ("cell", "digits"),
    [("9967", "9967"), ("৯৯৬৭", "9967"), ("16", "0016"), ("1990123456789", "6789"), ("45.0", "0045")],
)
def test_end_of_the_identity_card(cell: str, digits: str) -> None:
    assert cells.nid_last4(cell) == digits


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("schooling", "৫ম শ্রেণি", "class_5"), ("schooling", "signs only", "signs_only"), ("schooling", "নেই", "none"),
        ("schooling", "Class VIII", None), ("shift", "General", "general"), ("shift", "A", None), ("shift", "B", None),
        ("employment", "ছাঁটাই", "laid_off"), ("alone", "হ্যাঁ", "yes"), ("disability", "no", "none"),
        ("children_under_6", "২ জন", 2), ("children_under_6", "নেই", 0), ("years_of_work", "৬ মাস", 0.5),
    ],
)  # fmt: skip
def test_words_of_a_cell(column: str, cell: str, value: Any) -> None:
    facts = {"shift": "shift", "alone": "alone_with_children", "disability": "wgss", "years_of_work": "years_in_rmg"}
    row = roster(f"রুবিনা,{cell}", header=f"name,{column}").rows[0]
    assert row.facts.get(facts.get(column, column)) == value
    assert row.raw[column] == cell


def test_a_row_in_full() -> None:
    found = roster("1,RK-1,রুবিনা,স্বামী: আব্দুল করিম,২৬ বছর,৭,হেলপার,General,1,SSC,1700010423,shared,16,মাদারগঞ্জ,কানসাই; আয়রন")
    (row,) = found.rows
    assert (found.wrong, found.asks, found.scheme) == ((), False, "2018")
    assert (row.known.name_bn, row.known.name_en, row.known.relative) == ("রুবিনা", None, "আব্দুল করিম")
    assert (row.relation, row.known.birth_year, row.birth_year_about) == ("husband", 2000, True)
    assert (row.known.phone, row.known.nid_last4, row.phone_owner) == ("+8801700010423", "0016", None)
    assert (row.home, row.lives_in, row.known.place) == ("jamalpur-madarganj", None, None)
    assert row.facts["role"] == "helper" and row.facts["wage_grade"] == 4 and row.facts["own_phone"] == "no"
    assert row.facts["skills"] == ["kansai_machine", "ironing"]
    assert row.raw["grade"] == "৭" and row.raw["home_upazila"] == "মাদারগঞ্জ"


def test_what_a_row_does_not_say_is_unknown() -> None:
    found = roster("1,,Kalpona,,,,,B,,,-,,,N/A,")
    (row,) = found.rows
    assert (row.known.birth_year, row.known.phone, row.home, dict(row.facts), found.wrong) == (None, None, None, {}, ())


@pytest.mark.parametrize(
    ("grades", "scheme", "asks", "known"),
    [
        ("4 5", "", False, [2, 3]), ("1 2 3 4", "", True, [None] * 4), ("1 2", "2023", False, [1, 2]),
        ("4 3", "2018", False, [2, 1]), ("২ ৭", "", False, [None, 4]), ("7 9", "", False, [4, None]),
    ],
)  # fmt: skip
def test_scheme_of_the_grades(grades: str, scheme: str, asks: bool, known: list[int | None]) -> None:
    found = roster(*(f"Rubina,{grade}" for grade in grades.split()), header="name,grade", scheme=scheme)
    assert found.asks_scheme is asks
    assert [row.facts.get("wage_grade") for row in found.rows] == known


def test_a_wrong_cell_leaves_the_rest_of_its_row() -> None:
    bad = "1,x,Kalpona,123,yesterday,9,astronaut,Z,many,PhD,12,whose,abc,Atlantis,flying;kansai"
    found = roster(bad, "2,x,12345,,,,,,,,,,,,", "3,x,Rubina,,1990,5,Helper,,,,,,,,")
    assert {(one.row, one.column) for one in found.wrong if one.row == 2} == {
        (2, column)
        for column in ("guardian", "birth", "grade", "role", "shift", "children_under_6", "schooling", "phone")
    } | {(2, column) for column in ("phone_owner", "nid_last4", "home_upazila", "skills")}
    assert found.rows[0].name == "Kalpona" and found.rows[0].facts == {"skills": ["kansai_machine"]}
    assert [row.name for row in found.rows] == ["Kalpona", None, "Rubina"]
    assert found.rows[2].facts["wage_grade"] == 3
    for one in found.wrong:
        assert explain(one, "bn") and explain(one, "en")


def test_a_third_of_wrong_cells_still_gives_what_is_right() -> None:
    lines = [f"Rubina,{'x1' if number % 3 == 0 else 1990 + number % 9},Helper" for number in range(90)]
    found = roster(*lines, header="name,birth_year,role")
    assert len(found.rows) == 90 and len(found.wrong) == 30
    assert sum(row.known.birth_year is not None for row in found.rows) == 60
    assert all(row.facts["role"] == "helper" for row in found.rows)


def test_headers_in_bengali_and_nearly_so() -> None:
    found = read("কারখানার তালিকা,,\nকর্মীর নাম,স্বামীর নাম,মোবাইল নম্বর\nরুবিনা,করিম,০১৭০০০১০৪২৩\nআছমা,রহিম,".encode(), DAY)
    assert [(row.number, row.name, row.relation) for row in found.rows] == [
        (3, "রুবিনা", "husband"),
        (4, "আছমা", "husband"),
    ]
    unsure = roster("Rubina,1990", header="name,yr of brith")
    assert [guess.columns[0][0] for guess in unsure.unsure] == ["birth"] and unsure.asks
    assert (
        roster("Rubina,1990", header="name,yr of brith", headers={"yr of brith": "birth"}).rows[0].known.birth_year
        == 1990
    )


def test_no_column_of_names_is_asked_about() -> None:
    found = roster("1990,Helper", header="birth_year,role")
    assert found.missing and found.asks and found.rows == ()


def test_a_workbook_with_dates_and_numbers() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (("Name", "DOB", "Mobile", "NID"), ("Rubina", date(1990, 3, 15), 1700010423, 16)):
        sheet.append(line)
    out = BytesIO()
    book.save(out)
    (row,) = read(out.getvalue(), DAY).rows
    assert (row.known.birth_year, row.known.phone, row.known.nid_last4) == (1990, "+8801700010423", "0016")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0", b"a" * (MOST_BYTES + 1)])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data, DAY)


@pytest.mark.skipif(not SHARED.exists(), reason="the sample roster does not lie beside the project")
def test_the_sample_roster() -> None:
    found = read(SHARED.read_bytes(), DAY)
    assert (len(found.rows), found.wrong, found.asks, found.scheme) == (600, (), False, "2018")
    assert all(row.name and row.facts["role"] and row.facts["schooling"] for row in found.rows)
    assert sum(row.known.birth_year is None for row in found.rows) == 23
    assert sum(row.known.phone is None for row in found.rows) == 55
