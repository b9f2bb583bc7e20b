"""What each two of many services are worth together, as one table: the same as `together` says of each two, at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.gazetteer import EARTH_KM
from catalog.offer import OfferSession
from catalog.places import distance_km
from matching import hours
from matching.near import ROAD_FACTOR
from matching.plans.together import CREDIT, ENDLESS, NEAR_KM, TRAINING, Given
from matching.reason import Answer

Tenths = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
NOT = -(1 << 40)
ONE_TRIP, A_QUESTION = 5.0, 5.0
WORTH: Mapping[tuple[str, Answer], float] = {
    ("cover", Answer.YES): 0.0,
    ("cover", Answer.ASK): -A_QUESTION,
    ("after", Answer.YES): 0.0,
    ("after", Answer.ASK): -A_QUESTION,
    ("trip", Answer.YES): ONE_TRIP,
}
FIRST, LAST = 1, ENDLESS.toordinal()
UNKNOWN = 0


class Side:
    """Services as they would be had, in columns: who is there, from when to when, where, and at which minutes of the week."""

    def __init__(self, given: Sequence[Given]) -> None:
        self.given = given
        self.service = np.array([one.offer.id.bytes for one in given], "S16")
        self.house = np.array([one.place.location_id.bytes if one.place else b"" for one in given], "S16")
        self.placed = _flags(one.place is not None for one in given)
        self.attended = _flags(one.attended for one in given)
        self.minds = _flags(one.minds_children for one in given)
        self.dated = _flags(one.dated for one in given)
        self.credit = _flags(one.offer.kind_code in CREDIT for one in given)
        self.training = _flags(one.offer.kind_code in TRAINING for one in given)
        intakes = [one.intake for one in given]
        self.starts = _days(one and one.starts_on for one in intakes)
        self.ends = _days(one and one.ends_on for one in intakes)
        known: dict[tuple[OfferSession, ...], int] = {(): 0}
        told = [one.sessions if one else () for one in intakes]
        self.week = np.array([known.setdefault(one, len(known)) for one in told], np.int64)
        self.weeks = tuple(known)
        days = [sum({1 << one.weekday for one in sessions}) for sessions in self.weeks]
        self.weekdays = np.array(days, np.int64)[self.week]
        self.north, self.east = (
            np.radians(np.array([_degrees(one, axis) for one in given], float)) for axis in ("latitude", "longitude")
        )


def table(one: Side, other: Side) -> Tenths:
    """By number of the one and of the other: tenths of a point that both together are worth; `NOT`: can't both be had."""
    same = (one.house[:, None] == other.house) & one.placed[:, None] & other.placed
    found = np.where(_trip(one, other, same), _worth("trip", Answer.YES), 0).astype(np.int64)
    for care, course, turned in ((one, other, False), (other, one, True)):
        here = same.T if turned else same
        for no, worth in (_cover(care, course, here), _after(care, course)):
            found += worth.T if turned else worth
            found[no.T if turned else no] = NOT
    found[(one.service[:, None] == other.service) | _clash(one, other, same)] = NOT
    found[found < NOT // 2] = NOT
    return found


def _worth(code: str, answer: Answer) -> int:
    return round(WORTH[code, answer] * 10)


def _clash(one: Side, other: Side, same: Flags) -> Flags:
    may = (one.attended & one.dated)[:, None] & (other.attended & other.dated)
    may &= (one.starts[:, None] <= other.ends) & (other.starts <= one.ends[:, None])
    return may & _by_week(one, other, same, may, lambda mine, theirs: mine & theirs != 0)


def _cover(care: Side, course: Side, same: Flags) -> tuple[Flags, Tenths]:
    """Where childcare can't be had with the course, and what it is worth where it can."""
    both = care.minds[:, None] & (course.attended & ~course.minds)
    timed = both & (course.week != 0)
    asked = both & ~timed & course.training
    asked |= timed & (care.week == 0)[:, None]
    open_then = timed & (care.week != 0)[:, None]
    inside = _by_week(course, care, same.T, open_then.T, lambda mine, opened: mine & ~opened == 0).T
    outside = open_then & ~inside
    asked |= outside & ~course.dated
    begins = np.where(care.starts == UNKNOWN, FIRST, care.starts)[:, None]
    stops = np.where(care.ends == UNKNOWN, LAST, care.ends)[:, None]
    until = np.where(course.ends == UNKNOWN, np.maximum(course.starts, FIRST), course.ends)
    lasts = ((course.starts == UNKNOWN) | (begins <= course.starts)) & (until <= stops)
    asked |= open_then & inside & ~lasts
    return outside & course.dated, np.where(asked, _worth("cover", Answer.ASK), 0)


def _after(credit: Side, course: Side) -> tuple[Flags, Tenths]:
    both = credit.credit[:, None] & course.training
    known = both & (course.ends != UNKNOWN)
    begins, last = credit.starts[:, None], credit.ends[:, None]
    early = (last != UNKNOWN) & (((begins != UNKNOWN) & (begins < course.ends)) | (last < course.ends))
    return known & early, np.where(both & ~known, _worth("after", Answer.ASK), 0)


def _trip(one: Side, other: Side, same: Flags) -> Flags:
    half = np.sin((one.north[:, None] - other.north) / 2) ** 2
    half += np.cos(one.north)[:, None] * np.cos(other.north) * np.sin((one.east[:, None] - other.east) / 2) ** 2
    km = 2 * EARTH_KM * ROAD_FACTOR * np.arcsin(np.sqrt(np.minimum(half, 1)))
    near = same | (km <= NEAR_KM)
    for at, to in np.argwhere(~same & (np.abs(km - NEAR_KM) < 1e-6)).tolist():
        near[at, to] = _km(one.given[at], other.given[to]) <= NEAR_KM
    on_a_day: Flags = (one.weekdays[:, None] & other.weekdays) != 0
    found: Flags = near | (on_a_day & one.attended[:, None] & other.attended)
    return found


def _km(one: Given, other: Given) -> float:
    a, b = ((given.place.latitude, given.place.longitude) for given in (one, other) if given.place)
    assert a[0] is not None and a[1] is not None and b[0] is not None and b[1] is not None  # noqa: PT018
    return distance_km((a[0], a[1]), (b[0], b[1])) * ROAD_FACTOR


def _by_week(one: Side, other: Side, same: Flags, wanted: Flags, holds: Any) -> Flags:
    """What holds of the minutes of the one, with the way where they are in different houses, and those of the other.

    Asked once of each two weeks, and of those alone that are wanted.
    """
    shape = len(one.weeks), len(other.weeks), 2
    numbers = np.ravel_multi_index(
        (np.broadcast_to(one.week[:, None], wanted.shape), np.broadcast_to(other.week, wanted.shape), same * 1), shape
    )
    said = np.zeros(shape, bool).ravel()
    others = [hours.as_bits(sessions, 0) for sessions in other.weeks]
    mine = [[hours.as_bits(sessions, way) for way in (hours.TRAVEL_MINUTES, 0)] for sessions in one.weeks]
    for number in np.unique(numbers[wanted]).tolist():
        pair, here = divmod(number, 2)
        at, to = divmod(pair, shape[1])
        said[number] = holds(mine[at][here], others[to])
    found: Flags = said[numbers]
    return found


def _flags(told: Any) -> Flags:
    return np.array(list(told), bool)


def _degrees(given: Given, axis: str) -> float:
    degrees = getattr(given.place, axis, None)
    return np.nan if degrees is None else degrees


def _days(told: Any) -> Tenths:
    return np.array([UNKNOWN if one is None else one.toordinal() for one in told], np.int64)
