"""Whether two services fit together in one woman's week: class and class, childcare and class, credit after training, one trip."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from catalog.offer import Offer, OfferIntake, OfferPlace
from catalog.places import distance_km
from matching import hours
from matching.hours import TRAVEL_MINUTES
from matching.near import ROAD_FACTOR
from matching.reason import Answer, Reason

CHILDCARE = frozenset({"childcare"})
TRAINING = frozenset({"skills_training", "career_progression"})
CREDIT = frozenset({"credit"})
NEAR_KM = 2.0
ENDLESS = date.max


@dataclass(frozen=True, slots=True, repr=False)
class Given:
    """A service as it would be had: at a place, in a batch."""

    offer: Offer
    place: OfferPlace | None = None
    intake: OfferIntake | None = None

    @property
    def minds_children(self) -> bool:
        """Whether it looks after a child while she is elsewhere."""
        return self.offer.kind_code in CHILDCARE

    @property
    def attended(self) -> bool:
        """Whether she herself is there at its hours."""
        return self.offer.seats_count != "child"

    @property
    def dated(self) -> bool:
        """Whether it is a batch with a beginning and an end, to all sessions of which one comes."""
        return self.intake is not None and self.intake.starts_on is not None and self.intake.ends_on is not None


def together(one: Given, other: Given) -> tuple[Reason, ...]:
    """What is to be said of both: `clash`, `cover`, `after`, `trip`; what says no can't be had together."""
    return tuple(_said(one, other))


def _said(one: Given, other: Given) -> Iterator[Reason]:
    way = 0 if _same_place(one, other) else TRAVEL_MINUTES
    if one.attended and other.attended and _clash(one, other, way):
        yield Reason("clash", Answer.NO)
    for care, course in ((one, other), (other, one)):
        if care.minds_children and course.attended and not course.minds_children:
            yield from _cover(care, course, way)
        if care.offer.kind_code in CREDIT and course.offer.kind_code in TRAINING:
            yield _after(care, course)
    yield from _trip(one, other)


def _clash(one: Given, other: Given, way: int) -> bool:
    if one.intake is None or other.intake is None or not (one.dated and other.dated and _overlap(one, other)):
        return False
    return hours.meet(one.intake.sessions, other.intake.sessions, way)


def _cover(care: Given, course: Given, way: int) -> Iterator[Reason]:
    """Childcare is open during class and the way; where hours or days are not known, or she may choose, it is asked."""
    if course.intake is None or not course.intake.sessions:
        if course.offer.kind_code in TRAINING:
            yield Reason("cover", Answer.ASK, {"why": "class_hours"})
        return
    if care.intake is None or not care.intake.sessions:
        yield Reason("cover", Answer.ASK, {"why": "care_hours"})
    elif not hours.surrounds(care.intake.sessions, course.intake.sessions, way):
        yield Reason("cover", Answer.NO if course.dated else Answer.ASK, {"why": "hours"})
    else:
        yield Reason("cover", Answer.YES) if _lasts(care, course) else Reason("cover", Answer.ASK, {"why": "days"})


def _lasts(care: Given, course: Given) -> bool:
    """Whether childcare is there from the first to the last day of the course."""
    assert care.intake is not None
    assert course.intake is not None
    starts, ends = course.intake.starts_on, course.intake.ends_on
    begins, stops = care.intake.starts_on or date.min, care.intake.ends_on or ENDLESS
    return begins <= (starts or begins) and (ends or starts or date.min) <= stops


def _after(credit: Given, course: Given) -> Reason:
    """Credit comes when the training is over."""
    ends = course.intake.ends_on if course.intake else None
    begins = credit.intake.starts_on if credit.intake else None
    if ends is None:
        return Reason("after", Answer.ASK)
    last = credit.intake.ends_on if credit.intake else None
    if (begins is not None and begins < ends and last is not None) or (last is not None and last < ends):
        return Reason("after", Answer.NO, {"ends_on": ends.isoformat()})
    return Reason("after", Answer.YES, {"ends_on": ends.isoformat()})


def _trip(one: Given, other: Given) -> Iterator[Reason]:
    """Near each other, or at different times of one day: one trip for both."""
    km = _between(one, other)
    if km is not None and km <= NEAR_KM:
        yield Reason("trip", Answer.YES, {"km": round(km, 1)})
        return
    days = _weekdays(one) & _weekdays(other)
    if one.attended and other.attended and days:
        yield Reason("trip", Answer.YES, {"weekday": min(days, key=lambda day: (day - 5) % 7)})


def _between(one: Given, other: Given) -> float | None:
    if _same_place(one, other):
        return 0.0
    if one.place is None or other.place is None:
        return None
    ends = [(place.latitude, place.longitude) for place in (one.place, other.place)]
    (a, b), (c, d) = ends
    if a is None or b is None or c is None or d is None:
        return None
    return distance_km((a, b), (c, d)) * ROAD_FACTOR


def _same_place(one: Given, other: Given) -> bool:
    return one.place is not None and other.place is not None and one.place.location_id == other.place.location_id


def _weekdays(one: Given) -> frozenset[int]:
    return frozenset(session.weekday for session in one.intake.sessions) if one.intake else frozenset()


def _overlap(one: Given, other: Given) -> bool:
    assert one.intake is not None
    assert other.intake is not None
    (a, b), (c, d) = ((each.starts_on or date.min, each.ends_on or ENDLESS) for each in (one.intake, other.intake))
    return a <= d and c <= b
