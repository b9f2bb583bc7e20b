"""What is distinct in a catalog, by number: rules, clauses of rules, costs, hours, seats and points that services share.

Numbers are only ever added, so that what was worked out for one number stays true when a service is packed again, and
those who read while one is packed see nothing move.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar
from uuid import UUID

from catalog.lists import Fact
from catalog.models import RuleUse
from catalog.offer import Offer, OfferIntake, OfferRule
from catalog.places import Point
from matching.rules import fact_of, grouped, implied

T = TypeVar("T")
NO_POINT, BY_PHONE = 0, 1


class Interned(Generic[T]):
    """Things by number: one key has one number, and one thing that stands for all with that key."""

    def __init__(self) -> None:
        self.numbers: dict[Hashable, int] = {}
        self.of: list[T] = []

    def number(self, key: Hashable, stands: T) -> int:
        """The number of a key; a new one where it is not known yet."""
        known = self.numbers.get(key)
        if known is None:
            self.of.append(stands)
            known = self.numbers[key] = len(self.of) - 1
        return known


@dataclass(frozen=True, slots=True)
class Clause:
    """Rules joined by "or", a single one mostly; `fact` where all are of one fact that is not the distance.

    One that asks how far it is belongs to its own offer: `offer` is its id.
    """

    rules: tuple[int, ...]
    fact: str | None
    offer: UUID | None = None


@dataclass(frozen=True, slots=True)
class When:
    """An intake that stands for all with the same hours; None: none is told."""

    intake: OfferIntake | None
    for_child: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One offer in numbers: its clauses, whom it takes first, and by place its point and its intakes (hours, seats)."""

    must: tuple[int, ...]
    first: int
    standing: int
    cost: int
    needs: int
    kind: int
    places: tuple[tuple[int, tuple[tuple[int, int], ...]], ...]


def _points() -> Interned[Point | None]:
    """The first two stand for a place whose point is not known, and for no place at all."""
    points: Interned[Point | None] = Interned()
    points.number("no point", None)
    points.number("by phone", None)
    return points


@dataclass(frozen=True, slots=True, repr=False)
class Sorts:
    """All that is distinct in a catalog; `facts` of a rule is None where it is to be asked whatever is known.

    `asks` and `tries` are what was numbered before: the rules of an offer as they are written, and an intake.
    """

    rules: Interned[OfferRule] = field(default_factory=Interned)
    facts: list[Fact | None] = field(default_factory=list)
    clauses: Interned[Clause] = field(default_factory=Interned)
    firsts: Interned[tuple[int, ...]] = field(default_factory=Interned)
    standings: Interned[Offer] = field(default_factory=Interned)
    costs: Interned[Offer] = field(default_factory=Interned)
    needs: Interned[Offer] = field(default_factory=Interned)
    kinds: Interned[Offer] = field(default_factory=Interned)
    points: Interned[Point | None] = field(default_factory=_points)
    whens: Interned[When] = field(default_factory=Interned)
    seats: Interned[OfferIntake | bool] = field(default_factory=Interned)
    asks: dict[Hashable, tuple[tuple[int, ...], int]] = field(default_factory=dict)
    tries: dict[Hashable, tuple[int, int]] = field(default_factory=dict)
    adding: Lock = field(default_factory=Lock)

    def rows(self, offers: Iterable[Offer]) -> list[Row]:
        """Offers in numbers; one at a time may add to them."""
        with self.adding:
            return list(map(self._row, offers))

    def _row(self, offer: Offer) -> Row:
        standing = (offer.status, offer.agreement_from, offer.agreement_until, offer.confirmed_on, offer.answered_for)
        return Row(
            *self._asks(offer),
            self.standings.number(standing, offer),
            self.costs.number(offer.costs, offer),
            self.needs.number(offer.needs, offer),
            self.kinds.number(offer.kind_code, offer),
            self._places(offer),
        )

    def _asks(self, offer: Offer) -> tuple[tuple[int, ...], int]:
        """Its clauses, and whom it takes first."""
        written = [(rule.fact, rule.test, repr(rule.value), rule.use, rule.alternative) for rule in offer.rules]
        owner = offer.id if any(rule.fact == "distance" for rule in offer.rules) else None
        key = owner, offer.documents, offer.languages, *written
        known = self.asks.get(key)
        if known is None:
            must = tuple(rule for rule in (*offer.rules, *implied(offer)) if rule.use is RuleUse.MUST)
            first = self._clauses(offer, tuple(rule for rule in offer.rules if rule.use is RuleUse.PRIORITY))
            known = self.asks[key] = self._clauses(offer, must), self.firsts.number(first, first)
        return known

    def _clauses(self, offer: Offer, rules: tuple[OfferRule, ...]) -> tuple[int, ...]:
        return tuple(self._clause(offer, group) for group in grouped(rules))

    def _clause(self, offer: Offer, group: list[OfferRule]) -> int:
        numbers = tuple(map(self._rule, group))
        facts = {fact.code if fact else None for fact in (self.facts[number] for number in numbers)}
        owner = offer.id if "distance" in facts else None
        fact = next(iter(facts)) if len(facts) == 1 and owner is None else None
        return self.clauses.number((numbers, owner), Clause(numbers, fact, owner))

    def _rule(self, rule: OfferRule) -> int:
        number = self.rules.number((rule.fact, rule.test, repr(rule.value)), rule)
        if number == len(self.facts):
            self.facts.append(fact_of(rule))
        return number

    def _places(self, offer: Offer) -> tuple[tuple[int, tuple[tuple[int, int], ...]], ...]:
        """By place its point and its intakes; the last of them stands for none that is open."""
        for_child = offer.seats_count == "child"
        found = []
        for place in offer.places:
            point = NO_POINT
            if place.latitude is not None and place.longitude is not None:
                where = (place.latitude, place.longitude)
                point = self.points.number(where, where)
            intakes = [self._intake(intake, for_child) for intake in place.intakes]
            found.append((point, (*intakes, self._none(for_child, others=bool(intakes)))))
        return tuple(found) or ((BY_PHONE, (self._none(for_child, others=False),)),)

    def _none(self, for_child: bool, *, others: bool) -> tuple[int, int]:
        """No intake that is open; whether there are others, all closed."""
        return self.whens.number((for_child,), When(None, for_child)), self.seats.number(others, others)

    def _intake(self, intake: OfferIntake, for_child: bool) -> tuple[int, int]:
        counted, none = intake.seats is not None, intake.seats is not None and intake.seats <= 0
        dates = intake.starts_on, intake.ends_on, intake.closes_on
        key = for_child, intake.sessions, counted, none, intake.full, *dates
        known = self.tries.get(key)
        if known is None:
            dated = intake.starts_on is not None and intake.ends_on is not None
            when = self.whens.number((for_child, intake.sessions, dated, counted), When(intake, for_child))
            known = self.tries[key] = when, self.seats.number((none, counted, *dates, intake.full), intake)
        return known
