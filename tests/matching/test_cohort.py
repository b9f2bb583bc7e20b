"""The assignment of a cohort is the best there is, by trying all and by an independent solver; what can't hold is told."""

from dataclasses import replace

import numpy as np
import pytest

from matching.cohort.assign import Assigning, assign, moved
from matching.cohort.clashes import Clash, PinsClash
from matching.cohort.first_come import first_come
from matching.cohort.floors import seats, tell
from matching.cohort.problem import NONE, Assignment, Floor, Problem, problem
from tests.matching import cohort_cases as cases


def of(one: Problem, found: Assignment) -> tuple[int, int, int]:
    """What an assignment comes to, counted again from who got what."""
    way = found.option.tolist()
    assert cases.holds(one, way)
    assert found.total == cases.value(one, way)
    assert sum(found.short) == cases.lacking(one, way)
    return -cases.lacking(one, way), found.total, cases.stays(one, way)


@pytest.mark.parametrize("seed", range(30))
def test_a_small_one_is_the_best_of_all_there_are(seed: int) -> None:
    one = cases.small(seed)
    found = assign(one)
    assert of(one, found) == cases.tried(one)
    assert found.proved


@pytest.mark.parametrize("seed", range(30, 50))
def test_with_pins_and_forbidden_pairs_it_is_the_best_or_says_what_clashes(seed: int) -> None:
    one = cases.small(seed)
    rng = np.random.default_rng(seed)
    forbidden = frozenset((int(one.asker[at]), int(one.pool[at])) for at in rng.integers(0, len(one.asker), 2))
    at = int(rng.integers(0, len(one.asker)))
    one = replace(one, forbidden=forbidden, pins={int(one.asker[at]): frozenset({int(one.pool[at])})})
    before = {asker: int(rng.integers(-1, one.pools)) for asker in range(one.askers)}
    one = replace(one, before=before)
    try:
        found = assign(one)
    except PinsClash as clash:
        assert clash.clashes[0].code in ("forbidden", "seats")
        assert cases.tried(one) == (0, 0, 0)
    else:
        assert of(one, found) == cases.tried(one)


@pytest.mark.parametrize(("seed", "needs", "share"), [(1, 1, 0.6), (2, 2, 0.6), (3, 3, 0.66)])
def test_a_larger_one_equals_an_independent_solver(seed: int, needs: int, share: float) -> None:
    one = cases.large(seed, needs=needs, share=share)
    found = assign(one)
    assert of(one, found)[:2] == cases.solved(one)[:2]
    assert found.proved


def test_a_second_run_moves_as_few_as_it_must() -> None:
    one = cases.large(4, askers=120, pools=20)
    first = assign(one)
    gone = replace(one, capacity=np.where(np.arange(one.pools) == 0, 0, one.capacity))
    again = replace(gone, before=dict(enumerate(first.pool.tolist())))
    found = assign(again)
    assert of(again, found) == cases.solved(again, steady=True)
    assert moved(again, found) == one.askers - of(again, found)[2]
    assert assign(replace(again, before=dict(enumerate(found.pool.tolist())))).pool.tolist() == found.pool.tolist()


def test_floors_beyond_reach_lack_the_least_and_say_how_far_each_goes() -> None:
    one = problem([(0, 0, 5), (1, 0, 9), (2, 1, 4)], [1, 1], 3, floors=[Floor("a", np.array([0, 1, 2]), 3)])
    assigned = Assigning(one)
    found = assigned.best()
    assert found.short == (1,)
    assert found.total == 13
    (told,) = tell(assigned, found)
    assert (told.wanted, told.had, told.reachable, told.short, told.price) == (3, 2, 2, 1, 0)


def test_a_floor_is_priced_by_the_value_and_seats_that_it_takes() -> None:
    one = problem([(0, 0, 5), (1, 0, 9), (1, 1, 1)], [1, 0], 2, floors=[Floor("a", np.array([0]), 1)])
    assigned = Assigning(one)
    found = assigned.best()
    assert found.pool.tolist() == [0, NONE]
    (told,) = tell(assigned, found)
    assert (told.price, told.gone) == (4, 0)


def test_pins_that_contradict_are_told_before_anything_is_assigned() -> None:
    one = problem([(0, 0, 5), (1, 0, 9), (1, 1, 1), (2, 0, 2)], [1, 3], 3)
    both = {0: frozenset({0}), 2: frozenset({0})}
    for more, told in (
        ({"pins": both}, Clash("seats", 2, 0, 2, 1)),
        ({"pins": {0: frozenset({1})}}, Clash("no_option", 0, 1)),
        ({"pins": {0: frozenset({0})}, "forbidden": frozenset({(0, 0)})}, Clash("forbidden", 0, 0)),
        ({"pins": {0: frozenset({0}), 1: frozenset({0})}, "person": np.array([7, 7, 8])}, Clash("twice", 1, 0)),
    ):
        with pytest.raises(PinsClash) as clash:
            assign(replace(one, **more))
        assert clash.value.clashes == (told,)


def test_a_pin_holds_whatever_it_costs() -> None:
    one = problem([(0, 0, 5), (1, 0, 900), (1, 1, 1)], [1, 1], 2, pins={0: frozenset({0})})
    assert assign(one).pool.tolist() == [0, 1]


def test_nobody_and_nothing_is_an_answer() -> None:
    assert assign(problem([], [], 0)).pool.tolist() == []
    assert assign(problem([], [3], 2, floors=[Floor("a", np.array([0, 1]), 1)])).short == (1,)


def test_first_come_first_served_gives_each_in_turn_her_best_that_is_free() -> None:
    one = problem([(0, 0, 5), (0, 1, 6), (1, 1, 9), (2, 1, 1)], [1, 1], 3, person=[0, 1, 1])
    found = first_come(one)
    assert found.pool.tolist() == [1, NONE, NONE]
    assert seats(assign(one)) == 2
