"""One row of a sheet read into the service that it wants, with an error for each cell that can't be read."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from catalog.places import KnownPlace, ancestors, find_place, like_places, places
from catalog.spelling import clean, plain
from catalog.tables import cells, times
from catalog.tables.wanted import REQUIRED, CellError, Wanted
from catalog.tables.wrong import Wrong

T = TypeVar("T")


class Reader:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, number: int, texts: Mapping[str, str], kinds: Mapping[str, str]) -> None:
        self.number = number
        self.texts = texts
        self.kinds = kinds
        self.errors: list[CellError] = []

    def wrong(self, column: str | None, code: str, **values: Any) -> None:
        """Note an error, with the cell's own text for the sentence."""
        if column is not None:
            values.setdefault("cell", clean(self.texts.get(column, ""))[:80])
        self.errors.append(CellError(self.number, column, code, values))

    def cell(self, column: str, read: Callable[[str], T]) -> T | None:
        """The cell read, or None where it is empty or wrong."""
        text = self.texts.get(column, "")
        if not clean(text):
            if column in REQUIRED and column != "district":
                self.wrong(column, "missing")
            return None
        try:
            return read(text)
        except Wrong as error:
            self.wrong(column, error.code, **error.values)
            return None

    def words(self, column: str, most: int) -> str | None:
        return self.cell(column, lambda text: cells.words(text, most))

    def number_up_to(self, column: str, most: int) -> int | None:
        return self.cell(column, lambda text: cells.whole_number(text, most))

    def kind(self, text: str) -> str:
        code = self.kinds.get(plain(text))
        if code is None:
            raise Wrong("no_such_kind")
        return code

    def read(self) -> Wanted | None:
        """The service, or None where any cell is wrong."""
        found: dict[str, Any] = {
            "service_id": self.words("service_id", 100),
            "organization": self.words("organization", 200),
            "kind": self.cell("kind", self.kind),
            "service_name": self.words("service_name", 200),
            "description": self.words("description", 5000),
            "address": self.words("address", 300),
            "place": self.place(),
            "days": self.cell("days", times.weekdays) or (),
            "start_time": self.cell("start_time", times.time_of_day),
            "end_time": self.cell("end_time", times.time_of_day),
            "min_age": self.number_up_to("min_age", cells.MOST_YEARS),
            "max_age": self.number_up_to("max_age", cells.MOST_YEARS),
            "eligibility": self.cell("eligibility", lambda text: cells.conditions(text, 1000)) or (),
            "fee_bdt": self.cell("fee_bdt", cells.taka),
            "seats": self.number_up_to("seats", cells.MOST_SEATS),
            "start_date": self.cell("start_date", times.day_of_calendar),
            "end_date": self.cell("end_date", times.day_of_calendar),
            "confidential": self.cell("confidential", cells.yes_or_no),
            "phone": self.cell("phone", cells.phone),
            "email": self.cell("email", cells.email),
            "language": self.cell("language", cells.languages) or (),
            "last_confirmed": self.cell("last_confirmed", times.day_of_calendar),
        }
        self.across(found)
        return None if self.errors else Wanted(**found)

    def across(self, found: Mapping[str, Any]) -> None:
        """What is wrong between two cells that are each well."""
        low, high = found["min_age"], found["max_age"]
        if low is not None and high is not None and low > high:
            self.wrong("min_age", "ages_reversed", high=high)
        starts, ends = found["start_date"], found["end_date"]
        if starts and ends and ends < starts:
            self.wrong("end_date", "ends_before_start", start=starts.isoformat())
        said = {error.column for error in self.errors}
        hours = ("days", "start_time", "end_time")
        if any(clean(self.texts.get(column, "")) for column in hours):
            for column in hours:
                if found[column] in (None, ()) and column not in said:
                    self.wrong(column, "hours_incomplete")

    def place(self) -> str | None:
        """The code of the smallest place that district and upazila or thana name."""
        district = self.cell("district", lambda text: _found(text, None, "no_such_district"))
        if district is None and clean(self.texts.get("district", "")):
            return None
        within = district.code if district else None
        smaller = self.cell("upazila_or_thana", lambda text: _found(text, within, "no_such_place"))
        if smaller is None and district is None and not clean(self.texts.get("upazila_or_thana", "")):
            self.wrong("district", "missing")
        best = smaller or district
        return best.code if best else None


def _found(text: str, within: str | None, code: str) -> KnownPlace:
    place = find_place(text, within)
    if place is None and within is not None and (elsewhere := find_place(text)):
        top = [places()[lower] for lower in (elsewhere.code, *ancestors(elsewhere.code))]
        named = next((lower for lower in top if lower.level == "district"), elsewhere)
        raise Wrong("place_elsewhere", place=named.code, within=within)
    if place is None:
        raise Wrong(code, like=tuple(place.code for place in _like(text, within, code)))
    return place


def _like(text: str, within: str | None, code: str) -> list[KnownPlace]:
    return like_places(text, within, "district" if code == "no_such_district" else None)


def kind_names(kinds: Sequence[tuple[str, str, str, Mapping[str, Any]]]) -> dict[str, str]:
    """Codes of kinds by code, by name in either language, and by a synonym that only one kind has."""
    names: dict[str, str] = {}
    synonyms: dict[str, set[str]] = {}
    for code, name_en, name_bn, others in kinds:
        names |= {plain(name): code for name in (code, name_en, name_bn)}
        for other in (word for words in others.values() for word in words):
            synonyms.setdefault(plain(other), set()).add(code)
    return {word: min(codes) for word, codes in synonyms.items() if len(codes) == 1} | names
