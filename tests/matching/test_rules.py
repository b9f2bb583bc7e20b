"""Each test of a rule: yes, no, the edge between them, and ask where the fact is not known."""

from datetime import date
from typing import Any

import pytest

from catalog.lists import facts
from catalog.offer import OfferRule
from matching.profile import Child, Profile
from matching.reason import Answer
from matching.rules import TESTS, answer, answers, implied
from tests.matching.make import DAY, offer, rule

YES, NO, ASK = Answer.YES, Answer.NO, Answer.ASK
SAVAR = ("dhaka-savar", "dhaka", "dhaka_division")

TRIED: list[tuple[str, str, dict[str, Any], Any, Answer]] = [
    ("years_in_rmg", "range", {"min": 2}, 2, YES),
    ("years_in_rmg", "range", {"min": 2}, 1.5, NO),
    ("years_in_rmg", "range", {"max": 2}, 2, YES),
    ("years_in_rmg", "range", {"min": 2, "max": 5}, 6, NO),
    ("years_in_rmg", "range", {}, 6, YES),
    ("wage_grade", "one_of", {"codes": ["3", "4"]}, 4, YES),
    ("wage_grade", "one_of", {"codes": [1, 2]}, 4, NO),
    ("running_loans", "range", {"max": 0}, 0, YES),
    ("schooling", "range", {"min": "class_8"}, "class_8", YES),
    ("schooling", "range", {"min": "class_8"}, "class_5", NO),
    ("schooling", "range", {"max": "class_5"}, "none", YES),
    ("schooling", "one_of", {"codes": ["ssc"]}, "hsc", NO),
    ("exposure_band", "range", {"min": "high"}, "unknown", ASK),
    ("employment", "one_of", {"codes": ["laid_off", "notice_given"]}, "laid_off", YES),
    ("employment", "one_of", {"codes": ["laid_off"]}, "working", NO),
    ("marital_status", "one_of", {"codes": ["widowed"]}, "not_said", ASK),
    ("skills", "one_of", {"codes": ["ironing", "plain_machine"]}, ["plain_machine"], YES),
    ("skills", "one_of", {"codes": ["ironing"]}, [], NO),
    ("documents", "all_of", {"codes": ["nid", "passport_photo"]}, ["nid", "passport_photo", "tin"], YES),
    ("documents", "all_of", {"codes": ["nid", "passport_photo"]}, ["nid"], NO),
    ("smartphone", "yes", {}, True, YES),
    ("smartphone", "yes", {}, False, NO),
    ("smartphone", "no", {}, "no", YES),
    ("smartphone", "no", {}, "yes", NO),
    ("employment_end", "within_days", {"days": 180}, "2026-05-29", YES),
    ("employment_end", "within_days", {"days": 180}, "2026-05-28", NO),
    ("employment_end", "within_days", {"days": 180}, date(2026, 5, 1), ASK),
    ("employment_end", "within_days", {"days": 180}, date(2026, 4, 1), NO),
    ("employment_end", "within_days", {"days": 180}, date(2026, 6, 1), YES),
]


@pytest.mark.parametrize(("fact", "test", "value", "own", "expected"), TRIED)
def test_a_rule_says_yes_no_or_ask(fact: str, test: str, value: dict[str, Any], own: Any, expected: Answer) -> None:
    assert answer(rule(fact, test, value), Profile(facts={fact: own}), DAY).answer is expected
    assert answer(rule(fact, test, value), Profile(), DAY).answer is ASK


def test_every_test_is_tried() -> None:
    assert {test for _, test, _, _, _ in TRIED} == TESTS.keys() - {"in_place"}


@pytest.mark.parametrize(
    ("chain", "codes", "expected"),
    [
        (SAVAR, ["dhaka"], YES),
        (SAVAR, ["gazipur", "dhaka-savar"], YES),
        (SAVAR, ["gazipur"], NO),
        (SAVAR[1:], ["dhaka-savar"], ASK),
        (SAVAR[2:], ["gazipur"], ASK),
        (SAVAR[1:], ["gazipur-tongi"], NO),
        (SAVAR, ["a place of no list"], NO),
        ((), ["dhaka"], ASK),
    ],
)
def test_her_place_lies_in_one_of_them_or_might(chain: tuple[str, ...], codes: list[str], expected: Answer) -> None:
    asked = rule("district", "in_place", {"codes": codes})
    assert answer(asked, Profile(place_chain=chain), DAY).answer is expected


@pytest.mark.parametrize(
    ("born", "about", "expected"),
    [(1991, False, YES), (1990, False, NO), (1992, True, ASK), (1989, True, ASK), (1988, True, NO), (1993, True, YES)],
)
def test_an_approximate_age_is_tried_at_both_ends(born: int, about: bool, expected: Answer) -> None:
    profile = Profile(birth_year=born, birth_year_about=about)
    assert answer(rule("birth_year", "range", {"min": 18, "max": 35}), profile, DAY).answer is expected


def test_any_of_her_children_will_do_but_the_one_served_alone_counts() -> None:
    small, big = Child(birth_month=date(2024, 11, 1)), Child(birth_month=date(2015, 1, 1), school="primary")
    crib = rule("child_age_months", "range", {"min": 6, "max": 71})
    assert answer(crib, Profile(children=(small, big)), DAY).answer is YES
    assert answer(crib, Profile(children=(small, big), served_child=big), DAY).answer is NO
    assert answer(crib, Profile(children=(big, Child())), DAY).answer is ASK
    assert answer(crib, Profile(children=()), DAY).answer is NO
    assert answer(crib, Profile(children=None), DAY).answer is ASK
    assert (
        answer(rule("child_in_school", "one_of", {"codes": ["primary"]}), Profile(children=(big,)), DAY).answer is YES
    )


def test_of_a_child_only_the_year_may_be_known() -> None:
    child = Child(birth_month=date(2020, 1, 1), month_known=False)
    assert answer(rule("child_age_months", "range", {"max": 71}), Profile(children=(child,)), DAY).answer is ASK
    under_6 = rule("children_under_6", "range", {"min": 1})
    assert answer(under_6, Profile(children=(child,)), DAY).answer is ASK
    assert answer(under_6, Profile(children=(Child(birth_month=date(2021, 1, 1)),)), DAY).answer is YES
    assert answer(under_6, Profile(facts={"children_under_6": 0}), DAY).answer is NO


def test_what_is_derived() -> None:
    high = rule("exposure_band", "range", {"min": "high"})
    assert answer(high, Profile(facts={"exposure_band": "high"}), DAY).answer is YES
    wallet = rule("mfs_account", "yes")
    assert answer(wallet, Profile(facts={"documents": ["mfs_account"]}), DAY).answer is YES
    assert answer(wallet, Profile(facts={"documents": ["nid"]}), DAY).answer is ASK
    assert answer(wallet, Profile(facts={"mfs_account": False}), DAY).answer is NO


def test_distance_is_known_only_with_a_way() -> None:
    near = rule("distance", "range", {"max": 5})
    assert [answer(near, Profile(), DAY, km).answer for km in (4.9, 5.1, None)] == [YES, NO, ASK]


@pytest.mark.parametrize(
    "asked",
    [
        rule(None, "words", {"text": "Husband agrees", "language": "en"}),
        rule("no such fact", "yes"),
        rule("smartphone", "no such test"),
        rule("smartphone", "range", {"min": 1}),
    ],
)
def test_words_and_what_nobody_can_read_are_asked(asked: OfferRule) -> None:
    reason = answer(asked, Profile(facts={"smartphone": True}), DAY)
    assert reason.code == "words" and reason.answer is ASK


def test_alternatives_are_joined_by_or() -> None:
    def joined(*own: Any) -> Answer:
        rules = [
            rule("certificates", "one_of", {"codes": ["sewing_knit_l1_3"]}, alternative=1),
            rule("years_in_rmg", "range", {"min": 2}, alternative=1),
        ]
        profile = Profile(facts=dict(zip(("certificates", "years_in_rmg"), own, strict=True)))
        (reason,) = answers(rules, lambda one: answer(one, profile, DAY))
        assert reason.code == "either"
        return reason.answer

    assert joined([], 3) is YES
    assert joined(None, 3) is YES
    assert joined([], 1) is NO
    assert joined(None, 1) is ASK


def test_a_reason_tells_what_is_asked_hers_and_what_is_missing() -> None:
    papers = rule("documents", "all_of", {"codes": ["nid", "tin"]})
    reason = answer(papers, Profile(facts={"documents": ["nid"]}), DAY)
    assert reason.values == {"test": "all_of", "codes": ["nid", "tin"], "own": [["nid"]], "missing": ["tin"]}
    age = answer(rule("birth_year", "range", {"max": 35}), Profile(birth_year=1990, birth_year_about=True), DAY)
    assert age.values["own"] == [[34, 38]]
    assert "1990" not in repr(age) and "34" not in repr(age)


def test_papers_and_a_language_that_not_everybody_speaks_are_asked_too() -> None:
    assert [one.fact for one in implied(offer(documents=("nid",), languages=("cmg",)))] == ["documents", "language"]
    assert implied(offer(languages=("bn", "en"))) == ()


def test_every_fact_can_be_tried_by_some_test() -> None:
    by_hours = {"shift"}
    types = {kind for test in TESTS.values() for kind in test.types}
    assert {fact.type for fact in facts().values() if fact.code not in by_hours} <= types
