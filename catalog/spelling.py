"""When two writings mean the same word: what was typed made clean, and keys that misspellings share."""

import re
import unicodedata

UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad")) | {0xA0: " ", 0x202F: " "}
JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))
BENGALI_ZERO = 0x09E6
DIGITS = {BENGALI_ZERO + number: str(number) for number in range(10)}
LATIN = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("(?:gonj|gonz|ganz|gang|gong|ganje?|gonje?)\\b", "ganj"),
        ("(?:pore|poor|pure)\\b", "pur"),
        ("(?:gaon|goan|gao|gaw)\\b", "gan"),
        ("ee|y", "i"),
        ("oo", "u"),
        ("w", "u"),
        ("z", "j"),
        ("ph", "f"),
        ("v", "b"),
        ("([bcdgjkst])h+", "\\1"),
        ("ck|q", "k"),
        ("x", "ks"),
        ("o", "a"),
        ("(.)\\1+", "\\1"),
        ("h\\b", ""),
    )
]
NUKTA = "\u09bc"
BENGALI = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ঙ্গ|ংগ|ং", "ঙ"),
        (f"য{NUKTA}", "ই"),
        (f"[ডঢ]{NUKTA}", "র"),
        ("য", "জ"),
        ("ী", "ি"),
        ("ূ", "ু"),
        ("[ণঞ]", "ন"),
        ("[শষ]", "স"),
        ("[ঁ্]", ""),
        ("ও$", ""),
        ("(.)\\1+", "\\1"),
    )
]
UNHEARD = re.compile("[aeiouhঅ-ঔা-ৌহ]")
PLAINER = str.maketrans("খঘছঝঠঢথধফভ", "কগচজটডতদপব")
SCRIPTS = ((re.compile("[a-z]"), LATIN), (re.compile("[\u0980-\u09ff]"), BENGALI))
TURNS = {
    "uttar": ("uttar", "uttor", "north", "উত্তর"),
    "daksin": ("dakshin", "dokkhin", "dakkhin", "daksin", "south", "দক্ষিণ", "দক্ষিন"),
    "purba": ("purba", "purbo", "east", "পূর্ব", "পুর্ব"),
    "pascim": ("paschim", "poschim", "pashchim", "west", "পশ্চিম"),
}
TURN = {word: turn for turn, words in TURNS.items() for word in words}


def clean(text: str) -> str:
    """What was meant to be typed: NFC, no invisible signs, single spaces, none at the ends."""
    if text.isascii():
        return " ".join(text.split())
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
    for letters, sounds in SCRIPTS:
        if letters.search(text):
            for pattern, sound in sounds:
                text = pattern.sub(sound, text)
    return text.replace(" ", "")


def turned(text: str) -> str:
    """The same for "North X", "X Uttar": the quarter of the sky is put behind the name, in one word for it."""
    words = plain(text).split()
    turns = sorted(TURN[word] for word in words if word in TURN)
    return "".join([key(" ".join(word for word in words if word not in TURN)), *turns]) if turns else ""


def frame(text: str) -> str:
    """Its consonants alone, in a word of three or more: what is left of a name where vowels are guessed."""
    consonants = UNHEARD.sub("", key(text)).translate(PLAINER)
    return consonants if len(consonants) > 2 else ""
