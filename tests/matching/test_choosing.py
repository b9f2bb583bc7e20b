"""One of each list or none: the same as every choice tried, however small the portions in which it is looked for."""

from itertools import combinations, product
from random import Random

import numpy as np
import pytest

from matching.plans.choosing import Choice, choices
from matching.plans.pairs import NOT, Tenths


@pytest.mark.parametrize("seed", range(12))
def test_choices_are_the_best_of_all(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.plans.choosing.AT_ONCE", 1 + seed % 3)
    rng, limit = Random(seed), 1 + seed % 4
    sizes = [rng.randint(0, 6) for _ in range(2 + seed % 3)]
    worths = [[rng.randint(-20, 60 if seed % 2 else 0) for _ in range(size)] for size in sizes]
    orders = [rng.sample(range(size), size) for size in sizes]
    pairs = {
        (at, to): np.array(
            [[rng.choice((NOT, 0, 5, -5)) for _ in range(sizes[to])] for _ in range(sizes[at])], np.int64
        ).reshape(sizes[at], sizes[to])
        for at, to in combinations(range(len(sizes)), 2)
    }
    assert choices(worths, orders, pairs, limit) == tried(worths, orders, pairs)[:limit]


def tried(worths: list[list[int]], orders: list[list[int]], pairs: dict[tuple[int, int], Tenths]) -> list[Choice]:
    found = []
    for chosen in product(*([*range(len(some)), None] for some in worths)):
        filled = [(at, one) for at, one in enumerate(chosen) if one is not None]
        both = [int(pairs[at, to][one, other]) for (at, one), (to, other) in combinations(filled, 2)]
        if NOT not in both:
            worth = sum(worths[at][one] for at, one in filled) + sum(both)
            order = [len(some) if one is None else some[one] for one, some in zip(chosen, orders, strict=True)]
            found.append((chosen.count(None), -worth, order, chosen))
    return [chosen for *_, chosen in sorted(found, key=lambda one: one[:3])]
