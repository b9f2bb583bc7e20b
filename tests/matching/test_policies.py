"""Who comes first: every policy puts everybody in one order, by what it names and by nothing else."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.policies import POLICIES, Draw, Waiting, lot, ordered, print_of_seed
from referral.lists import policies

DAY = date(2026, 6, 1)
BEGAN = datetime(2026, 1, 1, 6, tzinfo=UTC)
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "employment": st.sampled_from(["working", "notice_given", "laid_off"]),
    "employment_end": st.sampled_from(["2026-05-01", "2025-01-01"]),
    "exposure_band": st.sampled_from(["low", "medium", "high", "unknown"]),
    "wage_grade": st.integers(1, 4),
    "alone_with_children": st.booleans(),
    "child_born": st.sampled_from(["2026-01-01", "2024-01-01", "2019-01-01"]),
    "sibling_in_same_place": st.booleans(),
    "wgss": st.sampled_from(["none", "some", "a_lot", "cannot"]),
    "household_income_band": st.sampled_from(["under_10000", "10000_14999", "25000_plus"]),
    "household_members": st.integers(1, 9),
    "marital_status": st.sampled_from(["widowed", "married"]),
    "religion": st.sampled_from(["a", "b"]),
}
MOMENTS = st.integers(0, 5).map(lambda days: BEGAN + timedelta(days=days))
ONE = st.builds(
    Waiting,
    public_id=st.uuids().map(str),
    sent_at=MOMENTS,
    need_opened_at=MOMENTS,
    urgent=st.booleans(),
    facts=st.fixed_dictionaries({}, optional=FACTS),
)
MANY = st.lists(ONE, max_size=8, unique_by=lambda one: one.public_id)
CODES = st.sampled_from(sorted(POLICIES))
DRAW = Draw(DAY, "a seed")


def ids(waiting: list[Waiting], code: str, draw: Draw = DRAW) -> list[str]:
    return [one.waiting.public_id for one in ordered(waiting, code, draw)]


@given(MANY, CODES, st.randoms())
def test_everybody_has_one_place_however_they_are_given(waiting: list[Waiting], code: str, by: Any) -> None:
    placed = ordered(waiting, code, DRAW)
    assert [one.position for one in placed] == list(range(1, len(waiting) + 1))
    mixed = list(waiting)
    by.shuffle(mixed)
    assert ids(mixed, code) == [one.waiting.public_id for one in placed]


@given(MANY, CODES)
def test_urgent_ones_stand_before_every_policy(waiting: list[Waiting], code: str) -> None:
    urgent = [one.waiting.urgent for one in ordered(waiting, code, DRAW)]
    assert urgent == sorted(urgent, reverse=True)


@given(MANY, CODES, st.data())
def test_a_fact_that_a_policy_does_not_name_moves_nobody(waiting: list[Waiting], code: str, data: Any) -> None:
    other = [
        Waiting(
            one.public_id,
            one.sent_at,
            one.need_opened_at,
            one.urgent,
            {name: value for name, value in one.facts.items() if name in POLICIES[code].facts}
            | {name: data.draw(values) for name, values in FACTS.items() if name not in POLICIES[code].facts},
        )
        for one in waiting
    ]
    assert ids(other, code) == ids(waiting, code)


def test_no_policy_reads_who_she_is() -> None:
    read = {fact for policy in POLICIES.values() for fact in policy.facts}
    assert not read & {"marital_status", "religion", "birth_year", "pregnant", "district", "language"}


def one(public_id: str, day: int = 0, **facts: Any) -> Waiting:
    moment = BEGAN + timedelta(days=day)
    return Waiting(public_id, moment, moment, facts=facts)


UNKNOWN: list[tuple[str, list[Waiting]]] = [
    ("first_come", [one("a", 1), one("b", 2)]),
    ("longest_wait", [one("a", 1), one("b", 2)]),
    (
        "laid_off_first",
        [
            one("a", 9, employment="laid_off", employment_end="2026-05-01"),
            one("b", 2, employment="laid_off"),
            one("c", 3, employment="notice_given"),
            one("d", 1, employment="laid_off", employment_end="2025-05-01"),
            one("e", 4),
        ],
    ),
    (
        "exposed_role_first",
        [one("a", 9, exposure_band="high"), one("b", 1), one("c", 2, exposure_band="medium"), one("d", 0, exposure_band="low")],
    ),
    ("lowest_grade_first", [one("a", 1), one("b", 2, wage_grade=4), one("c", 0, wage_grade=3)]),
    (
        "single_mother_first",
        [
            one("a", 9, alone_with_children=True, child_born="2026-01-01"),
            one("b", 1, alone_with_children=True, child_born="2020-01-01"),
            one("c", 0, alone_with_children=True),
            one("d", 0, child_born="2026-01-01"),
        ],
    ),
    ("youngest_child_first", [one("a", 9, child_born="2025-12-01"), one("b", 1, child_born="2022-01-01"), one("c", 0)]),
    ("sibling_in_centre", [one("a", 9, sibling_in_same_place=True), one("b", 1), one("c", 2, sibling_in_same_place=False)]),
    ("disability_first", [one("a", 9, wgss="cannot"), one("b", 1, wgss="some"), one("c", 2)]),
    (
        "lowest_income_first",
        [
            one("a", 9, household_income_band="under_10000", household_members=5),
            one("b", 1),
            one("c", 8, household_income_band="15000_24999", household_members=4),
            one("d", 0, household_income_band="25000_plus", household_members=1),
        ],
    ),
    ("by_the_programme", [one("b", 9), one("a", 8), one("c", 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "waiting"), UNKNOWN, ids=[code for code, _ in UNKNOWN])
def test_each_policy_and_what_is_not_known(code: str, waiting: list[Waiting]) -> None:
    draw = Draw(DAY, by_hand=("b", "a"))
    assert ids(waiting[::-1], code, draw) == [one.public_id for one in waiting]


def test_anybody_can_recompute_a_lot() -> None:
    waiting = [one(name) for name in "abcdef"]
    seed = "0f" * 16
    by_hand = sorted("abcdef", key=lambda name: hashlib.sha256(f"{seed}{name}".encode()).hexdigest())
    assert ids(waiting, "lottery", Draw(DAY, seed)) == by_hand
    assert print_of_seed(seed) == hashlib.sha256(seed.encode()).hexdigest()
    assert ordered(waiting, "lottery", Draw(DAY, seed))[0].why["lot"] == lot(seed, by_hand[0])


def test_each_policy_has_its_words() -> None:
    assert policies().keys() == POLICIES.keys() | {"urgent_always"}
