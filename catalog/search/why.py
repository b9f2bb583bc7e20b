"""Why a service was found: the words, meanings, place and wishes that it meets, as codes and as sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from catalog.data import rows
from catalog.places import KnownPlace, distance_km
from catalog.search.index import Index
from catalog.search.listing import ADDRESS, CONDITION, NAME, ORGANIZATION, TEXT, Listing
from catalog.search.searching import Asked, Found, Hit
from catalog.search.writing import LONG_TEXT, words
from catalog.spelling import bengali_digits

ROAD_FACTOR = 1.3
FIELDS = {NAME: "name", ORGANIZATION: "organization", TEXT: "text", CONDITION: "condition", ADDRESS: "address"}
MEANT, SURE, MOST, FAR_KM = 0.25, 0.7, 4, 40


@dataclass(frozen=True, slots=True)
class Why:
    """One reason, by a code of data/search_says.csv; `values` in both languages where they have names."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


def reasons(index: Index, found: Found, hit: Hit, *, knows_place: bool = True) -> tuple[Why, ...]:
    """At most four reasons for a hit, the strongest first; nothing of a place that the reader may not learn."""
    asked = found.asked
    told = (
        *_place(asked, hit.listing, knows_place),
        *_wishes(index, asked, hit, knows_place),
        *_words(index, asked, hit.listing, knows_place),
        *_meanings(index, asked, hit),
    )
    return (*_kind(index, found, hit.listing), *told)[:MOST]


def sentence(why: Why, language: str) -> str:
    """The reason in English or Bengali."""
    values = {name: value[language] if isinstance(value, dict) else value for name, value in why.values.items()}
    text = _says()[why.code][language].format(**values)
    return text if language == "en" else bengali_digits(text)


@cache
def _says() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows("search_says")}


def _kind(index: Index, found: Found, listing: Listing) -> Iterator[Why]:
    """The words that speak for its kind, where it is one of those that are meant."""
    code = listing.offer.kind_code
    if dict(found.kinds).get(code, 0.0) < MEANT or code not in index.kinds:
        return
    at = index.kinds.index(code)
    said = {
        position
        for meaning in found.asked.meanings
        if index.entry_kinds[meaning.entry, at] > 0 and meaning.sureness >= SURE
        for position in meaning.at
    } or set(found.asked.words)
    typed = " ".join(word.typed for position, word in sorted(found.asked.words.items()) if position in said)
    yield Why("kind", {"typed": typed, "kind": {"en": listing.offer.kind_en, "bn": listing.offer.kind_bn}})


def _meanings(index: Index, asked: Asked, hit: Hit) -> Iterator[Why]:
    for meaning in sorted(asked.meanings, key=lambda one: -one.sureness):
        entry = index.lexicon.entries[meaning.entry]
        there = index.of_entry.get(meaning.entry)
        if there is not None and hit.number in there and not entry.code.startswith(("kind:", "need:")):
            yield Why("meaning", {"meaning": {"en": entry.shown_en, "bn": entry.shown_bn}})


def _words(index: Index, asked: Asked, listing: Listing, knows_place: bool) -> Iterator[Why]:
    """The words of its texts that were typed, as they stand there, each once in the best text."""
    heard = {
        index.vocabulary.sounds[number]
        for at, numbers in asked.said.items()
        if not asked.words[at].weak
        for number, sureness in numbers.items()
        if sureness >= SURE
    }
    where = listing.addresses if knows_place else ()
    for weight, text in sorted((*listing.texts, *where), reverse=True):
        found = [word for word in words(text, LONG_TEXT) if word.sound in heard]
        heard -= {word.sound for word in found}
        if found:
            yield Why(FIELDS[weight], {"found": " ".join(dict.fromkeys(word.typed for word in found))})


def _place(asked: Asked, listing: Listing, knows_place: bool) -> Iterator[Why]:
    if asked.where is None or not knows_place:
        return
    for place in asked.where.meant:
        name = {"en": place.name_en, "bn": place.name_bn}
        if any(place.code in spot.chain for spot in listing.offer.places):
            yield Why("in_place", {"place": name})
            return
    near = [(km, place) for place in asked.where.meant for km in _road(place, listing)]
    if near and min(near, key=lambda one: one[0])[0] <= FAR_KM:
        km, place = min(near, key=lambda one: one[0])
        yield Why("near_place", {"place": {"en": place.name_en, "bn": place.name_bn}, "km": round(km)})


def _road(place: KnownPlace, listing: Listing) -> Iterator[float]:
    for spot in listing.offer.places:
        if spot.latitude is not None and spot.longitude is not None:
            yield distance_km(place.point, (spot.latitude, spot.longitude)) * ROAD_FACTOR


def _wishes(index: Index, asked: Asked, hit: Hit, knows_place: bool) -> Iterator[Why]:
    if knows_place:
        yield from (Why(f"wish_{wish.code}") for wish in asked.wishes if index.wishes[wish.code][hit.number])
