"""Divisions, districts, upazilas, city thanas and garment areas: found by any spelling, and how far apart."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from math import asin, cos, radians, sin, sqrt

from catalog.data import rows, several
from catalog.spelling import key, plain

Point = tuple[float, float]
EARTH_KM = 6371.0
RANK = {"district": 0, "upazila": 1, "thana": 1, "area": 2, "division": 3}
LEVEL_WORDS = {
    "division": "division",
    "district": "district",
    "zila": "district",
    "zilla": "district",
    "upazila": "upazila",
    "upazilla": "upazila",
    "upozila": "upazila",
    "thana": None,
    "ps": None,
    "বিভাগ": "division",
    "জেলা": "district",
    "উপজেলা": "upazila",
    "থানা": None,
}


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place of data/places.csv; its point is about its middle or its main town (WGS 84)."""

    code: str
    level: str
    parent_code: str | None
    name_en: str
    name_bn: str
    spellings: tuple[str, ...]
    latitude: float
    longitude: float
    pcode: str | None

    @property
    def point(self) -> Point:
        return self.latitude, self.longitude


@cache
def places() -> dict[str, KnownPlace]:
    """All places by code, the larger before the smaller."""
    return {
        row["code"]: KnownPlace(
            code=row["code"],
            level=row["level"],
            parent_code=row["parent_code"] or None,
            name_en=row["name_en"],
            name_bn=row["name_bn"],
            spellings=several(row["spellings"]),
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            pcode=row["pcode"] or None,
        )
        for row in rows("places")
    }


def ancestors(code: str) -> tuple[str, ...]:
    """What a place lies in, the smallest first, without itself."""
    found: list[str] = []
    parent = places()[code].parent_code
    while parent is not None:
        found.append(parent)
        parent = places()[parent].parent_code
    return tuple(found)


def find_place(words: str, within: str | None = None) -> KnownPlace | None:
    """The place that is meant, in either script and with common misspellings; None where none or several fit.

    A district comes before an upazila of the same name; `within` is the code of a place that it must lie in.
    """
    for written, level in _readings(words):
        for alike in (plain, key):
            fitting = [
                place
                for place in _by(alike).get(alike(written), ())
                if level in (None, place.level) and within in (None, place.code, *ancestors(place.code))
            ]
            best = [place for place in fitting if RANK[place.level] == RANK[fitting[0].level]]
            if best:
                return best[0] if len(best) == 1 else None
    return None


def like_places(words: str, within: str | None = None) -> list[KnownPlace]:
    """Up to three places that are written nearly so, for the question "did you mean"."""
    inside = [place for place in places().values() if within is None or within in ancestors(place.code)]
    keys = {key(name): place for place in reversed(inside) for name in _names(place)}
    found = [keys[close] for close in get_close_matches(key(words), keys, n=6, cutoff=0.7)]
    return list(dict.fromkeys(found))[:3]


def distance_km(a: Point, b: Point) -> float:
    """The great-circle distance of two points (latitude, longitude)."""
    latitude_a, longitude_a, latitude_b, longitude_b = map(radians, (*a, *b))
    half = (
        sin((latitude_b - latitude_a) / 2) ** 2
        + cos(latitude_a) * cos(latitude_b) * sin((longitude_b - longitude_a) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def _names(place: KnownPlace) -> tuple[str, ...]:
    return place.name_en, place.name_bn, *place.spellings


@cache
def _by(alike: Callable[[str], str]) -> dict[str, tuple[KnownPlace, ...]]:
    """Places by their names made alike; among several of a name, by rank."""
    found: dict[str, dict[str, KnownPlace]] = defaultdict(dict)
    for place in sorted(places().values(), key=lambda place: RANK[place.level]):
        for name in _names(place):
            found[alike(name)][place.code] = place
    return {name: tuple(same.values()) for name, same in found.items() if name}


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
