"""How many askers of a group could have a seat at once, beside those who are pinned: a largest flow from them to the seats."""

from typing import Any

import numpy as np

from matching.cohort.problem import Ints
from matching.cohort.program import Program

SOURCE, SINK = 0, 1


def most_seated(program: Program, askers: Ints) -> int | None:
    """The most of these askers who can have a seat; None where a flow can't tell.

    Whoever can be seated at all stays seated in some largest flow, so that the pinned need only be counted off. A person
    gets a service once: her needs that may get it flow through one node, which holds where they may have the same pools.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    mine = np.zeros(len(program.must), dtype=bool)
    mine[askers] = True
    others = int((program.must & ~mine).sum())
    used = (mine | program.must)[program.asker]
    asker, pool, once = program.asker[used], program.pool[used], program.once[used]
    if not len(asker) or not _alike(asker, pool, once):
        return None if len(asker) else 0
    who, of_asker = np.unique(asker, return_inverse=True)
    several = once >= 0
    pairs, of_pair = np.unique(once[several], return_inverse=True)
    begin = 2 + np.cumsum([0, len(who), len(pairs), len(pairs), len(program.capacity)])
    ends = np.concatenate(
        [
            _edges(np.full(len(who), SOURCE), begin[0] + np.arange(len(who))),
            _edges(begin[0] + of_asker[~several], begin[3] + pool[~several]),
            _edges(begin[0] + of_asker[several], begin[1] + of_pair),
            _edges(begin[1] + np.arange(len(pairs)), begin[2] + np.arange(len(pairs))),
            _edges(begin[2] + of_pair, begin[3] + pool[several]),
            _edges(begin[3] + np.arange(len(program.capacity)), np.full(len(program.capacity), SINK)),
        ]
    )
    room = np.ones(len(ends), dtype=np.int32)
    room[len(ends) - len(program.capacity) :] = program.capacity
    graph = csr_array((room, (ends[:, 0], ends[:, 1])), shape=(begin[4], begin[4]))
    return int(maximum_flow(graph, SOURCE, SINK).flow_value) - others


def _edges(tails: Ints, heads: Ints) -> Any:
    return np.unique(np.column_stack((tails, heads)), axis=0)


def _alike(asker: Ints, pool: Ints, once: Ints) -> bool:
    """Whether all needs of a person that may get one service may get it at the same pools."""
    several = once >= 0
    pair, options = once[several], np.bincount(once[several])
    askers = np.bincount(np.unique(np.column_stack((pair, asker[several])), axis=0)[:, 0])
    pools = np.bincount(np.unique(np.column_stack((pair, pool[several])), axis=0)[:, 0])
    return bool((askers * pools == options).all())
