"""Sentences about a sheet and its cells in either language, from data/sheet_words.csv."""

from functools import cache
from typing import Any

from catalog.data import rows
from catalog.places import places
from catalog.spelling import bengali_digits
from catalog.tables.wanted import CellError

PLACES = ("place", "within")


def explain(error: CellError, language: str) -> str:
    """What is wrong with a cell, and how to write it, in "en" or "bn"."""
    values = dict(error.values)
    like = [_place(code, language) for code in values.pop("like", ())]
    for name in PLACES:
        if name in values:
            values[name] = _place(values[name], language)
    sentence = say(error.code, language, **values)
    return f"{sentence} {say('like', language, like=like)}" if like else sentence


def say(code: str, language: str, **values: Any) -> str:
    """A sentence by its code, numbers in the language's digits, lists with commas."""
    return sentences()[code][language].format(**{name: _shown(value, language) for name, value in values.items()})


@cache
def sentences() -> dict[str, dict[str, str]]:
    """All sentences by code and language."""
    return {row["code"]: {"en": row["en"], "bn": row["bn"]} for row in rows("sheet_words")}


def _place(code: str, language: str) -> str:
    place = places()[code]
    return place.name_bn if language == "bn" else place.name_en


def _shown(value: Any, language: str) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return bengali_digits(text) if language == "bn" and isinstance(value, int | float) else text
