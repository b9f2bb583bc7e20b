"""The sample sheets that lie beside the repository, where they are there."""

import csv
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from catalog.tables.accept import accept
from catalog.tables.preview import RowState, preview
from tests.catalog.conftest import TODAY

SHEETS = Path(__file__).parents[3] / "shared" / "bengali" / "sheets"
there = pytest.mark.skipif(not SHEETS.is_dir(), reason="the sample sheets are not at ../shared/bengali/sheets")


@there
def test_all_sixty_services_are_read_and_stay_the_same(catalog: Session) -> None:
    data = (SHEETS / "1_partner_catalog_en.csv").read_bytes()
    sheet = preview(catalog, data, TODAY)
    assert sheet.counts == {RowState.NEW: 60}
    assert accept(catalog, sheet) == 60
    catalog.commit()
    catalog.expire_all()
    assert preview(catalog, data, TODAY).counts == {RowState.UNTOUCHED: 60}


@there
def test_the_fifteen_errors_are_named_and_the_fifteen_good_rows_read(catalog: Session) -> None:
    sheet = preview(catalog, (SHEETS / "4_partner_catalog_broken.csv").read_bytes(), TODAY)
    with (SHEETS / "4_expected-errors.csv").open(encoding="utf-8", newline="") as file:
        expected = [(int(row["row"]), row["column"] or None) for row in csv.DictReader(file)]
    assert [(error.row, error.column) for row in sheet.rows for error in row.errors] == expected
    assert sheet.counts == {RowState.NEW: 15, RowState.WRONG: 15}
