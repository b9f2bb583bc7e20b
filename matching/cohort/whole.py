"""The programme whole, as one of whole numbers for HiGHS: slow where it is large, always the best."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.cohort.program import Program

Floats = NDArray[np.float64]


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


def whole(program: Program, stays: Floats | None = None) -> tuple[NDArray[np.bool_], int]:
    """The options that are taken, and their value: the least lacking at floors first, then value, then `stays`."""
    options, floors = len(program.option), len(program.at_least)
    if not options:
        return np.zeros(0, dtype=bool), 0
    rows = _rows(program)
    lacking = np.r_[np.zeros(options), np.ones(floors)]
    if floors:
        least = round(float(lacking @ solved(rows, lacking, options, program)))
        rows.add(lacking, -np.inf, least)
    value = np.r_[program.value.astype(float), np.zeros(floors)]
    taken = solved(rows, -value, options, program)
    best = round(float(value @ taken))
    if stays is not None:
        rows.add(value, best, np.inf)
        taken = solved(rows, -np.r_[stays, np.zeros(floors)], options, program)
    return taken[:options] > 0.5, best


def solved(rows: Rows, cost: Floats, options: int, program: Program) -> Floats:
    """The least cost under these rows: options are taken whole or not."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    most = np.r_[np.ones(options), program.at_least]
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
