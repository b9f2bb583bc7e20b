"""The learned chance: a sum of what its tables say, the same from the parts of a match, explained by what pushes most."""

import json
import math
from typing import Any

import pytest

from catalog.lists import facts
from catalog.offer import Offer, OfferCost
from matching.chance import (
    INPUTS,
    LEVELS,
    NEW_BELOW,
    Chance,
    bonus,
    cost_level,
    from_plain,
    km_level,
    levels_of,
    probability,
    seat_level,
)
from matching.profile import Profile
from matching.rank import Fit, rank
from matching.reason import Answer
from tests.matching.make import DAY, MON, batch, offer, place, rule, session

WATCHED = {
    "district",
    "age_band",
    "wage_grade",
    "own_phone",
    "disability",
    "place_code",
    "factory",
    "role",
    "employment",
}
HER = Profile(facts={"shift": "general", "can_pay": 500}, point=(23.85, 90.26), place_chain=("dhaka-savar", "dhaka"))
TABLES = {
    "km": {"to_2": 0.5, "farther": -0.9, "not_known": -0.2},
    "hours": {"yes": 0.3, "ask": -0.1, "no": -0.8},
    "seat": {"now": 0.2, "none": -0.4, "not_told": 0.1},
    "cost": {"free": 0.15, "not_told": -0.25},
    "asks": {"none": 0.05, "some": -0.15},
    "need": {"first": 0.02, "other": -0.07},
}


def model(*known: tuple[Offer, float, int], **more: Any) -> Chance:
    services = {one.id: (adds, ended) for one, adds, ended in known}
    return Chance(7, usual=0.4, tables=TABLES, kinds={"skills_training": -0.3}, services=services, **more)


def summed(chance: Chance, one: Offer, match: Any) -> float:
    """The log odds put together from the single terms, as the packed catalog does."""
    way, seat, need = (match.part(code).reason for code in ("distance", "seats", "need"))
    starts = seat.values.get("starts_on")
    assert starts is None
    return (
        chance.of_offer(one)
        + chance.of_km(way.values.get("km"), by_phone="by_phone" in way.values)
        + chance.of_hours(match.part("hours").reason.answer)
        + chance.of_seat(seat.answer, None)
        + chance.of_asks(sum(reason.answer is Answer.ASK for reason in match.rules))
        + chance.of_need(need.values["place"])
    )


def test_no_protected_fact_and_no_group_that_is_watched_is_an_input() -> None:
    protected = {fact.code for fact in facts().values() if fact.protected}
    assert not set(INPUTS) & (protected | WATCHED)
    assert set(INPUTS) == {*LEVELS, "kind", "service"}
    assert not set(INPUTS) & (set(facts()) - {"distance"})


@pytest.mark.parametrize("one", [offer(), offer(rule("smartphone", "yes")), offer(costs=(OfferCost("fee", 0),))])
def test_the_part_is_the_sum_of_the_single_terms(one: Offer) -> None:
    chance = model((one, 0.6, 30))
    match = rank(HER, [one], "learn_skill", DAY, {}, chance=chance).suiting[0]
    part = match.part("chance")
    assert part is not None
    assert part.reason.values["share"] == pytest.approx(probability(summed(chance, one, match)))
    assert part.out_of == 10
    assert part.points == round(10 * part.reason.values["share"], 1)


def test_without_a_model_there_is_no_such_part() -> None:
    assert rank(HER, [offer()], "learn_skill", DAY, {}).suiting[0].part("chance") is None


def test_a_chance_excludes_nobody_and_orders() -> None:
    good, bad = offer(), offer()
    chance = model((good, 2.0, 50), (bad, -3.0, 50))
    found = rank(HER, [bad, good], "learn_skill", DAY, {}, chance=chance)
    assert [match.offer for match in found.suiting] == [good, bad]
    assert all(match.fit is Fit.SUITS for match in found.suiting)


def test_a_new_service_starts_with_its_kind_and_a_bonus_that_ends() -> None:
    new = offer()
    chance = model()
    assert bonus(0) > bonus(NEW_BELOW - 1) > bonus(NEW_BELOW) == bonus(500) == 0
    assert chance.of_offer(new) == pytest.approx(0.4 - 0.3 + bonus(0) + chance.adds("cost", "not_told"))
    values = rank(HER, [new], "learn_skill", DAY, {}, chance=chance).suiting[0].part("chance").reason.values  # type: ignore[union-attr]
    assert values["new"]
    assert values["percent"] < 100 * values["share"]


def test_grounds_are_the_three_that_push_most() -> None:
    one = offer(rule("smartphone", "yes"), places=(place(intakes=[batch(session(MON, "19:00", "20:00"))]),))
    chance = model((one, -1.2, 40))
    values = rank(HER, [one], "learn_skill", DAY, {}, chance=chance).suiting[0].part("chance").reason.values  # type: ignore[union-attr]
    pushes = [abs(push) for _, _, push in values["grounds"]]
    assert len(pushes) == 3
    assert pushes == sorted(pushes, reverse=True)
    assert values["grounds"][0] == ["service", str(one.id), -1.2]
    json.dumps(dict(values))


def test_it_goes_through_json() -> None:
    chance = model((offer(), 0.25, 12))
    assert from_plain(7, json.loads(json.dumps(chance.plain()))) == chance


def test_what_is_not_known_of_the_model_adds_nothing() -> None:
    empty = Chance(1)
    assert empty.of_km(3) == empty.of_hours(Answer.NO) == empty.of_need(None) == 0
    assert probability(0) == 0.5
    assert math.isfinite(probability(-1e9))
    assert levels_of({}) == dict.fromkeys(LEVELS)


def test_every_band_has_its_level() -> None:
    assert [km_level(km) for km in (0, 2, 2.04, 2.1, 20, 21, None)] == [
        *("to_2", "to_2", "to_2", "to_5", "to_20", "farther", "not_known")
    ]
    assert [cost_level(taka) for taka in (-1, 0, 1, 500, 3000, 3001, None)] == [
        *("brings", "free", "to_500", "to_500", "to_3000", "dearer", "not_told")
    ]
    waits = [seat_level(Answer.YES, days) for days in (None, -3, 0, 1, 14, 15, 90, 91)]
    assert waits == ["now", "now", "now", "to_14", "to_14", "to_45", "to_90", "later"]
