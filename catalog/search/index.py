"""The catalog packed for search: which words and meanings stand in which service, where each is, what each costs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.models import ServiceStatus
from catalog.offer import UNCONFIRMED_AFTER
from catalog.search.lexicon import Lexicon
from catalog.search.listing import ADDRESS, Listing
from catalog.search.sounds import bones, stems
from catalog.search.wishes import WISHES
from catalog.search.writing import LONG_TEXT, words

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Postings = Mapping[str, tuple[Numbers, Floats]]
NOTHING: tuple[Numbers, Floats] = (np.zeros(0, np.int32), np.zeros(0, np.float32))
LEXICON_SAYS, SERVICES_SAY, FEW, DOUBT, LEAST = 1.0, 1.0, 3, 0.3, -0.8
SUSPENDED, UNCONFIRMED = 1.5, 0.15


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word that can be found, by sound, with what each says of the kinds of service.

    `written` are the ways in which they are written (`spelled` the same as a set), `heard` which sound each has.
    """

    sounds: tuple[str, ...]
    numbers: Mapping[str, int]
    by_bones: Mapping[str, tuple[int, ...]]
    by_stem: Mapping[str, tuple[int, ...]]
    written: tuple[str, ...]
    heard: tuple[int, ...]
    spelled: frozenset[str]
    kinds: Floats


@dataclass(frozen=True, slots=True)
class Spots:
    """Points of services: `of` which, each with those from its `starts` to the next one's."""

    of: Numbers
    starts: npt.NDArray[np.intp]
    north: Floats
    east: Floats


@dataclass(frozen=True, slots=True)
class Index:
    """Postings of words, addresses and meanings over services in a fixed order, and the facts that wishes ask of."""

    listings: tuple[Listing, ...]
    lexicon: Lexicon
    kinds: tuple[str, ...]
    kind_of: Numbers
    vocabulary: Vocabulary
    in_text: Mapping[int, tuple[Numbers, Floats]]
    in_address: Mapping[int, tuple[Numbers, Floats]]
    of_entry: Mapping[int, Numbers]
    entry_kinds: Floats
    hidden: Flags
    spots: Spots
    in_place: Mapping[str, Numbers]
    wishes: Mapping[str, Flags]
    suspended: Flags
    confirmed: Numbers

    @property
    def size(self) -> int:
        return len(self.listings)

    def doubt(self, day: date) -> Floats:
        """How much less each service is worth on that day: suspended ones most, unconfirmed ones a little."""
        old = self.confirmed < (day - UNCONFIRMED_AFTER).toordinal()
        return np.where(self.suspended, SUSPENDED, np.where(old, UNCONFIRMED, 0.0)).astype(np.float32)

    def rarity(self, found: int) -> float:
        """How much a word or meaning tells that stands in so many services: 1 for one, 0 for all."""
        return 1.0 - float(np.log1p(found) / np.log1p(self.size + 1)) if self.size else 0.0


def pack(listings: Sequence[Listing], lexicon: Lexicon, kinds: Sequence[str]) -> Index:
    """The index of these services; kinds in the order that breaks ties."""
    kept, agenda = tuple(listings), _agenda(listings, lexicon, tuple(kinds))
    texts, addresses = _postings(one.texts for one in kept), _postings(_where(one) for one in kept)
    vocabulary = _vocabulary(texts, _all_written(kept, lexicon), lexicon, agenda)
    numbers = vocabulary.numbers
    return Index(
        listings=kept,
        lexicon=lexicon,
        kinds=agenda.kinds,
        kind_of=agenda.kind_of,
        vocabulary=vocabulary,
        in_text={numbers[word]: found for word, found in texts.items()},
        in_address={numbers[word]: found for word, found in addresses.items()},
        of_entry=_entries(kept, lexicon),
        entry_kinds=agenda.entry_kinds,
        hidden=np.array([one.offer.confidential for one in kept], np.bool_),
        spots=_spots(kept),
        in_place=_places(kept),
        suspended=np.array([one.offer.status is ServiceStatus.SUSPENDED for one in kept], np.bool_),
        confirmed=np.array(
            [one.offer.confirmed_on.toordinal() if one.offer.confirmed_on else 0 for one in kept], np.int32
        ),
        wishes={code: np.array([so(one.offer) for one in kept], np.bool_) for code, so in WISHES.items()},
    )


@dataclass(frozen=True, slots=True)
class Agenda:
    """The kinds in order, which services are of which (-1: of none that is offered), what each entry says of each."""

    kinds: tuple[str, ...]
    at: Mapping[str, int]
    kind_of: Numbers
    entry_kinds: Floats


def _agenda(listings: Sequence[Listing], lexicon: Lexicon, kinds: tuple[str, ...]) -> Agenda:
    at = {code: number for number, code in enumerate(kinds)}
    entry_kinds = np.zeros((len(lexicon.entries), len(kinds)), np.float32)
    for number, entry in enumerate(lexicon.entries):
        for code, weight in entry.kinds:
            if code in at:
                entry_kinds[number, at[code]] = weight
    kind_of = np.array([at.get(one.offer.kind_code, -1) for one in listings], np.int32)
    return Agenda(kinds, at, kind_of, entry_kinds)


def _where(listing: Listing) -> tuple[tuple[float, str], ...]:
    return tuple((ADDRESS, address) for address in listing.where)


def _postings(texts_of: Iterable[tuple[tuple[float, str], ...]]) -> dict[str, tuple[Numbers, Floats]]:
    """Where each word stands, with the weight of the best text that it stands in."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for number, texts in enumerate(texts_of):
        for weight, text in texts:
            for word in words(text, LONG_TEXT):
                if weight > found[word.sound].get(number, 0.0):
                    found[word.sound][number] = weight
    return {
        word: (np.fromiter(at, np.int32, len(at)), np.fromiter(at.values(), np.float32, len(at)))
        for word, at in found.items()
    }


def _entries(listings: Sequence[Listing], lexicon: Lexicon) -> dict[int, Numbers]:
    found: dict[int, list[int]] = defaultdict(list)
    for number, listing in enumerate(listings):
        for entry in {entry for _, text in listing.texts for entry in lexicon.entries_in(text)}:
            found[entry].append(number)
    return {entry: np.array(at, np.int32) for entry, at in found.items()}


def _vocabulary(texts: Postings, written: Iterable[tuple[str, str]], lexicon: Lexicon, agenda: Agenda) -> Vocabulary:
    """Every word that is typed for something, with how often it is said of which kind: in texts, lexicon and examples."""
    spoken = [(code, [word.sound for word in words(text) if not word.filler]) for code, text in lexicon.examples]
    sounds = tuple(sorted({sound for _, sound in written} | lexicon.by_sound.keys()))
    numbers = {sound: number for number, sound in enumerate(sounds)}
    said = np.zeros((len(sounds), len(agenda.kinds)), np.float32)
    for phrase in lexicon.phrases:
        for sound in phrase.sounds:
            said[numbers[sound]] += LEXICON_SAYS * agenda.entry_kinds[phrase.entry] / len(phrase.sounds)
    for code, its in spoken:
        if code in agenda.at:
            for sound in its:
                said[numbers[sound], agenda.at[code]] += 1.0
    many = np.maximum(np.bincount(agenda.kind_of[agenda.kind_of >= 0], minlength=said.shape[1]), FEW)
    for sound, (there, weights) in texts.items():
        kinds = agenda.kind_of[there]
        counted = np.bincount(kinds[kinds >= 0], weights[kinds >= 0], minlength=said.shape[1])
        said[numbers[sound]] += SERVICES_SAY * counted / many
    by_bones, by_stem = _by(sounds, lambda sound: (bones(sound),)), _by(sounds, stems)
    known = sorted((typed, numbers[sound]) for typed, sound in written if sound in numbers and len(typed) >= FEW)
    typed, heard = zip(*known, strict=True) if known else ((), ())
    return Vocabulary(sounds, numbers, by_bones, by_stem, typed, heard, frozenset(typed), _evidence(said))


def _all_written(listings: Iterable[Listing], lexicon: Lexicon) -> set[tuple[str, str]]:
    """Every word as it is written, with its sound."""
    of_services = (text for listing in listings for _, text in (*listing.texts, *_where(listing)))
    of_lexicon = (phrase.text for phrase in lexicon.phrases)
    said = (text for _, text in lexicon.examples)
    return {
        (word.typed, word.sound) for text in chain(of_services, of_lexicon, said) for word in words(text, LONG_TEXT)
    }


def _evidence(said: Floats) -> Floats:
    """How much more often each word is said of each kind than of any: log of the lift, 1 for one kind alone, below 0 for others."""
    kinds = said.shape[1]
    share = (said + DOUBT / kinds) / (said.sum(axis=1, keepdims=True) + DOUBT)
    evidence: Floats = np.maximum(np.log(share * kinds) / np.log(max(2, kinds)), LEAST).astype(np.float32)
    return evidence


def _by(sounds: Sequence[str], keys: Any) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, sound in enumerate(sounds):
        for key in keys(sound):
            found[key].append(number)
    return {key: tuple(same) for key, same in found.items()}


def _spots(listings: Sequence[Listing]) -> Spots:
    rows = [
        (number, place.latitude, place.longitude)
        for number, listing in enumerate(listings)
        for place in listing.offer.places
        if place.latitude is not None and place.longitude is not None
    ]
    at, north, east = zip(*rows, strict=True) if rows else ((), (), ())
    of, starts = np.unique(np.array(at, np.int32), return_index=True)
    return Spots(of, starts, np.array(north, np.float32), np.array(east, np.float32))


def _places(listings: Sequence[Listing]) -> dict[str, Numbers]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, listing in enumerate(listings):
        for code in {code for place in listing.offer.places for code in place.chain}:
            found[code].append(number)
    return {code: np.array(at, np.int32) for code, at in found.items()}
