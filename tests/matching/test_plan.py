"""Plans: what fits together in a week, and the best choice of all, the same as every choice tried."""

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.offer import Offer, OfferIntake, OfferSession
from matching.chance import Chance
from matching.index import Index, index
from matching.packed.ranked import ordinary
from matching.parts import WEIGHTS
from matching.plans.pairs import NOT, WORTH, Side, table
from matching.plans.plan import Plan, Want, _Finder, _ranked, plan, unfilled
from matching.plans.together import Given, together
from matching.profile import Child, Profile
from matching.reason import Answer
from tests.matching.make import DAY, FRI, MON, SAT, SUN, batch, intake, offer, place, rule, session
from tests.matching.test_properties import calmly

HER = Profile(
    facts={"shift": "general", "can_pay": 500}, children=(Child(birth_month=date(2024, 1, 1)),), point=(23.85, 90.26)
)
HERE, NEAR, FAR = (23.85, 90.26), (23.86, 90.26), (24.2, 90.47)
CLASS = batch(session(FRI, "09:00", "12:00"))
MODEL = Chance(1, 0.3, {"km": {"to_2": 0.6, "farther": -1.2}, "hours": {"ask": -0.7}}, {"childcare": -0.4})


def course(*intakes: OfferIntake, point: Any = HERE, **more: Any) -> Offer:
    return offer(places=(place(intakes=intakes, point=point),), **more)


def care(*sessions: OfferSession, point: Any = HERE, **dates: Any) -> Offer:
    told = intake(*sessions, **dates)
    return offer(
        kind_code="childcare", seats_count="child", needs=("childcare",), places=(place(intakes=[told], point=point),)
    )


def credit(**dates: Any) -> Offer:
    return offer(kind_code="credit", needs=("get_loan",), places=(place(intakes=[intake(**dates)], point=FAR),))


def at_its_first(one: Offer) -> Given:
    return Given(one, one.places[0], one.places[0].intakes[0])


def said(one: Offer, other: Offer) -> dict[str, str]:
    return {reason.code: reason.answer.value for reason in together(at_its_first(one), at_its_first(other))}


@pytest.mark.parametrize(
    ("opened", "answer"),
    [
        (session(FRI, "08:00", "13:00"), "yes"),
        (session(FRI, "08:30", "13:00"), "no"),
        (session(FRI, "08:00", "12:30"), "no"),
        (session(SAT, "08:00", "13:00"), "no"),
    ],
)
def test_childcare_covers_the_class_with_the_way(opened: OfferSession, answer: str) -> None:
    assert said(care(opened, point=NEAR), course(CLASS))["cover"] == answer


def test_where_both_are_in_one_house_there_is_no_way() -> None:
    where = place(intakes=[CLASS])
    nursery = care(session(FRI, "09:00", "12:00"))
    there = replace(where, intakes=nursery.places[0].intakes)
    told = together(Given(nursery, there, there.intakes[0]), Given(course(CLASS), where, CLASS))
    assert [(reason.code, reason.answer) for reason in told] == [("cover", Answer.YES), ("trip", Answer.YES)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (care(), course(CLASS), {"cover": "ask", "trip": "yes"}),
        (care(session(FRI, "08:00", "13:00"), point=FAR), course(intake()), {"cover": "ask"}),
        (care(session(FRI, "07:00", "13:00"), point=FAR, ends_on=date(2027, 2, 1)), course(CLASS), {"cover": "ask"}),
        (credit(), course(CLASS), {"after": "yes"}),
        (credit(starts_on=date(2027, 2, 1), ends_on=date(2027, 12, 1)), course(CLASS), {"after": "no"}),
        (credit(starts_on=date(2027, 7, 1), ends_on=date(2027, 12, 1)), course(CLASS), {"after": "yes"}),
        (credit(), course(intake(session(FRI, "09:00", "12:00"))), {"after": "ask"}),
        (course(CLASS), course(CLASS, point=FAR), {"clash": "no", "trip": "yes"}),
        (course(CLASS), course(batch(session(FRI, "12:30", "14:00")), point=FAR), {"clash": "no", "trip": "yes"}),
        (course(CLASS), course(batch(session(FRI, "14:00", "16:00")), point=FAR), {"trip": "yes"}),
        (course(CLASS), course(batch(session(SUN, "18:00", "20:00")), point=FAR), {}),
        (course(CLASS), course(batch(session(FRI, "09:00", "12:00"), starts_on=date(2027, 7, 1), ends_on=date(2027, 9, 1)), point=FAR), {"trip": "yes"}),
    ],
)  # fmt: skip
def test_what_is_said_of_two(one: Offer, other: Offer, expected: dict[str, str]) -> None:
    assert said(one, other) == expected == said(other, one)


WANTS = (Want("learn_skill", HER), Want("childcare", HER), Want("get_loan", HER))


def planned(offers: list[Offer], wants: tuple[Want, ...] = WANTS, limit: int = 3) -> tuple[Plan, ...]:
    return plan(wants, index(offers), DAY, {}, limit=limit)


def every(ready: Index, wants: tuple[Want, ...], limit: int) -> list[Plan]:
    """Each choice of an option or nothing for each want."""
    finder = _Finder(wants, ready, DAY, {}, WEIGHTS, _ranked(ready, DAY, {}, WEIGHTS), limit)
    options = [finder._options(want, finder._matches(want, 99)) for want in wants]
    found = []
    for chosen in product(*([*some, None] for some in options)):
        filled = [one for one in chosen if one is not None]
        pairs = [(one, two) for at, one in enumerate(filled) for two in filled[at + 1 :]]
        reasons = [reason for one, two in pairs for reason in together(one.given, two.given)]
        if any(reason.answer is Answer.NO for reason in reasons) or any(a.key[0] == b.key[0] for a, b in pairs):
            continue
        worth = sum(one.score for one in filled) + sum(WORTH[reason.code, reason.answer] for reason in reasons)
        found.append(Plan(chosen, (), round(worth, 1)))
    return sorted(found, key=lambda one: one.order)[:limit]


LATER: dict[str, Any] = {"starts_on": date(2027, 7, 1), "ends_on": date(2027, 9, 1)}


@st.composite
def some(draw: st.DrawFn) -> Offer:
    times = draw(st.sampled_from([("09:00", "12:00"), ("07:00", "13:00"), ("18:00", "20:00")]))
    days = draw(st.lists(st.sampled_from([FRI, MON]), max_size=2, unique=True))
    sessions = [session(day, *times) for day in days]
    made = [
        draw(
            st.sampled_from(
                [intake(*sessions), batch(*sessions), batch(*sessions, **LATER), batch(*sessions, full=True)]
            )
        )
        for _ in range(draw(st.integers(0, 2)))
    ]
    where = place(intakes=made, point=draw(st.sampled_from([HERE, NEAR, FAR, None])))
    kind, count, needs = draw(st.sampled_from([
        ("skills_training", "worker", ("learn_skill",)), ("childcare", "child", ("childcare",)),
        ("credit", "worker", ("get_loan", "learn_skill")), ("legal_aid", "worker", ("get_loan", "childcare")),
    ]))  # fmt: skip
    asks = draw(st.sampled_from([(), (rule("smartphone", "yes"),), (rule("birth_year", "range", {"min": 99}),)]))
    hidden = draw(st.sampled_from([False, False, False, True]))
    return offer(*asks, kind_code=kind, seats_count=count, needs=needs, places=(where,), confidential=hidden)


@calmly
@given(st.lists(some(), max_size=8), st.integers(1, 3), st.integers(1, 4))
def test_plans_are_the_best_of_all_choices(offers: list[Offer], number: int, limit: int) -> None:
    found = planned(offers, WANTS[:number], limit)
    assert [one.order for one in found] == [one.order for one in every(index(offers), WANTS[:number], limit)]
    assert not any(part and part.given.offer.confidential for one in found for part in one.parts)


@calmly
@given(st.lists(some(), min_size=1, max_size=6), st.lists(some(), min_size=1, max_size=6))
def test_the_table_of_pairs_says_what_is_said_of_each_two(mine: list[Offer], others: list[Offer]) -> None:
    one, other = (
        [Given(each, there, batch) for each in side for there in each.places for batch in (None, *there.intakes)]
        for side in ([*mine, others[0]], others)
    )
    found = table(Side(one), Side(other))
    for (at, a), (to, b) in product(enumerate(one), enumerate(other)):
        reasons = together(a, b)
        never = a.offer.id == b.offer.id or any(reason.answer is Answer.NO for reason in reasons)
        worth = NOT if never else 10 * sum(WORTH[reason.code, reason.answer] for reason in reasons)
        assert found[at, to] == worth


@calmly
@given(st.lists(some(), max_size=12), st.sampled_from([None, MODEL]))
def test_the_packed_catalog_makes_the_same_plans(offers: list[Offer], chance: Chance | None) -> None:
    ready = index(tuple(offers))
    kept = ordinary(ready.offers, DAY, {}, WEIGHTS, chance)
    found = plan(
        WANTS, ready, DAY, {}, chance=chance, ranked=lambda want, most: kept.best(want.profile, want.need, most)
    )
    assert [one.order for one in found] == [one.order for one in plan(WANTS, ready, DAY, {}, chance=chance)]


def test_looking_at_a_few_first_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    classes = [course(batch(session(MON, "19:00", "20:00"))) for _ in range(4)]
    far = course(batch(session(FRI, "09:00", "12:00")), point=(23.95, 90.26))
    nursery = care(session(FRI, "07:00", "14:00"))
    whole = planned([*classes, far, nursery], WANTS[:2], 1)
    monkeypatch.setattr("matching.plans.plan.LOOKED_AT", 1)
    assert [one.order for one in planned([*classes, far, nursery], WANTS[:2], 1)] == [one.order for one in whole]
    assert whole[0].parts[0] and whole[0].parts[0].given.offer is far


def test_a_part_that_nothing_fills_is_said_and_a_fixed_one_stays() -> None:
    (best,) = planned([course(CLASS), care(session(MON, "08:00", "13:00"), point=NEAR)], limit=1)
    assert (best.whole, unfilled(best, WANTS)) == (False, ("childcare", "get_loan"))
    open_then, shut_then = care(session(FRI, "08:00", "13:00"), point=NEAR), care(session(MON, "08:00", "13:00"))
    fixed = replace(WANTS[1], service=open_then.id)
    (best,) = planned([course(CLASS), shut_then, open_then], (WANTS[0], fixed), limit=1)
    assert best.whole and best.parts[1] and best.parts[1].given.offer is open_then
    without = replace(WANTS[1], without=frozenset([open_then.id]))
    assert not planned([course(CLASS), shut_then, open_then], (WANTS[0], without), limit=1)[0].whole
