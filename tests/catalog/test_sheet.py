"""A partner's sheet: shown before it is stored, cell by cell, and the same sheet twice changes nothing."""

from datetime import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog import offers
from catalog.models import Organization, Rule, Service, ServiceStatus
from catalog.tables.accept import Outdated, accept
from catalog.tables.file import MOST_BYTES, Unreadable, read_file
from catalog.tables.preview import Preview, PreviewRow, RowState, preview
from catalog.tables.wanted import CellError
from catalog.tables.words import explain, sentences
from tests.catalog.conftest import BROKEN, SHEET, TODAY

HEADER = SHEET.split(b"\n")[0]


def shown(session: Session, data: bytes) -> Preview:
    return preview(session, data, TODAY)


def stored(session: Session, data: bytes) -> int:
    count = accept(session, shown(session, data))
    session.commit()
    session.expire_all()
    return count


def service(session: Session, source_id: str) -> Service:
    return session.scalars(select(Service).filter_by(source_id=source_id)).one()


def only_changed(sheet: Preview) -> PreviewRow:
    (row,) = [row for row in sheet.rows if row.state is not RowState.UNTOUCHED]
    return row


def test_a_preview_stores_nothing(catalog: Session) -> None:
    sheet = shown(catalog, SHEET)
    assert sheet.counts == {RowState.NEW: 5}
    assert not catalog.new and not catalog.dirty
    assert catalog.scalar(select(func.count()).select_from(Service)) == 0


def test_accepted_rows_are_read_in_full(catalog: Session) -> None:
    assert stored(catalog, SHEET) == 5
    course = service(catalog, "T-1")
    (place,) = course.places
    (intake,) = place.intakes
    assert (course.kind_code, course.phone, course.languages) == ("skills_training", "+8801700000001", ["bn", "en"])
    assert (place.location.place_code, place.location.address_en) == ("dhaka-ashulia", "House 1, Road 2")
    assert [(one.weekday, one.starts, one.ends) for one in intake.sessions] == [(4, time(9), time(13))]
    assert (intake.seats, str(intake.starts_on), str(intake.ends_on)) == (30, "2027-01-15", "2027-04-09")
    assert [(rule.fact, rule.test, rule.value) for rule in course.rules] == [
        ("birth_year", "range", {"min": 18, "max": 35}),
        (None, "words", {"text": "Helpers", "language": "en"}),
        (None, "words", {"text": "one year of sewing", "language": "en"}),
    ]
    assert [(cost.what, cost.taka) for cost in course.costs] == [("fee", 500)]
    assert str(course.confirmed_on) == "2026-10-02"


def test_bengali_digits_names_and_a_night(catalog: Session) -> None:
    stored(catalog, SHEET)
    night = service(catalog, "T-2")
    (place,) = night.places
    assert (night.name_bn, night.name_en, place.location.address_bn) == ("রাতের শিশু যত্ন", None, "গেট ১")
    assert place.location.place_code == "gazipur-konabari"
    assert {(one.starts, one.ends) for one in place.intakes[0].sessions} == {(time(20), time(8))}
    assert [rule.value for rule in night.rules] == [{"min": 12, "max": 83}]
    assert night.rules[0].fact == "child_age_months"
    assert night.costs[0].taka == 1000


def test_what_the_row_does_not_say_is_the_kinds_or_unknown(catalog: Session) -> None:
    stored(catalog, SHEET)
    assert service(catalog, "T-4").confidential is True
    assert service(catalog, "T-3").costs[0].taka == 0
    assert service(catalog, "T-5").costs == []
    assert service(catalog, "T-5").places[0].intakes == []
    assert service(catalog, "T-5").confirmed_on is None


def test_new_organizations_have_no_agreement(catalog: Session) -> None:
    stored(catalog, SHEET)
    organizations = catalog.scalars(select(Organization)).all()
    assert {one.name_en for one in organizations} == {"Palash Training (sample)", "Doyel Mothers (sample)"}
    assert not any(one.may_be_sent_to(TODAY) for one in organizations)


def test_a_day_that_lies_ahead_is_noted_and_today_taken(catalog: Session) -> None:
    (note,) = [note for row in shown(catalog, SHEET).rows for note in row.notes]
    assert (note.row, note.column, note.code) == (4, "last_confirmed", "confirmed_later")
    stored(catalog, SHEET)
    assert service(catalog, "T-3").confirmed_on == TODAY


def test_the_same_sheet_twice_changes_nothing(catalog: Session) -> None:
    stored(catalog, SHEET)
    before = {one.source_id: (one.id, one.version) for one in catalog.scalars(select(Service))}
    assert shown(catalog, SHEET).counts == {RowState.UNTOUCHED: 5}
    assert stored(catalog, SHEET) == 0
    assert {one.source_id: (one.id, one.version) for one in catalog.scalars(select(Service))} == before


def test_a_change_is_shown_side_by_side_and_stored(catalog: Session) -> None:
    stored(catalog, SHEET)
    newer = SHEET.replace(b",500,30,", b",600,25,").replace(b"Ashulia,Dhaka", b"Konabari,Gazipur")
    row = only_changed(shown(catalog, newer))
    assert {(change.column, change.old, change.new) for change in row.changes} == {
        ("fee_bdt", "500", "600"),
        ("seats", "30", "25"),
        ("district", "Dhaka", "Gazipur"),
        ("upazila_or_thana", "Ashulia", "Konabari"),
    }
    intake_before = service(catalog, "T-1").places[0].intakes[0].id
    assert stored(catalog, newer) == 1
    place = service(catalog, "T-1").places[0]
    assert (place.location.place_code, place.intakes[0].id) == ("gazipur-konabari", intake_before)
    assert place.intakes[0].seats == 25
    assert shown(catalog, newer).counts == {RowState.UNTOUCHED: 5}


def test_what_was_edited_here_outlives_the_same_sheet(catalog: Session) -> None:
    """A condition in words that somebody has turned into a rule stays one, and so does a suspension."""
    stored(catalog, SHEET)
    course = service(catalog, "T-1")
    rules = [rule for rule in course.rules if rule.value.get("text") != "one year of sewing"]
    offers.set_rules(catalog, course, [*rules, Rule(fact="years_in_rmg", test="range", value={"min": 1})])
    offers.change(catalog, course, name_en="Overlock course", phone=None)
    offers.suspend(catalog, course)
    catalog.commit()
    assert shown(catalog, SHEET).counts == {RowState.UNTOUCHED: 5}
    stored(catalog, SHEET.replace(b"Helpers; one year", b"Helpers; NID; one year"))
    course = service(catalog, "T-1")
    assert [rule.value.get("text", rule.fact) for rule in course.rules] == [
        "birth_year",
        "Helpers",
        "years_in_rmg",
        "NID",
    ]
    assert (course.name_en, course.status) == ("Overlock course", ServiceStatus.SUSPENDED)


def test_a_condition_that_the_partner_drops_goes(catalog: Session) -> None:
    stored(catalog, SHEET)
    stored(catalog, SHEET.replace(b"Helpers; one year of sewing", b"Helpers"))
    assert [rule.value.get("text") for rule in service(catalog, "T-1").rules] == [None, "Helpers"]


def test_each_wrong_cell_is_named(catalog: Session) -> None:
    sheet = shown(catalog, BROKEN)
    assert [(error.row, error.column, error.code) for row in sheet.rows for error in row.errors] == [
        (3, "fee_bdt", "not_an_amount"),
        (4, "days", "no_such_weekday"),
        (5, None, "cells_differ"),
        (6, "end_time", "no_such_time"),
        (7, "min_age", "ages_reversed"),
        (8, "service_name", "bijoy"),
        (9, "district", "no_such_district"),
        (10, "seats", "negative"),
        (11, "kind", "no_such_kind"),
        (12, "service_name", "missing"),
        (13, "upazila_or_thana", "place_elsewhere"),
        (14, "start_date", "no_such_day"),
        (15, "phone", "not_a_phone"),
        (16, "end_date", "ends_before_start"),
        (17, "service_id", "same_id"),
        (18, "start_date", "bengali_calendar"),
        (18, "end_date", "year_unlikely"),
        (19, "start_time", "hours_incomplete"),
        (20, "upazila_or_thana", "no_such_place"),
        (20, "phone", "not_a_phone"),
    ]
    assert sheet.ignored == ("remark",)


def test_good_rows_of_a_broken_sheet_can_be_kept(catalog: Session) -> None:
    assert stored(catalog, BROKEN) == 1
    assert [one.source_id for one in catalog.scalars(select(Service))] == ["W-1"]
    assert shown(catalog, BROKEN).counts == {RowState.UNTOUCHED: 1, RowState.WRONG: 18}


def test_errors_are_sentences_in_both_languages(catalog: Session) -> None:
    errors = {error.code: error for row in shown(catalog, BROKEN).rows for error in row.errors}
    assert explain(errors["place_elsewhere"], "en") == '"Fatullah" is in Narayanganj, not in Gazipur.'
    assert explain(errors["same_id"], "bn") == "একই আইডি ২ নম্বর সারিতে আছে।"
    assert "Did you mean Konabari, " in explain(errors["no_such_place"], "en")
    for error in errors.values():
        assert "{" not in explain(error, "en") + explain(error, "bn")


def test_hours_a_week_stand_in_the_digits_of_the_reader() -> None:
    half = CellError(2, "weekly_hours", "hours_differ", {"cell": "20", "week": 10.5})
    assert explain(half, "en") == '"20" hours a week are written, but days and times give 10.5.'
    assert explain(half, "bn") == "সপ্তাহে “20” ঘণ্টা লেখা আছে; কিন্তু দিন ও সময় থেকে হয় ১০.৫ ঘণ্টা।"


def test_every_sentence_has_both_languages_with_the_same_places() -> None:
    import string

    for code, sentence in sentences().items():
        fields = [
            sorted({field for _, field, _, _ in string.Formatter().parse(text) if field}) for text in sentence.values()
        ]
        assert sentence["en"] and sentence["bn"], code
        assert set(fields[1]) <= set(fields[0]) or code == "cells_differ", code


def test_a_partner_brings_its_own_rows_only(catalog: Session, partner: Organization) -> None:
    own = SHEET.replace(b"Doyel Mothers (sample)", "দোয়েল (নমুনা)".encode())
    sheet = preview(catalog, own, TODAY, own=partner.id)
    assert [(row.service_id, row.state) for row in sheet.rows if row.state is not RowState.WRONG] == [
        ("T-2", RowState.NEW),
        ("T-5", RowState.NEW),
    ]
    assert {error.code for row in sheet.rows for error in row.errors} == {"not_yours"}


def test_a_preview_that_is_outdated_is_not_stored(catalog: Session, partner: Organization) -> None:
    catalog.commit()
    sheet = shown(catalog, SHEET)
    partner.phone = "109"
    catalog.commit()
    with pytest.raises(Outdated):
        accept(catalog, sheet)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\n , \n", "empty_file"),
        (b"PK\x03\x04 and more", "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old_excel"),
        (b"%PDF-1.7", "not_a_table"),
        (SHEET.replace(b"Fri", b"F\0ri"), "not_a_table"),
        (b"\xff\xfea", "not_utf8"),
        (b"kind,name\ncredit,\x81", "not_utf8"),
        (SHEET + "T-9,caf\xe9".encode("cp1252"), "mixed_letters"),
        ("\ud800", "columns_missing"),
        (b"a" * (MOST_BYTES + 1), "too_large"),
        (b"," * 300, "empty_file"),
        (b"a," * 300, "too_many_columns"),
        (b"a\n" * 50_002, "too_many_rows"),
        (b'"' + b"a" * 200_000 + b'"', "not_a_table"),
        (b"kind,organization\ncredit,x", "columns_missing"),
        (HEADER + b",kind\n", "column_twice"),
    ],
)
def test_a_file_that_is_not_what_it_says(catalog: Session, data: bytes | str, code: str) -> None:
    sheet = preview(catalog, data, TODAY)
    assert [error.code for error in sheet.errors] == [code]
    assert sheet.rows == ()
    assert explain(sheet.errors[0], "bn")


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
@pytest.mark.parametrize("letters", ["utf-8", "utf-16"])
def test_marks_line_ends_and_encodings_do_not_matter(catalog: Session, change: object, letters: str) -> None:
    assert callable(change)
    assert shown(catalog, change(SHEET.decode()).encode(letters)).counts == {RowState.NEW: 5}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: HEADER + b"\n" + tail))
def test_no_bytes_raise(catalog: Session, data: bytes) -> None:
    accept(catalog, shown(catalog, data))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(max_size=30), min_size=23, max_size=23))
def test_no_cells_raise(catalog: Session, texts: list[str]) -> None:
    quoted = ",".join('"' + text.replace('"', '""') + '"' for text in texts)
    row = preview(catalog, HEADER.decode() + "\n" + quoted, TODAY)
    assert all(explain(error, "bn") for one in row.rows for error in one.errors)


def test_semicolons_and_tabs_part_cells_too() -> None:
    assert read_file(b"a;b\n1;2")[0].rows == [(1, ["a", "b"]), (2, ["1", "2"])]
    assert read_file(b"a\tb\n\n1\t2")[0].rows == [(1, ["a", "b"]), (3, ["1", "2"])]
    with pytest.raises(Unreadable):
        read_file(b"")
