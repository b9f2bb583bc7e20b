"""How a name sounds: the same from Bengali and Latin letters, and under the spellings that clerks use."""

import re
from functools import lru_cache

from catalog.spelling import plain

LETTERS = {
    letter: sound
    for sound, letters in {
        "k": "ক খ", "g": "গ ঘ", "n": "ঙ ং ঞ ণ ন", "s": "চ ছ শ ষ স", "j": "জ ঝ য", "t": "ট ঠ ত থ ৎ", "d": "ড ঢ দ ধ",
        "p": "প", "f": "ফ", "b": "ব ভ", "m": "ম", "r": "র", "ri": "ৃ ঋ", "l": "ল", "h": "হ",
        "a": "অ আ া", "o": "ও ো", "i": "ই ঈ ি ী", "e": "এ ে", "oi": "ঐ ৈ", "u": "উ ঊ ু ূ", "ou": "ঔ ৌ",
    }.items()
    for letter in letters.split()
}  # fmt: skip
BENGALI_SIGNS = frozenset(map(chr, range(0x980, 0xA00)))
BENGALI = (
    ("ড়|ঢ়", "র"),
    ("য়", "y"),
    ("ক্ষ", "ক"),
    ("জ্ঞ", "গ"),
    ("্য", ""),
    ("(?<!ম)্ব", ""),
    ("[ঁঃ]", ""),
    ("([ক-হ])(?=[ক-হy])", "\\1o"),
)
LATIN = (
    ("(?:ksh|kkh)", "k"),
    ("ph", "f"),
    ("(?:chh|ch|sh)", "s"),
    ("([bdgjktz])h", "\\1"),
    ("z", "j"),
    ("c(?=[eiy])", "s"),
    ("[cq]", "k"),
    ("x", "ks"),
    ("v", "b"),
    ("w", ""),
    ("ng", "n"),
    ("(?:ee|y(?![aeiou])|e)", "i"),
    ("y", ""),
    ("(?:oo|ou|au)", "u"),
    ("o", "a"),
    ("ts(?=n)", "s"),
    (r"(.)\1+", "\\1"),
    ("h$", ""),
    ("(?<=.)a", ""),
)
PREFIX_WORDS = "Mst Mosa Mosammat Md Mo Mohammad Mohammed Muhammad Srimati Sri Shrimati Mrs Late Haji Alhaj Begumjan"
TITLE_WORDS = (
    "Khatun Khaton Begum Begom Begam Akter Akhtar Bibi Bebe Parvin Pervin Ara Rani Sultana Banu Nesa Nessa Islam Eslam "
    "Nahar Khanam Khanom Das Roy Mondal"
)


@lru_cache(100_000)
def sound(word: str) -> str:
    """One word, in either script, as its consonants in classes with i and u: "rhim" for Rahima, Rohema and রহিমা."""
    text = plain(word).replace(" ", "")
    for pattern, to in BENGALI:
        text = re.sub(pattern, to, text)
    text = "".join(LETTERS.get(letter, "" if letter in BENGALI_SIGNS else letter) for letter in text)
    for pattern, to in LATIN:
        text = re.sub(pattern, to, text)
    return text


@lru_cache(100_000)
def voiced(word: str) -> tuple[str, ...]:
    """One word with its vowels, in either script, in the one or two ways that an o may be meant: "Somi" is sami or sumi."""
    text = plain(word).replace(" ", "")
    for pattern, to in BENGALI:
        text = re.sub(pattern, to, text)
    text = "".join(LETTERS.get(letter, "" if letter in BENGALI_SIGNS else letter) for letter in text)
    ways = (text, re.sub("o", "u", text)) if "o" in text else (text,)
    return tuple(dict.fromkeys(_voiced(way) for way in ways))


def _voiced(text: str) -> str:
    for pattern, to in LATIN[:-1]:
        text = re.sub(pattern, to, text)
    return text


PREFIXES = frozenset(map(sound, PREFIX_WORDS.split()))
TITLES = frozenset(map(sound, TITLE_WORDS.split()))


def words(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sounds of a name's own words and of its titles, prefixes left out; titles alone are its own words."""
    sounds = [found for word in plain(name).split() if (found := sound(word))]
    sounds = [found for found in sounds if found not in PREFIXES] or sounds
    own = tuple(found for found in sounds if found not in TITLES)
    return (own, tuple(found for found in sounds if found in TITLES)) if own else (tuple(sounds), ())
