"""The packed catalog says what the plain functions say: which services suit, in which order, with which scores."""

import math
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import numpy as np
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from catalog.models import RuleUse, ServiceStatus
from catalog.offer import Offer, OfferCost, OfferIntake, OfferRule
from matching.chance import LEVELS, NEW_BONUS, Chance
from matching.packed import batch
from matching.packed.many import best
from matching.packed.now import Now
from matching.packed.one import One
from matching.packed.pack import Pack, pack
from matching.packed.view import View
from matching.parts import WEIGHTS
from matching.profile import Child, Profile
from matching.rank import Fit, rank
from tests.matching.make import DAY, FRI, MON, intake, offer, place, rule, session
from tests.matching.test_properties import profiles, rules

calmly = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
SHIFTS = ["general", "c_shift", "night_12", "rotating_abc", "laid_off", "unknown", "not a shift", None]
POINTS = [None, (23.85, 90.26), (23.8, 90.3), (22.3, 91.8)]
IMPOSSIBLE = [
    {"min": 40, "max": 20},
    {"min": 18, "max": 18},
]
HALF = math.log(0.505 / 0.495)
ids = st.uuids()


@st.composite
def intakes(draw: st.DrawFn) -> OfferIntake:
    hours = st.sampled_from([("09:00", "12:00"), ("11:00", "19:30"), ("15:00", "17:00"), ("20:00", "02:00")])
    days = st.sampled_from([FRI, MON, 5])
    sessions = [session(draw(days), *draw(hours)) for _ in range(draw(st.integers(0, 2)))]
    dates = st.none() | st.integers(-60, 200).map(lambda days: DAY + timedelta(days=days))
    return intake(
        *sessions,
        seats=draw(st.none() | st.integers(0, 3)),
        starts_on=draw(dates),
        ends_on=draw(dates),
        closes_on=draw(dates),
        full=draw(st.booleans()),
    )


@st.composite
def asked(draw: st.DrawFn) -> OfferRule:
    wrong = st.sampled_from(
        [
            rule("birth_year", "range", IMPOSSIBLE[0], alternative=1),
            rule("birth_year", "range", IMPOSSIBLE[0]),
            rule("birth_year", "range", IMPOSSIBLE[1]),
            rule(None, "words", {"text": "ask"}),
            rule(None, "words", {"text": "ask"}, alternative=1),
            rule("shift", "one_of", {"codes": ["general"]}),
            rule("no such fact", "one_of", {"codes": ["general"]}),
            rule("distance", "range", {"max": 5}),
            rule("distance", "range", {"max": 2}, alternative=1),
            rule("own_phone", "yes"),
            rule("own_phone", "no"),
        ]
    )
    found = draw(rules() | wrong)
    return replace(found, use=draw(st.sampled_from([RuleUse.MUST, RuleUse.MUST, RuleUse.PRIORITY])))


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    points = st.sampled_from(POINTS)
    places = tuple(
        place(intakes=draw(st.lists(intakes(), max_size=3)), point=draw(points)) for _ in range(draw(st.integers(0, 3)))
    )
    costs = st.builds(
        OfferCost,
        st.sampled_from(["fee", "stipend", "fare"]),
        st.sampled_from([0, 50, 200, 4000]),
        st.sampled_from(["once", "day", "week", "month"]),
    )
    return offer(
        *draw(st.lists(asked(), max_size=4)),
        id=draw(ids),
        needs=tuple(draw(st.permutations(["learn_skill", "find_job", "childcare"]))[: draw(st.integers(0, 3))]),
        places=places,
        costs=tuple(draw(st.lists(costs, max_size=2))),
        seats_count=draw(st.sampled_from(["worker", "child"])),
        documents=draw(st.sampled_from([(), ("nid",), ("nid", "photo")])),
        languages=draw(st.sampled_from([(), ("bn",), ("chakma",)])),
        gives=tuple(
            draw(st.lists(st.sampled_from(["nid", "can_read", "class_5", "ssc", "plain_machine"]), max_size=2))
        ),
        kind_code=draw(st.sampled_from(["skills_training", "bn"])),
        confidential=draw(st.booleans()),
        status=draw(st.sampled_from([ServiceStatus.ACTIVE] * 5 + [ServiceStatus.SUSPENDED])),
        confirmed_on=draw(st.sampled_from([None, *(DAY - timedelta(days=days) for days in (-1, 0, 30, 90, 91, 120))])),
        agreement_from=draw(st.sampled_from([None, *[date(2026, 1, 1)] * 5])),
        agreement_until=draw(st.sampled_from([None, None, date(2026, 11, 24), DAY])),
    )


@st.composite
def workers(draw: st.DrawFn) -> Profile:
    if draw(st.integers(0, 9)) == 0:
        return Profile()
    profile = draw(profiles())
    facts = dict(profile.facts)
    shift = draw(st.sampled_from(SHIFTS))
    if shift is not None:
        facts["shift"] = shift
    if draw(st.booleans()):
        facts["can_pay"] = draw(st.sampled_from([0, 199.5, 200, 5000]))
    child = Child(
        birth_month=draw(st.none() | st.dates(date(2018, 1, 1), DAY)), school=draw(st.sampled_from([None, "primary"]))
    )
    return replace(
        profile,
        facts=facts,
        point=draw(st.sampled_from(POINTS) | st.tuples(st.floats(21, 26), st.floats(88, 92))),
        served_child=draw(st.sampled_from([None, None, child])),
    )


@st.composite
def catalogs(draw: st.DrawFn) -> tuple[tuple[Offer, ...], dict[uuid.UUID, int]]:
    some = draw(st.lists(offers(), max_size=8, unique_by=lambda one: one.id))
    known = [one.id for each in some for where in each.places for one in where.intakes]
    taken = draw(st.dictionaries(st.sampled_from(known), st.integers(0, 4), max_size=4)) if known else {}
    return tuple(some), taken


@st.composite
def models(draw: st.DrawFn, some: Sequence[Offer]) -> Chance | None:
    """A learned chance that knows some services; or none is in use."""
    if draw(st.integers(0, 3)) == 0:
        return None
    some_doubt = st.sampled_from([0.0, 0.0, HALF, HALF - NEW_BONUS])
    adds = draw(st.sampled_from([some_doubt, st.sampled_from([-2.0, -0.85, 0.0, 0.6, 1.5]) | st.floats(-3, 3)]))
    tables = {code: {level: draw(adds) for level in levels} for code, levels in LEVELS.items()}
    known = st.sampled_from([one.id for one in some] or [uuid.UUID(int=7)])
    return Chance(
        3,
        draw(adds),
        tables,
        draw(st.dictionaries(st.sampled_from(["skills_training", "bn"]), adds)),
        draw(st.dictionaries(known, st.tuples(adds, st.integers(0, 25)), max_size=4)),
    )


NEEDS = [None, "learn_skill", "find_job", "legal_help"]
weights = st.sampled_from(
    [WEIGHTS, dict.fromkeys(WEIGHTS, 0), {"distance": 7, "seats": 13, "priority": 33}, dict.fromkeys(WEIGHTS, 99)]
)


@calmly
@given(
    catalogs(),
    st.lists(st.tuples(workers(), st.sampled_from(NEEDS)), max_size=5),
    weights,
    st.integers(1, 9),
    st.sampled_from([0, 1 << 24]),
    st.data(),
)
def test_many_at_once_are_as_one_by_one(
    catalog: tuple[tuple[Offer, ...], dict[uuid.UUID, int]],
    askers: list[tuple[Profile, str | None]],
    weights: dict[str, int],
    limit: int,
    shared: int,
    data: st.DataObject,
) -> None:
    some, taken = catalog
    chance = data.draw(models(some))
    packed = pack(some)
    with patch.object(batch, "SHARED", shared):
        found = best(
            packed,
            [who for who, _ in askers],
            [need for _, need in askers],
            DAY,
            taken,
            weights=weights,
            chance=chance,
            limit=limit,
        )
    for row, (who, need) in enumerate(askers):
        plain = rank(who, some, need, DAY, taken, weights=weights, chance=chance, limit=limit).suiting
        event(f"{len(plain)} suit")
        expected: list[Any] = [(one.offer.id, one.score, one.intake and one.intake.id) for one in plain]
        told: list[Any] = [
            (
                packed.offers[at].id,
                round(float(found.score[row, nth]), 1),
                packed.intakes[found.intake[row, nth]].id if found.intake[row, nth] >= 0 else None,
            )
            for nth, at in enumerate(found.offer[row])
            if at >= 0
        ]
        assert told == expected
        assert np.all(found.offer[row, len(plain) :] == -1)


@calmly
@given(
    catalogs(),
    st.lists(workers(), min_size=1, max_size=4),
    st.sampled_from(NEEDS),
    weights,
    st.integers(1, 9),
    st.data(),
)
def test_one_is_explained_as_the_plain_functions_do(
    catalog: tuple[tuple[Offer, ...], dict[uuid.UUID, int]],
    askers: list[Profile],
    need: str | None,
    weights: dict[str, int],
    limit: int,
    data: st.DataObject,
) -> None:
    some, taken = catalog
    chance = data.draw(models(some))
    view = View(Now(pack(some), DAY, taken, weights, chance), need)
    for who in askers:
        plain = rank(who, some, need, DAY, taken, weights=weights, chance=chance, limit=limit)
        found = One(view, who)
        assert found.best(limit) == plain.suiting
        assert found.count == plain.counts[Fit.SUITS]


@st.composite
def changes(draw: st.DrawFn) -> tuple[tuple[Offer, ...], dict[uuid.UUID, Offer | None], dict[uuid.UUID, int]]:
    """A catalog and what becomes of some of it: changed, gone or new."""
    some, taken = draw(catalogs())
    hers = draw(st.lists(offers(), max_size=4, unique_by=lambda one: one.id))
    changed: dict[uuid.UUID, Offer | None] = {one.id: one for one in hers}
    for old in some:
        what = draw(st.sampled_from(["stays", "stays", "gone", "changed", "seats"]))
        if what == "gone":
            changed[old.id] = None
        elif what == "changed":
            changed[old.id] = replace(draw(offers()), id=old.id)
        elif what == "seats":
            changed[old.id] = replace(
                old, places=tuple(replace(at, intakes=at.intakes[1:]) for at in old.places), confirmed_on=DAY
            )
    return some, changed, taken


@calmly
@given(changes(), workers(), st.sampled_from(NEEDS), st.integers(1, 9))
def test_what_changed_is_packed_as_all_would_be(
    drawn: tuple[tuple[Offer, ...], dict[uuid.UUID, Offer | None], dict[uuid.UUID, int]],
    who: Profile,
    need: str | None,
    limit: int,
) -> None:
    some, changed, taken = drawn
    before = pack(some)
    kept = contents(before)
    after = before.repacked(changed)
    there = [one for one in (*(old for old in some if old.id not in changed), *changed.values()) if one is not None]
    assert contents(after) == contents(pack(there, after.sorts))
    assert contents(before) == kept
    for packed, plainly in ((before, some), (after, there)):
        plain = rank(who, plainly, need, DAY, taken, limit=limit)
        found = One(View(Now(packed, DAY, taken, WEIGHTS), need), who)
        assert found.best(limit) == plain.suiting
        assert found.count == plain.counts[Fit.SUITS]
        many = best(packed, [who], [need], DAY, taken, limit=limit)
        assert [packed.offers[at].id for at in many.offer[0] if at >= 0] == [one.offer.id for one in plain.suiting]


def contents(packed: Pack) -> list[Any]:
    """All that is in a pack."""
    ragged = (packed.must, packed.places, packed.tries)
    columns = (packed.first, packed.standing, packed.cost, packed.needs, packed.try_seats, packed.try_intake)
    arrays = [*columns, *(array for one in ragged for array in (one.flat, one.starts))]
    return [packed.offers, packed.keys, packed.intakes, *(array.tolist() for array in arrays)]


def test_one_that_changes_again_and_again_is_packed_anew_and_what_it_used_is_given_up() -> None:
    some = [offer() for _ in range(3)]
    packed = pack(some)
    for days in range(1, 40):
        some[1] = replace(some[1], confirmed_on=DAY - timedelta(days=days))
        packed = packed.repacked({some[1].id: some[1]})
        assert packed.offers == tuple(some)
        assert len(packed.sorts.standings.of) <= 4 * len(some)


def test_far_ones_alternatives_of_several_facts_and_equal_places_are_told_alike() -> None:
    near, far = (23.85, 90.26), (22.3, 91.8)
    either = [rule("own_phone", "yes", alternative=1), rule("can_read", "yes", alternative=1)]
    some = (
        offer(rule("distance", "range", {"max": 5}), places=(place(point=far),)),
        offer(rule("distance", "range", {"max": 5}), places=(place(point=near),)),
        offer(
            rule("distance", "range", {"max": 5}, alternative=1),
            rule("own_phone", "yes", alternative=1),
            places=(place(point=far),),
        ),
        offer(*either),
        offer(
            places=(
                place(intakes=[intake(session(FRI, "09:00", "11:00"))]),
                place(intakes=[intake(session(FRI, "09:00", "11:00"))]),
            )
        ),
    )
    packed = pack(some)
    for facts in ({"own_phone": False, "can_read": False}, {"own_phone": True}, {"own_phone": False}):
        who = Profile(facts={**facts, "shift": "general"}, point=near)
        plain = rank(who, some, "learn_skill", DAY, {}).suiting
        assert One(View(Now(packed, DAY, {}, WEIGHTS), "learn_skill"), who).best() == plain
        found = best(packed, [who], ["learn_skill"], DAY, {})
        told = [packed.offers[at].id for at in found.offer[0] if at >= 0]
        assert told == [one.offer.id for one in plain]
        assert [packed.intakes[at].id for at in found.intake[0] if at >= 0] == [
            one.intake.id for one in plain if one.intake
        ]


def test_what_is_to_ask_moves_the_learned_chance_and_halves_of_tenths_are_rounded_alike() -> None:
    some = [offer(rule("own_phone", "yes")), offer(), offer(rule(None, "words", {"text": "ask"})), offer()]
    known = {one.id: (own, 30) for one, own in zip(some, (0.2, 0.1, 0.15, 0.0), strict=True)}
    moved = Chance(1, 0.0, {"asks": {"some": -1.5, "none": 1.0}, "need": {"first": 0.3}}, services=known)
    halves = Chance(1, 0.1, {"asks": {"some": HALF - 0.1}}, services={one.id: (0.0, 30) for one in some})
    for chance in (moved, halves):
        for who in (Profile(facts={"own_phone": "yes"}), Profile()):
            plain = rank(who, some, "learn_skill", DAY, {}, chance=chance).suiting
            assert One(View(Now(pack(some), DAY, {}, WEIGHTS, chance), "learn_skill"), who).best() == plain
            found = best(pack(some), [who], ["learn_skill"], DAY, {}, chance=chance)
            told = [round(float(score), 1) for score in found.score[0, : len(some)]]
            assert told == [one.score for one in plain]
            assert [some[at].id for at in found.offer[0, : len(some)]] == [one.offer.id for one in plain]
