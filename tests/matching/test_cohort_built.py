"""From profiles and offers to lines that say why: built, assigned, explained, on cases small enough to reckon by hand."""

import json
from typing import Any

import pytest

from catalog.offer import Offer
from matching.chance import Chance
from matching.cohort.build import Cohort, Wishes, build
from matching.cohort.clashes import PinsClash
from matching.cohort.explain import reasons
from matching.cohort.run import Result, run
from matching.profile import Profile
from matching.rank import rank
from tests.matching.make import DAY, THU, batch, offer, place, rule, session


def course(seats: int | None = 1, **values: Any) -> Offer:
    intake = batch(session(THU, "18:00", "20:00"), seats=seats)
    rules = values.pop("rules", ())
    return offer(*rules, **{"places": (place("dhaka-savar", [intake]),)} | values)


def her(**facts: Any) -> Profile:
    return Profile(facts={"shift": "general"} | facts, birth_year=1998, place_chain=("dhaka-savar", "dhaka"))


def ran(
    profiles: list[Profile], offers: list[Offer], wishes: Wishes | None = None, **more: Any
) -> tuple[Cohort, Result]:
    needs = more.pop("needs", [["learn_skill"] for _ in profiles])
    cohort = build(profiles, needs, offers, more.pop("taken", {}), DAY, wishes=wishes, **more)
    result = run(cohort)
    json.dumps(result.lines)
    return cohort, result


def test_who_is_most_at_risk_gets_the_seat_and_the_other_reads_what_it_would_cost() -> None:
    _, result = ran([her(), her(employment="laid_off", wage_grade="4")], [course()])
    first, second = result.lines
    assert (first["got"], first["none"]) == (None, {"code": "full", "rule": None})
    (better,) = first["better"]
    assert (better["why"], better["wanted"], better["line"], better["swap"]) == ("full", 2, 2, None)
    assert second["got"]["value"] == round(second["got"]["score"] * 16)
    assert second["risks"] == ["laid_off", "low_grade"]
    assert (result.seats, result.first_seats, result.proved) == (1, 1, True)
    assert result.groups["laid_off"] == (1, 1, 0)
    assert {need: dict(counts) for need, counts in result.unmet.items()} == {"learn_skill": {"full": 1}}


def test_where_one_of_less_weight_has_the_seat_the_line_names_the_floor_that_holds_it() -> None:
    wishes = Wishes(floors={"no_own_phone": 1.0})
    _, result = ran([her(employment="laid_off"), her(own_phone="no")], [course()], wishes)
    (better,) = result.lines[0]["better"]
    assert (better["why"], better["floors"]) == ("floor", ["no_own_phone"])
    cost = result.lines[1]["got"]["value"] - better["value"]
    assert better["swap"] == {"asker": 1, "cost": cost, "cause": "floor", "floors": ["no_own_phone"]}
    (floor,) = result.floors
    assert (floor.code, floor.wanted, floor.had, floor.price) == ("no_own_phone", 1, 1, -cost)


def test_weights_of_nought_and_parts_of_no_weight_still_fill_the_seats() -> None:
    profiles = [her(), her(employment="laid_off")]
    _, result = ran(profiles, [course(2)], Wishes(risks={}), weights=dict.fromkeys(("need", "distance"), 0))
    assert [line["weight"] for line in result.lines] == [100, 100]
    assert [line["got"]["value"] for line in result.lines] == [1, 1]


def test_the_learned_chance_is_in_the_score_of_what_is_found_and_of_what_is_pinned() -> None:
    unlikely, likely = course(), course()
    chance = Chance(1, 0.4, services={unlikely.id: (-4.0, 30), likely.id: (1.0, 30)})
    for wishes, best in ((None, likely), (Wishes(pins={0: unlikely.id}), unlikely)):
        cohort, result = ran([her()], [unlikely, likely], wishes, chance=chance, limit=1)
        found = rank(her(), [unlikely, likely], "learn_skill", DAY, {}, chance=chance).suiting
        match = next(one for one in found if one.offer is best)
        assert result.lines[0]["got"]["score"] == match.score
        (pool,) = (number for number, one in enumerate(cohort.pools) if one.offer is best)
        told = {part["code"]: part["points"] for part in reasons(cohort, 0, pool)}
        assert told == {part.code: part.points for part in match.parts}


def test_neither_confidential_nor_closed_services_are_given() -> None:
    _, result = ran([her()], [course(confidential=True), course(agreement_from=None)])
    assert result.lines[0]["none"] == {"code": "no_service", "rule": None}


def test_who_is_suited_by_none_reads_the_rule_that_says_no_most_often() -> None:
    laid_off = rule("employment", "one_of", {"codes": ["laid_off"]})
    school = rule("schooling", "range", {"min": "class_8"})
    offers = [course(rules=some) for some in ((laid_off,), (school,), (laid_off, school), (laid_off,))]
    _, result = ran([her(employment="working", schooling="none")], offers)
    assert result.lines[0]["none"] == {"code": "rule", "rule": "employment"}
    assert dict(result.unmet["learn_skill"]) == {"rule:employment": 1}


def test_free_seats_are_those_that_nobody_holds_and_none_of_a_full_intake() -> None:
    one = course(3)
    intake = one.places[0].intakes[0]
    cohort, _ = ran([her()], [one], taken={intake.id: 2})
    assert cohort.pools[0].seats == 1
    full = course(places=(place("dhaka-savar", [batch(session(THU, "18:00", "20:00"), full=True)]),))
    cohort, result = ran([her()], [full])
    assert cohort.pools[0].seats == 0
    assert result.lines[0]["none"] == {"code": "no_seats", "rule": None}


def test_a_service_without_counted_seats_has_room_for_all() -> None:
    _, result = ran([her() for _ in range(5)], [course(None)])
    assert result.seats == 5


def test_a_person_gets_a_service_once() -> None:
    _, result = ran([her()], [course(5)], needs=[["learn_skill", "find_job"]])
    got = [line["need"] for line in result.lines if line["got"]]
    left = next(line for line in result.lines if not line["got"])
    assert len(got) == 1
    assert left["none"]["code"] == "once"


def test_pins_and_forbidden_pairs_by_service() -> None:
    first, second = course(1), course(1)
    wishes = Wishes(pins={0: second.id}, forbidden={1: [first.id]})
    cohort, result = ran([her(), her(employment="laid_off")], [first, second], wishes)
    assert result.lines[0]["got"]["service"] == str(second.id)
    assert result.lines[0]["got"]["pinned"]
    assert result.lines[1]["got"] is None
    assert {better["why"] for better in result.lines[1]["better"]} == {"forbidden", "pinned"}
    assert sum(part["points"] for part in reasons(cohort, 0, result.lines[0]["got"]["pool"])) == pytest.approx(
        result.lines[0]["got"]["score"]
    )
    with pytest.raises(PinsClash):
        ran([her(), her()], [first], Wishes(pins={0: first.id, 1: first.id}))


def test_floors_of_a_kind_are_one_for_each_group() -> None:
    profiles = [her(), Profile(facts={"shift": "general"}, birth_year=1980, place_chain=("dhaka-savar", "dhaka"))]
    _, result = ran(profiles, [course(5)], Wishes(floors={"age_band": 0.5, "district": 0.4}))
    assert [floor.code for floor in result.floors] == ["age_band:25_29", "age_band:40_49", "district:dhaka"]
    assert [floor.wanted for floor in result.floors] == [1, 1, 1]


def test_a_second_run_keeps_what_the_first_gave() -> None:
    profiles = [her() for _ in range(4)]
    offers = [course(2), course(2)]
    cohort, result = ran(profiles, offers)
    had = {
        (line["worker"], line["need"]): cohort.pools[line["got"]["pool"]].key if line["got"] else None
        for line in result.lines
    }
    _, again = ran(profiles, offers[::-1], Wishes(before=had))
    assert again.moved == 0
