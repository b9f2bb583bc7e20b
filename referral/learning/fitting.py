"""The model itself: logistic regression on levels, services shrunk to their kind, calibrated on a later slice."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from matching.chance import LEVELS, Chance
from referral.learning.cases import Case

Floats: TypeAlias = NDArray[np.float64]
SPREAD = {"kind": 1.0, "service": 0.6}
SPREAD_OF_LEVEL = 0.7
LEAST_SLOPE, MOST_SLOPE = 0.2, 1.5


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a model: an input and one of its levels each, with how far it is thought to lie from the usual."""

    names: tuple[tuple[str, str], ...]
    spread: Floats

    def matrix(self, cases: Sequence[Case]) -> Floats:
        """A row a case: the spread where a level holds, else 0, so that one penalty is a prior of that width."""
        place = {name: number for number, name in enumerate(self.names)}
        found = np.zeros((len(cases), len(self.names)))
        for row, case in enumerate(cases):
            for name in names_of(case):
                if (column := place.get(name)) is not None:
                    found[row, column] = self.spread[column]
        return found


def names_of(case: Case) -> list[tuple[str, str]]:
    """What holds for a case: each input with its level."""
    known = [(code, level) for code, level in case.levels.items() if level is not None and code in LEVELS]
    return [*known, ("kind", case.kind), ("service", str(case.service))]


def columns_of(cases: Sequence[Case]) -> Columns:
    """The columns of what was seen."""
    names = tuple(sorted({name for case in cases for name in names_of(case)}))
    return Columns(names, np.array([SPREAD.get(code, SPREAD_OF_LEVEL) for code, _ in names]))


def fit(number: int, learned: Sequence[Case], middle: Sequence[Case]) -> Chance:
    """A model of the cases in `learned`, calibrated on the later ones in `middle`.

    A penalty of 1 on columns scaled by their spread is a normal prior around the usual: a service with few referrals
    stays near its kind, a level seldom seen near nothing (ridge; Hoerl and Kennard, 1970). Calibration is Platt's (1999)
    slope and offset, put into the numbers.
    """
    from sklearn.linear_model import LogisticRegression

    columns = columns_of(learned)
    x, y = columns.matrix(learned), outcomes(learned)
    model = LogisticRegression(C=1.0, max_iter=500, tol=1e-6).fit(x, y)
    slope, offset = _platt(columns.matrix(middle) @ model.coef_[0] + model.intercept_[0], outcomes(middle))
    adds = slope * model.coef_[0] * columns.spread
    usual = slope * float(model.intercept_[0]) + offset
    return _centred(number, columns.names, adds, usual, learned)


def _platt(odds: Floats, ended: Floats) -> tuple[float, float]:
    """Slope and offset that make the log odds those of the middle slice; the slope never turns round."""
    from sklearn.linear_model import LogisticRegression

    if len(set(ended.tolist())) < 2:
        return 1.0, 0.0
    found = LogisticRegression(C=1e4, max_iter=500).fit(odds[:, None], ended)
    slope = min(MOST_SLOPE, max(LEAST_SLOPE, float(found.coef_[0][0])))
    if slope == float(found.coef_[0][0]):
        return slope, float(found.intercept_[0])
    return slope, _offset(slope * odds, ended)


def _offset(odds: Floats, ended: Floats) -> float:
    """The offset with which as many are expected to be completed as were (Newton's steps)."""
    offset = 0.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-(odds + offset)))
        offset += float((ended - p).sum() / max(1e-9, (p * (1 - p)).sum()))
    return offset


def _centred(
    number: int, names: Sequence[tuple[str, str]], adds: Floats, usual: float, cases: Sequence[Case]
) -> Chance:
    """Each input's numbers around the usual case, so that a push says how it differs from that one."""
    often = Counter(name for case in cases for name in names_of(case))
    tables: dict[str, dict[str, float]] = {code: {} for code in (*LEVELS, "kind", "service")}
    for (code, level), add in zip(names, adds, strict=True):
        tables[code][level] = float(add)
    for code, table in tables.items():
        seen = sum(often[code, level] for level in table)
        middle = sum(often[code, level] * add for level, add in table.items()) / seen if seen else 0.0
        if code != "service":
            usual += middle
            tables[code] = {level: round(add - middle, 4) for level, add in table.items()}
    services = {uuid.UUID(one): (round(add, 4), often["service", one]) for one, add in tables.pop("service").items()}
    return Chance(number, round(usual, 4), tables, tables.pop("kind"), services)


def outcomes(cases: Sequence[Case]) -> Floats:
    """1 for each that was completed, else 0."""
    return np.array([1.0 if case.completed else 0.0 for case in cases])


def predicted(chance: Chance, cases: Sequence[Case]) -> Floats:
    """The chance of each case, without what a new service gets to be tried."""
    odds = [
        chance.usual
        + sum(chance.adds(code, level) for code, level in case.levels.items())
        + chance.kinds.get(case.kind, 0.0)
        + chance.services.get(case.service, (0.0, 0))[0]
        for case in cases
    ]
    return np.asarray(1 / (1 + np.exp(-np.array(odds))))
