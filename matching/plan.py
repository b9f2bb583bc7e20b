"""Services that must fit together for one worker: the best choice of service, place and batch for each of her needs."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from catalog.offer import OfferIntake, OfferPlace
from matching import hours, near, parts
from matching.index import Index
from matching.parts import WEIGHTS
from matching.profile import Profile, shift
from matching.rank import Match, Search, match_one, rank
from matching.reason import Answer, Reason
from matching.seats import Taken, free, open_intakes, seats
from matching.together import Given, together

ONE_TRIP, A_QUESTION = 5.0, 5.0
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
    limit: int = 3,
    ranked: Ranked | None = None,
) -> tuple[Plan, ...]:
    """The best plans, at most `limit`: as many parts as can be had together, then the highest worth.

    The worth is the sum of the scores, with something for each two that make one trip, and less for each question that
    arises between them. Of each need the best `LOOKED_AT` services are tried, and up to `WIDEST` where they make no whole
    plan: with more, the choices grow beyond what a page can wait for. A seat that is known to be taken is no part of a plan. Confidential services are in none.
    `ranked` gives the services that suit a want, the best first; the plain `rank` where it is left out.
    """
    finder = _Finder(wants, ready, day, taken, weights, ranked or _ranked(ready, day, taken, weights), limit)
    looked_at = LOOKED_AT
    while True:
        found, more = finder.find(looked_at)
        if not more or looked_at >= WIDEST:
            return found
        looked_at = min(looked_at * WIDER, WIDEST)


def _ranked(ready: Index, day: date, taken: Taken, weights: Mapping[str, int]) -> Ranked:
    def ranked(want: Want, limit: int) -> Sequence[Match]:
        return rank(
            want.profile, ready.offers, want.need, day, taken, weights=weights, limit=limit, only=(_ordinary,)
        ).suiting

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
    said: dict[tuple[tuple[bytes, bytes, bytes], tuple[bytes, bytes, bytes]], tuple[Reason, ...]] = field(
        default_factory=dict
    )

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
        search = Search(profile=want.profile, need=None, day=self.day, taken=self.taken, weights=self.weights)
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
        score = round(sum(part.points for part in (*here, *others)), 1)
        whole = (*here, *others)
        asks = [reason for reason in match.rules if reason.answer is Answer.ASK]
        asks += [part.reason for part in whole if part.decides is Answer.ASK]
        key = (offer.id.bytes, place.id.bytes if place else b"", intake.id.bytes if intake else b"")
        there = Match(offer, match.fit, match.rules, match.missing, whole, place, intake, km)
        return Option(Given(offer, place, intake), there, score, tuple(asks), key)

    def _best(self, options: list[list[Option]]) -> list[Plan]:
        """All choices tried in order of worth; those that can't reach the best any more are left out."""
        behind = [_Behind.of(options[at:]) for at in range(len(options) + 1)]
        found: list[Plan] = []

        def go(chosen: tuple[Option | None, ...], worth: float, missing: int) -> None:
            at = len(chosen)
            if at == len(options):
                found.append(self._plan(chosen, worth))
                found.sort(key=lambda one: one.order)
                del found[self.limit :]
                return
            rest = behind[at + 1]
            for option in options[at]:
                if self._full_and_better(found, missing + rest.empty, worth + option.score + rest.most(at)):
                    break
                more = self._worth(chosen, option)
                if more is not None:
                    go((*chosen, option), worth + more, missing)
            if not self._full_and_better(found, missing + 1 + rest.empty, worth + rest.most(at)):
                go((*chosen, None), worth, missing + 1)

        go((), 0.0, 0)
        return found

    def _full_and_better(self, found: list[Plan], missing: int, most: float) -> bool:
        """Whether all that are found are better than what misses so many parts and is worth no more than that."""
        if len(found) < self.limit:
            return False
        last = found[-1]
        return (missing, -most) > (last.parts.count(None), -last.worth + NEARLY)

    def _worth(self, chosen: tuple[Option | None, ...], option: Option) -> float | None:
        """What an option adds to those chosen; None where it can't be had with one of them."""
        worth = option.score
        for other in chosen:
            if other is not None:
                reasons = self._together(other, option)
                if any(reason.answer is Answer.NO for reason in reasons) or other.key[0] == option.key[0]:
                    return None
                worth += sum(WORTH[reason.code, reason.answer] for reason in reasons)
        return worth

    def _together(self, one: Option, other: Option) -> tuple[Reason, ...]:
        key = one.key, other.key
        if key not in self.said:
            self.said[key] = together(one.given, other.given)
        return self.said[key]

    def _plan(self, chosen: tuple[Option | None, ...], worth: float) -> Plan:
        fitted = [
            Fitted(number, other, reason)
            for (number, one), (other, two) in combinations(enumerate(chosen), 2)
            if one is not None and two is not None
            for reason in self._together(one, two)
        ]
        return Plan(chosen, tuple(fitted), round(worth, 1))


@dataclass(frozen=True, slots=True)
class _Behind:
    """What the wants from one on can bring at most, and how many of them have nothing."""

    worth: float
    empty: int
    wants: int

    @classmethod
    def of(cls, options: list[list[Option]]) -> "_Behind":
        return cls(
            sum(max(0.0, some[0].score) for some in options if some), sum(not some for some in options), len(options)
        )

    def most(self, before: int) -> float:
        """With one trip for each two, as the want at `before` and all behind it can have with those that stand before."""
        return self.worth + ONE_TRIP * sum(range(before, before + 1 + self.wants))


NEARLY = 0.06
HERE = frozenset({"distance", "hours", "seats"})
WORTH: Mapping[tuple[str, Answer], float] = {
    ("cover", Answer.YES): 0.0,
    ("cover", Answer.ASK): -A_QUESTION,
    ("after", Answer.YES): 0.0,
    ("after", Answer.ASK): -A_QUESTION,
    ("trip", Answer.YES): ONE_TRIP,
}


def _can(option: Option, code: str) -> bool:
    part = option.match.part(code)
    return part is None or part.reason.answer is not Answer.NO


def _ordinary(match: Match) -> bool:
    return not match.offer.confidential


def unfilled(found: Plan, wants: Sequence[Want]) -> tuple[str, ...]:
    """The needs that no part fills."""
    return tuple(want.need for want, part in zip(wants, found.parts, strict=True) if part is None)
