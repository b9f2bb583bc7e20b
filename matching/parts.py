"""The named parts of a score: each is a reason that is worth a share of its weight."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from catalog.lists import facts
from catalog.offer import Offer, OfferCost
from matching.profile import Profile, read
from matching.reason import Answer, Reason

WEIGHTS: Mapping[str, int] = {
    "need": 15,
    "distance": 20,
    "hours": 20,
    "seats": 15,
    "cost": 10,
    "priority": 10,
    "confirmed": 10,
    "chance": 10,
}
DECIDING = frozenset({"hours", "cost"})
HALFWAY_KM = 10
FARTHEST_KM = 300
DEAR_TAKA = 3000
LONG_WAIT_DAYS = 180
STALE_DAYS = 90
A_MONTH = {"day": 26, "week": 4}
SIGNS = {"stipend": -1}
HALF = {Answer.YES: 1.0, Answer.ASK: 0.5, Answer.NO: 0.0}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a score: its points, out of how many, and why."""

    code: str
    points: float
    out_of: int
    reason: Reason

    @property
    def decides(self) -> Answer | None:
        """Its answer where that decides whether the service suits her; None for a part that only orders."""
        return self.reason.answer if self.code in DECIDING else None


def part(reason: Reason, day: date, weights: Mapping[str, int]) -> Part:
    """What a reason is worth under these weights; what has no weight counts nothing."""
    weight = weights.get(reason.code, 0)
    return Part(reason.code, round(weight * SHARES[reason.code](reason, day), 1), weight, reason)


def need(offer: Offer, code: str) -> Reason:
    """Whether it answers the need, and at which place among the needs that it answers (0 is its first)."""
    return Reason("need", Answer.YES, {"need": code, "place": offer.needs.index(code)})


def cost(offer: Offer, profile: Profile, day: date) -> Reason:
    """What the first month costs her in taka, less what it brings, against what she can pay; not told: ask."""
    taka = month_cost(offer)
    if taka is None:
        return Reason("cost", Answer.ASK)
    values = {"taka": taka, "costs": [[cost.what, cost.taka, cost.per] for cost in offer.costs]}
    if taka <= 0:
        return Reason("cost", Answer.YES, values)
    own = read(profile, facts()["can_pay"], day)
    if own is None:
        return Reason("cost", Answer.ASK, values)
    return Reason("cost", Answer.YES if taka <= own[0].low else Answer.NO, values | {"own": own[0].low})


def month_cost(offer: Offer) -> int | None:
    """What the first month costs in taka, less what it brings; None where the partner has told nothing of it."""
    return sum(map(_in_a_month, offer.costs)) if offer.costs else None


def priority(reasons: Iterable[Reason]) -> Reason | None:
    """Whether she is among those whom the service takes first; None where it takes nobody first."""
    found = tuple(reasons)
    answers = {reason.answer for reason in found}
    answer = next((one for one in (Answer.YES, Answer.ASK) if one in answers), Answer.NO)
    return Reason("priority", answer, {"reasons": found}) if found else None


def confirmed(offer: Offer, day: date) -> Reason:
    """How many days ago its partner said that it is still true."""
    answer = Answer.NO if offer.unconfirmed(day) else Answer.YES
    return Reason("confirmed", answer, {} if offer.confirmed_on is None else {"days": (day - offer.confirmed_on).days})


def _in_a_month(cost: OfferCost) -> int:
    return cost.taka * SIGNS.get(cost.what, 1) * A_MONTH.get(cost.per, 1)


def _need(reason: Reason, day: date) -> float:
    return max(0.5, 1 - float(reason.values["place"]) / 10)


def _distance(reason: Reason, day: date) -> float:
    if reason.answer is Answer.ASK:
        return 0.4
    return HALFWAY_KM / (HALFWAY_KM + min(float(reason.values.get("km", 0)), FARTHEST_KM))


def _hours(reason: Reason, day: date) -> float:
    return HALF[reason.answer]


def _seats(reason: Reason, day: date) -> float:
    """A counted free seat is worth more than an uncounted one; waiting for the start takes up to a third."""
    if reason.answer is not Answer.YES:
        return 0.4 if reason.answer is Answer.ASK else 0.0
    sure = 0.8 if reason.values["free"] is None else 1.0
    starts = reason.values["starts_on"]
    wait = (date.fromisoformat(starts) - day).days if starts else 0
    return sure * (1 - min(max(wait, 0), LONG_WAIT_DAYS) / LONG_WAIT_DAYS / 3)


def _cost(reason: Reason, day: date) -> float:
    if "taka" not in reason.values:
        return 0.5
    return 0.0 if reason.answer is Answer.NO else min(1.0, max(0.0, 1 - reason.values["taka"] / DEAR_TAKA))


def _priority(reason: Reason, day: date) -> float:
    found = reason.values["reasons"]
    return sum(HALF[one.answer] for one in found) / len(found)


def _confirmed(reason: Reason, day: date) -> float:
    return 0.0 if reason.answer is Answer.NO else 1 - max(0, reason.values["days"]) / STALE_DAYS / 2


def _chance(reason: Reason, day: date) -> float:
    return float(reason.values["share"])


SHARES: Mapping[str, Callable[[Reason, date], float]] = {
    "need": _need,
    "distance": _distance,
    "hours": _hours,
    "seats": _seats,
    "cost": _cost,
    "priority": _priority,
    "confirmed": _confirmed,
    "chance": _chance,
}
