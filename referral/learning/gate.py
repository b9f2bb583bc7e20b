"""Whether a model may be used: better than the base rates on later months by more than chance, and true for each group."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from referral.learning.cases import WATCHED, Case
from referral.learning.fitting import Floats, outcomes

DRAWS = 1000
SURE = 0.99
FEWEST_OF_A_GROUP = 60
TOLERATED = 0.05
DOUBT = 0.02


@dataclass(frozen=True, slots=True)
class Against:
    """A base rate: its log loss, and by how much the model's is lower, with the bounds that 98 in 100 draws lie in."""

    loss: float
    better: float
    low: float
    high: float

    @property
    def beaten(self) -> bool:
        """Whether the model is better by more than chance."""
        return self.low > 0


@dataclass(frozen=True, slots=True)
class Group:
    """A group on held-out months: mean chance and share completed, in all and where the chance is lower and higher."""

    axis: str
    value: str
    cases: int
    predicted: float
    completed: float
    holds: bool | None


def log_loss(chances: Floats, ended: Floats) -> Floats:
    """The log loss of each."""
    p = np.clip(chances, 1e-6, 1 - 1e-6)
    return np.asarray(-(ended * np.log(p) + (1 - ended) * np.log(1 - p)))


def against(chances: Floats, base: Floats, ended: Floats, seed: int) -> Against:
    """The model beside a base rate on the same cases; drawn again and again with replacement (bootstrap; Efron, 1979)."""
    theirs = log_loss(base, ended)
    gain = theirs - log_loss(chances, ended)
    rng = np.random.default_rng(seed)
    means = gain[rng.integers(0, len(gain), (DRAWS, len(gain)))].mean(axis=1)
    low, high = np.quantile(means, (1 - SURE, SURE))
    return Against(float(theirs.mean()), float(gain.mean()), float(low), float(high))


def base_rates(learned: Sequence[Case], held: Sequence[Case]) -> tuple[Floats, Floats]:
    """For each held-out case the share completed before, of all and of its kind (of few: drawn to that of all)."""
    rate = float(outcomes(learned).mean())
    sums: dict[str, list[float]] = {}
    for case in learned:
        sums.setdefault(case.kind, []).append(1.0 if case.completed else 0.0)
    of_kind = {kind: (sum(ended) + 5 * rate) / (len(ended) + 5) for kind, ended in sums.items()}
    return np.full(len(held), rate), np.array([of_kind.get(case.kind, rate) for case in held])


def groups(held: Sequence[Case], chances: Floats) -> list[Group]:
    """All, and each watched group: whether as many were completed as the model says, but for chance and 5 in 100.

    Looked at in all, and apart where the chance is lower and where it is higher; the doubt is shared among all these
    looks (Bonferroni). `holds` is None where there are too few cases to tell.
    """
    ended = outcomes(held)
    members = {("all", "all"): np.full(len(held), True)}
    for axis in WATCHED:
        of_axis = np.array([case.groups.get(axis, "not_known") for case in held])
        members |= {(axis, str(value)): of_axis == value for value in sorted(set(of_axis))}
    told = [key for key, inside in members.items() if inside.sum() >= FEWEST_OF_A_GROUP]
    bound = NormalDist().inv_cdf(1 - DOUBT / 2 / max(1, 3 * len(told)))
    return [
        Group(
            *key,
            int(inside.sum()),
            float(chances[inside].mean()),
            float(ended[inside].mean()),
            _holds(chances[inside], ended[inside], bound) if key in told else None,
        )
        for key, inside in members.items()
    ]


def _holds(chances: Floats, ended: Floats, bound: float) -> bool:
    order = np.argsort(chances, kind="stable")
    halves = np.array_split(order, 2)
    return all(_as_said(chances[some], ended[some], bound) for some in (order, *halves))


def _as_said(chances: Floats, ended: Floats, bound: float) -> bool:
    off = float((ended - chances).sum())
    noise = math.sqrt(float((chances * (1 - chances)).sum()))
    return abs(off) <= TOLERATED * len(ended) or abs(off) <= bound * noise
