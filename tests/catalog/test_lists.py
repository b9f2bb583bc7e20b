"""The code lists: both languages everywhere, one writing of Bengali, and no code that leads nowhere."""

import unicodedata
from collections.abc import Callable, Mapping
from importlib.resources import files

import pytest

from catalog import data
from catalog.data import rows, several
from catalog.floor import WEEKDAYS, grades, roles, shifts
from catalog.lists import Named, documents, facts, languages, skills

FILES = sorted(path.name.removesuffix(".csv") for path in files(data).iterdir() if path.name.endswith(".csv"))
LISTS: list[Callable[[], Mapping[str, Named]]] = [facts, documents, languages, skills, roles, grades, shifts]
CODES = {name: {row["code"] for row in rows(name)} for name in FILES if "code" in rows(name)[0]}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_nfc_without_stray_spaces_and_its_codes_are_unique(name: str) -> None:
    text = (files(data) / f"{name}.csv").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text
    for row in rows(name):
        assert None not in row and None not in row.values(), row
        assert all(cell == cell.strip() for cell in row.values()), row
    if name in CODES:
        assert len(CODES[name]) == len(rows(name))


@pytest.mark.parametrize("name", FILES)
def test_every_name_and_sentence_has_both_languages(name: str) -> None:
    pairs = [(column, column[:-2] + "bn") for column in rows(name)[0] if column.endswith("en")]
    for row in rows(name):
        for english, bengali in pairs:
            if bengali in row and not english.startswith("synonyms"):
                assert bool(row[english]) == bool(row[bengali]), (row, english)


@pytest.mark.parametrize("read", LISTS)
def test_rows_are_values_with_names_by_code(read: Callable[[], Mapping[str, Named]]) -> None:
    assert read() is read()
    for code, row in read().items():
        assert row.code == code
        assert row.name_en
        assert row.name_bn


@pytest.mark.parametrize(
    ("name", "column", "list_"),
    [
        ("kinds", "needs", "needs"),
        ("kinds", "outcome", "outcomes"),
        ("kinds", "sub_outcome", "outcomes"),
        ("outcomes", "parent", "outcomes"),
        ("places", "parent_code", "places"),
        ("roles", "skills", "skills"),
        ("documents", "asked_by_kinds", "kinds"),
        ("documents", "number_needed_by_kinds", "kinds"),
        ("shifts", "rotates_over", "shifts"),
    ],
)
def test_every_code_that_is_named_is_there(name: str, column: str, list_: str) -> None:
    named = {code for row in rows(name) for code in several(row[column])}
    assert named <= CODES[list_]


def test_what_a_fact_may_be_is_said_in_both_languages_or_stands_in_a_list() -> None:
    for fact in facts().values():
        assert fact.values_from is None or fact.values_from in FILES, fact.code
        assert all(value.name_en and value.name_bn for value in fact.values), fact.code
        assert 1 <= fact.ease_of_change <= 5
        assert fact.fail_en and fact.fail_bn


def test_days_of_shifts_are_days_of_the_week() -> None:
    assert shifts()["general"].days == tuple(WEEKDAYS.index(day) for day in ("Sat", "Sun", "Mon", "Tue", "Wed", "Thu"))
    for shift in shifts().values():
        assert shift.rotates in ("yes", "no", "ask")
        assert (shift.starts is None) is (shift.ends is None)


def test_every_file_is_named_with_its_source() -> None:
    sources = (files(data) / "SOURCES.md").read_text(encoding="utf-8")
    assert [name for name in FILES if f"`{name}.csv`" not in sources] == []
