"""The best of a programme, proved: some options first, what the prices then ask for added, until no prices ask for more."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.cohort.prices import Aim, Floats, Prices, bound, gains, hers, likely
from matching.cohort.problem import Ints
from matching.cohort.program import Program
from matching.cohort.reach import most_seated
from matching.cohort.restricted import WHOLE, Found, Restricted

Flags = NDArray[np.bool_]
DEAR = 10
SPREAD = 0.03
MANY, FEW = 2_000, 200
NEAR, WIDER = 1e-6, 10


@dataclass(frozen=True, slots=True, repr=False)
class Best:
    """The options that are taken, what each floor lacks, what it comes to, and the prices that prove it.

    `below` is how much less than her best each option gains by these prices: one of more than `gap` is in no assignment
    that comes to as much.
    """

    taken: Flags
    lacks: Ints
    value: int
    prices: Prices
    below: Floats
    gap: float

    @property
    def near(self) -> Flags:
        """The options that an assignment as good may take."""
        return np.asarray(self.below <= self.gap + WHOLE)

    @property
    def idle(self) -> Flags:
        """The floors that are proved to cost nothing: the prices prove the same without them."""
        return np.asarray((self.prices.floor == 0) & (self.gap == 0))


class Whole:
    """A programme that is solved, and then asked further: what it would come to without a floor, how far one reaches."""

    def __init__(self, program: Program) -> None:
        self.program, self.value = program, program.value.astype(float)
        self.restricted = Restricted(program)
        start = Aim(self.value)
        prices = likely(program, self.value)
        gain = gains(program, self.value, prices)
        begin = gain >= np.maximum.reduceat(gain, program.first)[program.turn] - SPREAD * self.value.mean()
        self._take(begin | program.must[program.asker], start)

    def best(self, stays: Floats | None = None) -> Best:
        """The least lacking at floors first, then value, then `stays`."""
        found = self._most(Aim(self.value, dear=DEAR * float(self.value.max())))
        if found.lacks.any():
            least = int(self._most(Aim(np.zeros(len(self.value)), dear=1.0)).lacks.sum())
            found = self._most(Aim(self.value, lacking=least))
        if stays is not None:
            found = self._steady(found, stays)
        self.restricted.program = self.program = replace(self.program, at_least=self.program.at_least - found.lacks)
        return found

    def without(self, floor: int) -> Best:
        """The best where that floor does not count and each other lacks no more than it did."""
        return self._most(Aim(self.value, lacking=0, free=frozenset({floor})))

    def reach(self, floor: int) -> int:
        """The most of a floor's askers who can have a seat at once, beside the pinned."""
        member = self.program.member[floor]
        seated = most_seated(self.program, np.flatnonzero(member))
        if seated is not None:
            return seated
        return self._most(
            Aim(member[self.program.asker].astype(float), free=frozenset(range(len(self.program.at_least))))
        ).value

    def _take(self, options: Flags, aim: Aim) -> None:
        self.restricted.add(np.flatnonzero(options & ~self.restricted.used), aim)

    def _most(self, aim: Aim) -> Best:
        self.restricted.aim(aim)
        few = False
        while True:
            found = self.restricted.relaxed(few=few)
            gain = gains(self.program, aim.worth, found.prices)
            best = hers(self.program, gain)
            most = bound(self.program, aim, found.prices, best)
            worth = aim.worth[self.restricted.option] @ found.part - aim.dear * found.lacks.sum()
            broken = self.restricted.once(found.part)
            asked = self._asked(gain)
            if not broken and (most - worth < 0.5 or not asked.any()):
                break
            few = asked.sum() < FEW
            self._take(asked, aim)
        below, limit = best[self.program.turn] - gain, float(np.floor(most + WHOLE))
        if found.whole and limit - worth < 0.5:
            return self._told(aim, found, below, limit)
        return self._in_whole(aim, below, limit)

    def _asked(self, gain: Floats) -> Flags:
        """The options not in use that gain more than those that are; where very many do, each one's best alone."""
        used = np.where(self.restricted.used, gain, -np.inf)
        asked = ~self.restricted.used & (gain > hers(self.program, used)[self.program.turn] + WHOLE)
        if asked.sum() > MANY:
            best = np.maximum.reduceat(gain, self.program.first)
            asked &= gain >= best[self.program.turn] - WHOLE
        return np.asarray(asked)

    def _in_whole(self, aim: Aim, below: Floats, limit: float) -> Best:
        """Whole numbers over the options in use; where these don't come to the bound, over all that are as near to it."""
        gap, told = max(1.0, NEAR * abs(limit)), self._of(aim, below, limit, (below <= NEAR * abs(limit) + 1))
        while told is None or told.gap > 0:
            gap = gap * WIDER if told is None else told.gap
            self._take(below <= gap + WHOLE, aim)
            told = self._of(aim, below, limit, below <= gap + WHOLE)
            if told is not None and told.gap <= gap:
                break
        self.restricted.only(np.ones(len(below), dtype=bool))
        return told

    def _of(self, aim: Aim, below: Floats, limit: float, near: Flags) -> Best | None:
        self.restricted.only(near)
        self.restricted.once(near[self.restricted.option].astype(float))
        found = self.restricted.solved()
        return None if found is None else self._told(aim, found, below, limit)

    def _steady(self, best: Best, stays: Floats) -> Best:
        """Of those as good the one with the most of `stays`."""
        aim = Aim(stays, lacking=int(best.lacks.sum()))
        self._take(best.near, aim)
        self.restricted.aim(aim)
        self.restricted.only(best.near)
        row = self.restricted.at_least(self.value, best.value)
        found: Found | None = self.restricted.relaxed()
        while found is not None and self.restricted.once(found.part):
            found = self.restricted.relaxed()
        if found is None or not found.whole:
            self.restricted.once(best.near[self.restricted.option].astype(float))
            found = self.restricted.solved()
        self.restricted.free(row)
        self.restricted.only(np.ones(len(stays), dtype=bool))
        assert found is not None
        return replace(self._told(Aim(self.value), found, best.below, best.value + best.gap), prices=best.prices)

    def _told(self, aim: Aim, found: Found, below: Floats, limit: float) -> Best:
        taken = np.zeros(len(below), dtype=bool)
        taken[self.restricted.option] = found.part > 0.5
        lacks = np.round(found.lacks).astype(np.int64)
        value = round(float(aim.worth[taken].sum())) - round(aim.dear) * int(lacks.sum())
        return Best(taken, lacks, value, found.prices, below, max(0.0, limit - value))
