"""The programme whole, for HiGHS: first without asking for whole numbers, which is quick and mostly gives them, else with."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.cohort.program import Program

Floats = NDArray[np.float64]
DEAR = 10
WHOLE = 1e-6


@dataclass(slots=True, repr=False)
class Rows:
    """The rows of a programme over its options and, after them, what each floor lacks; more may be added."""

    matrix: Any
    low: Floats
    high: Floats

    def add(self, row: Floats, low: float, high: float) -> None:
        """One more row that must hold."""
        from scipy.sparse import vstack

        self.matrix = vstack([self.matrix, row.reshape(1, -1)], format="csr")
        self.low, self.high = np.append(self.low, low), np.append(self.high, high)


@dataclass(frozen=True, slots=True, repr=False)
class Best:
    """The options that are taken, their value, what one more seat of each pool is worth, and the floors that cost nothing."""

    taken: NDArray[np.bool_]
    value: int
    price: Floats
    idle: NDArray[np.bool_]


def whole(program: Program, stays: Floats | None = None) -> Best:
    """The least lacking at floors first, then value, then `stays`.

    A floor costs nothing where its dual price is nought: the prices then prove the same value without it.
    """
    options, floors = len(program.option), len(program.at_least)
    price, idle = np.zeros(len(program.capacity)), np.zeros(floors, dtype=bool)
    if not options:
        return Best(np.zeros(0, dtype=bool), 0, price, idle)
    rows = _rows(program)
    lacking = np.r_[np.zeros(options), np.ones(floors)]
    value = np.r_[program.value.astype(float), np.zeros(floors)]
    found, dual = relaxed(rows, DEAR * program.value.max() * lacking - value, program)
    if found is None or lacking @ found > 0:
        least = round(float(lacking @ solved(rows, lacking, program))) if floors else 0
        rows.add(lacking, -np.inf, least)
        found = solved(rows, -value, program)
    else:
        rows.add(lacking, -np.inf, 0)
        first = len(program.must)
        price, idle = dual[first : first + len(price)], dual[len(dual) - floors :] == 0
    best = round(float(value @ found))
    if stays is not None:
        rows.add(value, best, np.inf)
        found = solved(rows, -np.r_[stays, np.zeros(floors)], program)
    return Best(found[:options] > 0.5, best, price, idle)


def relaxed(rows: Rows, cost: Floats, program: Program) -> tuple[Floats | None, Floats]:
    """The least cost when options may be taken in part, None where some are; and the dual price of each row."""
    from scipy.optimize import linprog
    from scipy.sparse import vstack

    above, below = np.isfinite(rows.high), np.isfinite(rows.low)
    found = linprog(
        cost,
        A_ub=vstack([rows.matrix[above], -rows.matrix[below]], format="csc"),
        b_ub=np.r_[rows.high[above], -rows.low[below]],
        bounds=np.column_stack((np.zeros(len(cost)), np.r_[np.ones(len(program.option)), program.at_least])),
        method="highs-ds",
    )
    dual = np.zeros(len(rows.high))
    if found.x is None:
        return None, dual
    dual[above] -= found.ineqlin.marginals[: above.sum()]
    dual[below] -= found.ineqlin.marginals[above.sum() :]
    near = np.round(found.x)
    return (near if np.abs(found.x - near).max() < WHOLE else None), dual


def solved(rows: Rows, cost: Floats, program: Program) -> Floats:
    """The least cost under these rows: options are taken whole or not."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    quick, _ = relaxed(rows, cost, program)
    if quick is not None:
        return quick
    most = np.r_[np.ones(len(program.option)), program.at_least]
    found = milp(
        cost,
        integrality=np.ones(len(cost)),
        bounds=Bounds(np.zeros(len(cost)), most),
        constraints=LinearConstraint(rows.matrix, rows.low, rows.high),
        options={"mip_rel_gap": 0.0},
    )
    assert found.x is not None, found.message
    return np.asarray(np.round(found.x), dtype=float)


def _rows(program: Program) -> Rows:
    from scipy.sparse import csr_array, hstack, vstack

    options, floors = len(program.option), len(program.at_least)
    places = np.arange(options)
    several = program.once >= 0

    def uses(which: Any, of: Any, rows: int) -> Any:
        return csr_array((np.ones(len(which)), (of, which)), shape=(rows, options))

    used = vstack(
        [
            uses(places, program.asker, len(program.must)),
            uses(places, program.pool, len(program.capacity)),
            uses(places[several], program.once[several], program.pairs),
        ]
    )
    matrix = used
    if floors:
        matrix = vstack(
            [
                hstack([used, csr_array((used.shape[0], floors))]),
                hstack([program.member[:, program.asker], csr_array(np.eye(floors))]),
            ]
        )
    most = np.r_[np.ones(len(program.must)), program.capacity, np.ones(program.pairs), np.full(floors, np.inf)]
    least = np.r_[program.must, np.full(len(program.capacity) + program.pairs, -np.inf), program.at_least]
    return Rows(matrix.tocsr(), least.astype(float), most.astype(float))
