"""Ways to a goal that no service reaches directly: up to three services, each of which is needed for what comes after it."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from catalog.floor import roles
from catalog.offer import Offer, OfferIntake
from matching.chance import Chance
from matching.gains import after, gives
from matching.index import Index
from matching.parts import WEIGHTS
from matching.profile import Profile
from matching.rank import NONE_PARKED, Parked, Search, match_one
from matching.seats import Taken, open_intakes
from matching.ways.finder import Finder
from matching.ways.pools import Pools, kinds_left_out, pools
from matching.ways.steps import NOTHING, Step, Sums, step


@dataclass(frozen=True, slots=True)
class Goal:
    """What she wants to reach: an ordinary need, one service, or skills (those of a role)."""

    need: str | None = None
    service: uuid.UUID | None = None
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, repr=False)
class Path:
    """Steps in their order; one step alone reaches the goal directly."""

    steps: tuple[Step, ...]

    @property
    def sums(self) -> Sums:
        """What all steps take together."""
        total = NOTHING
        for one in self.steps:
            total = total.plus(one.sums)
        return total

    @property
    def order(self) -> tuple[Sums, tuple[bytes, ...]]:
        """How sure, then the fewest weeks, taka and metres; then the ids."""
        return self.sums, tuple(one.match.offer.id.bytes for one in self.steps)

    @property
    def hours(self) -> int | None:
        """Hours of all courses; None where those of one are not known."""
        known = [one.hours for one in self.steps]
        return None if None in known else sum(hours for hours in known if hours is not None)


def role_goal(code: str) -> Goal:
    """The skills of a post on the floor."""
    return Goal(skills=frozenset(roles()[code].skills))


def pathways(
    profile: Profile,
    ready: Index,
    goal: Goal,
    day: date,
    taken: Taken,
    *,
    weights: Mapping[str, int] = WEIGHTS,
    chance: Chance | None = None,
    parked: Parked = NONE_PARKED,
    limit: int = 3,
) -> tuple[Path, ...]:
    """The best ways to a goal, at most `limit`; where services reach it directly, these alone, each a way of one step.

    In each of several steps every service suits her as she is after the steps before, and none could be left out.
    Confidential services are in no way.
    """
    finder = Finder(
        Search(profile=profile, need=None, day=day, taken=taken, weights=weights, chance=chance, parked=parked),
        pools(ready, day),
        limit,
    )
    lacking = goal.skills - frozenset(profile.facts.get("skills") or ())
    if goal.skills and not lacking:
        return ()
    found = finder.to_skills(lacking) if goal.skills else finder.to_services(goal.need, goal.service)
    return tuple(_path(finder, one.offers, lacking) for one in found)


def _path(finder: Finder, offers: Iterable[Offer], lacking: frozenset[str]) -> Path:
    """The way by these services: each matched with what the ones before have given."""
    search, ready = finder.search, finder.ready.index
    steps: list[Step] = []
    profile = search.profile
    for offer in offers:
        now = replace(search, profile=profile, answered={})
        steps.append(step(match_one(now, offer, ready), search.day, profile.point))
        profile = after(profile, gives(offer))
    return Path(tuple(_dated(_opening(steps, finder.ready, lacking), search.day)))


def _opening(steps: list[Step], known: Pools, lacking: frozenset[str]) -> list[Step]:
    """Of what each gives, what a later one or the goal asks."""
    asked: set[str] = set(lacking)
    found: list[Step] = []
    for one in reversed(steps):
        opens = kinds_left_out(gives(one.match.offer) & asked)
        found.insert(0, replace(one, opens=opens))
        asked |= known.entries[one.match.offer.id].asked.mentions
    return found


def _dated(steps: list[Step], day: date) -> list[Step]:
    """With the first batch of each, at its place, that she can join after the one before."""
    free: date | None = day
    found = []
    for one in steps:
        intake = one.match.intake
        if intake is None or intake.starts_on is None:
            found.append(replace(one, joins=intake is not None))
            free = None if free is None or one.weeks is None else free + timedelta(weeks=one.weeks)
            continue
        batch = None if free is None else _first(one, free, day)
        found.append(replace(one, begins=batch.starts_on if batch else None, joins=batch is not None))
        free = batch.ends_on if batch else None
    return found


def _first(one: Step, free: date, day: date) -> OfferIntake | None:
    """The first dated batch at its place that begins when she is free, and still takes referrals."""
    batches = (intake for intake in open_intakes(one.match.place, day) if intake.starts_on and intake.ends_on)
    later = [intake for intake in batches if intake.starts_on and intake.starts_on >= free]
    return min(later, key=lambda intake: (intake.starts_on, intake.id.bytes), default=None)
