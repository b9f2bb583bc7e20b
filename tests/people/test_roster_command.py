"""`setu import workers FILE`, as it is typed."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from referral.cli import main
from referral.cli.opening import opened
from referral.migrating import prepare
from referral.models import Cohort, Worker
from referral.states import Role
from tests.catalog.test_shared_sheets import SHEETS, there
from tests.make import Make
from tests.people.test_rosters import SHEET

pytestmark = pytest.mark.slow


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database of its own, in which one organisation has a supervisor."""
    monkeypatch.setenv("SETU_DEMO", "1")
    monkeypatch.setenv("SETU_DATABASE_URL", f"sqlite:///{tmp_path / 'setu.db'}")
    _, database = opened()
    prepare(database)
    with database.session() as session:
        make = Make(session)
        make.user(Role.SUPERVISOR, organization=make.organization("Jhorna", name_bn="ঝরনা"))
        session.commit()
    return tmp_path


def bring(folder: Path, sheet: bytes, *options: str, organization: str = "ঝরনা", place: str = "Savar") -> Result:
    file = folder / "roster.csv"
    file.write_bytes(sheet)
    asked = ["import", "workers", str(file), "--organization", organization, "--place", place, *options]
    return CliRunner().invoke(main, asked)


def stored() -> tuple[int, int]:
    with opened()[1].session() as session:
        tables = (Worker, Cohort)
        counts = [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
        return counts[0], counts[1]


def test_a_roster_is_shown_then_listed_once(here: Path) -> None:
    shown = bring(here, SHEET.encode())
    assert shown.exit_code == 1 and "4 new, 0 listed already, 0 repeated, 1 may be one woman twice" in shown.output
    assert stored() == (0, 0)
    first, again = bring(here, SHEET.encode(), "--accept"), bring(here, SHEET.encode(), "--accept", "--language", "bn")
    assert "4 women listed" in first.output and "০ জনকে" in again.output
    assert "“wrong” জন্মসাল" in again.output and stored() == (4, 1)


def test_what_can_not_be_brought_is_told(here: Path) -> None:
    assert bring(here, b"%PDF-1.7", "--accept").exit_code == 2
    assert bring(here, b"birth_year,role\n1990,Helper\n", "--accept").exit_code == 2
    assert "No organisation" in bring(here, SHEET.encode(), organization="Nobody").output
    assert "no place" in bring(here, SHEET.encode(), place="Atlantis").output
    assert stored() == (0, 0)


@there
def test_the_sample_roster_is_listed_once(here: Path) -> None:
    data = (SHEETS / "roster.csv").read_bytes()
    first, second = bring(here, data, "--accept"), bring(here, data, "--accept")
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "600 women listed" in first.output and "600 listed already" in second.output
    assert stored() == (600, 1)
