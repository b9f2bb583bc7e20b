"""Services for one worker: which suit her, which nearly do and what is missing, which do not; in one order, explained."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from catalog.offer import Offer, OfferIntake, OfferPlace, OfferRule
from matching import hours, near, parts
from matching.chance import Chance
from matching.index import Index, index
from matching.missing import AT_MOST, Missing, missing
from matching.parts import WEIGHTS, Part
from matching.profile import Profile, shift
from matching.reason import Answer, Reason
from matching.rules import answer, answers
from matching.seats import Taken, open_intakes, seats


class Fit(StrEnum):
    """Whether a service suits her, nearly does, or not."""

    SUITS = "suits"
    NEARLY = "nearly"
    NOT = "not"


@dataclass(frozen=True, slots=True, repr=False)
class Match:
    """A service for a worker: whether it suits, each rule's reason, what is missing (the easiest first), the score.

    `place` and `intake` are the best of it for her, `km` about how far by road. One that is not for her has no parts.
    """

    offer: Offer
    fit: Fit
    rules: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = ()
    parts: tuple[Part, ...] = ()
    place: OfferPlace | None = None
    intake: OfferIntake | None = None
    km: float | None = None

    @property
    def score(self) -> float:
        """The sum of its parts."""
        return round(sum(part.points for part in self.parts), 1)

    @property
    def asks(self) -> tuple[Reason, ...]:
        """What is not known and decides: to be asked."""
        of_parts = (part.reason for part in self.parts if part.decides is Answer.ASK)
        return (*(reason for reason in self.rules if reason.answer is Answer.ASK), *of_parts)

    def part(self, code: str) -> Part | None:
        """The part of that name, where it has one."""
        return next((part for part in self.parts if part.code == code), None)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best of each, in order, and how many there are of each."""

    suiting: tuple[Match, ...]
    nearly: tuple[Match, ...]
    unfit: tuple[Match, ...]
    counts: Mapping[Fit, int]


Only = Callable[[Match], bool]
Parked = Mapping[UUID, date]
NONE_PARKED: Parked = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Search:
    """Who looks for what, and when; `taken` is how many seats of an intake are held or used, `chance` a model in use.

    `parked` are services that she did not want, with the day from which they are shown to her again. A rule that many services share is answered once and kept in `answered`.
    """

    profile: Profile
    need: str | None
    day: date
    taken: Taken
    weights: Mapping[str, int] = field(default_factory=lambda: WEIGHTS)
    chance: Chance | None = None
    parked: Parked = field(default_factory=lambda: NONE_PARKED)
    answered: dict[int, Reason] = field(default_factory=dict)

    def answers(self, rules: Iterable[OfferRule], km: float | None) -> tuple[Reason, ...]:
        """The reasons of these rules of the index, for a service at that distance."""

        def each(rule: OfferRule) -> Reason:
            known = None if rule.fact == "distance" else self.answered.get(id(rule))
            if known is None:
                known = self.answered[id(rule)] = answer(rule, self.profile, self.day, km)
            return known

        return answers(rules, each)


def rank(
    profile: Profile,
    offers: Iterable[Offer],
    need: str | None,
    day: date,
    taken: Taken,
    *,
    weights: Mapping[str, int] = WEIGHTS,
    chance: Chance | None = None,
    parked: Parked = NONE_PARKED,
    limit: int = 20,
    only: Sequence[Only] = (),
) -> Ranking:
    """The services that answer a need (any, where None) on that day, at most `limit` of each sort.

    `only` are further wishes (matching/wishes.py), which do not touch those that are not for her. The order depends on
    the offers alone, not on the order they come in.
    """
    search = Search(profile=profile, need=need, day=day, taken=taken, weights=weights, chance=chance, parked=parked)
    ready = index(offers)
    found: dict[Fit, list[Match]] = {fit: [] for fit in Fit}
    for offer in ready.answering(need):
        match = match_one(search, offer, ready)
        if match.fit is Fit.NOT or all(wish(match) for wish in only):
            found[match.fit].append(match)
    counts = {fit: len(same) for fit, same in found.items()}
    best = {fit: tuple(sorted(same, key=lambda match: _order(match, day))[:limit]) for fit, same in found.items()}
    return Ranking(best[Fit.SUITS], best[Fit.NEARLY], best[Fit.NOT], counts)


def match_one(search: Search, offer: Offer, ready: Index) -> Match:
    """One service for one worker; `ready` is the index of all offers, for what would give her what she lacks."""
    day = search.day
    closed = offer.closed(day)
    if closed is not None:
        return Match(offer, Fit.NOT, (Reason("closed", Answer.NO, {"why": closed.value}),))
    if offer.id in search.parked:
        again = search.parked[offer.id].isoformat()
        return Match(offer, Fit.NOT, (Reason("parked", Answer.NO, {"until": again}),))
    asks = ready.asks[offer.id]
    reach = near.reach(search.profile.point, offer)
    km = near.nearest(reach)
    rules = search.answers(asks.must, km)
    lacks = [missing(reason, offer, ready, day) for reason in rules if reason.answer is Answer.NO]
    if not _may_change(lacks):
        return Match(offer, Fit.NOT, rules, _easiest_first(lacks))
    where, place, intake = _best_place(search, offer, reach)
    first = parts.priority(search.answers(asks.priority, km))
    scored = (*_of_need(search, offer), *where, *_of_offer(search, offer, first))
    if search.chance is not None:
        learned = search.chance.reason(offer, rules, scored, day)
        scored = (*scored, parts.part(learned, day, search.weights))
    lacks += [missing(part.reason, offer, ready, day) for part in scored if part.decides is Answer.NO]
    fit = Fit.SUITS if not lacks else Fit.NEARLY if _may_change(lacks) else Fit.NOT
    return Match(offer, fit, rules, _easiest_first(lacks), scored, place, intake, km)


def _may_change(lacks: Sequence[Missing]) -> bool:
    return len(lacks) <= AT_MOST and all(lack.changes for lack in lacks)


def _easiest_first(lacks: Iterable[Missing]) -> tuple[Missing, ...]:
    return tuple(sorted(lacks, key=lambda lack: lack.ease))


def _best_place(
    search: Search, offer: Offer, reach: near.Reach
) -> tuple[tuple[Part, ...], OfferPlace | None, OfferIntake | None]:
    """Distance, hours and seats where they give her the most points, with that place and intake."""
    for_child = offer.seats_count == "child"
    tried = [
        (_of_place(search, place, km, intake, for_child), place, intake)
        for place, km in reach
        for intake in open_intakes(place, search.day) or (None,)
    ]
    return tried[0] if len(tried) == 1 else max(tried, key=lambda one: round(sum(part.points for part in one[0]), 1))


def _of_place(
    search: Search, place: OfferPlace | None, km: float | None, intake: OfferIntake | None, for_child: bool
) -> tuple[Part, Part, Part]:
    when = hours.when(shift(search.profile, search.day), intake, for_child=for_child)
    reasons = near.distance(km, place), when, seats(place, intake, search.taken)
    distance, time, seat = (parts.part(reason, search.day, search.weights) for reason in reasons)
    return distance, time, seat


def _of_need(search: Search, offer: Offer) -> tuple[Part, ...]:
    if search.need is None:
        return ()
    return (parts.part(parts.need(offer, search.need), search.day, search.weights),)


def _of_offer(search: Search, offer: Offer, first: Reason | None) -> tuple[Part, ...]:
    """The parts that are the same at every place; whom it takes first only where it says so."""
    whole = (parts.cost(offer, search.profile, search.day), first, parts.confirmed(offer, search.day))
    return tuple(parts.part(reason, search.day, search.weights) for reason in whole if reason is not None)


def _order(match: Match, day: date) -> tuple[object, ...]:
    """Confirmed ones first; nearest misses by what changes most easily; then the score; then the id."""
    hardest = max((lack.ease for lack in match.missing), default=0)
    return (match.offer.unconfirmed(day), hardest, len(match.missing), -match.score, match.offer.id.bytes)
