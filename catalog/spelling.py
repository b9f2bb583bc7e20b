"""When two writings mean the same word: what was typed made clean, and keys that misspellings share."""

import re
import unicodedata

UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad")) | {0xA0: " ", 0x202F: " "}
JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))
BENGALI_ZERO = 0x09E6
DIGITS = {BENGALI_ZERO + number: str(number) for number in range(10)}
LATIN = [
    ("(?:gonj|gonz|ganz)\\b", "ganj"),
    ("(?:pore|poor|pure)\\b", "pur"),
    ("(?:gaon|goan|gao)\\b", "gan"),
    ("ee|y", "i"),
    ("oo", "u"),
    ("w", "u"),
    ("z", "j"),
    ("ph", "f"),
    ("v", "b"),
    ("([bdgjkst])h", "\\1"),
    ("o", "a"),
    ("(.)\\1+", "\\1"),
    ("h\\b", ""),
]
NUKTA = "\u09bc"
BENGALI = [
    ("ঙ্গ", "ংগ"),
    (f"য{NUKTA}", "ই"),
    (f"[ডঢ]{NUKTA}", "র"),
    ("য", "জ"),
    ("ী", "ি"),
    ("ূ", "ু"),
    ("ণ", "ন"),
    ("[শষ]", "স"),
    ("ঁ", ""),
    ("ও$", ""),
]


def clean(text: str) -> str:
    """What was meant to be typed: NFC, no invisible signs, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).translate(UNSEEN).split())


def latin_digits(text: str) -> str:
    """The same with Bengali digits as 0-9."""
    return text.translate(DIGITS)


def bengali_digits(text: str) -> str:
    """The same with 0-9 as Bengali digits."""
    return text.translate({ord(latin): chr(bengali) for bengali, latin in DIGITS.items()})


def plain(text: str) -> str:
    """For comparing words exactly but for case, punctuation, joiners and kind of digit."""
    text = latin_digits(clean(text)).translate(JOINERS).casefold()
    return " ".join(re.sub(r"[^\w\u0980-\u09ff]|_", " ", text).split())


def key(text: str) -> str:
    """For comparing names of places: what is often confused is made the same, spaces are dropped."""
    text = plain(text)
    for pattern, sound in LATIN:
        text = re.sub(pattern, sound, text)
    for pattern, sound in BENGALI:
        text = re.sub(pattern, sound, text)
    return text.replace(" ", "")
