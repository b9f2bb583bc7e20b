"""The open offers that answer a need, as columns: what is the same for every worker."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.packed.now import Now
from matching.packed.pack import Flags, Ints, Ragged

Keys = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Firsts:
    """Whom services take first: sets of clauses, `of` which each column has, and what each sum of halves is worth."""

    sets: list[tuple[int, ...]]
    of: Ints


class View:
    """Columns in the order of their ids. A key sorts as `rank` does: confirmed first, then the score, then the id.

    `key` is a column's with no points but those that do not depend on who asks; each tenth takes `size` off it.
    One that does not suit has `refused`, which no points bring below `none`.
    """

    def __init__(self, now: Now, need: str | None) -> None:
        self.now, self.need = now, need
        pack = now.pack
        does, worth = now.answers(need)
        self.offers: Ints = np.flatnonzero(does & ~now.closed).astype(np.int32)
        self.size = len(self.offers)
        self.top, self.span = now.top, now.top + 1
        highest = 2 * self.span * max(self.size, 1)
        self.keys: type[Any] = np.int32 if highest < 1 << 28 else np.int64
        self.none = 1 << 28 if highest < 1 << 28 else 1 << 59
        self.refused = 2 * self.none
        tenths = (now.confirmed + worth)[self.offers].astype(np.int64)
        key = (now.unconfirmed[self.offers] * self.span + self.top - tenths) * self.size + np.arange(self.size)
        self.key: Keys = key.astype(self.keys)
        self.cost = pack.cost[self.offers]
        self._places()
        self.clauses, self.has = self._clauses(pack.must)
        sets, of = np.unique(pack.first[self.offers], return_inverse=True)
        self.firsts = Firsts([pack.sorts.firsts.of[number] for number in sets], of.astype(np.int32))

    def _places(self) -> None:
        """The first place of each column; and the second, third, ... of those that have one."""
        places = self.now.pack.places
        starts, counts = places.starts[self.offers], np.diff(places.starts)[self.offers]
        self.first_place: Ints = starts.copy()
        self.more_places: list[tuple[Ints, Ints]] = []
        for nth in range(1, int(counts.max(initial=0))):
            columns = np.flatnonzero(counts > nth).astype(np.int32)
            self.more_places.append((columns, starts[columns] + nth))
        self.point = places.flat

    def _clauses(self, must: Ragged) -> tuple[list[int], list[Ints]]:
        """The clauses of these columns, and which columns each has."""
        column = np.full(self.now.pack.size, -1, np.int32)
        column[self.offers] = np.arange(self.size, dtype=np.int32)
        of = column[must.group]
        clause, of = must.flat[of >= 0], of[of >= 0]
        order = np.argsort(clause, kind="stable")
        numbers, starts = np.unique(clause[order], return_index=True)
        return numbers.tolist(), np.split(of[order], starts[1:]) if len(numbers) else []

    def flags(self, columns: Ints) -> Flags:
        """Those columns as flags."""
        found = np.zeros(self.size, bool)
        found[columns] = True
        return found
