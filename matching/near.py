"""How far she has to go: the straight line times a factor for the road, an estimate that says so."""

from collections.abc import Sequence

from catalog.offer import Offer, OfferPlace
from catalog.places import Point, distance_km
from matching.reason import Answer, Reason

ROAD_FACTOR = 1.3
Reach = Sequence[tuple[OfferPlace | None, float | None]]


def road_km(point: Point | None, place: OfferPlace) -> float | None:
    """About how far it is by road; None where either point is not known."""
    if point is None or place.latitude is None or place.longitude is None:
        return None
    return road_between(point, (place.latitude, place.longitude))


def road_between(one: Point, other: Point) -> float:
    """About how far it is by road from one point to the other."""
    return distance_km(one, other) * ROAD_FACTOR


def reach(point: Point | None, offer: Offer) -> Reach:
    """The places of a service, each with about how far it is by road; no place at all is one that is None."""
    return [(place, road_km(point, place)) for place in offer.places] or [(None, None)]


def nearest(reached: Reach) -> float | None:
    """About how far the nearest of them is; None where no distance is known."""
    return min((km for _, km in reached if km is not None), default=None)


def distance(km: float | None, place: OfferPlace | None) -> Reason:
    """The distance as a reason; what is given by phone, without a place, is no way at all."""
    if place is None:
        return Reason("distance", Answer.YES, {"by_phone": True})
    if km is None:
        return Reason("distance", Answer.ASK)
    return Reason("distance", Answer.YES, {"km": round(km, 1)})
