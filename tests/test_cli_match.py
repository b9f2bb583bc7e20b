"""`setu match`, as it is typed: profiles in, matches with reasons out."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from referral.cli import main
from referral.cli.profiles import Wrong, asked
from tests.catalog.conftest import SHEET
from tests.matching.make import DAY
from tests.test_cli import bring, here

__all__ = ["here"]


def wrong(**line: Any) -> str:
    with pytest.raises(Wrong) as told:
        asked(line, DAY)
    return str(told.value)


def test_a_line_is_read_as_a_profile() -> None:
    told = asked({"id": 1, "age": 27, "place": "সাভার", "facts": {"documents": ["nid"]}, "shift": "general"}, DAY).profile
    assert (told.birth_year, told.place_chain[0]) == (1999, "dhaka-savar")
    assert told.point is not None
    assert told.facts == {"documents": ["nid"], "shift": "general"}
    child = asked({"children": [{"birth_month": "2024"}]}, DAY).profile.children
    assert child is not None and not child[0].month_known
    assert asked({}, DAY).profile.children is None


def test_language_is_the_readers_as_a_text_and_hers_as_a_list() -> None:
    assert asked({"language": "bn"}, DAY).language == "bn"
    assert asked({"language": ["bn"]}, DAY).profile.facts == {"language": ["bn"]}


def test_what_can_not_be_understood_is_told() -> None:
    assert "colour" in wrong(colour="red")
    assert "facts.colour" in wrong(facts={"colour": "red"})
    assert "place" in wrong(place="nowhere at all")
    assert "shift" in wrong(shift="whenever")
    assert "documents" in wrong(documents="nid")
    assert "can_pay" in wrong(can_pay="much")
    assert "birth_year" in wrong(birth_year=1)
    assert "not both" in wrong(birth_year=1990, age=20)
    assert "birth_month" in wrong(children=[{"birth_month": "May"}])
    assert "ahead" in wrong(children=[{"birth_month": "2030-01"}])
    assert "twice" in wrong(shift="general", facts={"shift": "general"})
    assert "distance" in wrong(distance=3)
    assert "employment_end" in wrong(employment_end="soon")


@pytest.mark.slow
def test_each_line_is_answered_in_its_turn(here: Path) -> None:
    assert bring(here, SHEET, "--accept").exit_code == 0
    lines = ['{"id": "A", "need": "learn_skill", "language": "bn"}', "not json", "", '{"need": "no such need"}', "{}"]
    found = CliRunner().invoke(main, ["match", "--limit", "1"], input="\n".join(lines))
    assert found.exit_code == 1
    told = [json.loads(line) for line in found.stdout.splitlines()]
    assert [answer.get("line") for answer in told] == [None, 2, 4, None]
    assert told[0]["id"] == "A"
    assert sum(told[3]["counts"].values()) == 5
