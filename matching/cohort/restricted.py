"""The programme over some of its options, kept warm in HiGHS: options are added and aims changed, and it goes on from there."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.cohort.prices import Aim, Floats, Prices
from matching.cohort.problem import Ints
from matching.cohort.program import Program

WHOLE = 1e-6
DUAL, PRIMAL = 1, 4
QUIET = {"output_flag": False, "threads": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 0.9}


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """How much of each option in use is taken, what each floor lacks, and the prices."""

    part: Floats
    lacks: Floats
    prices: Prices

    @property
    def whole(self) -> bool:
        """Whether nothing is taken in part."""
        return all(np.abs(some - np.round(some)).max(initial=0) < WHOLE for some in (self.part, self.lacks))


class Restricted:
    """Columns: what each floor lacks, then the options in use. Rows: askers, pools, floors, all that lacks, pairs.

    Of the pairs of a person and a service only those that were broken once have a row.
    """

    def __init__(self, program: Program) -> None:
        from highspy import kHighsInf
        from highspy._core import _Highs  # the class above it greets on standard output

        self.program, self.highs = program, _Highs()
        self.askers, self.pools, self.floors = len(program.first), len(program.capacity), len(program.at_least)
        self.option: Ints = np.zeros(0, dtype=np.int64)
        self.used = np.zeros(len(program.option), dtype=bool)
        self.pair_row = np.full(program.pairs, -1)
        self.inf = float(kHighsInf)
        self.has, self.floor = program.member.sum(axis=0), np.nonzero(program.member.T)[1]
        self.begins = np.cumsum(self.has) - self.has
        for name, value in QUIET.items():
            self.highs.setOptionValue(name, value)
        self._rows()

    @property
    def of_lacking(self) -> int:
        """The row of all that floors lack together."""
        return self.askers + self.pools + self.floors

    def _rows(self) -> None:
        program, inf = self.program, self.inf
        must = program.must[program.asker[program.first]].astype(float)
        wanted = program.at_least.astype(float)
        low = np.r_[np.where(must > 0, 1, -inf), np.full(self.pools, -inf), wanted, -inf]
        high = np.r_[np.ones(self.askers), program.capacity.astype(float), np.full(self.floors + 1, inf)]
        self.highs.addRows(len(low), low, high, 0, _numbers(np.zeros(len(low))), _numbers([]), np.zeros(0))
        rows = np.column_stack((self.askers + self.pools + np.arange(self.floors), np.full(self.floors, len(low) - 1)))
        self._columns(np.zeros(self.floors), wanted, 2 * np.arange(self.floors), rows.ravel())

    def _columns(self, cost: Floats, most: Floats, starts: Ints, rows: Ints) -> None:
        if len(cost):
            ones, least = np.ones(len(rows)), np.zeros(len(cost))
            self.highs.addCols(len(cost), cost, least, most, len(rows), _numbers(starts), _numbers(rows), ones)

    def add(self, options: Ints, aim: Aim) -> None:
        """Take these options into use."""
        program = self.program
        asker, once = program.asker[options], program.once[options]
        several = (once >= 0) & (self.pair_row[once] >= 0) if program.pairs else np.zeros(len(options), dtype=bool)
        starts, counts = self.begins[asker], self.has[asker]
        which = np.repeat(np.arange(len(options)), counts)
        within = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
        of_floors = self.askers + self.pools + self.floor[starts[which] + within]
        of_pools = self.askers + program.pool[options]
        columns = np.r_[np.arange(len(options)), np.arange(len(options)), which, np.flatnonzero(several)]
        rows = np.r_[program.turn[options], of_pools, of_floors, self.pair_row[once[several]]]
        order = np.argsort(columns, kind="stable")
        begins = np.searchsorted(columns[order], np.arange(len(options)))
        self._columns(-aim.worth[options], np.ones(len(options)), begins, rows[order])
        self.option = np.r_[self.option, options]
        self.used[options] = True

    def once(self, part: Floats) -> bool:
        """Rows for the pairs that are broken by so much of each option in use; whether there were any."""
        own = self.program.once[self.option]
        several = own >= 0
        broken = np.bincount(own[several], part[several], self.program.pairs) > 1 + WHOLE
        new = np.flatnonzero(broken & (self.pair_row < 0))
        if not len(new):
            return False
        self.pair_row[new] = self.highs.getNumRow() + np.arange(len(new))
        columns = np.flatnonzero(several & np.isin(own, new))
        columns = columns[np.argsort(own[columns], kind="stable")]
        starts, low = np.searchsorted(own[columns], new), np.full(len(new), -self.inf)
        indices = _numbers(self.floors + columns)
        ones = np.ones(len(columns))
        self.highs.addRows(len(new), low, np.ones(len(new)), len(columns), _numbers(starts), indices, ones)
        return True

    def aim(self, aim: Aim) -> None:
        """What is to be the most from now on."""
        cost = np.r_[np.full(self.floors, aim.dear), -aim.worth[self.option]]
        self.highs.changeColsCost(len(cost), _numbers(np.arange(len(cost))), cost)
        self.highs.changeRowBounds(self.of_lacking, -self.inf, self.inf if aim.lacking is None else aim.lacking)
        for floor, wanted in enumerate(self.program.at_least.tolist()):
            low = -self.inf if floor in aim.free else float(wanted)
            self.highs.changeRowBounds(self.askers + self.pools + floor, low, self.inf)

    def only(self, options: Any) -> None:
        """Of the options in use these alone may be taken."""
        most = np.where(options[self.option], 1.0, 0.0)
        columns = _numbers(self.floors + np.arange(len(most)))
        self.highs.changeColsBounds(len(most), columns, np.zeros(len(most)), most)

    def at_least(self, worth: Floats, least: float) -> int:
        """One more row: the options taken are worth so much together; its number, to be freed by."""
        row, columns = self.highs.getNumRow(), _numbers(self.floors + np.arange(len(self.option)))
        self.highs.addRow(least, self.inf, len(columns), columns, worth[self.option])
        return int(row)

    def free(self, row: int) -> None:
        """The row holds nothing any more."""
        self.highs.changeRowBounds(row, -self.inf, self.inf)

    def relaxed(self, *, few: bool = False) -> Found:
        """The most where options may be taken in part; `few`: not much has come since, so that it is nearly known."""
        self.highs.setOptionValue("solve_relaxation", True)
        self.highs.setOptionValue("presolve", "off")
        self.highs.setOptionValue("simplex_strategy", PRIMAL if few else DUAL)
        found = self._run()
        assert found is not None
        return found

    def solved(self) -> Found | None:
        """The most where they are taken whole or not; None where nothing can hold."""
        columns = _numbers(np.arange(self.highs.getNumCol()))
        self.highs.changeColsIntegrality(len(columns), columns, np.ones(len(columns), dtype=np.uint8))
        basis = self.highs.getBasis()
        self.highs.setOptionValue("solve_relaxation", False)
        self.highs.setOptionValue("presolve", "choose")
        self.highs.setOptionValue("simplex_strategy", DUAL)
        found = self._run()
        self.highs.setBasis(basis)
        return found

    def _run(self) -> Found | None:
        from highspy import HighsModelStatus

        self.highs.run()
        if self.highs.getModelStatus() != HighsModelStatus.kOptimal:
            return None
        said = self.highs.getSolution()
        part, dual = np.array(said.col_value), np.array(said.row_dual)
        if not len(dual):
            dual = np.zeros(self.highs.getNumRow())
        ends = np.cumsum((self.askers, self.pools, self.floors))
        has = self.pair_row >= 0
        once = np.zeros(self.program.pairs)
        once[has] = np.maximum(0, -dual[self.pair_row[has]])
        seat, floor = np.maximum(0, -dual[ends[0] : ends[1]]), np.maximum(0, dual[ends[1] : ends[2]])
        prices = Prices(seat, once, np.where(floor < WHOLE, 0, floor), max(0.0, -float(dual[ends[2]])))
        return Found(part[self.floors :], part[: self.floors], prices)


def _numbers(some: Any) -> Any:
    return np.asarray(some, dtype=np.int32)
