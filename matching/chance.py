"""The learned chance that a referral is completed, from plain numbers: a sum of log odds, looked up in small tables.

Inputs are the service and how it fits her (way, hours, seat, cost, what is left to ask). Nothing that she is goes in: a
term of hers would move none of her own services, and in a cohort it would give the seats to whom life is easier for.
"""

import math
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from catalog.offer import Offer
from matching.parts import Part, month_cost
from matching.reason import Answer, Reason

KM_BANDS = (2, 5, 10, 20)
WAIT_BANDS = (14, 45, 90)
COST_BANDS = (0, 500, 3000)
LEVELS: Mapping[str, tuple[str, ...]] = {
    "km": ("to_2", "to_5", "to_10", "to_20", "farther", "by_phone", "not_known"),
    "hours": ("yes", "ask", "no"),
    "seat": ("now", "to_14", "to_45", "to_90", "later", "none", "not_told"),
    "cost": ("brings", "free", "to_500", "to_3000", "dearer", "not_told"),
    "asks": ("none", "some"),
    "need": ("first", "other"),
}
OF_SERVICE = ("kind", "service")
INPUTS = (*LEVELS, *OF_SERVICE)
Ground: TypeAlias = tuple[str, str, float]
NEW_BELOW = 20
NEW_BONUS = 0.4
GROUNDS = 3
TOO_SMALL = 0.05


@dataclass(frozen=True, slots=True, repr=False)
class Chance:
    """A model: `usual` is the log odds of a usual referral, each table what a level adds to it (calibration is in it).

    `kinds` is what a kind adds, also for its services that nothing is known of; `services` what a service adds beside
    its kind, shrunk towards it, and how many of its referrals that rests on.
    """

    number: int
    usual: float = 0.0
    tables: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    kinds: Mapping[str, float] = field(default_factory=dict)
    services: Mapping[uuid.UUID, tuple[float, int]] = field(default_factory=dict)

    def of_offer(self, offer: Offer) -> float:
        """The log odds of a usual referral to this service, with its kind, its cost and, where it is new, its start."""
        return self.log_odds(offer, (self.of_cost(offer),)) + self._start(offer)

    def log_odds(self, offer: Offer, fits: Iterable[float]) -> float:
        """The log odds of a referral to this service: `fits` is what the levels add, in the order of `LEVELS`."""
        own, _ = self.services.get(offer.id, (0.0, 0))
        return self.usual + sum((*fits, self.kinds.get(offer.kind_code, 0.0), own))

    def share(self, offer: Offer, log_odds: float) -> float:
        """What a chance of so much is worth in the order, between 0 and 1: a new service is given a start."""
        return probability(log_odds + self._start(offer))

    def _start(self, offer: Offer) -> float:
        return bonus(self.services.get(offer.id, (0.0, 0))[1])

    def of_cost(self, offer: Offer) -> float:
        """What its cost adds."""
        return self.adds("cost", cost_level(month_cost(offer)))

    def of_km(self, km: float | None, *, by_phone: bool = False) -> float:
        """What the way to it adds: kilometres by road, rounded to one decimal; None where not known."""
        return self.adds("km", km_level(km, by_phone=by_phone))

    def of_hours(self, answer: Answer) -> float:
        """What the answer of its hours adds."""
        return self.adds("hours", answer.value)

    def of_seat(self, answer: Answer, starts_in: int | None) -> float:
        """What the answer of its seats adds, and the days until its start (None: it starts at any time)."""
        return self.adds("seat", seat_level(answer, starts_in))

    def of_asks(self, asks: int) -> float:
        """What it adds that so many of its conditions are still to be asked."""
        return self.adds("asks", asks_level(asks))

    def of_need(self, place: int | None) -> float:
        """What it adds that the need is its first or a later one; None, without a need: nothing."""
        return self.adds("need", need_level(place))

    def adds(self, code: str, level: str | None) -> float:
        """The number of a level; nothing where the model has none."""
        return 0.0 if level is None else self.tables.get(code, {}).get(level, 0.0)

    def reason(self, offer: Offer, rules: Iterable[Reason], found: Iterable[Part], day: date) -> Reason:
        """The chance as a reason: `share` is what it is worth, `percent` what is told, `grounds` why.

        A ground is [input, level, push]: by how much log odds are more or less than those of a usual referral.
        """
        levels = levels_of(seen(rules, found, day))
        own, ended = self.services.get(offer.id, (0.0, 0))
        pushes = [(code, level, self.adds(code, level)) for code, level in levels.items() if level is not None]
        odds = self.log_odds(offer, (push for _, _, push in pushes))
        pushes += [("kind", offer.kind_code, self.kinds.get(offer.kind_code, 0.0)), ("service", str(offer.id), own)]
        return Reason(
            "chance",
            Answer.YES,
            {
                "model": self.number,
                "share": self.share(offer, odds),
                "percent": round(100 * probability(odds)),
                "new": ended < NEW_BELOW,
                "grounds": grounds(pushes),
            },
        )

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "usual": self.usual,
            "tables": {code: dict(table) for code, table in self.tables.items()},
            "kinds": dict(self.kinds),
            "services": {str(service): list(known) for service, known in self.services.items()},
        }


def from_plain(number: int, plain: Mapping[str, Any]) -> Chance:
    """A model from JSON."""
    services = {uuid.UUID(service): (float(adds), int(ended)) for service, (adds, ended) in plain["services"].items()}
    return Chance(number, float(plain["usual"]), plain["tables"], plain["kinds"], services)


def probability(log_odds: float) -> float:
    """Log odds as a chance between 0 and 1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def bonus(ended: int) -> float:
    """What a service gets in the order, in log odds, so that it is tried: all while new, nothing after 20 that ended."""
    return NEW_BONUS * max(0.0, 1 - ended / NEW_BELOW)


def grounds(pushes: Iterable[Ground]) -> list[list[Any]]:
    """The three that push most, up or down; what hardly pushes is none."""
    strong = [one for one in pushes if abs(one[2]) >= TOO_SMALL]
    return [list(one) for one in sorted(strong, key=lambda one: (-abs(one[2]), one[0]))[:GROUNDS]]


def seen(rules: Iterable[Reason], found: Iterable[Part], day: date) -> dict[str, Any]:
    """What matching knew of a service for her, as plain numbers and codes: kept at sending, and looked up again here."""
    parts = {part.code: part.reason for part in found}
    values: dict[str, Any] = {"asks": sum(reason.answer is Answer.ASK for reason in rules)}
    if "distance" in parts:
        way = parts["distance"].values
        values["way"] = "by_phone" if "by_phone" in way else way.get("km")
    if "hours" in parts:
        values["hours"] = parts["hours"].answer.value
    if "seats" in parts:
        starts = parts["seats"].values.get("starts_on")
        values["seat"] = parts["seats"].answer.value
        values["starts_in"] = (date.fromisoformat(starts) - day).days if starts else None
    if "cost" in parts:
        values["taka"] = parts["cost"].values.get("taka")
    if "need" in parts:
        values["need"] = parts["need"].values["place"]
    return values


def levels_of(values: Mapping[str, Any]) -> dict[str, str | None]:
    """The level of each input in the tables; None where nothing was looked at."""
    way = values.get("way")
    by_phone = way == "by_phone"
    return {
        "km": km_level(None if by_phone else way, by_phone=by_phone) if "way" in values else None,
        "hours": values.get("hours"),
        "seat": seat_level(Answer(values["seat"]), values.get("starts_in")) if "seat" in values else None,
        "cost": cost_level(values["taka"]) if "taka" in values else None,
        "asks": asks_level(values["asks"]) if "asks" in values else None,
        "need": need_level(values.get("need")),
    }


def km_level(km: float | None, *, by_phone: bool = False) -> str:
    """The band of a way by road."""
    if by_phone:
        return "by_phone"
    return "not_known" if km is None else LEVELS["km"][_band(round(km, 1), KM_BANDS)]


def seat_level(answer: Answer, starts_in: int | None) -> str:
    """Whether a seat is to be had, and how long she waits for it."""
    if answer is not Answer.YES:
        return "none" if answer is Answer.NO else "not_told"
    return "now" if starts_in is None or starts_in <= 0 else LEVELS["seat"][1 + _band(starts_in, WAIT_BANDS)]


def cost_level(taka: int | None) -> str:
    """What the first month costs her, or brings."""
    if taka is None:
        return "not_told"
    return "brings" if taka < 0 else LEVELS["cost"][1 + _band(taka, COST_BANDS)]


def asks_level(asks: int) -> str:
    """Whether any condition is still to be asked."""
    return "some" if asks else "none"


def need_level(place: int | None) -> str | None:
    """Whether the need is the first that its kind answers."""
    if place is None:
        return None
    return "other" if place else "first"


def _band(number: float, bounds: tuple[int, ...]) -> int:
    """Which band a number lies in; each bound belongs to the band below it."""
    return sum(number > bound for bound in bounds)
