"""What somebody typed, understood: the words of the catalog that each word may be, the meanings that they make together."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.search.index import Index
from catalog.search.lexicon import Phrase
from catalog.search.sounds import bones, sound, stems
from catalog.search.vocabulary import Vocabulary
from catalog.search.writing import Word

SAME, STEM, STEM_OF_BOTH, BEGINS = 1.0, 0.9, 0.7, 0.75
SURE, LEAST, CLOSE, STEEP = 0.8, 0.25, 0.65, 2.0
MOST_CANDIDATES, MOST_BEGINNINGS, RIVAL = 12, 40, 0.75
LOOSE, SHORT, LEAST_TYPED = 2, 4, 3
LONGER = 0.9
COVERED = 0.3


@dataclass(frozen=True, slots=True)
class Meaning:
    """An entry of the lexicon that was typed: how surely, at which words, in which writing."""

    entry: int
    sureness: float
    at: frozenset[int]
    phrase: Phrase


Candidates = Mapping[int, float]


def candidates(word: Word, vocabulary: Vocabulary, last: bool) -> Candidates:
    """Words of the catalog that this one may be, each with how surely (0 to 1); the last may be half typed."""
    same = vocabulary.numbers.get(word.sound)
    if word.weak:
        return {} if same is None else {same: SAME}
    found = _alike(word.sound, vocabulary)
    if same is not None:
        found[same] = SAME
    if max(found.values(), default=0.0) < SURE:
        found = dict(sorted(_nearly(word, vocabulary), key=lambda one: one[1])) | found
    if last and word.typed not in vocabulary.spelled:
        found = dict(_beginning(word.typed, vocabulary)) | found
    least = max(LEAST, RIVAL * max(found.values(), default=0.0))
    best = sorted(found.items(), key=lambda one: -one[1])[:MOST_CANDIDATES]
    return {number: sureness for number, sureness in best if sureness >= least}


def _alike(heard: str, vocabulary: Vocabulary) -> dict[int, float]:
    """Words with the same bones or the same stem."""
    same = vocabulary.by_bones.get(bones(heard), ())
    found = {number: (1 + alike(heard, vocabulary.sounds[number])) / 2 for number in same}
    for step, stem in enumerate(stems(heard)):
        for number in vocabulary.by_stem.get(stem, ()):
            near = step == 0 or stem == vocabulary.sounds[number]
            if near or len(stem) >= 3:
                found[number] = max(found.get(number, 0.0), STEM if near else STEM_OF_BOTH)
    return found


def joined(said: Sequence[Word], vocabulary: Vocabulary) -> dict[int, Candidates]:
    """Words that were typed apart ("de care", "ballo bibaho"): by the position of their first part."""
    found: dict[int, Candidates] = {}
    for one, other in pairwise(said):
        together = sound(one.typed + other.typed)
        if other.at == one.at + 1 and len(together) >= 5:
            near = {
                number: alike(together, vocabulary.sounds[number])
                for number in vocabulary.by_bones.get(bones(together), ())
            }
            sure = {number: STEM * sureness for number, sureness in near.items() if sureness >= SURE}
            if sure:
                found[one.at] = sure
    return found


def alike(one: str, other: str) -> float:
    """How surely two sounds are the same word: 1 where they are equal, falling fast."""
    return float(OSA.normalized_similarity(one, other) ** STEEP)


def _nearly(word: Word, vocabulary: Vocabulary) -> list[tuple[int, float]]:
    """Words that sound nearly so, or are written nearly so."""
    found = []
    if len(word.sound) >= SHORT:
        found += [(number, sure**STEEP) for _, sure, number in _close(word.sound, vocabulary.sounds)]
    if len(word.typed) > SHORT:
        found += [(vocabulary.heard[at], sure**STEEP) for _, sure, at in _close(word.typed, vocabulary.written)]
    return found


def _close(one: str, others: Sequence[str]) -> list[tuple[str, float, int]]:
    return process.extract(one, others, scorer=OSA.normalized_similarity, score_cutoff=CLOSE, limit=6)


def _beginning(typed: str, vocabulary: Vocabulary) -> list[tuple[int, float]]:
    """Words that are written so at their beginning."""
    if len(typed) < LEAST_TYPED:
        return []
    first = bisect_left(vocabulary.written, typed)
    some = range(first, min(first + MOST_BEGINNINGS, len(vocabulary.written)))
    return [(vocabulary.heard[at], BEGINS) for at in some if vocabulary.written[at].startswith(typed)]


def meanings(said: Mapping[int, Candidates], index: Index) -> list[Meaning]:
    """The entries whose writing is all there, whichever way round, without much between."""
    heard: dict[int, dict[str, tuple[float, int]]] = defaultdict(dict)
    sounds, lexicon = index.vocabulary.sounds, index.lexicon
    for at, numbers in said.items():
        for number, sureness in numbers.items():
            for phrase in lexicon.by_sound.get(sounds[number], ()):
                known = heard[phrase].get(sounds[number])
                if known is None or known[0] < sureness:
                    heard[phrase][sounds[number]] = (sureness, at)
    found = [_whole(lexicon.phrases[number], its) for number, its in heard.items()]
    return _best([meaning for meaning in found if meaning])


def _whole(phrase: Phrase, heard: Mapping[str, tuple[float, int]]) -> Meaning | None:
    needed = set(phrase.sounds)
    if len(heard) < len(needed):
        return None
    at = frozenset(position for _, position in heard.values())
    if len(at) < len(needed) or max(at) - min(at) >= len(needed) + LOOSE:
        return None
    sureness = sum(sure for sure, _ in heard.values()) / len(heard)
    if len(needed) == 1 and phrase.worth > 1 and sureness < SURE:
        return None
    return Meaning(phrase.entry, sureness * (1 + LONGER * (phrase.worth - 1)), at, phrase)


def _best(found: list[Meaning]) -> list[Meaning]:
    """Each entry once, the best writing of it; where a surer meaning has all of its words it counts less."""
    found.sort(key=lambda meaning: -meaning.sureness)
    kept: dict[int, Meaning] = {}
    for meaning in found:
        if meaning.entry in kept:
            continue
        beaten = any(meaning.at <= other.at and meaning.sureness < RIVAL * other.sureness for other in kept.values())
        worth = meaning.sureness * (COVERED if beaten else 1.0)
        kept[meaning.entry] = Meaning(meaning.entry, worth, meaning.at, meaning.phrase)
    return list(kept.values())
