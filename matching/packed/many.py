"""Very many workers against a catalog: the best services of each that suit her, with scores and intakes."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import numpy.typing as npt

from matching.chance import Chance
from matching.packed.batch import Batch
from matching.packed.now import Now
from matching.packed.pack import Ints, Pack
from matching.packed.view import View
from matching.parts import WEIGHTS
from matching.profile import Profile
from matching.seats import Taken

BLOCK = 128


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Best:
    """By worker (rows) the best in order: `offer` in `pack.offers`, -1 for none; `intake` in `pack.intakes`, -1 for none."""

    offer: Ints
    score: npt.NDArray[np.float32]
    intake: Ints


def best(
    pack: Pack,
    profiles: Sequence[Profile],
    needs: Sequence[str | None],
    day: date,
    taken: Taken,
    *,
    weights: Mapping[str, int] = WEIGHTS,
    chance: Chance | None = None,
    limit: int = 20,
) -> Best:
    """For each worker and her need the best services that suit her on that day: those and the order of `rank`."""
    shape = len(profiles), limit
    found = Best(np.full(shape, -1, np.int32), np.zeros(shape, np.float32), np.full(shape, -1, np.int32))
    now = Now(pack, day, taken, weights, chance)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for need in dict.fromkeys(needs):
            who: Ints = np.array([row for row, one in enumerate(needs) if one == need], np.int32)
            view = View(now, need)
            if len(view.offers) and limit > 0:
                batch = Batch(view, [profiles[index] for index in who])
                blocks = [batch.order[start : start + BLOCK] for start in range(0, len(who), BLOCK)]
                for rows, one in zip(blocks, pool.map(partial(_of_block, batch, limit), blocks), strict=True):
                    for told, mine in zip((found.offer, found.score, found.intake), one, strict=True):
                        told[who[rows], : mine.shape[1]] = mine
    return found


def _of_block(batch: Batch, limit: int, rows: Ints) -> tuple[Ints, npt.NDArray[np.float32], Ints]:
    """The best of some workers: each service as one number that sorts as `rank` does, then the smallest of them."""
    view = batch.view
    keys, places = batch.keys(rows)
    if limit < keys.shape[1]:
        keys = np.partition(keys, limit - 1, axis=1)[:, :limit]
    keys.sort(axis=1)
    none = keys >= view.none
    columns = np.where(none, 0, keys % view.size).astype(np.int32)
    scores = ((view.top - keys // view.size % view.span) / 10).astype(np.float32)
    offers, intakes = view.offers[columns], batch.intakes(rows, columns, places)
    offers[none], intakes[none], scores[none] = -1, -1, 0
    return offers, scores, intakes
