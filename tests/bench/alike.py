"""The same woman twice: a roster of 100,000 swept in a process of its own, and pairs beside rapidfuzz on the whole record."""

import multiprocessing
import random
import resource
import time
from collections.abc import Iterator
from typing import Any

from rapidfuzz import fuzz

from matching.same.compare import weigh
from matching.same.known import Known
from matching.same.roster import twice
from matching.same.sheets import records
from tests.bench.cohorts import roster
from tests.matching.make import DAY

MANY, PAIRS = 100_000, 5_000
SPAWN = multiprocessing.get_context("spawn")


def figures() -> Iterator[tuple[str, float, str, int, str, dict[str, float]]]:
    """Seconds and megabytes of a sweep; seconds of pairs, with rapidfuzz's ratio of the records written as one text."""
    with SPAWN.Pool(1) as pool:
        took, megabytes, found = pool.apply(swept)
    note = f"from the bytes of a CSV, in a fresh process, {found:,} pairs told"
    yield "same_person_100k_s", took, "s", MANY, note, {}
    yield "same_person_100k_mb", megabytes, "MB", MANY, "the most that this process held", {}
    _, women = records(roster(random.Random(7), 2 * PAIRS), DAY)
    pairs = [(women[at][0], women[at + 1][0]) for at in range(0, 2 * PAIRS, 2)]
    began = time.perf_counter()
    for a, b in pairs:
        weigh(a, b)
    ours = time.perf_counter() - began
    texts = [(_text(a), _text(b)) for a, b in pairs]
    began = time.perf_counter()
    for one, other in texts:
        fuzz.token_sort_ratio(one, other)
    theirs = time.perf_counter() - began
    yield "same_person_pairs_s", ours, "s", PAIRS, "field by field, with reasons", {"rapidfuzz, no reasons": theirs}


def swept() -> tuple[float, float, int]:
    """One sweep, from the file's bytes to the pairs."""
    data = roster(random.Random(41), MANY)
    began = time.perf_counter()
    _, women = records(data, DAY)
    found = twice([one for (one,) in women])
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(found)


def _text(one: Known) -> str:
    fields: list[Any] = [getattr(one, name) for name in one.__dataclass_fields__]
    return " ".join(str(value) for value in fields if value)
