"""A catalog to search in: the services of the invented consortium as values, and searches with what was meant."""

import csv
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle, islice
from pathlib import Path

from catalog.data import rows, several
from catalog.offer import Offer, OfferPlace
from catalog.places import ancestors, places
from catalog.search.agenda import NEED
from catalog.search.index import Index, pack
from catalog.search.lexicon import WRITINGS, Entry, Lexicon, examples, given, lexicon
from catalog.search.listing import Listing
from referral.demo.data import rows as demo_rows

SEARCHES = Path(__file__).parents[2] / "bench" / "searches.csv"
PARTNERS = ("Hijal", "Dahuk", "Babui", "Mohona", "Shimul", "Doyel", "Palash", "Kodom")


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody typed, the kind that was meant, and the services that answer it best, if there are such."""

    query: str
    kind: str
    services: frozenset[str]
    way: str


@cache
def searches() -> tuple[Search, ...]:
    with SEARCHES.open(encoding="utf-8", newline="") as file:
        return tuple(
            Search(row["query"], row["kind"], frozenset(several(row["service"])), row["way"])
            for row in csv.DictReader(file)
        )


@cache
def kinds() -> tuple[dict[str, str], ...]:
    return tuple(rows("kinds"))


@cache
def words_of_agenda() -> Lexicon:
    """The lexicon with the agenda of the files."""
    return lexicon((*given(), *_kinds(), *_needs()), examples())


def packed(listings: Iterable[Listing]) -> Index:
    return pack(tuple(listings), words_of_agenda(), [row["code"] for row in kinds()])


def listings(many: int = 0) -> list[Listing]:
    """Each service of the demo once, or so many of them, of many partners at many places."""
    services = demo_rows("services")
    spots = [place for place in places().values() if place.level in ("upazila", "thana")]
    given_at = zip(cycle(services), cycle(spots[: len(spots) - len(spots) % 2 - 1]), cycle(PARTNERS), strict=False)
    if not many:
        return [listing(row) for row in services]
    return [listing(row, place.code, f"{partner} {place.name_en}") for row, place, partner in islice(given_at, many)]


def listing(row: dict[str, str], place: str | None = None, partner: str = "Partner", **more: object) -> Listing:
    """One service; its own id stands in `source_id`."""
    kind = next(one for one in kinds() if one["code"] == row["kind"])
    offer = Offer(
        id=uuid.uuid4(),
        organization_id=uuid.uuid5(uuid.NAMESPACE_DNS, partner),
        organization_en=partner,
        organization_bn=partner,
        kind_code=row["kind"],
        kind_en=kind["name_en"],
        kind_bn=kind["name_bn"],
        outcome_code=kind["outcome"],
        seats_count=kind["seats_count"],
        name_en=row["name_en"],
        name_bn=row["name_bn"],
        places=tuple(_places(place)),
        **more,  # type: ignore[arg-type]
    )
    return Listing(offer, row["description_en"], row["description_bn"], source_id=row["code"])


def _places(code: str | None) -> Iterator[OfferPlace]:
    if code:
        known, chain = places()[code], (code, *ancestors(code))
        yield OfferPlace(
            uuid.uuid4(), uuid.uuid4(), chain, known.name_en, known.name_bn, known.latitude, known.longitude
        )


def _kinds() -> Iterator[Entry]:
    for row in kinds():
        yield Entry(f"kind:{row['code']}", row["name_en"], row["name_bn"], _written(row), ((row["code"], 1.0),))


def _needs() -> Iterator[Entry]:
    answers: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in kinds():
        for position, need in enumerate(several(row["needs"])):
            answers[need].append((position, row["code"]))
    for row in rows("needs"):
        its = answers[row["code"]]
        speaks = tuple((code, NEED / (1 + _before(its, position))) for position, code in its)
        yield Entry(f"need:{row['code']}", row["name_en"], row["name_bn"], _written(row), speaks)


def _before(its: Sequence[tuple[int, str]], position: int) -> int:
    return sum(other < position for other, _ in its)


def _written(row: dict[str, str]) -> tuple[str, ...]:
    return (row["name_bn"], row["name_en"], *(word for way in WRITINGS for word in several(row[f"synonyms_{way}"])))
