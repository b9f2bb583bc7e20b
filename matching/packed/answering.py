"""What the rules of a catalog say to each value of a fact: worked out once a day for each value that comes up."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.lists import facts
from matching.packed.pack import Ints
from matching.packed.sorts import Sorts
from matching.profile import Profile, origins, read
from matching.reason import Answer
from matching.rules import tried_on

Answers = npt.NDArray[np.int8]
NO, ASK, YES = range(3)
AS_NUMBER = {Answer.NO: NO, Answer.ASK: ASK, Answer.YES: YES}


@dataclass(frozen=True, slots=True)
class Column:
    """A fact of many workers: of each the number of her value, and for each value one who has it."""

    number: Ints
    stands: list[Profile]


def column(profiles: Sequence[Profile], code: str) -> Column:
    """The fact of these workers; those of whom the same is known have the same number."""
    numbers: dict[Hashable, int] = {}
    stands: list[Profile] = []
    found = origins(profiles, code)
    for index, one in enumerate(found):
        if one not in numbers:
            numbers[one] = len(stands)
            stands.append(profiles[index])
    return Column(np.fromiter(map(numbers.__getitem__, found), np.int32, len(found)), stands)


class Answering:
    """The answers of the rules of each fact (as columns, in the order of `rules[code]`) to a worker's own values."""

    def __init__(self, sorts: Sorts, day: date) -> None:
        self.sorts, self.day = sorts, day
        self.rules: dict[str, list[int]] = {}
        self.known: dict[tuple[str, Any], Answers] = {}
        self.column: dict[int, int] = {}
        for number, fact in enumerate(sorts.facts):
            if fact is not None and fact.code != "distance":
                mine = self.rules.setdefault(fact.code, [])
                self.column[number] = len(mine)
                mine.append(number)

    def rows(self, code: str, stands: Sequence[Profile]) -> Answers:
        """The answers to each of these workers, a row for each."""
        return np.stack([self.row(code, one) for one in stands])

    def row(self, code: str, profile: Profile) -> Answers:
        """The answers to one worker: what is not known is asked; of several children one is enough."""
        own = read(profile, facts()[code], self.day)
        if own is None:
            return np.full(len(self.rules[code]), ASK, np.int8)
        known = self.known.get((code, own))
        if known is None:
            tried = [self._tried(code, one) for one in own]
            nothing = np.full(len(self.rules[code]), NO, np.int8)
            known = self.known[code, own] = np.maximum.reduce(tried) if tried else nothing
        return known

    def _tried(self, code: str, one: Any) -> Answers:
        key = code, (None, one)
        known = self.known.get(key)
        if known is None:
            fact, rules = facts()[code], (self.sorts.rules.of[number] for number in self.rules[code])
            known = np.array([AS_NUMBER[tried_on(rule, fact, one, self.day)] for rule in rules], np.int8)
            self.known[key] = known
        return known
