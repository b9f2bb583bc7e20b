"""The place that is meant by what was typed: either script, old and new names, common misspellings, "X, Y" for X in Y."""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from catalog.gazetteer import KnownPlace, Point, ancestors, distance_km, district_of, nearest_places, places
from catalog.spelling import frame, key, plain, turned

__all__ = [
    "PARTS",
    "KnownPlace",
    "Point",
    "ancestors",
    "distance_km",
    "district_of",
    "find_place",
    "like_places",
    "meant",
    "nearest_places",
    "places",
]  # fmt: skip
RANK = {"district": 0, "upazila": 1, "thana": 1, "area": 2, "union": 3, "division": 4}
NEARLY, CLOSE, MOST_WORDS = 70.0, 5.0, 8
PARTS = re.compile(r"[,;/()|\u060c]|\s[-\u2013\u2014]\s")
LEVEL_WORDS = {
    "division": "division",
    "district": "district",
    "dist": "district",
    "zila": "district",
    "zilla": "district",
    "jela": "district",
    "upazila": "upazila",
    "upazilla": "upazila",
    "upozila": "upazila",
    "upojela": "upazila",
    "union": "union",
    "thana": None,
    "ps": None,
    "বিভাগ": "division",
    "জেলা": "district",
    "উপজেলা": "upazila",
    "ইউনিয়ন": "union",
    "থানা": None,
}


def find_place(words: str, within: str | None = None) -> KnownPlace | None:
    """The place that is meant, in either script and with common misspellings; None where none or several fit.

    A district comes before an upazila of the same name, and that before a union; `within` is the code of a place that it
    must lie in.
    """
    found = meant(words, within)
    return found[0] if len(found) == 1 else None


def meant(words: str, within: str | None = None) -> list[KnownPlace]:
    """All places that the words fit equally well: several where a name is that of several."""
    for find in (_named, _one_in_another, _framed):
        if found := [one for one in find(words) if within in (None, one.code, *ancestors(one.code))]:
            return _largest(found)
    return []


def like_places(words: str, within: str | None = None, level: str | None = None) -> list[KnownPlace]:
    """Up to three places that are written nearly so, for the question "did you mean"."""
    first = next((part for part in PARTS.split(words) if plain(part)), "")
    written, (keys, of) = key(_readings(first)[-1][0]), _keys(within, level)
    near = process.extract(written, keys, scorer=ratio, score_cutoff=NEARLY, limit=12)
    near.sort(key=lambda found: (-round(found[1]), RANK[of[found[2]].level]))
    found: dict[tuple[str, str | None], KnownPlace] = {}
    for place in (of[number] for _, _, number in near):
        found.setdefault((key(place.name_en), district_of(place.code)), place)
    return list(found.values())[:3]


def _largest(found: list[KnownPlace]) -> list[KnownPlace]:
    """Those of the highest rank."""
    best = min(RANK[place.level] for place in found)
    return list(dict.fromkeys(place for place in found if RANK[place.level] == best))


def _named(words: str) -> list[KnownPlace]:
    """The places of that name on every level; of one level those alone that are written just so, if there are any."""
    for written, level in _readings(words):
        found: dict[int, list[KnownPlace]] = {}
        for alike in (plain, key, turned):
            ranks = set(found)
            for place in _by(alike).get(alike(written), ()):
                if level in (None, place.level) and RANK[place.level] not in ranks:
                    found.setdefault(RANK[place.level], []).append(place)
        if found:
            return [place for rank in sorted(found) for place in found[rank]]
    return []


def _one_in_another(words: str) -> list[KnownPlace]:
    """The first of "X, Y, Z", or of "X Y", that is a place in all the others; what is no place at all does not count."""
    parts = [part for part in PARTS.split(words) if plain(part)]
    single = plain(words).split()
    whole = (
        [parts]
        if len(parts) > 1
        else [[" ".join(single[:at]), " ".join(single[at:])] for at in range(1, min(len(single), MOST_WORDS))]
    )
    for some in reversed(whole):
        known = [found for part in some if (found := list(dict.fromkeys([*_named(part), *_framed(part)])))]
        for inner in known if len(known) > 1 else []:
            for narrow in (_largest, list):
                larger = [{place.code for place in narrow(outer)} for outer in known if outer is not inner]
                if found := [one for one in inner if all(codes.intersection(ancestors(one.code)) for codes in larger)]:
                    return found
    return []


def _framed(words: str) -> list[KnownPlace]:
    """The one district, else upazila or thana, of the same consonants that is written nearly so."""
    for written, level in _readings(words):
        like = [place for place in _by(frame).get(frame(written), ()) if level in (None, place.level)]
        for rank in (0, 1):
            near = {place: _likeness(written, place) for place in like if RANK[place.level] == rank}
            best = max(near.values(), default=0)
            if best >= NEARLY:
                return [place for place, likeness in near.items() if likeness > best - CLOSE]
    return []


def _likeness(written: str, place: KnownPlace) -> float:
    return max(ratio(key(written), key(name)) for name in place.names)


@cache
def _by(alike: Callable[[str], str]) -> dict[str, tuple[KnownPlace, ...]]:
    """Places by their names made alike; among several of a name, by rank."""
    found: dict[str, dict[str, KnownPlace]] = defaultdict(dict)
    for place in sorted(places().values(), key=lambda place: RANK[place.level]):
        for name in place.names:
            found[alike(name)][place.code] = place
    return {name: tuple(same.values()) for name, same in found.items() if name}


@cache
def _keys(within: str | None, level: str | None) -> tuple[list[str], list[KnownPlace]]:
    """The keys of all names, and beside them whose they are."""
    named = [
        (key(name), place)
        for place in places().values()
        if level in (None, place.level) and (within is None or within in ancestors(place.code))
        for name in place.names
    ]
    return [written for written, _ in named], [place for _, place in named]


def _readings(words: str) -> list[tuple[str, str | None]]:
    """The words as they stand, then without the word for a level ("Savar thana") and number ("Mirpur 10")."""
    parts = plain(words).split()
    found: list[tuple[str, str | None]] = [(" ".join(parts), None)]
    level = None
    if len(parts) > 1 and parts[-1] in LEVEL_WORDS:
        level = LEVEL_WORDS[parts.pop()]
        found.append((" ".join(parts), level))
    if len(parts) > 1 and parts[-1].isdecimal():
        found.append((" ".join(parts[:-1]), level))
    return found
