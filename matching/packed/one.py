"""One worker against a catalog: the best services that suit her, with all their reasons, and how many suit her.

Arrays find the services; reasons are put together for those few alone (`Told`).
"""

import numpy as np

from matching.packed.answering import AS_NUMBER, ASK, NO, Answers
from matching.packed.pack import Flags, Ints
from matching.packed.told import Told
from matching.packed.view import Keys, View
from matching.profile import Profile
from matching.rank import Match


class One:
    """A worker against the columns of a view; what is worked out for her facts is kept in the view for the next."""

    def __init__(self, view: View, profile: Profile) -> None:
        self.view, self.now, self.profile = view, view.now, profile
        self.told = Told(view, profile)
        self.keys = self._keys()

    @property
    def count(self) -> int:
        """How many services suit her."""
        return int(np.count_nonzero(self.keys < self.view.none))

    def best(self, limit: int = 20) -> tuple[Match, ...]:
        """The best of them in the order of `rank`, explained."""
        view = self.view
        if limit < 1 or not view.size:
            return ()
        keys = np.partition(self.keys, limit - 1)[:limit] if limit < view.size else self.keys.copy()
        keys.sort()
        columns = keys[keys < view.none] % view.size
        numbers, places = view.offers[columns].tolist(), self.place[columns].tolist()
        return tuple(map(self.told.match, numbers, places))

    def _keys(self) -> Keys:
        """The key of each column for her; `place` is where each is best."""
        view, told = self.view, self.told
        there = view.there(self.profile.point, told.shift, self._base())
        self.place = there.place
        keys = there.keys if there.odds is None else view.with_chance(there, self._asks())
        refused = self._said(NO)
        if refused is not None:
            np.maximum(keys, np.multiply(refused, view.refused, dtype=view.keys), out=keys)
        return keys

    def _base(self) -> Keys:
        """The keys with the points of hours, of what it costs her and of whom they take first taken off."""
        view, told = self.view, self.told
        sets = view.firsts.sets
        said = {number: AS_NUMBER[told.reason(number, self._owner(number)).answer] for number in view.first_clauses}
        sums = [sum([said[clause] for clause in one]) for one in sets]

        def base() -> Keys:
            worth: Keys = view.first_worth[np.arange(len(sets)), sums]
            costs = view.keep_wide(("costs", purse), lambda: view.costs(self.profile))
            return view.at_hours(told.shift) + costs - worth[view.firsts.of]

        purse = told.origin("can_pay")
        return view.keep_wide(("base", told.shift, purse, *sums), base)

    def _said(self, what: int) -> Flags | None:
        """The columns that a clause of answers so to her."""
        view, found = self.view, None
        for code, mine in view.by_fact.items():
            key = "said", what, code, self.told.origin(code)
            flags = view.keep_wide(key, lambda: self._of_fact(code, mine, what))  # noqa: B023
            if flags is not None:
                found = flags.copy() if found is None else np.logical_or(found, flags, out=found)
        for number, columns in view.mixed:
            if AS_NUMBER[self.told.reason(number, int(view.offers[columns[0]])).answer] == what:
                found = np.zeros(view.size, bool) if found is None else found
                found[columns] = True
        return found

    def _asks(self) -> Flags:
        asks = self._said(ASK)
        return np.zeros(self.view.size, bool) if asks is None else asks

    def _of_fact(self, code: str, mine: list[tuple[int, Ints]], what: int) -> Flags | None:
        """The columns that answer so to her because of one fact."""
        row = self.now.answering.row(code, self.profile)
        found = [columns for number, columns in mine if self._of_row(row, number) == what]
        return self.view.flags(np.concatenate(found)) if found else None

    def _of_row(self, row: Answers, number: int) -> int:
        return max(int(row[self.now.answering.column[rule]]) for rule in self._rules(number))

    def _rules(self, number: int) -> tuple[int, ...]:
        return self.now.pack.sorts.clauses.of[number].rules

    def _owner(self, number: int) -> int:
        owner = self.now.pack.sorts.clauses.of[number].offer
        return -1 if owner is None else self.now.pack.number(owner)
