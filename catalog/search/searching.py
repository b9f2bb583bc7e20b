"""Services for what somebody typed, in order, each with why; and the kinds of service that are meant."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

import numpy as np

from catalog.search.index import NOTHING, Index
from catalog.search.listing import Listing
from catalog.search.reading import Candidates, Meaning, candidates, joined, meanings
from catalog.search.vocabulary import Flags, Floats
from catalog.search.where import Where, spoken_place
from catalog.search.wishes import Wish, spoken_wishes
from catalog.search.writing import Word, words

MEANING, WORD, SHARP, WEAKLY = 0.8, 1.3, 3.0, 0.5
KIND, SENSE, TEXT, ADDRESS, PLACE, WISHED, FITS = 3.0, 1.2, 1.6, 0.8, 1.6, 0.6, 0.1
LEAST, FALL, MORE, SPEAKS, NEAR = 0.05, 0.25, 5, 0.4, 0.3
Only = Callable[[Listing], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it was understood: the words that it may mean, their meanings, the place and the wishes in it."""

    words: Mapping[int, Word]
    said: Mapping[int, Candidates]
    meanings: list[Meaning]
    where: Where | None
    wishes: tuple[Wish, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A service that was found, by its position in the index."""

    number: int
    listing: Listing
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Kinds with how surely each is meant (shares of one), services, best first, and the search as understood."""

    kinds: tuple[tuple[str, float], ...]
    hits: tuple[Hit, ...]
    asked: Asked


def understand(index: Index, text: str) -> Asked:
    """What the words of a search may mean."""
    typed = words(text)
    where, placed = spoken_place(typed, index)
    rest = [word for word in typed if word.at not in placed]
    telling = [word for word in rest if not word.filler] or rest
    last = max((word.at for word in telling), default=0)
    said: dict[int, Candidates] = {word.at: candidates(word, index.vocabulary, word.at == last) for word in telling}
    for at, numbers in joined(telling, index.vocabulary).items():
        said[at] = {**said[at], **numbers}
    return Asked({word.at: word for word in telling}, said, meanings(said, index), where, spoken_wishes(rest))


def search(
    index: Index,
    text: str,
    *,
    knows: Flags | None = None,
    among: Flags | None = None,
    only: Only | None = None,
    day: date | None = None,
    limit: int = 20,
) -> Found:
    """The best services for words in either script, romanised, mixed or misspelt.

    `knows` is False for services whose place the reader may not learn; `among` and `only` narrow down, the second
    looked at for the best ones alone. With a day, what is suspended or unconfirmed on it comes below its like. Without
    words, all that `among` leaves is found.
    """
    asked = understand(index, text)
    said = score_of_words(index, asked, knows)
    surely = meant(index, asked, said)
    scores = said + score_of_kind(index, surely) + score_of_wishes(index, asked, knows)
    if among is not None and not text.strip():
        scores += KIND
    if day is not None:
        scores -= np.minimum(index.doubt(day), scores)
    if among is not None:
        scores = np.where(among, scores, 0.0)
    kinds = sorted(zip(index.kinds, surely.tolist(), strict=True), key=lambda one: -one[1])
    best = (Hit(number, index.listings[number], round(float(scores[number]), 4)) for number in _in_order(scores, limit))
    hits = islice((hit for hit in best if only is None or only(hit.listing)), limit)
    return Found(tuple((code, round(sure, 4)) for code, sure in kinds if sure > 0), tuple(hits), asked)


def speaking_of(index: Index, text: str, knows: Flags) -> frozenset[UUID]:
    """The services in which a word or a meaning of the text stands, or that are where it says."""
    asked = understand(index, text)
    speaks = score_of_words(index, asked, knows) > SPEAKS
    if asked.where is not None:
        near = asked.where.closeness(index, knows) > NEAR
        speaks = speaks & near if speaks.any() else near
    return frozenset(index.listings[number].offer.id for number in np.flatnonzero(speaks))


def _in_order(scores: Floats, limit: int) -> Iterator[int]:
    """Services from the best on, down to a quarter of its worth: some picked out first, all sorted only if more is asked."""
    least = max(LEAST, FALL * float(scores.max(initial=0.0)))
    some = limit * MORE if len(scores) > limit * MORE else 0
    if some:
        picked = np.sort(np.argpartition(-scores, some)[:some])
        yield from (
            int(number) for number in picked[np.argsort(-scores[picked], kind="stable")] if scores[number] >= least
        )
    rest = np.argsort(-scores, kind="stable")[some:]
    yield from (int(number) for number in rest if scores[number] >= least)


def meant(index: Index, asked: Asked, said: Floats) -> Floats:
    """How surely each kind is meant, as shares that make one: by what the words say, and by the service that they fit best."""
    total = np.zeros(len(index.kinds), np.float32)
    for meaning in asked.meanings:
        total += MEANING * meaning.sureness * index.entry_kinds[meaning.entry]
    for at, numbers in asked.said.items():
        if numbers:
            its = np.array(list(numbers.values()), np.float32)
            says = (its[:, None] ** 2 * index.vocabulary.kinds[list(numbers)]).sum(axis=0) / float((its**2).sum())
            total += WORD * (WEAKLY if asked.words[at].weak else 1.0) * float(its.max()) * says
    fits = np.zeros(len(index.kinds), np.float32)
    offered = index.kind_of >= 0
    np.maximum.at(fits, index.kind_of[offered], said[offered])
    total += FITS * fits
    if not total.any():
        return total
    raised = np.exp(SHARP * (total - total.max()))
    shares: Floats = raised / raised.sum()
    return shares


def score_of_words(index: Index, asked: Asked, knows: Flags | None) -> Floats:
    """What each service is worth by the meanings and words that stand in it."""
    scores = np.zeros(index.size, np.float32)
    for meaning in asked.meanings:
        there = index.of_entry.get(meaning.entry)
        if there is not None:
            scores[there] += SENSE * min(meaning.sureness, 1.5) * index.rarity(len(there))
    for at, numbers in asked.said.items():
        scores += (WEAKLY if asked.words[at].weak else 1.0) * _of_word(index, numbers, knows)
    return scores


def score_of_kind(index: Index, surely: Floats) -> Floats:
    """What each service is worth for being of a kind that is meant."""
    if not surely.any():
        return np.zeros(index.size, np.float32)
    worth: Floats = KIND * np.where(index.kind_of >= 0, surely[index.kind_of], 0.0) / surely.max()
    return worth


def score_of_wishes(index: Index, asked: Asked, knows: Flags | None) -> Floats:
    """What each service is worth by its place and by what was wished besides."""
    scores = np.zeros(index.size, np.float32)
    if asked.where is not None:
        scores += PLACE * asked.where.closeness(index, knows)
    for wish in asked.wishes:
        scores += WISHED * (index.wishes[wish.code] if knows is None else index.wishes[wish.code] & knows)
    return scores


def _of_word(index: Index, numbers: Candidates, knows: Flags | None) -> Floats:
    """What one typed word gives each service: the best of the words that it may be."""
    best = np.zeros(index.size, np.float32)
    for number, sureness in numbers.items():
        at, weights = index.in_text.get(number, NOTHING)
        if len(at):
            best[at] = np.maximum(best[at], TEXT * sureness * index.rarity(len(at)) * weights)
        at, weights = index.in_address.get(number, NOTHING)
        if len(at):
            shown = weights if knows is None else weights * knows[at]
            best[at] = np.maximum(best[at], ADDRESS * sureness * index.rarity(len(at)) * shown)
    return best
