"""What words mean for a search: entries of one meaning in three writings, each with the kinds of service it speaks for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import islice, product

from catalog.data import rows, several
from catalog.search.sounds import sound, stems
from catalog.search.writing import LONG_TEXT, Word, words

WRITINGS = ("bn", "en", "rom")
LONGEST, TOGETHER, LONG, SHORT = 4, 3, 5, 3
WEAKLY = 0.35


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning: how it is written, and how strongly it speaks for each kind of service (0 to 1)."""

    code: str
    shown_en: str
    shown_bn: str
    phrases: tuple[str, ...]
    kinds: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to write an entry, as sounds without filler words; `worth` is how many telling words it has.

    In `exact` short words, of which many sound alike (loan, lane, long), stand as they are written.
    """

    entry: int
    sounds: tuple[str, ...]
    exact: tuple[str, ...]
    text: str
    worth: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries; phrases by the sounds that are in them, and by all of their sounds together."""

    entries: tuple[Entry, ...]
    phrases: tuple[Phrase, ...]
    sounds: tuple[str, ...]
    by_sound: Mapping[str, tuple[int, ...]]
    spelled: Mapping[tuple[str, ...], tuple[int, ...]]
    examples: tuple[tuple[str, str], ...]
    _found: dict[str, frozenset[int]] = field(default_factory=dict)

    def entries_in(self, text: str) -> frozenset[int]:
        """The entries that a text of the catalog speaks of, word for word but for endings."""
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._spot(text)
        return found

    def _spot(self, text: str) -> frozenset[int]:
        said = [_spellings(word) for word in words(text, LONG_TEXT) if not word.filler]
        found: set[int] = set()
        for start in range(len(said)):
            for length in range(1, min(LONGEST, len(said) - start) + 1):
                for spelled in islice(product(*said[start : start + length]), 40):
                    found.update(self.spelled.get(spelled, ()))
        return frozenset(found)


@cache
def examples() -> tuple[tuple[str, str], ...]:
    """What people say who need a kind of service: (code of the kind, text), from data/search_examples.csv."""
    return tuple((row["kind"], row["text"]) for row in rows("search_examples"))


@cache
def given() -> tuple[Entry, ...]:
    """The entries of data/search_words.csv, the same for every consortium."""
    return tuple(
        Entry(
            row["code"],
            several(row["en"])[0],
            several(row["bn"])[0],
            tuple(word for writing in WRITINGS for word in several(row[writing])),
            tuple(
                (code, float(weight or 1)) for code, _, weight in (one.partition("=") for one in several(row["kinds"]))
            ),
        )
        for row in rows("search_words")
    )


def lexicon(entries: Iterable[Entry], said: Iterable[tuple[str, str]] = ()) -> Lexicon:
    """The lexicon of these entries, with what people say of each kind."""
    kept = tuple(entries)
    phrases = [phrase for number, entry in enumerate(kept) for phrase in _phrases(number, entry)]
    by_sound: dict[str, list[int]] = defaultdict(list)
    spelled: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, phrase in enumerate(phrases):
        for one in set(phrase.sounds):
            by_sound[one].append(number)
        spelled[phrase.exact].append(phrase.entry)
    return Lexicon(
        kept,
        tuple(phrases),
        tuple(by_sound),
        {one: tuple(numbers) for one, numbers in by_sound.items()},
        {sounds: tuple(numbers) for sounds, numbers in spelled.items()},
        tuple(said),
    )


def _phrases(number: int, entry: Entry) -> Iterator[Phrase]:
    """Each writing of an entry once; one of two or three words written together as well ("daycare")."""
    seen: set[tuple[str, ...]] = set()
    for text in entry.phrases:
        written = words(text)
        telling = [word for word in written if not word.filler] or list(written)
        worth = sum(WEAKLY if word.weak else 1.0 for word in telling)
        joined = Word(0, "".join(word.typed for word in written), sound("".join(word.typed for word in written)))
        together = 2 <= len(written) <= TOGETHER and len(joined.sound) >= LONG
        for way in (telling, [joined]) if together else (telling,):
            sounds = tuple(word.sound for word in way)
            if sounds and len(sounds) <= LONGEST and sounds not in seen:
                seen.add(sounds)
                yield Phrase(number, sounds, tuple(_exact(word.sound, word.typed) for word in way), text, worth)


def _exact(heard: str, typed: str) -> str:
    return heard if len(heard) > SHORT else typed


def _spellings(word: Word) -> tuple[str, ...]:
    """What a word of a text may be in a phrase: as written where it is short, else its sound with and without ending."""
    return tuple(
        dict.fromkeys(one for one in (*stems(word.sound), word.typed) if len(one) > SHORT or one == word.typed)
    )
