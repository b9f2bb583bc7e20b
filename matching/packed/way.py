"""The ways from her to every point of a catalog: how far each is by road, and what that is worth, in tenths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from threading import Lock
from uuid import UUID

import numpy as np
import numpy.typing as npt

from catalog.gazetteer import EARTH_KM
from catalog.offer import OfferPlace
from catalog.places import Point
from matching import near, parts
from matching.chance import KM_BANDS, LEVELS, Chance, km_level
from matching.packed.pack import Ints
from matching.packed.sorts import BY_PHONE
from matching.parts import FARTHEST_KM, Part

Floats = npt.NDArray[np.float64]
KEPT = 1 << 21
TENTHS_ROUND = 2 * EARTH_KM * near.ROAD_FACTOR * 10
DOUBT = 1e-6
FARTHEST = 10 * max(FARTHEST_KM, *KM_BANDS) + 1
ANYWHERE = OfferPlace(UUID(int=0), UUID(int=0), (), "", "", None, None)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Way:
    """By number of a point: what the way there is worth, in tenths, and what it adds to the log odds of a chance."""

    worth: Ints
    adds: Floats


class Ways:
    """The points of a catalog; beyond `FARTHEST` tenths of a kilometre one way is worth as much as another."""

    def __init__(
        self, points: Sequence[Point | None], day: date, weights: Mapping[str, int], chance: Chance | None
    ) -> None:
        self.points, self.day, self.weights = tuple(points), day, weights
        self.counted, self.chance = chance is not None, chance or Chance(0)
        self._on_globe = _on_globe([one or (0.0, 0.0) for one in self.points])
        near_by, self._worth = parts_of_tenths(day, weights.get("distance", 0))
        by_level = {level: self.chance.adds("km", level) for level in LEVELS["km"]}
        self._adds: Floats = np.array([by_level[level] for level in levels_of_tenths()] if self.counted else [])
        self._first_two = self.chance.of_km(None), self.chance.of_km(None, by_phone=True)
        self._nothing: Floats = np.zeros(len(self.points))
        self._parts = dict(near_by)
        self._kept: dict[Point | None, Way] = {}
        self._keeping = Lock()

    def of(self, point: Point | None) -> Way:
        """The ways from there; None: where she is is not known."""
        known = self._kept.get(point)
        if known is None:
            known = self._way(point)
            with self._keeping:
                if len(self._kept) * len(self.points) >= KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[point] = known
        return known

    def part(self, km: float | None, place: OfferPlace | None) -> Part:
        """The way to a place as a part of a score."""
        key = "by phone" if place is None else None if km is None else round(km, 1)
        known = self._parts.get(key)
        if known is None:
            known = self._parts[key] = parts.part(near.distance(km, place), self.day, self.weights)
        return known

    def _way(self, point: Point | None) -> Way:
        not_known, by_phone = self.part(None, ANYWHERE), self.part(None, None)
        if point is None:
            worth: Ints = np.full(len(self.points), tenths(not_known), np.int32)
            adds: Floats = np.full(len(self.points), self.chance.of_km(None))
        else:
            far = np.minimum(self._tenths(point), FARTHEST)
            worth, adds = self._worth[far], self._adds[far] if self.counted else self._nothing
        worth[:2] = tenths(not_known), tenths(by_phone)
        adds[:2] = self._first_two
        return Way(worth, adds)

    def _tenths(self, point: Point) -> Ints:
        """How far each point is from there by road in tenths of a kilometre, as `distance` rounds it."""
        chord = self._on_globe - _on_globe([point])
        half = np.sqrt(np.einsum("ij,ij->j", chord, chord)) / 2
        far = np.arcsin(np.minimum(half, 1, out=half)) * TENTHS_ROUND
        far[: BY_PHONE + 1] = 0
        whole = np.rint(far)
        found: Ints = whole.astype(np.int32)
        for number in np.flatnonzero(np.abs(far - whole) > 0.5 - DOUBT):
            there = self.points[number]
            if there is not None:
                found[number] = round(round(near.road_between(point, there), 1) * 10)
        return found


def _on_globe(points: Sequence[Point]) -> Floats:
    """Points in three columns, on a globe of radius 1: the straight line between two of them tells the way over ground."""
    north, east = np.radians(points).T
    level = np.cos(north)
    return np.stack([level * np.cos(east), level * np.sin(east), np.sin(north)])


def tenths(part: Part) -> int:
    """The points of a part in tenths, which are whole."""
    return round(part.points * 10)


@lru_cache(8)
def parts_of_tenths(day: date, weight: int) -> tuple[dict[str | float | None, Part], Ints]:
    """By kilometres up to `FARTHEST` tenths, the way as a part of a score with that weight; and what each is worth."""
    reasons = {tenth / 10: near.distance(tenth / 10, ANYWHERE) for tenth in range(FARTHEST + 1)}
    found: dict[str | float | None, Part] = {
        km: parts.part(reason, day, {"distance": weight}) for km, reason in reasons.items()
    }
    return found, np.array(list(map(tenths, found.values())), np.int32)


@lru_cache(1)
def levels_of_tenths() -> tuple[str, ...]:
    """The level of so many tenths of a kilometre, from none to `FARTHEST`."""
    return tuple(km_level(tenth / 10) for tenth in range(FARTHEST + 1))
