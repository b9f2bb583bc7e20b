"""Ways of up to three steps: the same as all sequences tried one by one, each step open, none to be left out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, combinations, permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from catalog.models import ServiceStatus
from catalog.offer import Offer, OfferCost
from matching.gains import after, gives
from matching.index import Index, index
from matching.profile import Profile
from matching.rank import Fit, Search, match_one
from matching.ways.pathway import Goal, Path, pathways, role_goal
from matching.ways.steps import step
from tests.matching.make import DAY, FRI, MON, batch, intake, offer, place, rule, session
from tests.matching.test_properties import calmly

FRIDAY, MONDAY = session(FRI, "09:00", "12:00"), session(MON, "09:00", "12:00")
SKILLS = ("plain_machine", "overlock_machine", "computer_basic")
HER = Profile(facts={"skills": [], "shift": "general", "can_pay": 500, "schooling": "none"}, point=(23.85, 90.26))


def has(*codes: str, **more: Any) -> Any:
    return rule("skills", "all_of", {"codes": list(codes)}, **more)


def teaches(*codes: str, asks: tuple[Any, ...] = (), **more: Any) -> Offer:
    return offer(*asks, gives=codes, needs=more.pop("needs", ("read_and_write",)), **more)


def told(found: tuple[Path, ...]) -> list[list[Offer]]:
    return [[one.match.offer for one in path.steps] for path in found]


def ways(goal: Goal, *offers: Offer, profile: Profile = HER, limit: int = 3) -> tuple[Path, ...]:
    return pathways(profile, index(offers), goal, DAY, {}, limit=limit)


def all_ways(profile: Profile, ready: Index, goal: Goal, limit: int) -> list[Path]:
    """Each sequence of one to three services, tried as it stands."""

    def walked(offers: tuple[Offer, ...]) -> Path | None:
        her, steps = profile, []
        for one in offers:
            match = match_one(Search(profile=her, need=None, day=DAY, taken={}), one, ready)
            if one.confidential or match.fit is not Fit.SUITS:
                return None
            steps.append(step(match, DAY, profile.point))
            her = after(her, gives(one))
        given = frozenset(chain.from_iterable(map(gives, offers))) | frozenset(profile.facts.get("skills") or ())
        there = goal.need in offers[-1].needs or goal.service == offers[-1].id or bool(goal.skills)
        return Path(tuple(steps)) if there and goal.skills <= given else None

    def shorter(offers: tuple[Offer, ...]) -> Iterator[tuple[Offer, ...]]:
        for number in range(1, len(offers)):
            yield from combinations(offers, number)

    found = [
        path
        for number in (1, 2, 3)
        for offers in permutations(ready.offers, number)
        if (path := walked(offers)) and not any(walked(fewer) for fewer in shorter(offers))
    ]
    direct = [path for path in found if len(path.steps) == 1]
    return sorted(direct or found, key=lambda path: path.order)[:limit]


@st.composite
def some(draw: st.DrawFn) -> Offer:
    asked = st.one_of(
        st.sampled_from(SKILLS).map(has),
        st.just(rule("can_read", "yes")),
        st.just(rule("mfs_account", "yes")),
        st.just(rule("mfs_account", "no")),
        st.just(rule("schooling", "range", {"min": "class_5"})),
        st.just(rule("earlier_services", "one_of", {"codes": ["credit"]})),
        st.just(rule("birth_year", "range", {"min": 30})),
        st.just(rule("distance", "range", {"max": 5})),
        st.lists(st.sampled_from(SKILLS), min_size=1, max_size=2).map(lambda codes: has(*codes)),
        st.just(rule("skills", "one_of", {"codes": ["computer_basic"]}, alternative=1)),
        st.just(rule("certificates", "one_of", {"codes": ["gear"]}, alternative=1)),
    )
    given = st.sampled_from([*SKILLS, "reading_bangla", "mfs_account", "class_5", "gear"])
    weeks = draw(st.sampled_from([None, {}, {"full": True}]))
    hours = draw(st.sampled_from([FRIDAY, MONDAY]))
    made = intake(hours) if weeks is None else batch(hours, **weeks)
    return offer(
        *draw(st.lists(asked, max_size=2)),
        gives=tuple(draw(st.lists(given, max_size=2, unique=True))),
        needs=(draw(st.sampled_from(["find_job", "learn_skill", "get_loan"])),),
        kind_code=draw(st.sampled_from(["skills_training", "credit"])),
        confidential=draw(st.sampled_from([False, False, False, False, True])),
        costs=draw(st.sampled_from([(), (OfferCost("fee", 300),), (OfferCost("fee", 900),), (OfferCost("fee", 0),)])),
        places=draw(
            st.sampled_from([(), (place(intakes=[made]),), (place("gazipur-sreepur", [made], (24.2, 90.47)),)])
        ),
    )


@st.composite
def chained(draw: st.DrawFn) -> Offer:
    """Services that ask what others give, most of them in a row."""
    steps = (*SKILLS, "reading_bangla")
    at = draw(st.integers(0, 3))
    asked = [has(steps[at - 1])] if at else []
    other = draw(st.none() | st.sampled_from(steps))
    return offer(
        *asked,
        *([has(other)] if other else []),
        gives=(steps[at], *draw(st.lists(st.sampled_from(steps), max_size=1))),
        needs=("learn_skill", "find_job") if at == 3 or (at == 2 and draw(st.booleans())) else ("learn_skill",),
        costs=draw(st.sampled_from([(), (OfferCost("fee", 0),)])),
    )


PROFILES = st.builds(
    lambda facts, point: Profile(facts=facts, point=point, birth_year=1998),
    st.fixed_dictionaries(
        {},
        optional={
            "skills": st.lists(st.sampled_from(SKILLS), max_size=1),
            "certificates": st.just([]),
            "earlier_services": st.just([]),
            "can_read": st.booleans(),
            "mfs_account": st.booleans(),
            "schooling": st.sampled_from(["none", "class_8"]),
            "shift": st.sampled_from(["general", "rotating_abc"]),
            "can_pay": st.just(500),
        },
    ),
    st.sampled_from([None, (23.85, 90.26)]),
)
GOALS = st.one_of(
    st.just(Goal(need="find_job")),
    st.sampled_from(
        [Goal(skills=frozenset(SKILLS[:2])), Goal(skills=frozenset(SKILLS)), Goal(skills=frozenset(["reading_bangla"]))]
    ),
)


@calmly
@given(
    st.lists(some() | chained(), min_size=1, max_size=6) | st.lists(chained(), min_size=4, max_size=6),
    PROFILES | st.just(HER),
    GOALS | st.integers(0, 5),
    st.integers(1, 4),
)
def test_ways_are_those_of_all_sequences(offers: list[Offer], her: Profile, goal: Goal | int, limit: int) -> None:
    wanted = Goal(service=offers[goal % len(offers)].id) if isinstance(goal, int) else goal
    if wanted.skills and wanted.skills <= set(her.facts.get("skills") or ()):
        return
    ready = index(offers)
    found = pathways(her, ready, wanted, DAY, {}, limit=limit)
    expected = all_ways(her, ready, wanted, limit)
    assert told(found) == told(tuple(expected))
    assert [path.sums for path in found] == [path.sums for path in expected]


def test_three_steps_open_each_other_and_tell_what_they_take() -> None:
    reading = teaches("reading_bangla", places=(place(intakes=[batch(FRIDAY)]),), costs=(OfferCost("fee", 200),))
    machine = teaches("plain_machine", asks=(rule("can_read", "yes"),), places=(place(intakes=[batch(FRIDAY)]),))
    quality = teaches("inline_quality", asks=(has("plain_machine"),), needs=("find_job",))
    her = replace(HER, facts={**HER.facts, "can_read": False})
    (path,) = ways(Goal(need="find_job"), reading, machine, quality, profile=her)
    assert told((path,)) == [[reading, machine, quality]]
    assert [one.opens for one in path.steps] == [("can_read",), ("plain_machine",), ()]
    assert [(one.weeks, one.taka, one.hours) for one in path.steps] == [
        (24, 200, 72),
        (24, None, 72),
        (None, None, None),
    ]
    assert (path.sums.weeks, path.sums.taka, path.hours) == (48, 200, None)


def test_the_next_batch_is_one_that_she_can_join_or_it_is_asked() -> None:
    early = batch(FRIDAY)
    late = batch(FRIDAY, starts_on=date(2027, 8, 1), ends_on=date(2027, 9, 1))
    first_step = teaches("plain_machine", places=(place(intakes=[early]),))
    for batches, begins in (([early, late], late.starts_on), ([early], None)):
        last = teaches(
            "inline_quality", asks=(has("plain_machine"),), places=(place(intakes=batches),), needs=("find_job",)
        )
        (path,) = ways(Goal(need="find_job"), first_step, last)
        assert [one.begins for one in path.steps] == [early.starts_on, begins]
        assert [one.joins for one in path.steps] == [True, begins is not None]


def test_a_confidential_or_closed_service_is_in_no_way() -> None:
    last = teaches("inline_quality", asks=(has("plain_machine"),), needs=("find_job",))
    hidden = teaches("plain_machine", confidential=True)
    shut = teaches("plain_machine", status=ServiceStatus.SUSPENDED)
    goal = Goal(need="find_job")
    assert ways(goal, last, hidden, shut) == () == ways(Goal(service=hidden.id), last, hidden)
    assert len(ways(goal, last, hidden, shut, teaches("plain_machine"))) == 1


def test_what_does_not_change_has_no_way_and_what_is_there_needs_none() -> None:
    old = offer(rule("birth_year", "range", {"min": 40}), has("plain_machine"), needs=("find_job",))
    assert ways(Goal(need="find_job"), old, teaches("plain_machine"), profile=replace(HER, birth_year=2000)) == ()
    knows = replace(HER, facts={"skills": list(role_goal("sewing_operator").skills)})
    assert ways(role_goal("sewing_operator"), teaches("plain_machine"), profile=knows) == ()


def test_the_surest_way_is_first_then_the_shortest() -> None:
    def course(weeks: int) -> Offer:
        dates = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 1, 1) + timedelta(days=7 * weeks - 1)}
        return teaches("plain_machine", places=(place(intakes=[batch(FRIDAY, **dates)]),), costs=(OfferCost("fee", 0),))

    last = teaches(asks=(has("plain_machine"),), needs=("find_job",))
    long, short = course(20), course(10)
    unsure = teaches("plain_machine", costs=(OfferCost("fee", 0),))
    assert told(ways(Goal(need="find_job"), last, long, unsure, short)) == [[short, last], [long, last], [unsure, last]]


def test_what_only_some_is_known_of_stays_a_question() -> None:
    her = after(Profile(), ["plain_machine"])
    found = [
        match_one(Search(profile=her, need=None, day=DAY, taken={}), one, index([one]))
        for one in (offer(has("plain_machine")), offer(has("overlock_machine")))
    ]
    assert [reason.answer.value for match in found for reason in match.rules] == ["yes", "ask"]


def test_who_is_there_already_goes_no_further() -> None:
    sewing = teaches("overlock_machine", needs=("learn_skill",))
    computer = teaches("computer_basic", asks=(has("overlock_machine"),), needs=("learn_skill", "find_job"))
    reading = teaches("reading_bangla", asks=(has("computer_basic"),), needs=("find_job",))
    assert told(ways(Goal(need="find_job"), sewing, computer, reading)) == [[sewing, computer]]
    assert told(ways(Goal(service=reading.id), sewing, computer, reading)) == [[sewing, computer, reading]]
