"""The open offers that answer a need, as columns: what is the same for every worker."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt

from catalog.places import Point
from matching import parts
from matching.packed.now import Now
from matching.packed.pack import Flags, Ints, Ragged
from matching.packed.way import Floats, tenths
from matching.profile import Profile
from matching.reason import Answer, Reason

KEPT = 20_000
WIDE = 256
T = TypeVar("T")
Has = tuple[int, Ints]
Keys = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Firsts:
    """Whom services take first: sets of clauses, `of` which each column has, and what each sum of halves is worth."""

    sets: list[tuple[int, ...]]
    of: Ints


class There(NamedTuple):
    """From one point with one shift: the keys, which place is best, and the log odds of a chance but for what is to ask."""

    point: Point | None
    shift: str | None
    keys: Keys
    place: Ints
    odds: Floats | None


class View:
    """Columns in the order of their ids. A key sorts as `rank` does: confirmed first, then the score, then the id.

    `key` is a column's with no points but those that do not depend on who asks; each tenth takes `size` off it.
    One that does not suit has `refused`, which no points bring below `none`.
    """

    def __init__(self, now: Now, need: str | None) -> None:
        self.now, self.need = now, need
        pack = now.pack
        does, self.need_parts = (np.ones(pack.size, bool), []) if need is None else now.needs(need)
        self.offers: Ints = np.flatnonzero(does & ~now.closed).astype(np.int32)
        self.size = len(self.offers)
        self.top, self.span = now.top, now.top + 1
        highest = 2 * self.span * max(self.size, 1)
        self.keys: type[Any] = np.int32 if highest < 1 << 28 else np.int64
        self.none = 1 << 28 if highest < 1 << 28 else 1 << 59
        self.refused = 2 * self.none
        worth = now.confirmed[self.offers].astype(np.int64)
        if need is not None:
            of_need = np.array([0 if one is None else tenths(one) for one in self.need_parts], np.int64)
            worth += of_need[pack.needs[self.offers]]
        key = (now.unconfirmed[self.offers] * self.span + self.top - worth) * self.size + np.arange(self.size)
        self.key: Keys = key.astype(self.keys)
        self.cost = pack.cost[self.offers]
        odds = now.odds
        self.odds = None if odds is None else odds.of_offer[self.offers] + odds.of_needs(need)[pack.needs[self.offers]]
        self._places()
        self.by_fact, self.mixed = self._clauses(pack.must)
        sets, of = np.unique(pack.first[self.offers], return_inverse=True)
        self.firsts = Firsts([pack.sorts.firsts.of[number] for number in sets], of.astype(np.int32))
        self._firsts()
        self.kept: dict[Hashable, Any] = {}
        self.wide: dict[Hashable, Any] = {}

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made under that key before, or is made now; all is forgotten before it takes much room."""
        if key in self.kept:
            return cast("T", self.kept[key])
        if len(self.kept) >= KEPT:
            self.kept = {}
        made = self.kept[key] = make()
        return made

    def keep_wide(self, key: Hashable, make: Callable[[], T]) -> T:
        """The same for something with a number for each column."""
        known = self.wide.get(key, self)
        if known is not self:
            return cast("T", known)
        if len(self.wide) >= WIDE:
            self.wide = {}
        made = self.wide[key] = make()
        return made

    def there(self, point: Point | None, shift: str | None, base: Keys | None = None) -> There:
        """From one point with one shift: the keys with the points of the best place taken off.

        `base` are the keys as `at_hours` has them, with more points taken off.
        """
        way, now = self.now.ways.of(point), self.now.hours(shift)
        key = self.at_hours(shift) if base is None else base
        keys = key - np.take(np.multiply(way.worth, self.size, dtype=self.keys), self.first_point)
        place, several = self.first_place, self.several
        if len(several):
            best, points = self._best_places(way.worth, now.worth)
            place = place.copy()
            place[several] = best
            keys[several] -= (points - way.worth[self.first_point[several]]).astype(self.keys) * self.keys(self.size)
            keys[several[now.clash[best]]] = self.refused
        odds = None if self.odds is None else self.odds + now.adds[place] + way.adds[self.point[place]]
        return There(point, shift, keys, place, odds)

    def with_chance(self, there: There, asks: Flags) -> Keys:
        """The keys with the points of the chance taken off: `asks` is of which columns something is to be asked."""
        if there.odds is None or self.now.odds is None:
            return there.keys
        odds = there.odds + np.take(self.now.odds.asks, asks)
        worth = self.now.odds.worth(odds, lambda column: self._exactly(there, column, bool(asks[column])))
        keys: Keys = there.keys - worth.astype(self.keys) * self.keys(self.size)
        return keys

    def _exactly(self, there: There, column: int, asks: bool) -> int:
        """What the chance of one column is worth, as `rank` works it out."""
        now, place = self.now, int(there.place[column])
        hours, way = now.hours(there.shift), now.ways.of(there.point)
        assert now.odds is not None
        entry = hours.entry[place]
        hour, seat = hours.own_adds[now.pack.tries.flat[entry]], now.seat_adds[entry]
        offer, km = now.pack.offers[self.offers[column]], way.adds[self.point[place]]
        return now.odds.exactly(offer, self.need, (float(km), float(hour), float(seat)), int(asks))

    def _best_places(self, way: Ints, hours: Ints) -> tuple[Ints, Ints]:
        """Of columns with several places the best of them, and the points of way, hours and seats there."""
        place = self.first_place[self.several]
        points = way[self.point[place]] + hours[place]
        for columns, other in self.more_places:
            others = way[self.point[other]] + hours[other]
            better = others > points[columns]
            place[columns[better]], points[columns[better]] = other[better], others[better]
        return place, points

    def at_hours(self, shift: str | None) -> Keys:
        """The keys with the points of hours and seats taken off, where there is one place alone."""
        return self.keep_wide(("hours", shift), lambda: self._at_hours(shift))

    def _at_hours(self, shift: str | None) -> Keys:
        hours = self.now.hours(shift)
        worth, clash = hours.worth[self.first_place], hours.clash[self.first_place]
        worth[self.several], clash[self.several] = 0, False
        key: Keys = self.key - worth.astype(self.keys) * self.keys(self.size)
        key[clash] = self.refused
        return key

    def costs(self, profile: Profile) -> Keys:
        """What each column costs her: the points taken off the keys, and those that she can't pay refused."""
        costs = self.now.costs(profile)
        off = -costs.worth.astype(self.keys) * self.keys(self.size)
        found: Keys = np.where(costs.no, self.keys(self.refused), off)[self.cost]
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
        return tenths(self.now.part(first))

    def _places(self) -> None:
        """The first place of each column; which have several; and of those the second, third, ... that they have."""
        places = self.now.pack.places
        starts, counts = places.starts[self.offers], np.diff(places.starts)[self.offers]
        self.point = places.flat
        self.first_place: Ints = starts
        self.first_point = places.flat[starts].astype(np.intp)
        self.several = np.flatnonzero(counts > 1)
        starts, counts = starts[self.several], counts[self.several]
        self.more_places: list[tuple[Ints, Ints]] = []
        for nth in range(1, int(counts.max(initial=0))):
            columns = np.flatnonzero(counts > nth).astype(np.int32)
            self.more_places.append((columns, starts[columns] + nth))

    def _clauses(self, must: Ragged) -> tuple[dict[str, list[Has]], list[Has]]:
        """The clauses of these columns, and which columns each has: those of one fact by it, and all others."""
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
            if known.fact is None:
                mixed.append((number, columns))
            else:
                by_fact[known.fact].append((number, columns))
        return dict(by_fact), mixed

    def flags(self, columns: Ints) -> Flags:
        """Those columns as flags."""
        found = np.zeros(self.size, bool)
        found[columns] = True
        return found
