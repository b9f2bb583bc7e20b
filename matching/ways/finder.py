"""The search for ways: chains of pools that open each other, then the best services through them."""

import heapq
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product

from catalog.offer import Offer
from matching.rank import Search
from matching.ways.chains import NONE, Chains, Slot
from matching.ways.opening import Opening
from matching.ways.pools import Codes, Entry, Pool, Pools, of_one
from matching.ways.steps import NOTHING, Sums
from matching.ways.taking import Taking


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


@dataclass(slots=True, repr=False)
class Finder:
    """One search for one worker; what was found once is kept."""

    search: Search
    ready: Pools
    limit: int
    _opening: Opening = field(init=False)
    _chains: Chains = field(init=False)
    _taking: Taking = field(init=False)
    _leasts: dict[tuple[tuple[Pool, ...], Codes], Sums] = field(default_factory=dict)
    _bests: dict[tuple[tuple[Pool, ...], Codes], list[Found]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._opening = Opening(self.search)
        self._chains = Chains(self._opening, self.ready)
        self._taking = Taking(self._opening, self.ready)

    def to_services(self, need: str | None, service: uuid.UUID | None) -> list[Found]:
        """Ways to one of the services that answer a need, or to one service."""
        entry = self.ready.entries.get(service) if service else None
        ends = ((of_one(entry),) if entry else ()) if service else self.ready.by_need.get(need or "", ())
        direct = tuple(pool for pool in ends if not self._opening.lacks(pool.asked, NONE))
        return self._best(Slot(direct, NONE, frozenset([0]))) or self._chosen(self._chains.to(ends, need))

    def to_skills(self, lacking: Codes) -> list[Found]:
        """Ways after which she has all these skills."""
        return self._chosen(self._chains.giving_at_once(lacking)) or self._chosen(self._chains.giving(lacking))

    def _chosen(self, chains: Iterable[tuple[Slot, ...]]) -> list[Found]:
        """The best ways through these slots; slots that can't be better any more are not looked into."""
        least = sorted(
            ((self._least(chain), number, chain) for number, chain in enumerate(chains)), key=lambda one: one[:2]
        )
        found: list[Found] = []
        for low, _, chain in least:
            if len(found) == self.limit and found[-1].sums < low:
                break
            found += map(_joined, product(*map(self._best, chain)))
            found = sorted(found, key=lambda one: one.order)[: self.limit]
        return found

    def _least(self, chain: tuple[Slot, ...]) -> Sums:
        total = NOTHING
        for slot in chain:
            key = slot.pools, slot.gained
            if key not in self._leasts:
                self._leasts[key] = min(self._taking.least(pool, slot.gained, 0) for pool in slot.pools)
            total = total.plus(self._leasts[key])
        return total

    def _best(self, slot: Slot) -> list[Found]:
        """The best services of a slot, each as a way of its own."""
        key = slot.pools, slot.gained
        if key not in self._bests:
            self._bests[key] = self._looked_through(slot)
        return self._bests[key]

    def _looked_through(self, slot: Slot) -> list[Found]:
        """Members by the least that they can take; no further once enough take no more than that."""
        heap = [(self._taking.least(pool, slot.gained, 0), b"", number, 0) for number, pool in enumerate(slot.pools)]
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
                heapq.heappush(heap, (self._taking.least(pool, slot.gained, at + 1), b"", number, at + 1))
            glance = self._taking.glance(pool.members[at], slot.gained)
            if glance is not None:
                heapq.heappush(heap, (glance, pool.members[at].offer.id.bytes, number, at))
        return found

    def _taken(self, entry: Entry, gained: Codes) -> Found | None:
        sums = self._taking.whole(entry, gained)
        return None if sums is None else Found(sums, (entry.offer.id.bytes,), (entry.offer,))


def _joined(parts: Iterable[Found]) -> Found:
    total, ids, offers = NOTHING, tuple[bytes, ...](), tuple[Offer, ...]()
    for one in parts:
        total, ids, offers = total.plus(one.sums), (*ids, *one.ids), (*offers, *one.offers)
    return Found(total, ids, offers)
