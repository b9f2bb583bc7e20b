"""One worker against a catalog: the best services that suit her, with all their reasons, and how many suit her.

Arrays find the services; reasons are put together for those few alone, from what the plain functions said to the same
inputs before.
"""

from collections.abc import Callable, Hashable

import numpy as np

from matching import hours, near, parts
from matching.packed.answering import AS_NUMBER, NO, Answers
from matching.packed.pack import Ints
from matching.packed.view import Keys, View
from matching.parts import Part
from matching.profile import Profile, origin, shift
from matching.rank import Fit, Match
from matching.reason import Reason
from matching.rules import answer, either
from matching.seats import Taken, seats


class One:
    """A worker against the columns of a view; what is worked out for her facts is kept in the view for the next."""

    def __init__(self, view: View, profile: Profile, taken: Taken) -> None:
        self.view, self.now, self.profile, self.taken = view, view.now, profile, taken
        self.sorts = view.now.pack.sorts
        self.shift = shift(profile, self.now.day)
        self.origins: dict[str, Hashable] = {}
        self.reach: dict[int, near.Reach] = {}
        self.pays = self._origin("can_pay")
        self.entries = view.now.of_shift(self.shift)[1]
        self.keys = self._keys()

    @property
    def count(self) -> int:
        """How many services suit her."""
        return int(np.count_nonzero(self.keys < self.view.none))

    def best(self, limit: int = 20) -> tuple[Match, ...]:
        """The best of them in the order of `rank`, explained."""
        if limit < 1 or not self.view.size:
            return ()
        keys = np.partition(self.keys, limit - 1)[:limit] if limit < self.view.size else self.keys.copy()
        keys.sort()
        return tuple(self.match(key % self.view.size) for key in keys[keys < self.view.none].tolist())

    def match(self, column: int) -> Match:
        """A service that suits her, explained as `match_one` does."""
        now = self.now
        pack, day, number = now.pack, now.day, int(self.view.offers[column])
        offer, nth = pack.offers[number], int(self.place[column])
        reach = self._reach(number)
        place, way = reach[nth - now.place_starts[number]]
        entry = int(self.entries[nth])
        at = int(pack.try_intake[entry])
        intake = None if at < 0 else pack.intakes[at]
        rules = tuple(
            [self._reason(clause, number) for clause in now.must[now.must_starts[number] : now.must_starts[number + 1]]]
        )
        tenth = None if way is None else round(way, 1)
        hour = ("hours", self.shift, int(pack.tries.flat[entry]))
        for_child = offer.seats_count == "child"
        scored = [
            self._part(("distance", tenth, place is None), lambda: near.distance(way, place)),
            self._part(hour, lambda: hours.when(self.shift, intake, for_child=for_child)),
            self._part(("seats", nth, entry), lambda: seats(place, intake, self.taken)),
            self._part(("cost", now.cost_of[number], self.pays), lambda: parts.cost(offer, self.profile, day)),
        ]
        need = self.view.need
        if need is not None:
            scored.insert(0, self._part(("need", now.needs[number]), lambda: parts.need(offer, need)))
        first = self._first(now.first[number], number)
        if first is not None:
            scored.append(first)
        scored.append(self._part(("confirmed", now.standing[number]), lambda: parts.confirmed(offer, day)))
        return Match(offer, Fit.SUITS, rules, (), tuple(scored), place, intake, near.nearest(reach))

    def _part(self, key: Hashable, reason: Callable[[], Reason]) -> Part:
        known: Part | None = self.view.kept.get(key)
        return known or self.view.keep(key, lambda: parts.part(reason(), self.now.day, self.now.weights))

    def _first(self, first: int, number: int) -> Part | None:
        clauses = self.sorts.firsts.of[first]
        if not clauses:
            return None
        reasons = tuple(self._reason(clause, number) for clause in clauses)
        told = parts.priority(reasons)
        assert told is not None
        key = ("first", tuple(one.answer for one in reasons))
        worth = self.view.keep(key, lambda: parts.part(told, self.now.day, self.now.weights))
        return Part(worth.code, worth.points, worth.out_of, told)

    def _reason(self, number: int, offer: int) -> Reason:
        """What a clause says to her; of one of a single fact it is kept for others of whom the same is known."""
        clause = self.sorts.clauses.of[number]
        if clause.fact is not None:
            key = ("clause", number, self._origin(clause.fact))
            return self.view.keep(key, lambda: self._answer(number, None))
        return self._answer(number, None if clause.offer is None else near.nearest(self._reach(offer)))

    def _answer(self, number: int, km: float | None) -> Reason:
        rules = (self.sorts.rules.of[rule] for rule in self.sorts.clauses.of[number].rules)
        found = [answer(rule, self.profile, self.now.day, km) for rule in rules]
        return found[0] if len(found) == 1 else either(found)

    def _reach(self, offer: int) -> near.Reach:
        if offer not in self.reach:
            self.reach[offer] = near.reach(self.profile.point, self.now.pack.offers[offer])
        return self.reach[offer]

    def _origin(self, code: str) -> Hashable:
        if code not in self.origins:
            self.origins[code] = origin(self.profile, code)
        return self.origins[code]

    def _keys(self) -> Keys:
        """The key of each column for her; `place` is where each is best."""
        view = self.view
        keys, self.place = view.there(self.profile.point, self.shift)
        keys += view.keep(("costs", self.pays), lambda: view.costs(self.profile))
        keys -= self._firsts()
        for code, mine in view.by_fact.items():
            refused = view.keep(("refused", code, self._origin(code)), lambda: self._refused(code, mine))  # noqa: B023
            if refused is not None:
                keys[refused] = view.refused
        for number, columns in view.mixed:
            offer = int(view.offers[columns[0]])
            if AS_NUMBER[self._reason(number, offer).answer] == NO:
                keys[columns] = view.refused
        return keys

    def _refused(self, code: str, mine: list[tuple[int, Ints]]) -> Ints | None:
        """The columns that say no to her because of one fact."""
        row = self.now.answering.row(code, self.profile)
        found = [columns for number, columns in mine if self._of_row(row, number) == NO]
        return np.unique(np.concatenate(found)) if found else None

    def _of_row(self, row: Answers, number: int) -> int:
        return max(int(row[self.now.answering.column[rule]]) for rule in self.sorts.clauses.of[number].rules)

    def _firsts(self) -> Keys:
        """By column the points of those whom it takes first."""
        view = self.view
        sets, clauses = view.firsts.sets, view.first_clauses
        said = {number: AS_NUMBER[self._reason(number, self._owner(number)).answer] for number in clauses}
        sums = [sum(said[clause] for clause in one) for one in sets]
        worth: Keys = view.first_worth[np.arange(len(sets)), sums]
        return np.take(worth, view.firsts.of)

    def _owner(self, number: int) -> int:
        owner = self.sorts.clauses.of[number].offer
        return -1 if owner is None else self.now.pack.number(owner)
