"""Whether a seat is to be had: free seats, seats that nobody counts, full, closed, or no intake told."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from catalog.offer import OfferIntake, OfferPlace
from matching.reason import Answer, Reason

Taken = Mapping[UUID, int]


def free(intake: OfferIntake, taken: Taken) -> int | None:
    """Seats that nobody holds or uses; none where the partner marked it full; None where seats are not counted."""
    if intake.full:
        return 0
    return None if intake.seats is None else max(0, intake.seats - taken.get(intake.id, 0))


def seats(place: OfferPlace | None, intake: OfferIntake | None, taken: Taken) -> Reason:
    """Seats of an open intake; without one: all that there were are closed, or none was ever told."""
    if intake is None:
        closed = place is not None and bool(place.intakes)
        return Reason("seats", Answer.NO, {"closed": True}) if closed else Reason("seats", Answer.ASK)
    left = free(intake, taken)
    starts = None if intake.starts_on is None else intake.starts_on.isoformat()
    answer = Answer.NO if left == 0 else Answer.YES
    return Reason("seats", answer, {"free": left, "starts_on": starts})


def open_intakes(place: OfferPlace | None, day: date) -> tuple[OfferIntake, ...]:
    """The intakes that may still give a seat on that day."""
    return () if place is None else tuple(intake for intake in place.intakes if intake.is_open(day))
