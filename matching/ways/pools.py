"""The catalog made ready for ways: services that ask the same and give the same stand in one pool, the shortest first."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from catalog.offer import Offer, OfferRule
from matching.changed import changed
from matching.gains import OF_KIND, gives, mentions
from matching.index import Index
from matching.ways.steps import Sums, lowest

Codes = frozenset[str]
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Asked:
    """Rules that must hold, without those that every service answers for itself (distance); `alone`: not shared.

    `mentions` are the codes that could change what they say.
    """

    key: Key
    rules: tuple[OfferRule, ...]
    mentions: Codes
    alone: Offer | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a service whoever asks: a cost, hours, and whether it was confirmed lately."""

    cost: bool
    hours: bool
    unconfirmed: bool


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """A service with its place among the pools."""

    offer: Offer
    asked: Asked
    told: Told
    gives: Codes
    lowest: Sums


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Pool:
    """Services of one `Asked` and one `Told`, by the least that they take of anybody."""

    asked: Asked
    told: Told
    members: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Pools:
    """All open services that are not confidential: by the codes that they give, by need, and each by its id."""

    entries: Mapping[uuid.UUID, Entry]
    by_need: Mapping[str, tuple[Pool, ...]]
    mentioned: Codes
    day: date
    index: Index
    asked: Mapping[Key, Asked]

    def giving(self, besides: Codes, but: str | None = None) -> Mapping[Codes, tuple[Pool, ...]]:
        """Pools by what they give of the codes that some rule asks, and `besides`; those that give nothing left out.

        What answers the need `but` is left out too: who is there already goes no further.
        """
        wanted = self.mentioned | besides
        groups = defaultdict(list)
        for entry in self.entries.values():
            if (given := entry.gives & wanted) and but not in entry.offer.needs:
                groups[given].append(entry)
        return {given: _pooled(same) for given, same in groups.items()}


_kept: list[tuple[Index, date, Pools]] = []
_giving: dict[tuple[int, Codes, str | None], tuple[Pools, Mapping[Codes, tuple[Pool, ...]]]] = {}


def pools(index: Index, day: date) -> Pools:
    """The pools of an index on a day; asked again for the very same, they are those made before.

    Where few services have changed since, those of the others are kept.
    """
    before = None
    for known, of, made in _kept:
        if known is index and of == day:
            return made
        before = made if of == day else None
    made = (before and _renewed(before, index)) or _pools(index, day)
    _kept[:] = [(index, day, made)]
    _giving.clear()
    return made


def giving(made: Pools, besides: Codes, but: str | None = None) -> Mapping[Codes, tuple[Pool, ...]]:
    """`Pools.giving`, kept for the goals that are asked again."""
    key = id(made), besides, but
    known = _giving.get(key)
    if known is None or known[0] is not made:
        known = _giving[key] = (made, made.giving(besides, but))
    return known[1]


def _pools(index: Index, day: date) -> Pools:
    asked: dict[Key, Asked] = {}
    entries = {offer.id: _entry(offer, index, day, asked) for offer in index.offers if _open(offer, day)}
    by_need = defaultdict(list)
    for entry in entries.values():
        for need in entry.offer.needs:
            by_need[need].append(entry)
    pooled = {need: _pooled(same) for need, same in by_need.items()}
    return Pools(entries, pooled, _mentioned(asked), day, index, asked)


def _renewed(before: Pools, index: Index) -> Pools | None:
    """The pools of a catalog of which few services have changed; None where it is not few."""
    pairs = changed(before.index.offers, index.offers)
    if pairs is None:
        return None
    entries, asked = dict(before.entries), dict(before.asked)
    for key, (_, new) in pairs.items():
        entries.pop(key, None)
        if new is not None and _open(new, before.day):
            entries[key] = _entry(new, index, before.day, asked)
    by_need = dict(before.by_need)
    for need in {need for pair in pairs.values() for offer in pair if offer is not None for need in offer.needs}:
        stay = [entry for pool in by_need.pop(need, ()) for entry in pool.members if entry.offer.id not in pairs]
        fresh = [entries[key] for key in pairs if key in entries and need in entries[key].offer.needs]
        if stay or fresh:
            by_need[need] = _pooled([*stay, *fresh])
    return Pools(entries, by_need, _mentioned(asked), before.day, index, asked)


def _open(offer: Offer, day: date) -> bool:
    return not offer.confidential and offer.closed(day) is None


def _mentioned(asked: Mapping[Key, Asked]) -> Codes:
    return frozenset(code for one in asked.values() for code in one.mentions)


def _entry(offer: Offer, index: Index, day: date, known: dict[Key, Asked]) -> Entry:
    must = index.asks[offer.id].must
    far = [rule for rule in must if rule.fact == "distance"]
    alone = any(rule.alternative is not None for rule in far)
    rules = must if alone else tuple(rule for rule in must if rule.fact != "distance")
    key: Key = (offer.id,) if alone else tuple(map(id, rules))
    if key not in known:
        said = frozenset(code for rule in rules for code in mentions(rule))
        known[key] = Asked(key, rules, said, offer if alone else None)
    hours = any(intake.sessions for place in offer.places for intake in place.intakes)
    told = Told(bool(offer.costs), hours, offer.unconfirmed(day))
    return Entry(offer, known[key], told, gives(offer), lowest(offer, day))


def _pooled(entries: Iterable[Entry]) -> tuple[Pool, ...]:
    groups = defaultdict(list)
    for entry in entries:
        groups[entry.asked.key, entry.told].append(entry)
    return tuple(
        Pool(same[0].asked, told, tuple(sorted(same, key=lambda entry: (entry.lowest, entry.offer.id.bytes))))
        for (_, told), same in groups.items()
    )


def of_one(entry: Entry) -> Pool:
    """A pool of one service."""
    return Pool(entry.asked, entry.told, (entry,))


def kinds_left_out(codes: Codes) -> tuple[str, ...]:
    """The codes themselves, in order, without those of kinds."""
    return tuple(sorted(code for code in codes if not code.startswith(OF_KIND)))
