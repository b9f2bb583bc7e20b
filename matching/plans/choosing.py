"""The best choices of one of each list, or none of it: the most chosen first, then the sum of worths, then the order told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import combinations
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.plans.pairs import NOT, Tenths

AT_ONCE = 256
NEVER = -(1 << 60)
Worths = npt.NDArray[np.int64]
Choice = tuple[int | None, ...]


def choices(
    worths: Sequence[Sequence[int]],
    orders: Sequence[Sequence[int]],
    pairs: Mapping[tuple[int, int], Tenths],
    limit: int,
) -> list[Choice]:
    """The best choices, at most `limit`: of each list the number of what is chosen, or None.

    `worths` and what `pairs` say of two (`NOT`: never both) are whole numbers; `orders` decide, list by list, between
    choices of the same worth, each 0, 1, ... in its list. One number stands for all three, so that no two choices are
    worth the same and whatever can't be among the best is left out early.
    """
    sizes = [len(some) + 1 for some in worths]
    behind = [prod(sizes[at + 1 :]) for at in range(len(sizes))]
    unit = prod(sizes)
    missing = 1 + sum(max(map(abs, some), default=0) for some in worths) * 2 + sum(_span(one) for one in pairs.values())
    alone = [
        np.array(
            [worth * unit - order * step for worth, order in zip(some, told, strict=True)]
            + [-missing * unit - len(some) * step],
            np.int64,
        )
        for some, told, step in zip(worths, orders, behind, strict=True)
    ]
    both = {(at, to): _with_none(pairs[at, to], unit) for at, to in combinations(range(len(sizes)), 2)}
    search = _Choosing(alone, both, limit)
    search.go(np.zeros((1, 0), np.int64), np.zeros(1, np.int64), [one[None, :] for one in alone])
    best = sorted(search.found, reverse=True)
    return [
        tuple(None if one == size - 1 else one for one, size in zip(found, sizes, strict=True)) for _, found in best
    ]


def _span(pair: Tenths) -> int:
    allowed = pair[pair != NOT]
    return int(np.abs(allowed).max(initial=0)) * 2


def _with_none(pair: Tenths, unit: int) -> Worths:
    whole = np.zeros((pair.shape[0] + 1, pair.shape[1] + 1), np.int64)
    whole[:-1, :-1] = np.where(pair == NOT, NEVER, pair.astype(np.int64) * unit)
    return whole


@dataclass(slots=True)
class _Choosing:
    """Choices made list by list, the most promising first, in portions."""

    alone: list[Worths]
    both: dict[tuple[int, int], Worths]
    limit: int
    found: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)

    def go(self, chosen: npt.NDArray[Any], worth: Worths, gains: list[Worths]) -> None:
        """Choices of the first lists, what each is worth, and what each number of the lists behind adds to it."""
        mine, rest = gains[0], gains[1:]
        at, size = chosen.shape[1], gains[0].shape[1]
        most = worth[:, None] + mine + self._behind(at, rest)
        flat = most.ravel()
        able = np.flatnonzero(flat > self._least())
        able = able[np.argsort(-flat[able], kind="stable")]
        for start in range(0, len(able), AT_ONCE):
            some = able[start : start + AT_ONCE]
            some = some[flat[some] > self._least()]
            if not len(some):
                return
            row, number = np.divmod(some, size)
            longer = np.column_stack((chosen[row], number))
            if not rest:
                self._keep(longer[: self.limit], flat[some[: self.limit]])
                continue
            further = [one[row] + self.both[at, at + nth][number] for nth, one in enumerate(rest, start=1)]
            self.go(longer, worth[row] + mine[row, number], further)

    def _behind(self, at: int, rest: list[Worths]) -> Worths | int:
        """What the lists behind can add at most to each choice with each number of this list."""
        most: Worths | int = 0
        for nth, gain in enumerate(rest, start=1):
            pair = self.both[at, at + nth]
            loose = gain.max(axis=1)[:, None] + pair.max(axis=1)[None, :]
            alone = (self.alone[at + nth][None, :] + pair).max(axis=1)[None, :]
            most = most + (loose if at else np.minimum(loose, alone))
        for one, other in combinations(range(at + 1, len(self.alone)), 2):
            most = most + max(0, int(self.both[one, other].max()))
        return most

    def _least(self) -> int:
        """What a choice must be worth more than to be among the best; what can't be had together never is."""
        return self.found[-1][0] if len(self.found) >= self.limit else NEVER // 2

    def _keep(self, chosen: npt.NDArray[Any], worth: Worths) -> None:
        more = zip(worth.tolist(), map(tuple, chosen.tolist()), strict=True)
        self.found = nlargest(self.limit, [*self.found, *more])
