"""The table of phrases, data/condition_phrases.csv: what partners write, and the rule that it makes.

A pattern is made of words; `[a|b]` may be left out, one of `(a|b)` must stand there, `{span}` is an amount and `{role}`,
`{place}` and the like a name. A rule is fact, test and values; `=years` stands for the amount in years, `=role` for the
code of the name; ` & ` joins two rules that both hold, ` | ` two of which one is enough. `sort` tells how it goes
together with others: a `person` ("widows") or a `thing` that she has; `whole` is read only where nothing else is said.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from catalog.conditions.ranges import RANGES, NotSo, days_back, named, of_an_adult
from catalog.conditions.wording import peeled, worded
from catalog.data import rows
from catalog.spelling import JOINERS, clean, latin_digits

TOKENS = re.compile(r"\[[^\]]*\]|\([^)]*\)|\{[a-z]+\}|[^\s\[\]({]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A rule that words make: fact, test, value."""

    fact: str
    test: str
    value: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """What a phrase asks: all of its parts, or one of them where `either`; `sort` is the phrase's."""

    parts: tuple[Part, ...]
    sort: str = ""
    either: bool = False


@dataclass(frozen=True, slots=True)
class _Phrase:
    pattern: re.Pattern[str]
    rules: str
    sort: str


def phrase(text: str, scheme: str | None = None) -> Read | None:
    """What the words ask where the table knows the whole of them; `scheme` is of a wage grade that does not say its own."""
    whole = worded(text)
    for words in peeled(whole):
        for known in _phrases():
            found = known.pattern.fullmatch(" " + words)
            if found is None or (known.sort == "whole" and words != whole):
                continue
            try:
                return _read(known, {name: said.strip() for name, said in found.groupdict().items()}, scheme)
            except NotSo:
                continue
    return None


@cache
def _phrases() -> tuple[_Phrase, ...]:
    return tuple(
        _Phrase(re.compile(_pattern(form)), row["rules"], row["sort"])
        for row in rows("condition_phrases")
        for column in ("en", "bn")
        for form in row[column].split(";")
        if form.strip()
    )


def _pattern(form: str) -> str:
    """The regular expression of a pattern, in which each word follows a space."""
    text = latin_digits(clean(form)).translate(JOINERS).casefold().replace("'", "")
    return "".join(map(_token, TOKENS.findall(text)))


def _token(token: str) -> str:
    if token[0] == "{":
        return rf"(?P<{token[1:-1]}> .+?)"
    if token[0] in "[(":
        choices = "|".join(" " + re.escape(choice.strip()) for choice in token[1:-1].split("|"))
        return f"(?:{choices})" + ("?" if token[0] == "[" else "")
    return " " + re.escape(token)


def _read(known: _Phrase, said: dict[str, str], scheme: str | None) -> Read:
    either = " | " in known.rules
    parts = tuple(_part(rule.split(), said, scheme) for rule in re.split(r" [|&] ", known.rules))
    return Read(parts, known.sort, either)


def _part(rule: list[str], said: dict[str, str], scheme: str | None) -> Part:
    fact, test, *words = rule
    if test == "range":
        sort, *more = words
        ends = RANGES[sort](said, more, scheme)
        if fact == "birth_year" and not of_an_adult(*ends):
            raise NotSo
        return Part(fact, test, {end: one for end, one in zip(("min", "max"), ends, strict=True) if one is not None})
    if test == "within_days":
        return Part(fact, test, {"days": days_back(said)})
    codes = [code for word in words for code in (named(word[1:], said) if word[0] == "=" else (word,))]
    return Part(fact, test, {"codes": codes} if codes else {})
