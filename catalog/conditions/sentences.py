"""A text into its sentences, each understood or left in words."""

import re
from dataclasses import replace

from catalog.conditions.clauses import clause
from catalog.conditions.condition import Condition, in_words
from catalog.conditions.stated import stated
from catalog.conditions.wording import worded
from catalog.spelling import clean

ENDS = re.compile(r"[;।\n\r•▪]+|(?<![Tt]k)(?<!\b[A-Za-z])(?<!\byrs)(?<!\byr)\.(?:\s+|$)")
LONGEST = 400
BULLET = re.compile(r"^(?:[-*–—]|\(?[\d০-৯]{1,2}[.)])\s+")


def read_conditions(text: str, *, grades: str | None = None) -> tuple[Condition, ...]:
    """The conditions that a cell or a sentence holds, in its order; none where it asks nothing.

    What is not understood with certainty is a condition in words: never dropped, never guessed. So is a very long
    sentence, unless it names its fact first. Conditions joined by "or"
    bear the same number of `alternative`. One that only says who comes first has the use of a priority. `grades` is the
    scheme of wage grades that a sheet is known to use ("2018", "2023"); without it grades of 1 to 4 alone stay in words.
    """
    found: list[Condition] = []
    for sentence in _sentences(text):
        first = 1 + max((one.alternative or 0 for one in found), default=0)
        read = clause(sentence, grades, first) if len(sentence) <= LONGEST or stated(sentence) else None
        for one in [in_words(sentence)] if read is None else read:
            if not any(_same(one, other) for other in found):
                found.append(one)
    return tuple(found)


def _same(one: Condition, other: Condition) -> bool:
    """Whether both ask the same, whatever their text."""
    return replace(one, text="") == replace(other, text="")


def _sentences(text: str) -> list[str]:
    """Parts that each say something of their own, without bullets and numbers of a list."""
    lines = (BULLET.sub("", line.strip()) for line in re.split(r"[\n\r]+", text))
    parts = (clean(part).strip(" ,-") for line in lines for part in ENDS.split(line))
    return [part for part in parts if worded(part)]
