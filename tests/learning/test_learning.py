"""A simulated consortium: what is planted is found, nothing is found where there is nothing, no group is wronged."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from matching.chance import Chance, bonus, probability
from referral.learning.cases import Case, ripe
from referral.learning.fitting import fit, predicted
from referral.learning.learning import Learned, divided, learn
from tests.learning.world import FIRST_DAY, GROUPS, PLANTED, Groups, World, drawn_groups, drawn_levels


@pytest.fixture(scope="module")
def history() -> list[Case]:
    return PLANTED.history(seed=1, count=5000)


@pytest.fixture(scope="module")
def learned(history: list[Case]) -> Learned:
    return learn(history, 1)


def model(learned: Learned) -> Chance:
    assert learned.chance is not None
    return learned.chance


def test_a_planted_effect_is_found_and_used(learned: Learned) -> None:
    found = model(learned)
    assert learned.why_off is None, learned.card
    assert found.tables["km"]["to_2"] > 0.2 > -0.4 > found.tables["km"]["farther"]
    assert found.tables["hours"]["yes"] > 0.2 > -0.6 > found.tables["hours"]["no"]
    best = max(found.services, key=lambda one: found.services[one][0])
    assert best == PLANTED.service(3)
    assert found.services[best][0] > 0.6
    assert all(abs(add) < 0.4 for level in ("asks", "need") for add in found.tables[level].values())
    loss = learned.card["loss"]
    assert loss["model"] < loss["kind"] <= loss["base"]


@pytest.mark.slow
def test_it_stays_off_where_there_is_nothing_to_find() -> None:
    """Kinds differ, as they always do; that is the base rate of a kind, and no reason to order within it."""
    nothing = World(kinds={"credit": 0.6, "legal_aid": -0.6})
    on = [seed for seed in range(20) if learn(nothing.history(seed, 1500), 1).why_off is None]
    assert len(on) <= 1, f"in use with seeds {on}"


def without_phone(groups: Groups, day: date) -> float:
    return -1.6 if groups["phone"] == "no" else 0.0


def test_it_stays_off_where_it_is_wrong_for_one_group() -> None:
    wrong = learn(replace(PLANTED, of_groups=without_phone).history(seed=2, count=4000), 1)
    assert wrong.why_off == "group"
    assert ["phone", "no"] in wrong.card["why"]["groups"]
    assert {line["value"]: line["holds"] for line in wrong.card["groups"]["phone"]}["no"] is False


def test_a_group_too_small_to_tell_is_told_as_such(learned: Learned) -> None:
    lines = {line["value"]: line for line in learned.card["groups"]["disability"]}
    assert lines["none"]["holds"] is True
    small = [line for value, line in lines.items() if value != "none" and line["holds"] is None]
    assert small


def test_too_little_data_says_how_much_is_needed() -> None:
    few = learn(PLANTED.history(seed=3, count=200), 1)
    assert (few.chance, few.why_off) == (None, "too_few")
    assert few.card["why"]["needed"] > few.card["why"]["ended"] == 200
    assert learn([], 1).why_off == "too_few"


def test_only_completed_ones_tell_nothing_apart() -> None:
    all_well = [replace(case, completed=True) for case in PLANTED.history(seed=3, count=900)]
    assert learn(all_well, 1).why_off == "too_few"


def test_later_months_are_held_out(history: list[Case]) -> None:
    slices = divided(history)
    months = [{case.month for case in part} for part in (slices.learned, slices.middle, slices.held)]
    assert max(months[0]) < min(months[1]) <= max(months[1]) < min(months[2])
    assert sum(map(len, (slices.learned, slices.middle, slices.held))) == len(history)


def test_what_comes_to_be_known_after_sending_is_not_read(history: list[Case]) -> None:
    """A leak would predict perfectly: the outcome itself, and the days it took, put beside what was known."""
    leaking = [
        replace(case, levels={**case.levels, "outcome": str(case.completed), "days_in_service": "90"})
        for case in history
    ]
    clean, leaked = learn(history, 1), learn(leaking, 1)
    assert leaked.chance == clean.chance
    assert leaked.card["loss"] == clean.card["loss"]


def test_a_month_half_over_is_not_learned_from(history: list[Case]) -> None:
    """In the last month refusals are known and completions not yet: as it stands it would teach that nothing works."""
    last = history[-1].month
    open_still = [replace(case, completed=None) if case.month == last and case.completed else case for case in history]
    kept = ripe(open_still)
    assert last not in {case.month for case in kept}
    assert all(case.completed is not None for case in kept)
    assert len(kept) == sum(case.month != last for case in history)


def test_a_service_with_few_referrals_stays_near_its_kind() -> None:
    new = PLANTED.service(99)
    ten = [replace(case, service=new, kind="credit", completed=True) for case in PLANTED.history(seed=7)[:3]]
    slices = divided(PLANTED.history(seed=6))
    found = fit(1, [*slices.learned, *ten], slices.middle)
    add, ended = found.services[new]
    assert ended == 3
    assert 0 < add < 0.6
    assert bonus(ended) > 0


@pytest.mark.slow
def test_ranking_with_it_completes_more_and_no_group_less(learned: Learned) -> None:
    """Each of 2,000 new workers has six services to choose from: the first by its reasons, or with the chance besides."""
    rng, found = np.random.default_rng(11), model(learned)
    people, day = drawn_groups(rng, 2000), FIRST_DAY + timedelta(days=320)
    before: dict[tuple[str, str], list[float]] = {}
    after: dict[tuple[str, str], list[float]] = {}
    for groups in people:
        levels, services = drawn_levels(rng, 6), rng.choice(PLANTED.count_of_services, 6, replace=False)
        plain = rng.uniform(40, 80, 6)
        truth = [PLANTED.chance(one, int(service), groups, day) for one, service in zip(levels, services, strict=True)]
        worth = [10 * learned_share(found, one, int(service)) for one, service in zip(levels, services, strict=True)]
        first, with_it = int(np.argmax(plain)), int(np.argmax(plain + np.array(worth)))
        for key in [("all", "all"), *groups.items()]:
            before.setdefault(key, []).append(truth[first])
            after.setdefault(key, []).append(truth[with_it])
    gains = {key: float(np.mean(after[key]) - np.mean(before[key])) for key in before}
    assert gains["all", "all"] > 0.02, gains
    assert all(gain >= 0 for gain in gains.values()), gains
    assert set(gains) == {("all", "all"), *((axis, value) for axis, values in GROUPS.items() for value in values)}


def learned_share(found: Chance, levels: object, service: int) -> float:
    case = Case(
        sent_on=FIRST_DAY,
        service=PLANTED.service(service),
        kind=PLANTED.kind(service),
        levels=levels,  # type: ignore[arg-type]
        completed=None,
    )
    chance = float(predicted(found, [case])[0])
    ended = found.services.get(case.service, (0.0, 0))[1]
    return probability(float(np.log(chance / (1 - chance))) + bonus(ended))
