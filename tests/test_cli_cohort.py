"""`setu cohort ROSTER`, as it is typed: lines that a program reads, what is wrong apart, and no keys."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from referral.cli import main
from tests.catalog.conftest import SHEET

pytestmark = pytest.mark.slow
ROSTER = "name,father,birth,role,shift,phone_owner\nরুবিনা,আনিসুর,1998,helper,General,own\nKalpona,Subal,2000,helper,General,{}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database of its own in which a small catalog is stored."""
    monkeypatch.setenv("SETU_DATABASE_URL", f"sqlite:///{tmp_path / 'setu.db'}")
    (tmp_path / "services.csv").write_bytes(SHEET)
    done = CliRunner().invoke(main, ["import", "services", str(tmp_path / "services.csv"), "--accept"])
    assert done.exit_code == 0, done.output
    return tmp_path


def cohort(folder: Path, text: str, *options: str) -> Result:
    file = folder / "roster.csv"
    file.write_text(text, encoding="utf-8")
    plain = ["cohort", str(file), "--place", "dhaka-savar", "--needs", "learn_skill", *options]
    return CliRunner().invoke(main, plain)


def test_a_line_for_each_need_in_either_format(here: Path) -> None:
    table = cohort(here, ROSTER.format("own"), "--floor", "district=10%")
    assert table.exit_code == 0, table.output
    rows = list(csv.DictReader(table.stdout.splitlines()))
    assert [row["row"] for row in rows] == ["2", "3"]
    lines = cohort(here, ROSTER.format("own"), "--format", "jsonl")
    told = [json.loads(line) for line in lines.stdout.splitlines()]
    assert [line["need"] for line in told] == ["learn_skill", "learn_skill"]
    assert all(line["got"] or line["none"] for line in told)
    assert "First come, first served" in lines.stderr


def test_a_wrong_cell_is_told_apart_and_the_row_is_used(here: Path) -> None:
    found = cohort(here, ROSTER.format("the moon"))
    assert found.exit_code == 1
    assert len(found.stdout.splitlines()) == 3
    assert "moon" in found.stderr


def test_what_can_not_be_asked_is_said_in_one_sentence(here: Path) -> None:
    for options in (["--needs", "gold"], ["--place", "nowhere"], ["--floor", "district=7"], ["--weight", "luck=3"]):
        found = cohort(here, ROSTER.format("own"), *options)
        assert found.exit_code != 0
        assert "Traceback" not in found.output
    assert (
        CliRunner()
        .invoke(main, ["cohort", str(here / "none.csv"), "--place", "dhaka-savar", "--needs", "childcare"])
        .exit_code
        == 2
    )
