"""Divisions, districts, upazilas, city thanas, garment areas and unions: what lies in what, and how far apart."""

from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from math import asin, cos, radians, sin, sqrt

from catalog.data import rows, several

Point = tuple[float, float]
EARTH_KM = 6371.0
FILES = ("places", "unions")
BORROWED = "point of its upazila"


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place of data/places.csv or unions.csv; its point is about its middle or its main town (WGS 84)."""

    code: str
    level: str
    parent_code: str | None
    name_en: str
    name_bn: str
    spellings: tuple[str, ...]
    latitude: float
    longitude: float
    pcode: str | None
    point_source: str

    @property
    def point(self) -> Point:
        return self.latitude, self.longitude

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is called, the names of today first."""
        return self.name_en, self.name_bn, *self.spellings


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
            point_source=row["point_source"],
        )
        for file in FILES
        for row in rows(file)
    }


def ancestors(code: str) -> tuple[str, ...]:
    """What a place lies in, the smallest first, without itself."""
    found: list[str] = []
    parent = places()[code].parent_code
    while parent is not None:
        found.append(parent)
        parent = places()[parent].parent_code
    return tuple(found)


def district_of(code: str) -> str | None:
    """The district that a place is or lies in; None for a division."""
    return next((one for one in (code, *ancestors(code)) if places()[one].level == "district"), None)


def distance_km(a: Point, b: Point) -> float:
    """The great-circle distance of two points (latitude, longitude)."""
    latitude_a, longitude_a, latitude_b, longitude_b = map(radians, (*a, *b))
    half = (
        sin((latitude_b - latitude_a) / 2) ** 2
        + cos(latitude_a) * cos(latitude_b) * sin((longitude_b - longitude_a) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def nearest_places(
    point: Point, count: int, *, levels: tuple[str, ...] = ("upazila", "thana", "union")
) -> list[KnownPlace]:
    """The places of these levels whose points are nearest, the nearest first; one without a point of its own is left out."""
    measured = (one for one in places().values() if one.level in levels and one.point_source != BORROWED)
    return nsmallest(count, measured, key=lambda one: distance_km(point, one.point))
