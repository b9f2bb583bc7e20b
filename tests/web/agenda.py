"""The agenda as the files have it, for tests of sentences that need no database."""

from typing import Any

from catalog.agenda import Agenda, Entry, Post
from catalog.data import rows


def agenda_of_the_files() -> Agenda:
    """Needs, kinds and roles by their codes; every role with a low exposure."""
    return Agenda({}, _entries("needs"), _entries("kinds"), _entries("roles", Post, "low"))


def _entries(name: str, entry: Any = Entry, *more: str) -> dict[str, Any]:
    named = ((row["code"], row["name_en"], row["name_bn"]) for row in rows(name))
    return {names[0]: entry(*names, True, None, *more) for names in named}
