"""The sample sheets that lie beside the repository, where they are there: each value as it is known to be."""

import csv
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from catalog.places import find_place
from catalog.spelling import clean
from catalog.tables.accept import accept
from catalog.tables.preview import Preview, RowState, preview
from catalog.tables.shown import WEEK
from catalog.tables.wanted import Wanted
from tests.catalog.conftest import TODAY

SHEETS = Path(__file__).parents[3] / "shared" / "bengali" / "sheets"
there = pytest.mark.skipif(not SHEETS.is_dir(), reason="the sample sheets are not at ../shared/bengali/sheets")
FILES = {"1_partner_catalog_en.csv": 60, "2_partner_catalog_bn.xlsx": 40, "3_partner_catalog_bijoy.csv": 20}


def expected(name: str) -> list[dict[str, str]]:
    with (SHEETS / name).open(encoding="utf-8", newline="") as file:
        return [{column: clean(text or "") for column, text in row.items()} for row in csv.DictReader(file)]


def shown(session: Session, name: str) -> Preview:
    return preview(session, (SHEETS / name).read_bytes(), TODAY)


@there
@pytest.mark.parametrize(("name", "services"), FILES.items())
def test_all_services_are_read_and_stay_the_same(catalog: Session, name: str, services: int) -> None:
    sheet = shown(catalog, name)
    assert [error for row in sheet.rows for error in row.errors] == []
    assert sheet.counts == {RowState.NEW: services}
    assert accept(catalog, sheet) == services
    catalog.commit()
    catalog.expire_all()
    again = shown(catalog, name)
    assert again.counts == {RowState.UNTOUCHED: services}
    assert (accept(catalog, again), again.vanished) == (0, ())


@there
def test_the_fifteen_errors_are_named_and_the_fifteen_good_rows_read(catalog: Session) -> None:
    sheet = shown(catalog, "4_partner_catalog_broken.csv")
    wrong = [(int(row["row"]), row["column"] or None) for row in expected("4_expected-errors.csv")]
    assert [(error.row, error.column) for row in sheet.rows for error in row.errors] == wrong
    assert sheet.counts == {RowState.NEW: 15, RowState.WRONG: 15}


@there
def test_every_cell_of_the_bengali_workbook_is_read(catalog: Session) -> None:
    rows = {(row.sheet, row.number): row.wanted for row in shown(catalog, "2_partner_catalog_bn.xlsx").rows}
    for truth in expected("2_expected.csv"):
        wanted = rows.pop((truth["sheet"], int(truth["row"])))
        assert wanted is not None
        assert said(wanted) == {column: truth[column] for column in said(wanted)} | {"days": _days(truth["days"])}
        assert wanted.place == _place(truth["district"], truth["upazila_or_thana"])
    assert not rows


@there
def test_every_cell_typed_in_bijoy_is_read(catalog: Session) -> None:
    sheet = shown(catalog, "3_partner_catalog_bijoy.csv")
    for row, truth in zip(sheet.rows, expected("3_expected.csv"), strict=True):
        wanted = row.wanted
        assert wanted is not None
        texts = (wanted.organization, wanted.service_name, wanted.description, wanted.address, wanted.email or "")
        columns = ("bn_organization", "bn_service_name", "bn_description", "bn_address", "bn_email")
        assert texts == tuple(truth[column] for column in columns)
        assert wanted.kind == truth["kind"]
        assert wanted.place == _place(truth["bn_district"], truth["bn_upazila_or_thana"])
        assert str(wanted.seats or "") == truth["bn_seats"].translate({0x9E6 + n: str(n) for n in range(10)})
        assert wanted.typed["service_name"] != wanted.service_name


def said(wanted: Wanted) -> dict[str, str]:
    """A row in the columns of the expected values."""
    low, high, _ = wanted.grade or ("", "", "")
    values = {
        "kind": wanted.kind,
        "organization": wanted.organization,
        "service_name": wanted.service_name,
        "min_age": wanted.min_age,
        "max_age": wanted.max_age,
        "grade_from": low,
        "grade_to": high,
        "factory_status": ";".join(code.replace("working", "employed") for code in wanted.employment) or "any",
        "days": ";".join(WEEK[day] for day in wanted.days),
        "start_time": wanted.start_time and f"{wanted.start_time:%H:%M}",
        "end_time": wanted.end_time and f"{wanted.end_time:%H:%M}",
        "weekly_hours": wanted.weekly_hours and f"{wanted.weekly_hours:g}",
        "fee_bdt": wanted.fee_bdt,
        "seats": wanted.seats,
        "start_date": wanted.start_date,
        "end_date": wanted.end_date,
        "phone_e164": wanted.phone,
        "max_loan_bdt": wanted.max_loan_bdt,
    }
    return {column: "" if value is None else str(value) for column, value in values.items()}


def _days(text: str) -> str:
    return ";".join(day for day in WEEK if day in text.split(";"))


def _place(district: str, smaller: str) -> str:
    top = find_place(district)
    assert top is not None
    lower = find_place(smaller, top.code) if smaller else top
    assert lower is not None
    return lower.code
