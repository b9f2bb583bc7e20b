"""`setu import services FILE`, as it is typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from referral.cli import main
from tests.catalog.conftest import BROKEN, SHEET
from tests.catalog.test_files import OLD_FONT
from tests.catalog.test_shared_sheets import SHEETS, there
from tests.catalog.workbooks import as_sent, far_out

pytestmark = pytest.mark.slow


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an empty database of its own."""
    monkeypatch.setenv("SETU_DEMO", "1")
    monkeypatch.setenv("SETU_DATABASE_URL", f"sqlite:///{tmp_path / 'setu.db'}")
    return tmp_path


def bring(folder: Path, sheet: bytes, *options: str) -> Result:
    file = folder / "services.csv"
    file.write_bytes(sheet)
    return CliRunner().invoke(main, ["import", "services", str(file), *options])


def test_a_sheet_is_stored_once(here: Path) -> None:
    first, second = bring(here, SHEET, "--accept"), bring(here, SHEET, "--accept")
    assert first.exit_code == 0, first.output
    assert "5 new" in first.output
    assert second.exit_code == 0
    assert "5 untouched" in second.output


@there
def test_the_sample_sheet_of_many_organizations_is_stored_once(here: Path) -> None:
    data = (SHEETS / "1_partner_catalog_en.csv").read_bytes()
    first, second = bring(here, data, "--accept"), bring(here, data, "--accept")
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "60 new, 0 changed, 0 untouched, 0 wrong" in first.output
    assert "0 new, 0 changed, 60 untouched, 0 wrong" in second.output


def test_what_is_wrong_is_told_apart(here: Path) -> None:
    told = bring(here, BROKEN, "--accept")
    assert told.exit_code == 1
    assert "there is no such district" in told.stderr
    assert "there is no such district" not in told.stdout
    assert "1 services stored." in told.stdout


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        (as_sent(), 0, ""),
        (OLD_FONT, 0, "typed in a Bijoy font"),
        (far_out(), 2, "columns"),
        (b"kind,name\n", 2, "columns are missing"),
        (b"%PDF-1.7", 2, "not a table"),
        (b"x" * 26_000_000, 2, "25 MB"),
    ],
)
def test_any_sheet_that_is_sent(here: Path, data: bytes, status: int, says: str) -> None:
    told = bring(here, data, "--accept")
    assert told.exit_code == status, told.output
    assert says in told.stderr


@there
@pytest.mark.parametrize(
    ("name", "services"),
    [("2_partner_catalog_bn.xlsx", 40), ("3_partner_catalog_bijoy.csv", 20), ("4_partner_catalog_broken.csv", 15)],
)
def test_the_other_sample_sheets_are_stored_once(here: Path, name: str, services: int) -> None:
    CliRunner().invoke(main, ["init", "--empty"])
    first, second = (bring(here, (SHEETS / name).read_bytes(), "--accept") for _ in range(2))
    assert first.exit_code == second.exit_code == int(name.startswith("4"))
    assert f"{services} services stored." in first.stdout
    assert "0 services stored." in second.stdout


def test_without_a_yes_nothing_is_stored(here: Path) -> None:
    bring(here, SHEET)
    assert "5 new" in bring(here, SHEET).output


def test_wrong_cells_are_told_in_bengali_too(here: Path) -> None:
    told = bring(here, BROKEN, "--accept", "--language", "bn")
    assert told.exit_code == 1
    assert "সারি" in told.output


def test_a_file_that_is_none_ends_with_2(here: Path) -> None:
    told = CliRunner().invoke(main, ["import", "services", str(here / "nothing.csv")])
    assert told.exit_code == 2
    assert "nothing.csv" in told.output


def test_a_missing_secret_is_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SETU_DEMO")
    names = ["--name-bn", "সেতু", "--name-en", "Setu", "--person", "A", "--e-mail", "a@setu.example"]
    told = CliRunner().invoke(main, ["init", *names])
    assert told.exit_code == 1
    assert "SETU_SECRET" in told.output


def test_the_catalog_alone_needs_no_secret(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SETU_DEMO")
    assert CliRunner().invoke(main, ["init", "--empty"]).exit_code == 0
    assert bring(here, SHEET, "--accept").exit_code == 0
    found = CliRunner().invoke(main, ["search", "--limit", "2"], input="sewing course\n\nলোন\n")
    answers = [json.loads(line) for line in found.output.splitlines()]
    assert [answer["query"] for answer in answers] == ["sewing course", "", "লোন"]
    assert answers[0]["kinds"][0] == "skills_training"
    assert {"id", "name_bn", "name_en", "kind", "score", "why"} <= answers[0]["services"][0].keys()
    assert answers[1]["services"] == []


def test_whatever_bytes_are_searched_there_is_an_answer(here: Path) -> None:
    lines = [b"\xff\xfe\x00", "ক্ষ্ম্য্র".encode(), b"x" * 5000, b"'\"{}%s", b"\xe0\xa6"]
    found = CliRunner().invoke(main, ["search"], input=b"\n".join(lines))
    assert found.exit_code == 0
    assert len(found.output.splitlines()) == len(lines)


def test_an_empty_consortium_is_made_where_there_is_none(here: Path) -> None:
    names = ["--name-bn", "সেতু", "--name-en", "Setu", "--person", "A", "--e-mail", "a@setu.example"]
    assert CliRunner().invoke(main, ["init", "--empty"]).exit_code == 0
    assert CliRunner().invoke(main, ["init", "--empty"]).exit_code == 0
    assert CliRunner().invoke(main, ["init", *names]).exit_code == 0
    assert CliRunner().invoke(main, ["init", "--empty"]).exit_code == 1
