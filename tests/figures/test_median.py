"""Medians with open ones, against cases worked by hand."""

import pytest

from referral.figures.median import Wait, median


def waits(text: str) -> list[Wait]:
    """ "1 2+ 5": over after 1 day, still waiting after 2, over after 5."""
    return [Wait(float(one.rstrip("+")), not one.endswith("+")) for one in text.split()]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1 2 3 4 5", 3),
        ("5 1 4 2 3", 3),
        ("1 2 3 4", 2),
        ("7", 7),
        ("1 1 1 9 9", 1),
        ("1+ 2+ 3+", None),
        ("", None),
        ("1 5+ 5+ 5+", None),
        ("1 2 5+ 5+", 2),
        ("1+ 2 3 4", 3),
        ("2 2+ 4 6", 4),
        ("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+", 23),
        ("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23", 8),
    ],
)
def test_median(text: str, days: float | None) -> None:
    """The last two are the remission times (6-MP and placebo) of Freireich 1963, in every textbook: 23 and 8."""
    assert median(waits(text)) == days


def test_leaving_open_ones_out_would_flatter() -> None:
    done, open_too = waits("1 2 3"), waits("1 2 3 9+ 9+ 9+ 9+")
    assert median(done) == 2
    assert median(open_too) is None
