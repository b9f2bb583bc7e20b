"""The open offers that answer a need, as columns: what is the same for every worker."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from catalog.places import Point
from matching import parts
from matching.packed.now import Now
from matching.packed.pack import Flags, Ints, Ragged
from matching.profile import Profile
from matching.reason import Answer, Reason

KEPT = 20_000
T = TypeVar("T")
Has = tuple[int, Ints]
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
        self.by_fact, self.mixed = self._clauses(pack.must)
        sets, of = np.unique(pack.first[self.offers], return_inverse=True)
        self.firsts = Firsts([pack.sorts.firsts.of[number] for number in sets], of.astype(np.int32))
        self._firsts()
        self.kept: dict[Hashable, Any] = {}

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made under that key before, or is made now; all is forgotten before it takes much room."""
        if key in self.kept:
            return cast("T", self.kept[key])
        if len(self.kept) >= KEPT:
            self.kept = {}
        made = self.kept[key] = make()
        return made

    def there(self, point: Point | None, shift: str | None) -> tuple[Keys, Ints]:
        """From one point with one shift: the keys with the best place's points taken off, and which place that is."""
        worth, _, clash = self.now.of_shift(shift)
        way = self.now.of_point(point)[self.point] + worth
        place = self.first_place.copy()
        points = way[place]
        for columns, other in self.more_places:
            better = way[other] > points[columns]
            place[columns[better]], points[columns[better]] = other[better], way[other][better]
        key = self.key - points.astype(self.keys) * self.keys(self.size)
        key[clash[place]] = self.refused
        return key, place

    def costs(self, profile: Profile) -> Keys:
        """What each column costs her: the points taken off the keys, and those that she can't pay refused."""
        worth, no = self.now.cost(profile)
        found: Keys = np.where(no, self.keys(self.refused), -worth.astype(self.keys) * self.keys(self.size))[self.cost]
        return found

    def _firsts(self) -> None:
        """Whom each set of clauses takes first: the clauses in columns, and what each sum of halves is worth."""
        sets = self.firsts.sets
        clauses = sorted({clause for one in sets for clause in one})
        self.first_clauses = clauses
        self.first_in = np.zeros((len(clauses), len(sets)), np.float32)
        self.first_worth: Keys = np.zeros((len(sets), max(map(len, sets), default=0) * 2 + 1), self.keys)
        at = {clause: nth for nth, clause in enumerate(clauses)}
        for nth, one in enumerate(sets):
            for clause in one:
                self.first_in[at[clause], nth] += 1
            for halves in range(2 * len(one) + 1 if one else 0):
                self.first_worth[nth, halves] = self._first_worth(halves, len(one)) * self.size

    def _first_worth(self, halves: int, count: int) -> int:
        """What it is worth that of so many clauses these halves are fulfilled."""
        answers = [Answer.YES] * (halves // 2) + [Answer.ASK] * (halves % 2)
        answers += [Answer.NO] * (count - len(answers))
        first = parts.priority(Reason("priority", one) for one in answers)
        assert first is not None
        return self.now.worth(first)

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

    def _clauses(self, must: Ragged) -> tuple[dict[str, list[Has]], list[Has]]:
        """The clauses of these columns that may say no, and which columns each has: of one fact, and of several."""
        pack = self.now.pack
        column = np.full(pack.size, -1, np.int32)
        column[self.offers] = np.arange(self.size, dtype=np.int32)
        of = column[must.group]
        clause, of = must.flat[of >= 0], of[of >= 0]
        order = np.argsort(clause, kind="stable")
        numbers, starts = np.unique(clause[order], return_index=True)
        by_fact: dict[str, list[Has]] = defaultdict(list)
        mixed: list[Has] = []
        for number, columns in zip(numbers.tolist(), np.split(of[order], starts[1:]), strict=len(numbers) > 0):
            known = pack.sorts.clauses.of[number]
            if known.fact is not None:
                by_fact[known.fact].append((number, columns))
            elif not any(pack.sorts.facts[rule] is None for rule in known.rules):
                mixed.append((number, columns))
        return dict(by_fact), mixed

    def flags(self, columns: Ints) -> Flags:
        """Those columns as flags."""
        found = np.zeros(self.size, bool)
        found[columns] = True
        return found
