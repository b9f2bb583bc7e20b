"""How far she has to go: the straight line times a factor for the road, an estimate that says so."""

from collections.abc import Iterable

from catalog.offer import Offer, OfferPlace
from catalog.places import Point, distance_km
from matching.reason import Answer, Reason

ROAD_FACTOR = 1.3


def road_km(point: Point | None, place: OfferPlace) -> float | None:
    """About how far it is by road; None where either point is not known."""
    if point is None or place.latitude is None or place.longitude is None:
        return None
    return distance_km(point, (place.latitude, place.longitude)) * ROAD_FACTOR


def nearest(point: Point | None, places: Iterable[OfferPlace]) -> OfferPlace | None:
    """The place that is nearest to her; the first where distances are not known."""
    found = list(places)
    return min(found, key=lambda place: _far(road_km(point, place)), default=None)


def km_to(point: Point | None, offer: Offer) -> float | None:
    """About how far the nearest place of a service is by road."""
    place = nearest(point, offer.places)
    return None if place is None else road_km(point, place)


def distance(km: float | None, place: OfferPlace | None) -> Reason:
    """The distance as a reason; what is given by phone, without a place, is no way at all."""
    if place is None:
        return Reason("distance", Answer.YES, {"by_phone": True})
    if km is None:
        return Reason("distance", Answer.ASK)
    return Reason("distance", Answer.YES, {"km": round(km, 1)})


def _far(km: float | None) -> float:
    return float("inf") if km is None else km
