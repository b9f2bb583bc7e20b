"""Every word that can be found, by sound and writing, and what each says of the kinds of service."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.search.lexicon import Lexicon
from catalog.search.listing import Listing
from catalog.search.sounds import bones, stems
from catalog.search.writing import LONG_TEXT, words

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Postings = Mapping[str, tuple[Numbers, Floats]]
LEXICON_SAYS, SERVICES_SAY, FEW, DOUBT, LEAST = 1.0, 1.0, 3, 0.3, -0.8


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
class Agenda:
    """The kinds in order, which services are of which (-1: of none that is offered), what each entry says of each."""

    kinds: tuple[str, ...]
    at: Mapping[str, int]
    kind_of: Numbers
    entry_kinds: Floats


def agenda_of(listings: Sequence[Listing], lexicon: Lexicon, kinds: tuple[str, ...]) -> Agenda:
    """What the entries say of these kinds, and which services are of which."""
    at = {code: number for number, code in enumerate(kinds)}
    entry_kinds = np.zeros((len(lexicon.entries), len(kinds)), np.float32)
    for number, entry in enumerate(lexicon.entries):
        for code, weight in entry.kinds:
            if code in at:
                entry_kinds[number, at[code]] = weight
    kind_of = np.array([at.get(one.offer.kind_code, -1) for one in listings], np.int32)
    return Agenda(kinds, at, kind_of, entry_kinds)


def vocabulary(texts: Postings, written: Iterable[tuple[str, str]], lexicon: Lexicon, agenda: Agenda) -> Vocabulary:
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


def all_written(listings: Iterable[Listing], lexicon: Lexicon) -> set[tuple[str, str]]:
    """Every word as it is written, with its sound."""
    of_services = (text for listing in listings for _, text in (*listing.texts, *listing.addresses))
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
