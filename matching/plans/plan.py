"""Services that must fit together for one worker: the best choice of service, place and batch for each of her needs."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from catalog.offer import OfferIntake, OfferPlace
from matching import hours, near, parts
from matching.chance import Chance
from matching.index import Index
from matching.parts import WEIGHTS
from matching.plans.choosing import choices
from matching.plans.pairs import WORTH, Side, table
from matching.plans.together import Given, together
from matching.profile import Profile, shift
from matching.rank import Match, Search, match_one, rank
from matching.reason import Answer, Reason
from matching.seats import Taken, free, open_intakes, seats

LOOKED_AT, WIDEST = 24, 60
WIDER = 2
Ranked = Callable[["Want", int], Sequence[Match]]


@dataclass(frozen=True, slots=True)
class Want:
    """A need to be served, with the profile of whom it is for; or a service that is chosen or sent, with its batch."""

    need: str
    profile: Profile
    service: uuid.UUID | None = None
    intake: uuid.UUID | None = None
    without: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True, slots=True, repr=False)
class Option:
    """One service at one place in one batch for a want, with its score there and what has to be asked."""

    given: Given
    match: Match
    score: float
    asks: tuple[Reason, ...]
    key: tuple[bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Fitted:
    """What is said of two parts (by their numbers) together."""

    one: int
    other: int
    reason: Reason


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """An option for each want, None where it can't be filled; what is said of each two; and its worth."""

    parts: tuple[Option | None, ...]
    fitted: tuple[Fitted, ...]
    worth: float

    @property
    def whole(self) -> bool:
        """Whether every part is filled."""
        return None not in self.parts

    @property
    def order(self) -> tuple[int, float, tuple[tuple[bytes, bytes, bytes], ...]]:
        """The most parts first, then the worth, then the ids."""
        keys = tuple(NO_KEY if part is None else part.key for part in self.parts)
        return self.parts.count(None), -self.worth, keys


NO_KEY = (b"\xff" * 16,) * 3


def plan(
    wants: Sequence[Want],
    ready: Index,
    day: date,
    taken: Taken,
    *,
    weights: Mapping[str, int] = WEIGHTS,
    chance: Chance | None = None,
    limit: int = 3,
    ranked: Ranked | None = None,
) -> tuple[Plan, ...]:
    """The best plans, at most `limit`: as many parts as can be had together, then the highest worth.

    The worth is the sum of the scores, with something for each two that make one trip, and less for each question that
    arises between them. Of each need the best `LOOKED_AT` services are tried, and up to `WIDEST` where they make no whole
    plan: with more, the choices grow beyond what a page can wait for. A seat that is known to be taken is no part of a
    plan. Confidential services are in none. `ranked` gives the ordinary services that suit a want, the best first; the
    plain `rank` where it is left out.
    """
    ranked = ranked or _ranked(ready, day, taken, weights, chance)
    finder = _Finder(wants, ready, day, taken, weights, ranked, limit, chance)
    looked_at = LOOKED_AT
    while True:
        found, more = finder.find(looked_at)
        if not more or looked_at >= WIDEST:
            return found
        looked_at = min(looked_at * WIDER, WIDEST)


def _ranked(ready: Index, day: date, taken: Taken, weights: Mapping[str, int], chance: Chance | None = None) -> Ranked:
    def ranked(want: Want, limit: int) -> Sequence[Match]:
        found = rank(
            want.profile,
            ready.offers,
            want.need,
            day,
            taken,
            weights=weights,
            chance=chance,
            limit=limit,
            only=(_ordinary,),
        )
        return found.suiting

    return ranked


@dataclass(slots=True, repr=False)
class _Finder:
    wants: Sequence[Want]
    ready: Index
    day: date
    taken: Taken
    weights: Mapping[str, int]
    ranked: Ranked
    limit: int
    chance: Chance | None = None

    def find(self, looked_at: int) -> tuple[tuple[Plan, ...], bool]:
        """The best of the first services of each want, and whether those behind could fill what is missing."""
        matches = [self._matches(want, looked_at) for want in self.wants]
        options = [self._options(want, some) for want, some in zip(self.wants, matches, strict=True)]
        found = self._best(options)
        more = any(len(some) >= looked_at for some in matches)
        return tuple(found), more and not (found and found[0].whole)

    def _matches(self, want: Want, looked_at: int) -> Sequence[Match]:
        if want.service is None:
            found = self.ranked(want, looked_at)
            return [one for one in found if one.offer.id not in want.without] if want.without else found
        search = Search(
            profile=want.profile,
            need=None,
            day=self.day,
            taken=self.taken,
            weights=self.weights,
            chance=self.chance,
        )
        offers = (offer for offer in self.ready.offers if offer.id == want.service and not offer.confidential)
        return [match_one(search, offer, self.ready) for offer in offers]

    def _options(self, want: Want, matches: Iterable[Match]) -> list[Option]:
        found = [option for match in matches for option in self._of_match(want, match)]
        return sorted(found, key=lambda option: (-option.score, option.key))

    def _of_match(self, want: Want, match: Match) -> Iterator[Option]:
        """The service at each of its places in each open batch that her hours and the seats allow; a fixed one as it is."""
        for place in match.offer.places or (None,):
            for intake in open_intakes(place, self.day) or (None,):
                if want.intake is not None and (intake is None or intake.id != want.intake):
                    continue
                option = self._option(want, match, place, intake)
                fixed = want.service is not None
                if fixed or (_can(option, "hours") and not (intake and free(intake, self.taken) == 0)):
                    yield option

    def _option(self, want: Want, match: Match, place: OfferPlace | None, intake: OfferIntake | None) -> Option:
        offer = match.offer
        km = near.road_km(want.profile.point, place) if place else None
        when = hours.when(shift(want.profile, self.day), intake, for_child=offer.seats_count == "child")
        here = tuple(
            parts.part(reason, self.day, self.weights)
            for reason in (near.distance(km, place), when, seats(place, intake, self.taken))
        )
        others = tuple(part for part in match.parts if part.code not in HERE)
        whole = self._with_chance(match, (*here, *others))
        score = round(sum(part.points for part in whole), 1)
        asks = [reason for reason in match.rules if reason.answer is Answer.ASK]
        asks += [part.reason for part in whole if part.decides is Answer.ASK]
        key = (offer.id.bytes, place.id.bytes if place else b"", intake.id.bytes if intake else b"")
        there = Match(offer, match.fit, match.rules, match.missing, whole, place, intake, km)
        return Option(Given(offer, place, intake), there, score, tuple(asks), key)

    def _with_chance(self, match: Match, scored: tuple[parts.Part, ...]) -> tuple[parts.Part, ...]:
        """With what the learned chance is at that place in that batch, where a model is in use."""
        if self.chance is None:
            return scored
        learned = self.chance.reason(match.offer, match.rules, scored, self.day)
        return (*scored, parts.part(learned, self.day, self.weights))

    def _best(self, options: list[list[Option]]) -> list[Plan]:
        """The best of all choices; what each two are worth together is worked out once, for all at once."""
        sides = [Side([option.given for option in some]) for some in options]
        pairs = {(at, to): table(sides[at], sides[to]) for at, to in combinations(range(len(sides)), 2)}
        worths = [[round(option.score * 10) for option in some] for some in options]
        best = choices(worths, [_by_key(some) for some in options], pairs, self.limit)
        picked = [
            tuple(None if at is None else some[at] for at, some in zip(one, options, strict=True)) for one in best
        ]
        return [self._plan(chosen) for chosen in picked]

    def _plan(self, chosen: tuple[Option | None, ...]) -> Plan:
        fitted = [
            Fitted(number, other, reason)
            for (number, one), (other, two) in combinations(enumerate(chosen), 2)
            if one is not None and two is not None
            for reason in together(one.given, two.given)
        ]
        worth = sum(part.score for part in chosen if part is not None)
        worth += sum(WORTH[one.reason.code, one.reason.answer] for one in fitted)
        return Plan(chosen, tuple(fitted), round(worth, 1))


HERE = frozenset({"distance", "hours", "seats", "chance"})


def _by_key(options: Sequence[Option]) -> list[int]:
    """The place of each in the order of their ids."""
    places = [0] * len(options)
    for place, at in enumerate(sorted(range(len(options)), key=lambda at: options[at].key)):
        places[at] = place
    return places


def _can(option: Option, code: str) -> bool:
    part = option.match.part(code)
    return part is None or part.reason.answer is not Answer.NO


def _ordinary(match: Match) -> bool:
    return not match.offer.confidential


def unfilled(found: Plan, wants: Sequence[Want]) -> tuple[str, ...]:
    """The needs that no part fills."""
    return tuple(want.need for want, part in zip(wants, found.parts, strict=True) if part is None)
