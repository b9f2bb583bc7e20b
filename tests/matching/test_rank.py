"""Which services suit, nearly suit and do not, in which order, and what their parts say."""

from datetime import date, timedelta
from typing import Any

import pytest

from catalog.models import ServiceStatus
from catalog.offer import Offer, OfferCost
from matching import near, parts, wishes
from matching.index import index
from matching.parts import WEIGHTS
from matching.profile import Profile
from matching.rank import Fit, Match, Ranking, rank
from matching.reason import Answer
from tests.matching.make import DAY, FRI, MON, batch, first, intake, offer, place, rule, session

YES, NO, ASK = Answer.YES, Answer.NO, Answer.ASK
HER = Profile(
    facts={"shift": "general", "schooling": "class_5", "documents": ["nid"], "can_pay": 500, "employment": "working"},
    birth_year=1998,
    place_chain=("dhaka-savar", "dhaka", "dhaka_division"),
    point=(23.85, 90.26),
)
FRIDAY, NOON = session(FRI, "09:00", "13:00"), session(MON, "10:00", "12:00")
OLD = rule("birth_year", "range", {"min": 40})
CLASS_8 = rule("schooling", "range", {"min": "class_8"})
PHOTO = rule("documents", "all_of", {"codes": ["passport_photo"]})


def ranked(*offers: Offer, need: str | None = "learn_skill", profile: Profile = HER, **more: Any) -> Ranking:
    return rank(profile, offers, need, DAY, more.pop("taken", {}), **more)


def only_match(one: Offer, *others: Offer, **more: Any) -> Match:
    found = ranked(one, *others, **more)
    return next(match for same in (found.suiting, found.nearly, found.unfit) for match in same if match.offer is one)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (offer(), Fit.SUITS),
        (offer(rule("smartphone", "yes")), Fit.SUITS),
        (offer(PHOTO), Fit.NEARLY),
        (offer(documents=("nid", "tin")), Fit.NEARLY),
        (offer(OLD), Fit.NOT),
        (offer(PHOTO, OLD), Fit.NOT),
        (offer(CLASS_8), Fit.NOT),
        (offer(rule("district", "in_place", {"codes": ["gazipur"]})), Fit.NOT),
        (offer(places=(place(intakes=[batch(NOON)]),)), Fit.NEARLY),
        (offer(costs=(OfferCost("fee", 900),)), Fit.NEARLY),
        (offer(PHOTO, places=(place(intakes=[batch(NOON)]),), costs=(OfferCost("fee", 900),)), Fit.NOT),
        (offer(first("birth_year", "range", {"min": 40})), Fit.SUITS),
        (offer(status=ServiceStatus.SUSPENDED), Fit.NOT),
        (offer(confirmed_on=DAY - timedelta(days=121)), Fit.NOT),
        (offer(agreement_from=None), Fit.NOT),
    ],
)
def test_it_suits_nearly_or_not(asked: Offer, expected: Fit) -> None:
    assert only_match(asked).fit is expected


def test_what_is_missing_is_told_the_easiest_first_with_who_gives_it() -> None:
    reading, papers = offer(gives=("class_8",)), offer(gives=("passport_photo",))
    hidden = offer(gives=("class_8",), confidential=True)
    shut = offer(gives=("class_8",), status=ServiceStatus.SUSPENDED)
    match = only_match(offer(CLASS_8, PHOTO), reading, papers, hidden, shut)
    assert match.fit is Fit.NEARLY
    assert [(lack.reason.code, lack.ease, lack.givers) for lack in match.missing] == [
        ("documents", 1, (papers,)),
        ("schooling", 4, (reading,)),
    ]


def test_a_service_had_before_is_given_by_its_kind_and_an_account_by_its_fact() -> None:
    course, bank = offer(kind_code="career_progression"), offer(gives=("bank_account",))
    profile = Profile(facts={"earlier_services": [], "bank_account": False})
    earlier = offer(rule("earlier_services", "all_of", {"codes": ["career_progression"]}), rule("bank_account", "yes"))
    match = only_match(earlier, course, bank, profile=profile)
    assert [lack.givers for lack in match.missing] == [(bank,), (course,)]


def test_of_alternatives_the_easiest_is_told() -> None:
    match = only_match(
        offer(rule("birth_year", "range", {"min": 40}, alternative=1), rule("bank_account", "yes", alternative=1))
    )
    assert match.fit is Fit.SUITS and [reason.code for reason in match.asks] == ["either", "hours", "cost"]
    poor = Profile(facts={"bank_account": False}, birth_year=1998)
    lacking = only_match(match.offer, profile=poor)
    assert lacking.fit is Fit.NEARLY and [lack.reason.code for lack in lacking.missing] == ["bank_account"]


def test_only_services_that_answer_the_need_are_looked_at() -> None:
    other = offer(needs=("childcare",))
    assert ranked(other).counts == {Fit.SUITS: 0, Fit.NEARLY: 0, Fit.NOT: 0}
    assert ranked(other, need=None).counts[Fit.SUITS] == 1
    assert only_match(other, need=None).part("need") is None


def test_the_parts_add_up_to_the_score_and_each_has_its_reason() -> None:
    full = offer(
        first("employment", "one_of", {"codes": ["working"]}),
        places=(place(intakes=[batch(FRIDAY)]),),
        costs=(OfferCost("fee", 0),),
        confirmed_on=DAY,
    )
    match = only_match(full)
    assert [part.code for part in match.parts] == [
        "need",
        "distance",
        "hours",
        "seats",
        "cost",
        "priority",
        "confirmed",
    ]
    assert match.score == round(sum(part.points for part in match.parts), 1)
    assert all(0 <= part.points <= part.out_of == WEIGHTS[part.code] for part in match.parts)
    assert {part.reason.answer for part in match.parts} == {YES}
    assert match.km == 0


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"needs": ("learn_skill",)}, {"needs": ("find_job", "learn_skill")}),
        ({"places": (place(),)}, {"places": (place("gazipur", point=(24.0, 90.4)),)}),
        ({"places": (place(intakes=[batch(FRIDAY)]),)}, {"places": (place(intakes=[batch(session(FRI, "18:00", "20:00"), session(MON, "18:00", "20:00"))]),)}),
        ({"places": (place(intakes=[batch(FRIDAY)]),)}, {"places": (place(intakes=[batch(FRIDAY, full=True)]),)}),
        ({"places": (place(intakes=[batch(FRIDAY)]),)}, {"places": (place(intakes=[batch(FRIDAY, starts_on=date(2027, 4, 1))]),)}),
        ({"costs": (OfferCost("fee", 0),)}, {"costs": (OfferCost("fee", 400),)}),
        ({"costs": (OfferCost("fee", 300), OfferCost("stipend", 900, "month"))}, {"costs": (OfferCost("fee", 100),)}),
        ({"confirmed_on": DAY}, {"confirmed_on": DAY - timedelta(days=80)}),
        ({"confirmed_on": DAY - timedelta(days=90), "places": (place("gazipur", point=(24.3, 90.6)),)}, {"confirmed_on": DAY - timedelta(days=91)}),
    ],
)  # fmt: skip
def test_the_better_one_comes_first(better: dict[str, Any], worse: dict[str, Any]) -> None:
    low, high = offer(**worse), offer(**better)
    assert [match.offer for match in ranked(low, high).suiting] == [high, low]


def test_whom_a_service_takes_first_finds_it_first() -> None:
    plain, hers = offer(), offer(first("employment", "one_of", {"codes": ["working"]}))
    assert [match.offer for match in ranked(plain, hers).suiting] == [hers, plain]


def test_nearest_misses_stand_by_what_changes_most_easily() -> None:
    hard, easy = offer(rule("running_loans", "range", {"max": 0})), offer(PHOTO)
    profile = Profile(facts={"running_loans": 1, "documents": []})
    assert [match.offer for match in ranked(hard, easy, profile=profile).nearly] == [easy, hard]


@pytest.mark.parametrize(
    ("made", "taken", "answer", "told"),
    [
        (batch(seats=3), 1, YES, {"free": 2}),
        (batch(seats=3), 3, NO, {"free": 0}),
        (batch(seats=3), 4, NO, {"free": 0}),
        (batch(seats=3, full=True), 0, NO, {"free": 0}),
        (intake(), 0, YES, {"free": None}),
        (intake(full=True), 0, NO, {"free": 0}),
        (batch(starts_on=DAY - timedelta(days=1)), 0, NO, {"closed": True}),
        (batch(starts_on=DAY), 0, YES, {"free": 20}),
        (batch(closes_on=DAY - timedelta(days=1)), 0, NO, {"closed": True}),
        (batch(starts_on=DAY - timedelta(days=9), closes_on=DAY), 0, YES, {"free": 20}),
    ],
)
def test_seats(made: Any, taken: int, answer: Answer, told: dict[str, Any]) -> None:
    match = only_match(offer(places=(place(intakes=[made]),)), taken={made.id: taken})
    part = match.part("seats")
    assert part is not None and part.reason.answer is answer
    assert told.items() <= part.reason.values.items()
    assert match.fit is Fit.SUITS


def test_without_an_intake_seats_and_hours_are_asked() -> None:
    match = only_match(offer(places=(place(),)))
    assert [match.part(code).reason.answer for code in ("seats", "hours")] == [ASK, ASK]  # type: ignore[union-attr]


def test_the_best_place_and_intake_for_her_are_named() -> None:
    clash, good = batch(NOON), batch(FRIDAY)
    far, near = place("gazipur", [batch(FRIDAY)], (24.3, 90.6)), place(intakes=[clash, good])
    match = only_match(offer(places=(far, near)))
    assert (match.place, match.intake, match.fit) == (near, good, Fit.SUITS)


def test_distance_is_an_estimate_by_road_unknown_without_a_point_and_none_by_phone() -> None:
    def told(one: Offer, profile: Profile = HER) -> Any:
        part = only_match(one, profile=profile).part("distance")
        assert part is not None
        return part.reason.answer, dict(part.reason.values)

    assert told(offer(places=(place(point=(23.95, 90.26)),))) == (YES, {"km": 14.5})
    assert told(offer(places=(place(),)), Profile()) == (ASK, {})
    assert told(offer()) == (YES, {"by_phone": True})


def test_a_place_for_a_child_is_wanted_while_she_works() -> None:
    hours = [session(day, "07:00", "19:00") for day in range(7)]
    centre = offer(seats_count="child", needs=("childcare",), places=(place(intakes=[intake(*hours, seats=5)]),))
    part = only_match(centre, need="childcare").part("hours")
    assert part is not None and part.reason.answer is YES


def test_what_decides_and_is_not_known_is_asked() -> None:
    match = only_match(offer(rule("smartphone", "yes"), rule(None, "words", {"text": "Agrees"})), profile=Profile())
    assert [reason.code for reason in match.asks] == ["smartphone", "words", "hours", "cost"]


def test_the_cost_is_one_sum_and_not_told_is_asked() -> None:
    def cost(*costs: OfferCost, profile: Profile = HER) -> Any:
        part = only_match(offer(costs=costs), profile=profile).part("cost")
        assert part is not None
        return part.reason.answer, part.reason.values.get("taka")

    assert cost() == (ASK, None)
    assert cost(OfferCost("fee", 500), OfferCost("fare", 20, "day"), OfferCost("stipend", 600, "month")) == (YES, 420)
    assert cost(OfferCost("fee", 501)) == (NO, 501)
    assert cost(OfferCost("fee", 501), profile=Profile()) == (ASK, 501)
    assert cost(OfferCost("fee", 0), profile=Profile()) == (YES, 0)


def test_weights_can_be_set() -> None:
    cheap, near = (
        offer(costs=(OfferCost("fee", 0),), places=(place("gazipur", point=(24.0, 90.4)),)),
        offer(places=(place(),)),
    )
    assert ranked(cheap, near).suiting[0].offer is near
    assert ranked(cheap, near, weights={"cost": 100}).suiting[0].offer is cheap


def test_wishes_and_a_limit() -> None:
    women = offer(women_only_staff=True, childcare_on_site=True, costs=(OfferCost("fee", 0),))
    there = offer(places=(place(intakes=[batch(FRIDAY)]),))
    far = offer(places=(place("gazipur", [batch(NOON, full=True)], (24.3, 90.6)),))
    unfit = offer(OLD)

    def wished(*only: Any) -> list[Offer]:
        found = ranked(women, there, far, unfit, only=only)
        assert found.counts[Fit.NOT] == 1
        return [match.offer for match in (*found.suiting, *found.nearly)]

    assert (
        wished(wishes.women_only_staff) == wished(wishes.childcare_on_site) == wished(wishes.free_of_charge) == [women]
    )
    assert wished(wishes.open_seats) == wished(wishes.fits_shift) == wished(wishes.on_day(FRI)) == [there]
    assert set(wished(wishes.within(5))) == {women, there}
    limited = ranked(women, there, far, unfit, limit=1)
    assert len(limited.suiting) == 1 and limited.counts[Fit.SUITS] == 2


def test_the_index_is_made_once_for_the_same_offers() -> None:
    offers = (offer(), offer(OLD))
    assert index(offers) is index(offers)
    assert index(list(offers)) is not index(list(offers))


def test_the_way_counts_however_far() -> None:
    found = [parts.part(near.distance(km, place()), DAY, parts.WEIGHTS).points for km in (0, 10, 30, 290)]
    assert found == [20, 10, 5, 0.7]
