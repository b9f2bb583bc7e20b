"""Which records of a roster are worth comparing: those that share a key; a key of too many is narrowed by further ones."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.same.alike import frame, names_near, parts
from matching.same.known import Known

Pairs = NDArray[np.int64]
MOST_TOGETHER, MOST_ON_A_PHONE, DEEPEST = 250, 60, 3
YEARS_APART = 3
K = TypeVar("K", bound=Hashable)


def candidates(women: Sequence[Known]) -> Pairs:
    """Pairs of positions, each once, the lower first: of one name, and of one phone."""
    names = [name_keys(one) for one in women]
    by_name = _together(chain.from_iterable(((key, at) for key in keys) for at, keys in enumerate(names)))
    by_phone = _together(((phone, at) for at, one in enumerate(women) for phone in one.phones))
    facts = [list(_facts(one)) for one in women]
    found = [_all(block) for block in by_phone.values() if len(block) <= MOST_ON_A_PHONE]
    for block in by_name.values():
        found += [_all(part) for part in _narrowed(block, facts, 0)]
    if not found:
        return np.empty((0, 2), dtype=np.int64)
    codes = np.unique(np.concatenate([pairs[:, 0] * len(women) + pairs[:, 1] for pairs in found]))
    return np.stack(np.divmod(codes, len(women)), axis=1)


def name_keys(one: Known) -> set[str]:
    """Keys of her names: each known name that a word may be, else the word's consonants and the names that it is near."""
    words = [word for name in one.names for word in name.own]
    keys = {key for word in words for key in (word.names | parts(word.names) or {frame(word.sound), *names_near(word)})}
    return keys | {frame(name.joined) for name in one.names if len(name.own) > 1}


def guardian_keys(one: Known) -> set[str]:
    """The same of her father's or husband's name."""
    return {
        key
        for name in one.guardian
        for word in name.own
        if not word.weak or len(name.own) == 1
        for key in (word.names or {frame(word.sound)})
    }


def _facts(one: Known) -> Iterator[tuple[str, Hashable]]:
    """What narrows a block, each with its kind; years of birth with those beside them."""
    for kind, values in (
        ("guardian", guardian_keys(one)),
        ("phone", one.phones),
        ("place", [min(one.places)] if one.places else [one.place] if one.place else []),
        ("nid", [one.nid_last4] if one.nid_last4 else []),
    ):
        for value in values:
            yield kind, value
    if one.born:
        for band in range((one.born.year - 1) // YEARS_APART, (one.born.year + 1) // YEARS_APART + 1):
            yield "birth", band


def _narrowed(
    block: list[int], facts: list[list[tuple[str, Hashable]]], depth: int, used: frozenset[str] = frozenset()
) -> Iterator[list[int]]:
    if len(block) <= MOST_TOGETHER:
        yield block
    elif depth < DEEPEST:
        more = _together(((kind, value), at) for at in block for kind, value in facts[at] if kind not in used)
        for (kind, _), part in more.items():
            if len(part) > 1:
                yield from _narrowed(part, facts, depth + 1, used | {kind})


def _together(keyed: Iterable[tuple[K, int]]) -> dict[K, list[int]]:
    """Positions by key, of the keys that more than one has."""
    found: dict[K, list[int]] = defaultdict(list)
    for key, at in keyed:
        found[key].append(at)
    return {key: block for key, block in found.items() if len(block) > 1}


def _all(block: list[int]) -> Pairs:
    """Every pair of a block, the lower position first."""
    at = np.array(sorted(set(block)), dtype=np.int64)
    first, second = np.triu_indices(len(at), 1)
    return np.stack((at[first], at[second]), axis=1)
