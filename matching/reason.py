"""An answer with its grounds, as codes and values: words are made where a page is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Answer(StrEnum):
    """What a test says; what is not known is always `ask`."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: `code` is a fact of catalog/data/facts.csv, or words, either, hours, distance, seats and the like.

    `values` are plain (texts, numbers, lists, reasons): what is asked (`test` and its value), her own (`own`), what is
    missing (`missing`). They tell as much about her as the facts do.
    """

    code: str
    answer: Answer
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)


def any_of(answers: Iterable[Answer]) -> Answer:
    """Joined by "or": yes where one is yes, else ask where one is to be asked; nothing at all is no."""
    found = set(answers)
    return next((answer for answer in (Answer.YES, Answer.ASK) if answer in found), Answer.NO)


def all_of(answers: Iterable[Answer]) -> Answer:
    """Joined by "and": no where one is no, else ask where one is to be asked; nothing at all is yes."""
    found = set(answers)
    return next((answer for answer in (Answer.NO, Answer.ASK) if answer in found), Answer.YES)
