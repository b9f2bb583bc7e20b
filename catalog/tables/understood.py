"""The conditions of a sheet as they are understood: shown to a person, and made rules as far as that person agrees."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from catalog.conditions import Condition, read_conditions
from catalog.models import Rule
from catalog.tables.rules import ReadRules, in_words

A_MARK = 12


@dataclass(frozen=True, slots=True)
class Understood:
    """A condition in the partner's words, the rules that it is read as, and how many new or changed rows say it."""

    text: str
    conditions: tuple[Condition, ...]
    rows: int

    @property
    def mark(self) -> str:
        """A short name for a form."""
        return mark(self.text)


def mark(text: str) -> str:
    """The same for the same text."""
    return hashlib.sha256(text.encode()).hexdigest()[:A_MARK]


@lru_cache(maxsize=5_000)
def conditions_of(text: str) -> tuple[Condition, ...] | None:
    """What a condition in words is read as: empty where it asks nothing, None where nothing of it is understood."""
    found = read_conditions(text)
    return None if found and not any(one.understood for one in found) else found


def understood(texts: Iterable[str]) -> list[Understood]:
    """The different conditions that are understood, those that most rows say first."""
    found = ((text, conditions_of(text), rows) for text, rows in Counter(texts).most_common())
    return [Understood(text, conditions, rows) for text, conditions, rows in found if conditions is not None]


def rules_unless(refused: Callable[[str], bool]) -> ReadRules:
    """Makes rules of what is understood, except where a person said that it means something else."""

    def read(text: str) -> list[Rule]:
        conditions = None if refused(text) else conditions_of(text)
        return in_words(text) if conditions is None else [_rule(one, text) for one in conditions]

    return read


def _rule(condition: Condition, text: str) -> Rule:
    """The rule, which keeps the words that it was read from: the next sheet is compared with them."""
    rule = condition.rule()
    rule.note = text
    return rule


def refusing(marks: Collection[str]) -> Callable[[str], bool]:
    """Refuses the conditions with these marks."""
    return lambda text: mark(text) in marks


understand_all: ReadRules = rules_unless(lambda _: False)
