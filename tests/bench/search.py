"""Words over 20,000 services: time, and how often the right kind and service are found; plain ways beside ours."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median, quantiles

from rapidfuzz import fuzz, process

from catalog.data import several
from catalog.search.index import Index
from catalog.search.listing import Listing
from catalog.search.searching import search
from catalog.search.sounds import LETTERS
from catalog.spelling import plain
from tests.catalog.search.corpus import kinds, listings, packed, searches

SERVICES = 20_000
TOKENS = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc Cf'"
Way = Callable[[str], list[Listing]]
Figures = Iterator[tuple[str, float, str, int, str, dict[str, float]]]


def figures() -> Figures:
    """Milliseconds of processor time a search, and shares of the searches of searches.csv."""
    some, many = listings(), listings(SERVICES)
    index = packed(many)
    texts = [_text(one) for one in many]
    peers = {"sqlite_fts5": full_text(many), "rapidfuzz": fuzzy(many, texts, plain)}
    ours = _times(lambda text: [hit.listing for hit in search(index, text, limit=10).hits])
    theirs = {name: _times(way, some_of=60) for name, way in peers.items()}
    note = f"{SERVICES:,} services, processor time"
    against = {name: median(times) for name, times in theirs.items()}
    yield "search_p50_ms", median(ours), "ms", len(ours), note, against
    against = {name: quantiles(times, n=100)[98] for name, times in theirs.items()}
    yield "search_p99_ms", quantiles(ours, n=100)[98], "ms", len(ours), note, against
    began = time.process_time()
    packed(many)
    yield "search_pack_20k_s", time.process_time() - began, "s", 1, "the whole index anew", {}
    yield from _recall(some)


def _recall(some: Sequence[Listing]) -> Figures:
    index, texts = packed(some), [_text(one) for one in some]
    peers = {
        "sqlite_fts5": full_text(some),
        "rapidfuzz_raw": fuzzy(some, texts, plain),
        "rapidfuzz_romanised": fuzzy(some, texts, romanised),
    }
    first, five = ours(index)
    theirs = {name: _shares(way) for name, way in peers.items()}
    note = f"{len(searches())} searches that no rule or example was made from, {len(some)} services"
    yield "search_kind_first", first, "share", len(searches()), note, {name: both[0] for name, both in theirs.items()}
    yield "search_service_in_5", five, "share", len(searches()), note, {name: both[1] for name, both in theirs.items()}


def ours(index: Index) -> tuple[float, float]:
    """How often the right kind stands first, and a right service among the first five."""
    found = {one.query: search(index, one.query, limit=5) for one in searches()}
    first = [bool(found[one.query].kinds) and found[one.query].kinds[0][0] == one.kind for one in searches()]
    return sum(first) / len(first), _in_five(lambda text: [hit.listing for hit in found[text].hits])


def _shares(way: Way) -> tuple[float, float]:
    first = [bool(got := way(one.query)) and got[0].offer.kind_code == one.kind for one in searches()]
    return sum(first) / len(first), _in_five(way)


def _in_five(way: Way) -> float:
    named = [one for one in searches() if one.services]
    return sum(any(hit.source_id in one.services for hit in way(one.query)[:5]) for one in named) / len(named)


def _times(way: Way, some_of: int | None = None) -> list[float]:
    found = []
    for one in searches()[:some_of]:
        began = time.process_time()
        way(one.query)
        found.append((time.process_time() - began) * 1000)
    return found


def _text(listing: Listing) -> str:
    """All that a plain search can read: names, description, kind and its synonyms."""
    kind = next(row for row in kinds() if row["code"] == listing.offer.kind_code)
    synonyms = (word for way in ("bn", "en", "rom") for word in several(kind[f"synonyms_{way}"]))
    names = (listing.offer.name_en, listing.offer.name_bn, kind["name_en"], kind["name_bn"])
    return " ".join((*names, listing.description_en, listing.description_bn, *synonyms))


def full_text(some: Sequence[Listing]) -> Way:
    """The database's own full text search, any of the words, the best first (BM25)."""
    base = sqlite3.connect(":memory:")
    base.execute(f'CREATE VIRTUAL TABLE service USING fts5(words, tokenize="{TOKENS}")')
    base.executemany("INSERT INTO service (rowid, words) VALUES (?, ?)", enumerate(map(_text, some)))

    def find(text: str) -> list[Listing]:
        words = " OR ".join(f'"{word}"' for word in plain(text).split())
        if not words:
            return []
        rows = base.execute("SELECT rowid FROM service WHERE words MATCH ? ORDER BY rank LIMIT 10", (words,))
        return [some[number] for (number,) in rows]

    return find


def fuzzy(some: Sequence[Listing], texts: Sequence[str], written: Callable[[str], str]) -> Way:
    """rapidfuzz over the same texts, words in any order."""
    ready = [written(text) for text in texts]

    def find(text: str) -> list[Listing]:
        best = process.extract(written(text), ready, scorer=fuzz.token_set_ratio, limit=10)
        return [some[number] for _, _, number in best]

    return find


def romanised(text: str) -> str:
    """Bengali letters one by one in Latin ones."""
    return "".join(LETTERS.get(letter, letter) for letter in plain(text))
