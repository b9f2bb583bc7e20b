"""A condition as it was understood: the rule that it makes, or its words, which will be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.models import Rule, RuleUse


@dataclass(frozen=True, slots=True)
class Condition:
    """What `text` asks: fact, test and value as in `catalog.models.Rule`; those of one `alternative` are joined by "or".

    `use` is priority where the words only say who comes first.
    """

    text: str
    fact: str | None
    test: str
    value: Mapping[str, Any] = field(default_factory=dict)
    alternative: int | None = None
    use: RuleUse = RuleUse.MUST

    @property
    def understood(self) -> bool:
        """Whether it is a rule that can be answered; otherwise it is asked in its words."""
        return self.test != "words"

    def rule(self) -> Rule:
        """The rule to be stored."""
        return Rule(fact=self.fact, test=self.test, value=dict(self.value), alternative=self.alternative, use=self.use)


def in_words(text: str, use: RuleUse = RuleUse.MUST, alternative: int | None = None) -> Condition:
    """A condition that is asked as it stands."""
    value = {"text": text, "language": "bn" if any("\u0980" <= sign <= "\u09ff" for sign in text) else "en"}
    return Condition(text, None, "words", value, alternative, use)
