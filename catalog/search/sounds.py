"""How a word sounds, alike from Bengali letters, romanised Bengali and English, under the spellings that people type."""

import re
from functools import lru_cache

from catalog.spelling import plain

LETTERS = {
    letter: sound
    for sound, letters in {
        "k": "ক খ", "g": "গ ঘ", "n": "ং ঞ ণ ন", "ng": "ঙ", "ch": "চ ছ", "s": "শ ষ স", "j": "জ ঝ য", "t": "ট ঠ ত থ ৎ",
        "d": "ড ঢ দ ধ", "p": "প", "f": "ফ", "b": "ব ভ", "m": "ম", "r": "র", "ri": "ৃ ঋ", "l": "ল", "h": "হ",
        "a": "অ আ া ও ো", "i": "ই ঈ ি ী এ ে", "ai": "ঐ ৈ", "u": "উ ঊ ু ূ", "au": "ঔ ৌ",
    }.items()
    for letter in letters.split()
}  # fmt: skip
BENGALI = (
    ("[\u200c\u200d]", ""),
    ("[ডঢ]়", "র"),
    ("ক্ষ", "ক"),
    ("জ্ঞ", "গ"),
    ("ঙ্গ", "ংগ"),
    ("র্য", "রজ"),
    ("অ্যা|এ্যা|্যা", "া"),
    ("য়|্য", ""),
    ("(?<![ম])্ব", ""),
    ("ও(?=[াে])", ""),
    ("[ঁঃ]", ""),
    ("([ক-হৎ])(?=[ক-হৎং])", "\\1অ"),
    ("্", ""),
)
LATIN = (
    ("[^a-z0-9]", ""),
    ("tion", "sn"),
    ("sch", "sk"),
    ("ck", "k"),
    ("(?:kkh|ksh)", "k"),
    ("c?ch+", "C"),
    ("sh", "s"),
    ("([bdgjkt])h", "\\1"),
    ("ph", "f"),
    ("z", "j"),
    ("q", "k"),
    ("x", "ks"),
    ("c(?=[eiy])", "s"),
    ("c", "k"),
    ("C", "c"),
    ("v", "b"),
    ("ng(?![aeiou])", "n"),
    ("ou|oo", "u"),
    ("ea(?!r)|ee", "i"),
    ("(?<=[aeiou])y(?=[aeiou])", ""),
    ("(?<=[bcdfgjklmnprst])y(?=[ao])", ""),
    ("[ey]", "i"),
    ("[wo]", "a"),
    (r"(.)\1+", "\\1"),
    ("h$", ""),
    ("(?<=..[^aiu])[ai]+$", ""),
)
COMPILED_BENGALI = tuple((re.compile(pattern), to) for pattern, to in BENGALI)
COMPILED_LATIN = tuple((re.compile(pattern), to) for pattern, to in LATIN)
ENDINGS = (
    "gulir",
    "gular",
    "guli",
    "gul",
    "dir",
    "air",
    "iar",
    "ar",
    "ir",
    "kar",
    "ki",
    "k",
    "ti",
    "t",
    "r",
    "s",
    "in",
    "id",
)
VOWELS_AT_END = re.compile("(?<=..[^aiu])[ai]+$")


@lru_cache(200_000)
def sound(word: str) -> str:
    """One word as it is spoken: "prasikan" for proshikkhon, proshikhon and প্রশিক্ষণ; empty for signs alone."""
    text = plain(word).replace(" ", "")
    if not text.isascii():
        for pattern, to in COMPILED_BENGALI:
            text = pattern.sub(to, text)
        text = "".join(LETTERS.get(letter, letter) for letter in text)
    for pattern, to in COMPILED_LATIN:
        text = pattern.sub(to, text)
    return text


@lru_cache(200_000)
def bones(word_sound: str) -> str:
    """A sound without the vowel that is swallowed and spelled at will (a, o): "drkr" for darakar and darkar."""
    return word_sound[:1] + word_sound[1:].replace("a", "")


@lru_cache(200_000)
def stems(word_sound: str) -> tuple[str, ...]:
    """The sound, then what is left of it without an ending ("bacar" -> "bac", "skulir" -> "skul")."""
    found = [word_sound]
    found.extend(
        VOWELS_AT_END.sub("", word_sound[: -len(ending)])
        for ending in ENDINGS
        if word_sound.endswith(ending) and len(word_sound) - len(ending) >= (3 if len(ending) == 1 else 2)
    )
    return tuple(one for one in dict.fromkeys(found) if len(one) >= 2) or (word_sound,)
