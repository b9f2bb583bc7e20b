"""Names as they are heard: words in either script joined or parted, known names recognised, titles and prefixes apart."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from rapidfuzz.fuzz import ratio

from catalog.data import rows
from catalog.spelling import plain
from matching.same import data
from matching.same.sound import sound, voiced

ALIAS = re.compile(r"[()/@|]|\b(?:urfe|orofe|alias|aka|nick(?:name)?|dak ?nam)\b|ওরফে|ডাকনাম|ডাক নাম", re.IGNORECASE)
WORN = frozenset({"Abdul", "Abul"})
UNHEARD = re.compile("(?<=.)[aiuo]")
LEAST_JOINED = 3
SHORTEST_TITLE, TITLE_NEAR = 4, 80


@dataclass(frozen=True, eq=False)
class Word:
    """One word of a name: as written, its sound, which known names it may be, and whether many families share it.

    `sure`: it is written as one of those names is, and does not only sound so.
    """

    text: str
    sound: str
    names: frozenset[str]
    weak: bool = False
    sure: bool = False


@dataclass(frozen=True, eq=False)
class Heard:
    """A name as it is compared: own words, titles (Begum, Khatun), and how many of a thousand bear it."""

    own: tuple[Word, ...]
    titled: tuple[Word, ...]
    per_mille: float

    @cached_property
    def titles(self) -> frozenset[str]:
        """The titles by name."""
        return frozenset(name for word in self.titled for name in word.names)

    @cached_property
    def joined(self) -> str:
        """The sounds of its own words in one."""
        return "".join(word.sound for word in self.own)

    def whole(self, but: frozenset[str]) -> str:
        """Own words and titles in one as they sound, but for these titles."""
        words = [*self.own, *(word for word in self.titled if not word.names & but)]
        return "".join(voiced(word.text)[0] for word in words)


@dataclass(frozen=True)
class Book:
    """The known names of one kind, by spelling and by sound, and the spellings of each."""

    by_text: dict[str, frozenset[str]]
    by_sound: dict[str, frozenset[str]]
    spellings: dict[str, tuple[str, ...]]
    per_mille: dict[str, float]

    def of(self, text: str) -> frozenset[str]:
        """The names that the word may be: as written, else as it sounds."""
        return self.by_text.get(text) or self.by_sound.get(sound(text), frozenset())


@cache
def book(*kinds: str) -> Book:
    """The names of these kinds (woman, man, family, title, prefix) from names.csv."""
    texts, sounds = defaultdict(set), defaultdict(set)
    spellings: dict[str, list[str]] = defaultdict(list)
    many: dict[str, float] = {}
    for row in rows("names", data.__name__):
        if row["kind"] in kinds:
            name = row["name"]
            many[name] = max(many.get(name, 0), float(row["per_mille"]))
            for text in map(plain, (name, *row["spellings"].split())):
                texts[text].add(name)
                sounds[sound(text)].add(name)
                spellings[name].append(text)
    return Book(
        {text: frozenset(names) for text, names in texts.items()},
        {text: frozenset(names) for text, names in sounds.items() if len(text) > 1},
        {name: tuple(dict.fromkeys(texts)) for name, texts in spellings.items()},
        many,
    )


@lru_cache(200_000)
def heard(name: str, who: str = "woman") -> tuple[Heard, ...]:
    """Each name that the cell holds ("Rahima Begum (Ruma)" holds two), of a woman or of a man; none where it is empty."""
    found = [_heard(part, who) for part in ALIAS.split(name) if part and part.strip()]
    return tuple(one for one in found if one is not None)


def _heard(text: str, who: str) -> Heard | None:
    words = _parted(plain(text).split(), who)
    bare = [word for word in words if not _is_prefix(word)] or words
    if not bare:
        return None
    parts = _joined(bare, who)
    if who == "man":
        own = tuple(_word(part, who) for part in parts)
        return Heard(own, (), _many(own, who))
    titles = book("title")
    named = [part for at, part in enumerate(parts) if not titles.of(part) or (at == 0 and book(who).of(part))]
    named = [part for at, part in enumerate(named) if not at or not _title_misspelt(part)] or parts[:1]
    own = tuple(_word(part, who) for part in named)
    called = tuple(
        Word(part, sound(part), titles.of(part) or _title_misspelt(part)) for part in parts if part not in named
    )
    return Heard(own, called, _many(own, who))


@lru_cache(50_000)
def _title_misspelt(word: str) -> frozenset[str]:
    """The titles that a word is a slip away from; none where it is short or a known name."""
    if len(word) < SHORTEST_TITLE or book("woman").of(word):
        return frozenset()
    spellings = book("title").spellings
    alike = {
        name: max(ratio(one, way) for text in texts for way in voiced(text) for one in voiced(word))
        for name, texts in spellings.items()
    }
    return frozenset(name for name, likeness in alike.items() if likeness >= TITLE_NEAR)


def _is_prefix(word: str) -> bool:
    known = book("prefix")
    sounds_so = len(word) > 4 and known.by_sound.get(sound(word))
    return word in known.by_text or bool(sounds_so and not book("woman").of(word))


@lru_cache(100_000)
def _word(text: str, who: str) -> Word:
    names = book(who).of(text)
    family = book("family").of(text) if who == "man" else frozenset()
    weak = bool(family and not names) or (bool(names) and names <= WORN)
    sure = text in book(who).by_text or (who == "man" and text in book("family").by_text)
    return Word(text, sound(text), names or family, weak, sure)


def _many(own: tuple[Word, ...], who: str) -> float:
    """Of a thousand people, how many bear the rarest known word; few where none is known."""
    known = book(who, "family") if who == "man" else book(who)
    share = [max((known.per_mille[name] for name in word.names), default=3.0) for word in own if not word.weak]
    return min(share, default=20.0)


def _joined(words: list[str], who: str) -> list[str]:
    """Neighbouring words that are one known name together ("Nur Jahan") made one."""
    parts: list[str] = []
    known = book(who)
    at = 0
    while at < len(words):
        two = "".join(words[at : at + 2])
        names = known.by_text.get(two) or (
            known.by_sound.get(sound(two)) if len(sound(two)) > LEAST_JOINED + 1 else None
        )
        whole = at + 1 < len(words) and bool(names) and not (names and names & known.of(words[at]))
        parts.append(two if whole else words[at])
        at += 2 if whole else 1
    return parts


def _parted(words: list[str], who: str) -> list[str]:
    """A title or prefix that was written in one with a known name ("Rahimabegum", "Mstrahima") taken off it."""
    return [part for word in words for part in _off(word, who)]


@lru_cache(50_000)
def _off(word: str, who: str) -> tuple[str, ...]:
    known = book(who, "family") if who == "man" else book(who)
    if len(word) < 7 or word in known.by_text:
        return (word,)
    ends = book("family" if who == "man" else "title").by_text
    for at in range(3, len(word) - 2):
        if word[at:] in ends and word[:at] in known.by_text:
            return (word[:at], word[at:])
        if word[:at] in book("prefix").by_text and word[at:] in known.by_text:
            return (word[:at], word[at:])
    return (word,)
