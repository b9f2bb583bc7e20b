"""How alike two names are: word by word, in one of a few levels."""

import re
from enum import StrEnum
from functools import cache, lru_cache

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from matching.same.names import UNHEARD, Book, Heard, Word, book, heard
from matching.same.sound import LETTERS, sound, voiced

SURE, NEAR, FAR = 0.95, 0.79, 0.68
KNOWN_NEAR = 0.85
SAME_SCRIPT_LESS, FRAME_ALIKE, KNOWN_APART, OTHER_IS_NEARER = 0.02, 0.88, 0.3, 0.04
JOINED_NEAR = 0.85
DOUBLED = re.compile(r"(.)\1+")


class Level(StrEnum):
    """How alike two names are; `part`: one has words that the other leaves out."""

    SAME = "same"
    NEAR = "near"
    PART = "part"
    LIKE = "like"
    UNLIKE = "unlike"


ORDER = list(Level)


def best_level(ours: tuple[Heard, ...], theirs: tuple[Heard, ...], who: str) -> tuple[Level, Heard, Heard]:
    """The most alike of the names that two cells hold, with those two names."""
    return min(((level(a, b, who), a, b) for a in ours for b in theirs), key=lambda found: ORDER.index(found[0]))


@lru_cache(500_000)
def level(a: Heard, b: Heard, who: str) -> Level:
    """Words matched in whatever order; joined where that brings them nearer."""
    found = _by_words(a.own, b.own, who)
    if found not in (Level.LIKE, Level.UNLIKE) or all(word.sure for word in a.own + b.own):
        return found if a.joined != b.joined or len(a.own) == len(b.own) else Level.SAME
    common = a.titles & b.titles
    ways = ((common, common), (a.titles, common), (common, b.titles))
    return Level.NEAR if any(ratio(a.whole(x), b.whole(y)) / 100 >= JOINED_NEAR for x, y in ways) else found


def names_level(one: str, other: str, who: str = "woman") -> Level:
    """The level of two names as written."""
    return best_level(heard(one, who), heard(other, who), who)[0]


def _by_words(ours: tuple[Word, ...], theirs: tuple[Word, ...], who: str) -> Level:
    left, pairs = list(theirs), []
    lone, best_lost = [], 0.0
    for word in ours:
        near = max(left, key=lambda other: words_alike(word, other, who), default=None)
        likeness = words_alike(word, near, who) if near is not None else 0.0
        if near is not None and likeness >= NEAR:
            left.remove(near)
            pairs.append((likeness, word.weak and near.weak))
        else:
            lone.append(word)
            best_lost = max(best_lost, likeness)
    return _of(pairs, lone, left, best_lost)


def _of(pairs: list[tuple[float, bool]], lone: list[Word], left: list[Word], best_lost: float) -> Level:
    """`pairs`: how alike the matched words are, and whether they say little; `lone`, `left`: what found no match."""
    telling = [word for word in lone if not word.weak], [word for word in left if not word.weak]
    if pairs and not (lone and left):
        if telling[0] or telling[1] or ((lone or left) and all(weak for _, weak in pairs)):
            return Level.PART
        return Level.SAME if min(likeness for likeness, _ in pairs) >= SURE else Level.NEAR
    if not pairs or (all(weak for _, weak in pairs) and (telling[0] or telling[1])):
        return Level.LIKE if best_lost >= FAR else Level.UNLIKE
    if telling[0] and telling[1]:
        return Level.LIKE if best_lost >= FAR else Level.UNLIKE
    return Level.LIKE if telling[0] or telling[1] else Level.PART


@lru_cache(500_000)
def words_alike(a: Word, b: Word, who: str) -> float:
    """0 to 1: known names are the same or others; what is not known is compared as written and as it sounds."""
    if a.names and b.names:
        return _known_alike(a, b, who)
    if 1 in (len(a.text), len(b.text)):
        return NEAR if _initial(a.text) == _initial(b.text) else 0.0
    if a.sound == b.sound:
        return 0.97
    if a.names or b.names:
        known, other = (a, b) if a.names else (b, a)
        return _to_known(known.names, other, who)
    alike = ratio(a.sound, b.sound) / 100
    if a.text.isascii() == b.text.isascii():
        alike = max(alike, ratio(a.text, b.text) / 100 - SAME_SCRIPT_LESS)
    alike = max(alike, *(ratio(one, other) / 100 for one in voiced(a.text) for other in voiced(b.text)))
    return max(alike, FRAME_ALIKE if frame(a.sound) == frame(b.sound) else 0)


def _known_alike(a: Word, b: Word, who: str) -> float:
    """Of two known names; what only sounds like one may be another's misspelling."""
    if a.names & b.names:
        return 1.0
    if a.sound == b.sound or _one_in_other(a, b):
        return KNOWN_NEAR
    if a.sure and b.sure:
        return KNOWN_APART
    return max(_to_known(one.names, other, who) for one, other in ((a, b), (b, a)) if not other.sure)


def _initial(text: str) -> str:
    return LETTERS.get(text[:1], text[:1])[:1]


def _to_known(names: frozenset[str], other: Word, who: str) -> float:
    """How near the word is to a spelling of these names; less where it is nearer to another name."""
    near = _nearest(other.text, who)
    own = max(near.get(name, 0.0) for name in names)
    frames = {frame(sound(text)) for name in names for text in _books(who).spellings.get(name, ())}
    if len(frame(other.sound)) > 2 and frame(other.sound) in frames:
        own = max(own, KNOWN_NEAR)
    best = max(near.values(), default=0.0)
    return own if own >= best - OTHER_IS_NEARER else min(own, FAR)


@lru_cache(50_000)
def names_near(word: Word, who: str = "woman") -> frozenset[str]:
    """The known names that a word is a slip away from, as it sounds."""
    near = _nearest(word.text, who)
    least = max(NEAR, max(near.values(), default=0.0) - OTHER_IS_NEARER)
    return frozenset(name for name, likeness in near.items() if likeness >= least)


@lru_cache(50_000)
def _nearest(text: str, who: str) -> dict[str, float]:
    """Of each known name, how near its nearest spelling is, as it sounds with its vowels."""
    names, spoken = _spoken(who)
    near = cdist(list(voiced(text)), spoken, scorer=ratio).max(axis=0) / 100
    found: dict[str, float] = {}
    for name, likeness in zip(names, near.tolist(), strict=True):
        found[name] = max(found.get(name, 0.0), likeness)
    return found


def _books(who: str) -> Book:
    return book("man", "family") if who == "man" else book(who)


@cache
def _spoken(who: str) -> tuple[list[str], list[str]]:
    """Each known name beside each way that it is voiced."""
    known = _books(who)
    pairs = sorted({(name, way) for name, texts in known.spellings.items() for text in texts for way in voiced(text)})
    return [name for name, _ in pairs], [way for _, way in pairs]


def _one_in_other(a: Word, b: Word) -> bool:
    """Whether one is a name of two words ("UmmeKulsum") and the other one of them."""
    return any(one.names & parts(other.names) for one, other in ((a, b), (b, a)))


@lru_cache(2_000)
def parts(names: frozenset[str]) -> frozenset[str]:
    """The known names that are one word of these: Kulsum of UmmeKulsum."""
    words = {part for name in names for part in re.findall("[A-Z][a-z]+", name) if part != name}
    return frozenset(name for part in words for name in book("woman").of(part.casefold()))


def frame(sound: str) -> str:
    """Its consonants alone, a doubled one once, where there are three or more; else the sound as it is."""
    frame = DOUBLED.sub("\\1", UNHEARD.sub("", sound))
    return frame if len(frame) > 2 else sound
