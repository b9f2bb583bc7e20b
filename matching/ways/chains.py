"""Chains of pools that open each other: built backward from what is missing to who gives it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from matching.ways.opening import Opening
from matching.ways.pools import Asked, Codes, Pool, Pools, giving

NONE: Codes = frozenset()
Flags = frozenset[int]
Reaches = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Slot:
    """Pools for one place in a way, all open to her with `gained`, under just the sets of earlier steps in `flags`.

    A set of earlier steps is a number with a bit for each.
    """

    pools: tuple[Pool, ...]
    gained: Codes
    flags: Flags


@dataclass(slots=True, repr=False)
class Chains:
    """The chains of one worker's search; what was worked out once is kept."""

    opening: Opening
    ready: Pools
    _groups: Mapping[Codes, tuple[Pool, ...]] = field(default_factory=dict)
    _by_code: dict[str, list[Codes]] = field(default_factory=dict)
    _slots: dict[tuple[Codes, ...], tuple[Slot, ...]] = field(default_factory=dict)
    _openers: dict[Codes, Codes] = field(default_factory=dict)

    def to(self, ends: Iterable[Pool], need: str | None) -> Iterator[tuple[Slot, ...]]:
        """Chains of one or two steps before each sort of end, none of which answers the need by itself."""
        self._group(NONE, need)
        sorts: dict[object, list[Pool]] = {}
        for pool in ends:
            sorts.setdefault(pool.asked.key, []).append(pool)
        for same in sorts.values():
            asked, ends_here = same[0].asked, tuple(same)
            for given in dict.fromkeys(self._chains(self._opening_of(asked), 2)):
                gained = _union(given)
                if self.opening.lacks(asked, gained):
                    continue
                last = Slot(ends_here, gained & asked.mentions, self._flags(asked, given))
                for before in self._before(given):
                    if _minimal((*before, last), _ends_at(len(given))):
                        yield (*before, last)

    def giving_at_once(self, lacking: Codes) -> Iterator[tuple[Slot, ...]]:
        """The pools that give all that is lacking in one step."""
        self._group(lacking)
        for given in self._groups:
            if lacking <= given:
                yield from ((slot,) for slot in self._open((given,)))

    def giving(self, lacking: Codes) -> Iterator[tuple[Slot, ...]]:
        """Chains of two or three steps that together give what is lacking."""
        self._group(lacking)
        for given in dict.fromkeys(self._chains(lacking, 3)):
            if len(given) > 1 and lacking <= _union(given):
                for slots in self._before(given):
                    if _minimal(slots, _gives_all(given, lacking)):
                        yield slots

    def _chains(self, wanted: Codes, longest: int) -> Iterator[tuple[Codes, ...]]:
        """Sets of codes given one after the other, the last of which gives something wanted, built from the end."""
        for given in {one for code in wanted for one in self._by_code.get(code, ())}:
            yield (given,)
            if longest > 1:
                for before in self._chains(wanted | self._opened(given), longest - 1):
                    if given not in before:
                        yield (*before, given)

    def _before(self, given: tuple[Codes, ...]) -> Iterator[tuple[Slot, ...]]:
        """Each choice of slots for these sets."""
        return product(*(self._open(given[: end + 1]) for end in range(len(given))))

    def _open(self, given: tuple[Codes, ...]) -> tuple[Slot, ...]:
        """The pools that give the last of these sets, open after the others, by the sets of earlier steps they are open after."""
        known = self._slots.get(given)
        if known is None:
            gained = _union(given[:-1])
            sorts: dict[Flags, list[Pool]] = {}
            flags: dict[object, Flags] = {}
            for pool in self._groups[given[-1]]:
                key = pool.asked.key
                if key not in flags:
                    flags[key] = self._flags(pool.asked, given[:-1])
                if (1 << len(given) - 1) - 1 in flags[key]:
                    sorts.setdefault(flags[key], []).append(pool)
            known = self._slots[given] = tuple(Slot(tuple(same), gained, flag) for flag, same in sorts.items())
        return known

    def _flags(self, asked: Asked, given: tuple[Codes, ...]) -> Flags:
        """The sets of these earlier steps after which nothing says no."""
        return frozenset(
            steps for steps in range(1 << len(given)) if not self.opening.lacks(asked, _union(given, steps))
        )

    def _group(self, besides: Codes, but: str | None = None) -> None:
        groups = giving(self.ready, besides, but)
        if groups is self._groups:
            return
        self._groups, self._by_code = groups, {}
        for given in groups:
            for code in given:
                self._by_code.setdefault(code, []).append(given)

    def _opened(self, given: Codes) -> Codes:
        """The codes that would open one of the pools that give this set."""
        known = self._openers.get(given)
        if known is None:
            asked = {pool.asked.key: pool.asked for pool in self._groups[given]}
            known = self._openers[given] = NONE.union(*map(self._opening_of, asked.values()))
        return known

    def _opening_of(self, asked: Asked) -> Codes:
        """The codes that open what says no; nothing where one of them is given by nobody."""
        return self.opening.openers(asked, frozenset(self._by_code))


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
