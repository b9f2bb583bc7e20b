"""What holds for every worker and every rule: unknown is asked, a no never suits, the order is of the offers alone."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.lists import Fact, facts
from catalog.offer import Offer, OfferRule
from matching.profile import DERIVED, OF_CHILDREN, Child, Profile
from matching.rank import Fit, rank
from matching.reason import Answer
from matching.rules import TESTS, answer
from tests.matching.make import DAY, FRI, MON, batch, first, intake, offer, place, rule, session

SOME_CODES = ["plain_machine", "nid", "bn", "skills_training", "helper"]
STORED = [
    fact for fact in facts().values() if fact.type != "place" and fact.code not in {"shift", "birth_year", "distance"}
]
calmly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
YES_OR_NO = {Answer.YES, Answer.NO}


def codes_of(fact: Fact) -> list[str]:
    return [choice.code for choice in fact.values] or SOME_CODES


@st.composite
def stored_values(draw: st.DrawFn, fact: Fact) -> Any:
    codes = st.sampled_from(codes_of(fact))
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "number": st.integers(0, 100),
        "yes_no": st.booleans(),
        "codes": st.lists(codes, max_size=3),
        "date": st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    }
    return draw(by_type.get(fact.type, codes))


@st.composite
def rules(draw: st.DrawFn) -> OfferRule:
    fact = draw(st.sampled_from([fact for fact in facts().values() if fact.code != "shift"]))
    test = draw(st.sampled_from([name for name, test in TESTS.items() if fact.type in test.types]))
    ends = st.sampled_from([choice.code for choice in fact.values]) if fact.type == "ordered" else st.integers(0, 60)
    several = st.lists(st.sampled_from(codes_of(fact)), min_size=1, max_size=3)
    several = st.lists(st.integers(0, 9).map(str), min_size=1, max_size=3) if fact.type == "number" else several
    places = st.lists(st.sampled_from(["dhaka", "gazipur", "dhaka-savar"]), min_size=1, max_size=2)
    values: dict[str, st.SearchStrategy[dict[str, Any]]] = {
        "range": st.fixed_dictionaries({}, optional={"min": ends, "max": ends}),
        "one_of": st.fixed_dictionaries({"codes": several}),
        "all_of": st.fixed_dictionaries({"codes": several}),
        "in_place": st.fixed_dictionaries({"codes": places}),
        "within_days": st.fixed_dictionaries({"days": st.integers(0, 400)}),
    }
    alternative = draw(st.none() | st.integers(1, 2))
    return rule(fact.code, test, draw(values.get(test, st.just({}))), alternative=alternative)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    known = {fact.code: draw(stored_values(fact)) for fact in STORED if draw(st.booleans())}
    shifts = st.sampled_from(["general", "c_shift", "rotating_abc", "laid_off"])
    children = st.builds(Child, birth_month=st.none() | st.dates(date(2010, 1, 1), DAY), month_known=st.booleans())
    return Profile(
        facts=known | draw(st.fixed_dictionaries({}, optional={"shift": shifts})),
        birth_year=draw(st.none() | st.integers(1960, 2010)),
        birth_year_about=draw(st.booleans()),
        place_chain=draw(
            st.sampled_from([(), ("dhaka", "dhaka_division"), ("dhaka-savar", "dhaka", "dhaka_division")])
        ),
        point=draw(st.none() | st.just((23.8, 90.3))),
        children=draw(st.none() | st.lists(children, max_size=2).map(tuple)),
    )


@st.composite
def some_offers(draw: st.DrawFn) -> Offer:
    sessions = [session(draw(st.sampled_from([FRI, MON])), start, end) for start, end in [("09:00", "11:00")]]
    made = draw(st.sampled_from([batch(*sessions), intake(*sessions), batch(*sessions, full=True)]))
    return offer(
        *draw(st.lists(rules(), max_size=3)),
        first("employment", "one_of", {"codes": ["laid_off"]}),
        places=draw(st.sampled_from([(), (place(intakes=[made]),)])),
        confirmed_on=draw(st.dates(date(2026, 6, 1), DAY)),
    )


@calmly
@given(rules())
def test_what_is_not_known_is_never_yes_or_no(asked: OfferRule) -> None:
    assert answer(asked, Profile(), DAY).answer is Answer.ASK


@calmly
@given(rules(), profiles())
def test_to_forget_a_fact_never_makes_an_answer(asked: OfferRule, profile: Profile) -> None:
    assert asked.fact is not None
    before = answer(asked, profile, DAY).answer
    for code in profile.facts:
        without = replace(profile, facts={name: value for name, value in profile.facts.items() if name != code})
        after = answer(asked, without, DAY).answer
        assert after is before or before in YES_OR_NO or after is Answer.ASK
        if code == asked.fact and code not in {**DERIVED, **OF_CHILDREN}:
            assert after is Answer.ASK


@calmly
@given(st.lists(some_offers(), max_size=6), profiles())
def test_a_no_never_suits_and_what_suits_is_open(offers: list[Offer], profile: Profile) -> None:
    found = rank(profile, offers, "learn_skill", DAY, {})
    for match in found.suiting:
        assert match.offer.closed(DAY) is None and not match.missing
        assert all(reason.answer is not Answer.NO for reason in match.rules)
    for match in (*found.nearly, *found.unfit):
        assert match.missing or match.offer.closed(DAY) is not None
        assert any(reason.answer is Answer.NO for reason in match.rules) or match.missing
    assert sum(found.counts.values()) == len(offers)
    assert found.counts[Fit.SUITS] == len(found.suiting)


@calmly
@given(
    st.lists(some_offers(), max_size=6).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))),
    profiles(),
)
def test_the_order_is_of_the_offers_alone(given_twice: tuple[list[Offer], list[Offer]], profile: Profile) -> None:
    once, again = (rank(profile, offers, "learn_skill", DAY, {}) for offers in given_twice)
    for fit in ("suiting", "nearly", "unfit"):
        ids = [[(match.offer.id, match.score) for match in getattr(found, fit)] for found in (once, again)]
        assert ids[0] == ids[1]
