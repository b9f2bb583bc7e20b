"""The search for ways: backward from what is missing to who gives it, at the level of pools, then the best of them."""

import heapq
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product

from catalog.floor import shifts
from catalog.offer import Offer, OfferCost
from matching import hours, near, parts
from matching.gains import after
from matching.missing import opened_by
from matching.pools import Asked, Codes, Entry, Pool, Pools, Told, giving, of_one
from matching.profile import shift
from matching.rank import Fit, Search, match_one
from matching.reason import Answer, Reason
from matching.seats import open_intakes
from matching.steps import NOTHING, Sums, step

NONE: Codes = frozenset()
Flags = frozenset[int]
Reaches = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """Services in their order and what they take together."""

    sums: Sums
    ids: tuple[bytes, ...]
    offers: tuple[Offer, ...]

    @property
    def order(self) -> tuple[Sums, tuple[bytes, ...]]:
        """The best first."""
        return self.sums, self.ids


@dataclass(frozen=True, slots=True)
class Slot:
    """Pools for one place in a way, all open to her with `gained`, under just the sets of earlier steps in `flags`.

    A set of earlier steps is a number with a bit for each.
    """

    pools: tuple[Pool, ...]
    gained: Codes
    flags: Flags


@dataclass(slots=True, repr=False)
class Finder:
    """One search for one worker; what was answered once is kept."""

    search: Search
    ready: Pools
    limit: int
    groups: Mapping[Codes, tuple[Pool, ...]] = field(default_factory=dict)
    by_code: dict[str, list[Codes]] = field(default_factory=dict)
    searches: dict[Codes, Search] = field(default_factory=dict)
    verdicts: dict[tuple[object, Codes], tuple[tuple[Reason, ...], int]] = field(default_factory=dict)
    own: dict[uuid.UUID, Sums | None] = field(default_factory=dict)
    glances: dict[uuid.UUID, Sums | None] = field(default_factory=dict)
    costs: dict[tuple[OfferCost, ...], Answer] = field(default_factory=dict)
    floors: dict[Told, int] = field(default_factory=dict)
    leasts: dict[tuple[tuple[Pool, ...], Codes], Sums] = field(default_factory=dict)
    shift: str | None = field(init=False)
    slots: dict[tuple[Codes, ...], tuple[Slot, ...]] = field(default_factory=dict)
    openers: dict[Codes, Codes] = field(default_factory=dict)
    bests: dict[tuple[tuple[Pool, ...], Codes], list[Found]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shift = shift(self.search.profile, self.search.day)

    def to_services(self, need: str | None, service: uuid.UUID | None) -> list[Found]:
        """Ways to one of the services that answer a need, or to one service."""
        entry = self.ready.entries.get(service) if service else None
        ends = ((of_one(entry),) if entry else ()) if service else self.ready.by_need.get(need or "", ())
        direct = tuple(pool for pool in ends if not self.lacks(pool.asked, NONE))
        found = self.best(Slot(direct, NONE, frozenset([0])))
        return found or self._chosen(self._ways_to(ends))

    def to_skills(self, lacking: Codes) -> list[Found]:
        """Ways after which she has all these skills."""
        self._group(lacking)
        of_one_step = (slot for given in self.groups if lacking <= given for slot in self._slots((given,)))
        return self._chosen((slot,) for slot in of_one_step) or self._chosen(self._ways_with(lacking))

    def _ways_to(self, ends: Iterable[Pool]) -> Iterator[tuple[Slot, ...]]:
        """Chains of one or two steps before each sort of end."""
        self._group(NONE)
        sorts: dict[object, list[Pool]] = {}
        for pool in ends:
            sorts.setdefault(pool.asked.key, []).append(pool)
        for same in sorts.values():
            asked, ends_here = same[0].asked, tuple(same)
            for given in dict.fromkeys(self._chains(self._opening(asked), 2)):
                gained = _union(given)
                if self.lacks(asked, gained):
                    continue
                last = Slot(ends_here, gained & asked.mentions, self._flags(asked, given))
                for before in self._before(given):
                    if _minimal((*before, last), _ends_at(len(given))):
                        yield (*before, last)

    def _ways_with(self, lacking: Codes) -> Iterator[tuple[Slot, ...]]:
        """Chains of two or three steps that together give what is lacking."""
        for given in dict.fromkeys(self._chains(lacking, 3)):
            if len(given) > 1 and lacking <= _union(given):
                for slots in self._before(given):
                    if _minimal(slots, _gives_all(given, lacking)):
                        yield slots

    def _chains(self, wanted: Codes, longest: int) -> Iterator[tuple[Codes, ...]]:
        """Sets of codes given one after the other, the last of which gives something wanted, built from the end."""
        for given in {one for code in wanted for one in self.by_code.get(code, ())}:
            yield (given,)
            if longest > 1:
                for before in self._chains(wanted | self._opened(given), longest - 1):
                    if given not in before:
                        yield (*before, given)

    def _before(self, given: tuple[Codes, ...]) -> Iterator[tuple[Slot, ...]]:
        """Each choice of slots for these sets."""
        return product(*(self._slots(given[: end + 1]) for end in range(len(given))))

    def _slots(self, given: tuple[Codes, ...]) -> tuple[Slot, ...]:
        """The pools that give the last of these sets, open after the others, by the sets of earlier steps they are open after."""
        known = self.slots.get(given)
        if known is None:
            gained = _union(given[:-1])
            sorts: dict[Flags, list[Pool]] = {}
            flags: dict[object, Flags] = {}
            for pool in self.groups[given[-1]]:
                key = pool.asked.key
                if key not in flags:
                    flags[key] = self._flags(pool.asked, given[:-1])
                if (1 << len(given) - 1) - 1 in flags[key]:
                    sorts.setdefault(flags[key], []).append(pool)
            known = self.slots[given] = tuple(Slot(tuple(same), gained, flag) for flag, same in sorts.items())
        return known

    def _flags(self, asked: Asked, given: tuple[Codes, ...]) -> Flags:
        """The sets of these earlier steps after which nothing says no."""
        return frozenset(steps for steps in range(1 << len(given)) if not self.lacks(asked, _union(given, steps)))

    def _group(self, besides: Codes) -> None:
        self.groups = giving(self.ready, besides)
        for given in self.groups:
            for code in given:
                self.by_code.setdefault(code, []).append(given)

    def _opened(self, given: Codes) -> Codes:
        """The codes that would open one of the pools that give this set."""
        known = self.openers.get(given)
        if known is None:
            asked = {pool.asked.key: pool.asked for pool in self.groups[given]}
            known = self.openers[given] = NONE.union(*map(self._opening, asked.values()))
        return known

    def _opening(self, asked: Asked) -> Codes:
        """The codes that open what says no; nothing where one of them is given by nobody."""
        found = [frozenset(opened_by(reason)) & self.by_code.keys() for reason in self._verdict(asked, NONE)[0]]
        return NONE.union(*found) if all(found) else NONE

    def lacks(self, asked: Asked, gained: Codes) -> bool:
        """Whether a rule says no to her with these codes."""
        return bool(self._verdict(asked, gained)[0])

    def _verdict(self, asked: Asked, gained: Codes) -> tuple[tuple[Reason, ...], int]:
        """The reasons that say no, and how many rules ask."""
        key = asked.key, gained & asked.mentions
        known = self.verdicts.get(key)
        if known is None:
            search = self.searching(key[1])
            km = near.nearest(near.reach(search.profile.point, asked.alone)) if asked.alone else None
            found = search.answers(asked.rules, km)
            known = self.verdicts[key] = (
                tuple(reason for reason in found if reason.answer is Answer.NO),
                sum(reason.answer is Answer.ASK for reason in found),
            )
        return known

    def searching(self, gained: Codes) -> Search:
        """The search of one who has these codes."""
        known = self.searches.get(gained)
        if known is None:
            known = replace(self.search, profile=after(self.search.profile, gained), answered={})
            self.searches[gained] = known
        return known

    def _chosen(self, chains: Iterable[tuple[Slot, ...]]) -> list[Found]:
        """The best ways through these slots; slots that can't be better any more are not looked into."""
        least = sorted(
            ((self._least(chain), number, chain) for number, chain in enumerate(chains)), key=lambda one: one[:2]
        )
        found: list[Found] = []
        for low, _, chain in least:
            if len(found) == self.limit and found[-1].sums < low:
                break
            found += map(_joined, product(*map(self.best, chain)))
            found = sorted(found, key=lambda one: one.order)[: self.limit]
        return found

    def _least(self, chain: tuple[Slot, ...]) -> Sums:
        total = NOTHING
        for slot in chain:
            key = slot.pools, slot.gained
            if key not in self.leasts:
                self.leasts[key] = min(self._low(pool, slot.gained, 0) for pool in slot.pools)
            total = total.plus(self.leasts[key])
        return total

    def best(self, slot: Slot) -> list[Found]:
        """The best services of a slot, each as a way of its own."""
        key = slot.pools, slot.gained
        if key not in self.bests:
            self.bests[key] = self._best(slot)
        return self.bests[key]

    def _best(self, slot: Slot) -> list[Found]:
        """Members by the least that they can take; no further once enough take no more than that."""
        heap = [(self._low(pool, slot.gained, 0), b"", number, 0) for number, pool in enumerate(slot.pools)]
        heapq.heapify(heap)
        found: list[Found] = []
        while heap:
            low, looked, number, at = heapq.heappop(heap)
            if len(found) == self.limit and found[-1].order < (low, (looked,)):
                break
            pool = slot.pools[number]
            if looked:
                one = self._taken(pool.members[at], slot.gained)
                found = found if one is None else sorted([*found, one], key=lambda one: one.order)[: self.limit]
                continue
            if at + 1 < len(pool.members):
                heapq.heappush(heap, (self._low(pool, slot.gained, at + 1), b"", number, at + 1))
            glance = self._glance(pool.members[at])
            if glance is not None:
                sure = self._verdict(pool.asked, slot.gained)[1] + glance.unsure
                low = glance._replace(unsure=sure)
                heapq.heappush(heap, (low, pool.members[at].offer.id.bytes, number, at))
        return found

    def _low(self, pool: Pool, gained: Codes, at: int) -> Sums:
        """The least that a member of a pool can take of her, before it is looked at."""
        floor = self.floors.get(pool.told)
        if floor is None:
            told = pool.told
            hours_asked = not told.hours or self._hours_are_asked()
            floor = self.floors[told] = (not told.cost) + told.unconfirmed + hours_asked
        low = pool.members[at].lowest
        return Sums(self._verdict(pool.asked, gained)[1] + floor, *low[1:])

    def _hours_are_asked(self) -> bool:
        known = shifts().get(self.shift or "unknown", shifts()["unknown"])
        return known.rotates == "ask" and not known.rotates_over

    def _glance(self, entry: Entry) -> Sums | None:
        """The least that a service can take of her, rules left out, by its hours, cost and way; None where they say no."""
        offer = entry.offer
        if offer.id not in self.glances:
            self.glances[offer.id] = self._glanced(entry)
        return self.glances[offer.id]

    def _glanced(self, entry: Entry) -> Sums | None:
        offer, her = entry.offer, self.search.profile
        pays = self._pays(entry.offer)
        when = Answer.NO if pays is Answer.NO else self._hours(offer)
        if when is Answer.NO:
            return None
        km = near.nearest(near.reach(her.point, offer)) if offer.places else 0.0
        unsure = (when is Answer.ASK) + (pays is Answer.ASK) + entry.told.unconfirmed
        return Sums(unsure, *entry.lowest[1:4], int(km is None), round((km or 0) * 1000))

    def _pays(self, offer: Offer) -> Answer:
        """What is said of its cost, the same for all of the same costs."""
        if offer.costs not in self.costs:
            self.costs[offer.costs] = parts.cost(offer, self.search.profile, self.search.day).answer
        return self.costs[offer.costs]

    def _hours(self, offer: Offer) -> Answer:
        """What the hours of its batches say at best."""
        day, for_child = self.search.day, offer.seats_count == "child"
        best = Answer.NO
        for place in offer.places or (None,):
            for intake in open_intakes(place, day) or (None,):
                said = hours.when(self.shift, intake, for_child=for_child).answer
                if said is Answer.YES:
                    return said
                best = said if said is Answer.ASK else best
        return best

    def _taken(self, entry: Entry, gained: Codes) -> Found | None:
        """What a service takes of her who has these codes; None where hours, cost or distance say no."""
        offer = entry.offer
        asks = self._verdict(entry.asked, gained)[1]
        if offer.id not in self.own:
            self.own[offer.id] = self._without_rules(entry, gained, asks)
        sums = self.own[offer.id]
        if sums is None:
            return None
        return Found(sums._replace(unsure=sums.unsure + asks), (offer.id.bytes,), (offer,))

    def _without_rules(self, entry: Entry, gained: Codes, asks: int) -> Sums | None:
        search = self.searching(gained & entry.asked.mentions)
        match = match_one(search, entry.offer, self.ready.index)
        if match.fit is not Fit.SUITS:
            return None
        sums = step(match, search.day, search.profile.point).sums
        return sums._replace(unsure=sums.unsure - asks)


def _union(given: tuple[Codes, ...], steps: int = -1) -> Codes:
    """All codes of these steps; of all of them where none are named."""
    return NONE.union(*(one for number, one in enumerate(given) if steps >> number & 1))


def _ends_at(last: int) -> Reaches:
    return lambda steps: bool(steps >> last & 1)


def _gives_all(given: tuple[Codes, ...], lacking: Codes) -> Reaches:
    return lambda steps: lacking <= _union(given, steps)


def _minimal(slots: tuple[Slot, ...], reaches: Reaches) -> bool:
    """Whether no step could be left out: no smaller set of them is open in turn and reaches the goal."""
    every = (1 << len(slots)) - 1

    def works(steps: int) -> bool:
        chosen = (number for number in range(len(slots)) if steps >> number & 1)
        return reaches(steps) and all(steps & ((1 << number) - 1) in slots[number].flags for number in chosen)

    return works(every) and not any(works(steps) for steps in range(1, every))


def _joined(parts: Iterable[Found]) -> Found:
    total, ids, offers = NOTHING, tuple[bytes, ...](), tuple[Offer, ...]()
    for one in parts:
        total, ids, offers = total.plus(one.sums), (*ids, *one.ids), (*offers, *one.offers)
    return Found(total, ids, offers)
