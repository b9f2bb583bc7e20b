"""A map of what is near her, drawn here: her place, services around it, rings of distance; the same as a list beside it."""

import math
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response

from catalog.places import Point
from matching.near import ROAD_FACTOR, road_km
from matching.rank import Match
from referral import access
from referral.i18n.dates import today
from referral.loop import fitting
from referral.models import Need
from referral.states import Role
from referral.web import edge, find, reasons

pages = Blueprint("find_near", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)
DRAWN = 20
STEPS = (2, 5, 10, 20, 50, 100, 200, 500, 1000)
RINGS = 3
MIDDLE, RADIUS = 165, 145
KM_A_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Placed:
    """A service at the place that is best for her, and about how far that is by road."""

    match: Match
    latitude: float
    longitude: float
    km: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Where services are given: its point on the drawing, and their numbers in the list."""

    x: float
    y: float
    numbers: tuple[int, ...]
    suits: bool


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle of so many kilometres by road, and how large it is on the drawing."""

    km: float
    radius: float


@dataclass(frozen=True, slots=True)
class Map:
    """The drawing; `listed` are the services by number, `beyond` those farther away than the largest ring."""

    spots: tuple[Spot, ...]
    rings: tuple[Ring, ...]
    listed: tuple[Placed, ...]
    beyond: tuple[Placed, ...]


@pages.get("/needs/<uuid:need_id>/near")
def index(need_id: uuid.UUID) -> Response:
    """What suits or nearly does, around her place. Of a confidential need, and of confidential services, no map is made."""
    session, user = edge.session(), edge.me()
    need = access.get_need(session, user, need_id)
    worker, _ = fitting.worker_of(session, user, need)
    point = fitting.profile_of(session, user, need).point
    found = [] if need.confidential else _found(need)
    placed = [one for match in found if (one := _placed(point, match)) is not None]
    ids = {one.match.offer.id for one in placed}
    return edge.page(
        "find/near.html",
        need=need,
        worker=worker,
        who=find.who(need, worker),
        known=point is not None,
        drawing=draw(point, placed) if point is not None and placed else None,
        factor=ROAD_FACTOR,
        by_phone=[match for match in found if not match.offer.places],
        nowhere=[match for match in found if match.offer.places and match.offer.id not in ids],
        middle=MIDDLE,
        sentence=reasons.sentence,
    )


def _found(need: Need) -> list[Match]:
    ranking = fitting.ranking(edge.session(), edge.me(), need, today(), limit=find.EVERY)
    return [match for match in (*ranking.suiting, *ranking.nearly) if not match.offer.confidential]


def _placed(home: Point | None, match: Match) -> Placed | None:
    place = match.place
    km = None if place is None else road_km(home, place)
    if place is None or km is None or place.latitude is None or place.longitude is None:
        return None
    return Placed(match, place.latitude, place.longitude, km)


def draw(home: Point, placed: Iterable[Placed]) -> Map:
    """The nearest of them around her place, north above; those at one place share a spot."""
    nearest = sorted(placed, key=lambda one: one.km)
    rings = _rings([one.km for one in nearest[:DRAWN]])
    widest = rings[-1].km
    listed = tuple(one for one in nearest[:DRAWN] if one.km <= widest)
    at: dict[tuple[float, float], list[int]] = defaultdict(list)
    for number, one in enumerate(listed, 1):
        at[_xy(home, one, widest)].append(number)
    spots = tuple(
        Spot(x, y, tuple(numbers), any(not listed[number - 1].match.missing for number in numbers))
        for (x, y), numbers in at.items()
    )
    return Map(spots, rings, listed, tuple(nearest[len(listed) :]))


def _rings(distances: Sequence[float]) -> tuple[Ring, ...]:
    """The smallest rings that hold all but the farthest quarter of them."""
    most = distances[max(0, math.ceil(len(distances) * 3 / 4) - 1)]
    last = next((number for number, step in enumerate(STEPS) if step >= most), len(STEPS) - 1)
    steps = STEPS[max(0, last - RINGS + 1) : last + 1]
    return tuple(Ring(step, round(RADIUS * step / steps[-1], 1)) for step in steps)


def _xy(home: Point, one: Placed, widest: float) -> tuple[float, float]:
    """Its direction from her, at its distance by road; the earth is flat enough here."""
    north = (one.latitude - home[0]) * KM_A_DEGREE
    east = (one.longitude - home[1]) * KM_A_DEGREE * math.cos(math.radians(home[0]))
    unit = RADIUS * ROAD_FACTOR / widest
    return round(MIDDLE + east * unit, 1), round(MIDDLE - north * unit, 1)
