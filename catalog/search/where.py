"""The place that is named in a search, by its sound, and how close each service is to it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.places import KnownPlace, find_place, places
from catalog.search.index import Index
from catalog.search.sounds import stems
from catalog.search.vocabulary import Flags, Floats
from catalog.search.writing import Word, words
from catalog.spelling import plain

LONGEST, LONG, MOST = 3, 5, 4
UNION = "union"
NEAR_KM = 8.0
IN_IT, CLOSE_BY, NO_PLACE = 1.0, 0.8, 0.25
NEARLY = 0.83
EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Where:
    """The places that were meant: several where they share a name."""

    typed: str
    meant: tuple[KnownPlace, ...]

    def closeness(self, index: Index, knows: Flags | None) -> Floats:
        """For each service 1 in the place, less with its distance to it, a little where no place is known."""
        close = np.zeros(index.size, np.float32)
        spots = index.spots
        everywhere = np.ones(index.size, np.bool_)
        everywhere[spots.of] = False
        for place in self.meant:
            if len(spots.of):
                km = np.minimum.reduceat(_km(place.point, spots.north, spots.east), spots.starts)
                close[spots.of] = np.maximum(close[spots.of], CLOSE_BY * np.exp(-km / NEAR_KM))
            inside = index.in_place.get(place.code)
            if inside is not None:
                close[inside] = IN_IT
        close[everywhere & (close == 0)] = NO_PLACE
        return close if knows is None else np.where(knows, close, NO_PLACE)


def _km(point: tuple[float, float], north: Floats, east: Floats) -> Floats:
    """About how far, on a plane that is right for one country."""
    up = np.radians(north - point[0])
    side = np.radians(east - point[1]) * np.cos(np.radians(point[0]))
    km: Floats = EARTH_KM * np.sqrt(up**2 + side**2)
    return km


@cache
def _by_sound() -> Mapping[tuple[str, ...], tuple[KnownPlace, ...]]:
    """Districts, upazilas, thanas and areas by how their names sound."""
    found: dict[tuple[str, ...], dict[str, KnownPlace]] = defaultdict(dict)
    for place in places().values():
        for name in _names(place) if place.level != UNION else ():
            found[tuple(word.sound for word in words(name))][place.code] = place
    return {sounds: tuple(same.values()) for sounds, same in found.items() if sounds}


@cache
def _single() -> tuple[str, ...]:
    """Names of one word, long enough to be known with a letter wrong."""
    return tuple(sounds[0] for sounds in _by_sound() if len(sounds) == 1 and len(sounds[0]) >= LONG)


@cache
def _unions() -> Mapping[str, tuple[KnownPlace, ...]]:
    """Unions by their names as written: there are thousands, and many are common words."""
    found: dict[str, dict[str, KnownPlace]] = defaultdict(dict)
    for place in places().values():
        for name in _names(place) if place.level == UNION else ():
            found[plain(name)][place.code] = place
    return {name: tuple(same.values())[:MOST] for name, same in found.items()}


def _names(place: KnownPlace) -> tuple[str, ...]:
    return place.name_en, place.name_bn, *place.spellings


def spoken_place(typed: Sequence[Word], index: Index) -> tuple[Where | None, frozenset[int]]:
    """The longest name of a place in the words, and at which words it stands."""
    for name in (_named, _union):
        for length in range(LONGEST, 0, -1):
            for start in range(len(typed) - length + 1):
                some = typed[start : start + length]
                if meant := name(some, index):
                    return Where(" ".join(word.typed for word in some), meant), frozenset(word.at for word in some)
    for word in typed:
        if len(word.sound) > LONG and not word.weak and not _known(word, index):
            close = process.extractOne(word.sound, _single(), scorer=OSA.normalized_similarity, score_cutoff=NEARLY)
            if close:
                return Where(word.typed, _best(_by_sound()[(close[0],)])), frozenset({word.at})
    return None, frozenset()


def _named(some: Sequence[Word], index: Index) -> tuple[KnownPlace, ...]:
    """A place that sounds so; one of a short name only where it is written so."""
    if len(some) == 1 and (some[0].filler or some[0].weak or _means_something(some[0], index)):
        return ()
    if len(some) == 1 and len(some[0].sound) < LONG:
        place = find_place(some[0].typed)
        return (place,) if place and place.level != UNION else ()
    for spelled in product(*(stems(word.sound) for word in some)):
        if meant := _by_sound().get(spelled, ()):
            return _best(meant)
    return ()


def _union(some: Sequence[Word], index: Index) -> tuple[KnownPlace, ...]:
    """A union that is written so, where the word is none that services use."""
    text = " ".join(word.typed for word in some)
    if len(some) == 1 and (len(text) < LONG or text in index.vocabulary.spelled or some[0].weak or some[0].filler):
        return ()
    return _unions().get(text, ())


def _best(meant: tuple[KnownPlace, ...]) -> tuple[KnownPlace, ...]:
    """A district before an upazila of its name."""
    return tuple(place for place in meant if place.level == "district") or meant[:MOST]


def _means_something(word: Word, index: Index) -> bool:
    return (word.sound,) in index.lexicon.spelled


def _known(word: Word, index: Index) -> bool:
    """Whether it is a word that services use, or nearly one that means something."""
    if word.typed in index.vocabulary.spelled or any(stem in index.lexicon.by_sound for stem in stems(word.sound)):
        return True
    sounds = index.lexicon.sounds
    return process.extractOne(word.sound, sounds, scorer=OSA.normalized_similarity, score_cutoff=NEARLY) is not None
