"""Names by which a woman is found again in the database: keys that any spelling in either script shares."""

import re

from matching.same.sound import words


def keys(name: str) -> set[str]:
    """Keys that any spelling of a name in either script shares with another: of each own word, and of all joined."""
    own, titles = words(name)
    parts = {*own, "".join(own), "".join(own + titles)}
    return {key for part in parts if (key := _key(part))}


def _key(part: str) -> str:
    return re.sub("(?<=.)[aiu]", "", re.sub("^[aiu]+", "A", part))
