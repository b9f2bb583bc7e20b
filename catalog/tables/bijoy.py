"""Text typed for the font SutonnyMJ (Bijoy) as Unicode, and where a file holds such text; signs in data/bijoy.csv.

The font paints Bengali over Latin letters in the order of the eye: a vowel sign stands before its consonant, the reph
after it. Each sign is looked up, then both are put where Unicode wants them.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from catalog.data import rows

BENGALI = re.compile("[\u0985-\u09df]")
LETTERS = re.compile("[A-Za-z\u00c0-\u00ff]")
MARKED = re.compile("[†‡ˆ‰©¨ªÖ¶ÿ¯®š›¤„…“”¿ÁÂÄÆÈÎ×ØÜßàìïðóô÷ûµ³]")
ADDRESS = re.compile(r"^\S+@\S+\.\S+$|^(https?://|www\.)\S+$", re.IGNORECASE)
COUNTS_FROM = 0.3
FEWEST = 3
REPH = "\ue000"
CLUSTER = "[ক-হ]\u09bc?(?:্[ক-হ]\u09bc?)*"
SIGNS = "[\u09be-\u09c4\u09d7]"
ORDER = [
    ("্্+", "্"),
    (f"({CLUSTER})({SIGNS}*){REPH}", "র্\\1\\2"),
    (f"([িেৈ])({CLUSTER})", "\\2\\1"),
    (f"ঁ({SIGNS}|[েৈ])", "\\1ঁ"),
    ("অা", "আ"),
    (REPH, "র্"),
]


def decode(text: str) -> str:
    """What the text looks like in the font, in Unicode; e-mail and web addresses are left alone."""
    return text if ADDRESS.match(text.strip()) else _decode(text)


def _decode(text: str) -> str:
    text = re.sub("([yz“–~ƒ‚„…æ])([¨©ª«Ö]+)", "\\2\\1", text).replace("i¨", "i\u200d¨")
    text = "".join(_glyphs().get(sign, sign) for sign in text)
    for pattern, order in ORDER:
        text = re.sub(pattern, order, text)
    return unicodedata.normalize("NFC", text)


@cache
def _glyphs() -> dict[str, str]:
    return {row["glyph"]: row["letters"] for row in rows("bijoy")} | {"©": REPH}


def columns_in_bijoy(table: Iterable[Sequence[str]]) -> frozenset[int]:
    """The positions of the columns that are typed so: all of them where most are."""
    lettered: Counter[int] = Counter()
    marked: Counter[int] = Counter()
    for cells in table:
        for position, cell in enumerate(cells):
            if BENGALI.search(cell):
                lettered[position] += 1
            elif LETTERS.search(cell) and not ADDRESS.match(cell.strip()):
                lettered[position] += 1
                marked[position] += MARKED.search(cell) is not None
    counting = {
        position for position, number in marked.items() if number and number >= COUNTS_FROM * lettered[position]
    }
    if sum(marked.values()) < FEWEST:
        return frozenset()
    if len(counting) >= FEWEST and 2 * len(counting) > len(lettered):
        return frozenset(range(max(lettered) + 1))
    return frozenset(position for position in counting if marked[position] >= FEWEST)
