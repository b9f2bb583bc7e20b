"""One service as a step of a way: its match, and what it takes of her in weeks, money, hours and kilometres."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from operator import add
from typing import NamedTuple

from catalog.offer import Offer, OfferCost, OfferIntake
from matching.near import road_km
from matching.parts import SIGNS
from matching.rank import Match
from matching.reason import Answer

WEEK = 7
TIMES_IN_A_WEEK = {"day": 6.0, "week": 1.0, "month": 12 / 52}
FIRST_MONTH = 52 / 12
NOT_A_COST = frozenset({"loan"})


class Sums(NamedTuple):
    """What orders ways, the first first: how much is not sure, then weeks, taka and metres; what is not known stands last."""

    unsure: int
    weeks_unknown: int
    weeks: int
    taka: int
    way_unknown: int
    metres: int

    def plus(self, other: "Sums") -> "Sums":
        """Both together."""
        return Sums(*map(add, self, other))


NOTHING = Sums(0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """A service that suits her when its turn comes.

    `weeks` and `hours` (of the whole course) are None where no dates or no times are told; `taka` is what it costs her in
    that time less what it brings, None where no cost is told, of the first month where the time is not known. `opens`
    are the codes that it gives and that a later step or the goal asks. `begins` is the first day of a batch that she can
    join after the step before; None with `joins` where it is open all the time, without where the next batch has to be asked.
    """

    match: Match
    weeks: int | None
    taka: int | None
    hours: int | None
    sums: Sums
    opens: tuple[str, ...] = ()
    begins: date | None = None
    joins: bool = True


def step(match: Match, day: date, point: tuple[float, float] | None) -> Step:
    """What a match takes of her, by the batch that is best for her."""
    offer, intake = match.offer, match.intake
    weeks = weeks_of(intake)
    km = 0.0 if match.place is None else road_km(point, match.place)
    seats = match.part("seats")
    full = seats is not None and seats.reason.answer is Answer.NO
    sums = Sums(
        len(match.asks) + offer.unconfirmed(day) + full,
        int(weeks is None),
        weeks or 0,
        taka_of(offer.costs, weeks),
        int(km is None),
        round((km or 0) * 1000),
    )
    hours = None if intake is None or weeks is None or not intake.sessions else round(hours_a_week(intake) * weeks)
    return Step(match, weeks, sums.taka if offer.costs else None, hours, sums)


def weeks_of(intake: OfferIntake | None) -> int | None:
    """How many weeks a batch takes; None where it has no dates."""
    if intake is None or intake.starts_on is None or intake.ends_on is None:
        return None
    return max(1, -(-((intake.ends_on - intake.starts_on).days + 1) // WEEK))


def hours_a_week(intake: OfferIntake) -> float:
    """How many hours its sessions are in a week."""
    return sum(_hours(one.starts.isoformat(), one.ends.isoformat()) for one in intake.sessions)


def taka_of(costs: Iterable[OfferCost], weeks: int | None) -> int:
    """What it costs in so many weeks less what it brings, in taka; of a month where they are not known."""
    long = FIRST_MONTH if weeks is None else weeks
    return sum(
        round(cost.taka * SIGNS.get(cost.what, 1) * (TIMES_IN_A_WEEK[cost.per] * long if cost.per != "once" else 1))
        for cost in costs
        if cost.what not in NOT_A_COST
    )


def lowest(offer: Offer, day: date) -> Sums:
    """The least that it can take of anybody: no way at all, nothing to be asked, its shortest open batch."""
    found = [
        weeks_of(intake)
        for place in offer.places
        for intake in tuple(one for one in place.intakes if one.is_open(day)) or (None,)
    ]
    tried = [Sums(0, int(weeks is None), weeks or 0, taka_of(offer.costs, weeks), 0, 0) for weeks in found or [None]]
    return min(tried)


@lru_cache(2_000)
def _hours(starts: str, ends: str) -> float:
    first, last = (datetime.fromisoformat(f"2000-01-01T{at}") for at in (starts, ends))
    return ((last - first).total_seconds() / 3600 - 1e-9) % 24 + 1e-9
