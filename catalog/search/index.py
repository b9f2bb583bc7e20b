"""The catalog packed for search: which words and meanings stand in which service, where each is, what each costs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from catalog.models import ServiceStatus
from catalog.offer import UNCONFIRMED_AFTER
from catalog.search.lexicon import Lexicon
from catalog.search.listing import Listing
from catalog.search.vocabulary import Flags, Floats, Numbers, Vocabulary, agenda_of, all_written, vocabulary
from catalog.search.wishes import WISHES
from catalog.search.writing import LONG_TEXT, words

NOTHING: tuple[Numbers, Floats] = (np.zeros(0, np.int32), np.zeros(0, np.float32))
SUSPENDED, UNCONFIRMED = 1.5, 0.15


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
    kept, agenda = tuple(listings), agenda_of(listings, lexicon, tuple(kinds))
    texts, addresses = _postings(one.texts for one in kept), _postings(one.addresses for one in kept)
    words_known = vocabulary(texts, all_written(kept, lexicon), lexicon, agenda)
    numbers = words_known.numbers
    return Index(
        listings=kept,
        lexicon=lexicon,
        kinds=agenda.kinds,
        kind_of=agenda.kind_of,
        vocabulary=words_known,
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
