"""One row of a sheet read into the service that it wants, with an error for each cell that can't be read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from catalog.places import KnownPlace, ancestors, find_place, like_places, places
from catalog.spelling import clean, plain
from catalog.tables import cells, times
from catalog.tables.wanted import TOGETHER, CellError, Wanted
from catalog.tables.wrong import Wrong

T = TypeVar("T")
KEPT_AS_TYPED = ("service_name", "description", "address", "eligibility")
HOURS = ("days", "start_time", "end_time")
HALF_AN_HOUR = 0.5
NAMED = ("service_id", "organization", "service_name")

READERS: Mapping[str, Callable[[str], Any]] = {
    column: lru_cache(maxsize=5_000)(read)
    for column, read in {
        "days": times.weekdays,
        "time": times.time_span,
        "start_time": times.time_of_day,
        "end_time": times.time_of_day,
        "weekly_hours": cells.hours,
        "age": cells.ages,
        "min_age": lambda text: cells.whole_number(text, cells.MOST_YEARS),
        "max_age": lambda text: cells.whole_number(text, cells.MOST_YEARS),
        "employment": cells.employment,
        "eligibility": lambda text: cells.conditions(text, 1000),
        "fee_bdt": cells.taka,
        "max_loan_bdt": cells.taka,
        "seats": lambda text: cells.whole_number(text, cells.MOST_SEATS),
        "start_date": times.day_of_calendar,
        "end_date": times.day_of_calendar,
        "confidential": cells.yes_or_no,
        "phone": cells.phone,
        "email": cells.email,
        "language": cells.languages,
        "last_confirmed": times.day_of_calendar,
    }.items()
}


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as read; `wanted` is None where any of its cells is wrong. `named`: its id, organisation and name as typed."""

    number: int
    sheet: str
    columns: frozenset[str]
    named: tuple[str, str, str]
    wanted: Wanted | None = None
    errors: tuple[CellError, ...] = ()
    notes: tuple[CellError, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What a whole sheet has in common: names of kinds, the scheme of its grades, whose it is where it does not say."""

    kinds: Mapping[str, str]
    scheme: str = ""
    owner: str | None = None


class Reader:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, number: int, sheet: str, texts: Mapping[str, str], known: Known) -> None:
        self.number, self.sheet, self.known = number, sheet, known
        self.texts = {column: cells.unguarded(text) for column, text in texts.items()}
        self.errors: list[CellError] = []
        self.notes: list[CellError] = []

    def wrong(self, column: str | None, code: str, **values: Any) -> None:
        """Note an error, with the cell's own text for the sentence."""
        self.errors.append(self._said(column, code, values))

    def note(self, column: str | None, code: str, **values: Any) -> None:
        """Note what is worth knowing and no error."""
        self.notes.append(self._said(column, code, values))

    def _said(self, column: str | None, code: str, values: dict[str, Any]) -> CellError:
        if column is not None:
            values.setdefault("cell", clean(self.texts.get(column, ""))[:80])
        return CellError(self.number, column, code, values, self.sheet)

    def filled(self, column: str) -> bool:
        """Whether the row says anything there."""
        return bool(clean(self.texts.get(column, "")))

    def cell(self, column: str, read: Callable[[str], T], *, needed: bool = False) -> T | None:
        """The cell read, or None where it is empty or wrong."""
        if not self.filled(column):
            if needed:
                self.wrong(column, "missing")
            return None
        try:
            return read(self.texts[column])
        except Wrong as error:
            self.wrong(column, error.code, **error.values)
            return None

    def known_cell(self, column: str) -> Any:
        """The same for a column whose reader needs no more than the cell."""
        return self.cell(column, READERS[column])

    def words(self, column: str, most: int, *, needed: bool = False) -> str | None:
        return self.cell(column, lambda text: cells.words(text, most), needed=needed)

    def kind(self, text: str) -> str:
        code = self.known.kinds.get(plain(text))
        if code is None:
            raise Wrong("no_such_kind")
        return code

    def organization(self) -> str | None:
        if self.known.owner is not None and not self.filled("organization"):
            return self.known.owner
        return self.words("organization", 200, needed=True)

    def read(self, typed: Mapping[str, str]) -> ReadRow:
        """The row; `typed` has its cells as they stood, where they were converted."""
        found: dict[str, Any] = {
            "service_id": self.words("service_id", 100),
            "organization": self.organization(),
            "kind": self.cell("kind", self.kind, needed=True),
            "service_name": self.words("service_name", 200, needed=True),
            "description": self.words("description", 5000),
            "address": self.words("address", 300),
            "place": self.place(),
            "days": self.known_cell("days") or (),
            "start_time": self.known_cell("start_time"),
            "end_time": self.known_cell("end_time"),
            "weekly_hours": self.known_cell("weekly_hours"),
            "min_age": self.known_cell("min_age"),
            "max_age": self.known_cell("max_age"),
            "grade": self.cell("grade", lambda text: cells.grades(text, self.known.scheme)),
            "employment": self.known_cell("employment") or (),
            "eligibility": self.known_cell("eligibility") or (),
            "fee_bdt": self.known_cell("fee_bdt"),
            "max_loan_bdt": self.known_cell("max_loan_bdt"),
            "seats": self.known_cell("seats"),
            "start_date": self.known_cell("start_date"),
            "end_date": self.known_cell("end_date"),
            "confidential": self.known_cell("confidential"),
            "phone": self.known_cell("phone"),
            "email": self.known_cell("email"),
            "language": self.known_cell("language") or (),
            "last_confirmed": self.known_cell("last_confirmed"),
            "typed": {column: clean(text) for column, text in typed.items() if column in KEPT_AS_TYPED and clean(text)},
        }
        self.together(found)
        self.across(found)
        wanted = None if self.errors else Wanted(**found)
        return self.done(wanted)

    def done(self, wanted: Wanted | None = None) -> ReadRow:
        theirs, owner, name = (clean(self.texts.get(column, ""))[:80] for column in NAMED)
        columns = set(self.texts) - set(TOGETHER)
        for column, both in TOGETHER.items():
            columns.update(both if column in self.texts else ())
        named = (theirs, owner or self.known.owner or "", name)
        return ReadRow(
            self.number, self.sheet, frozenset(columns), named, wanted, tuple(self.errors), tuple(self.notes)
        )

    def together(self, found: dict[str, Any]) -> None:
        """Cells that say two of ours: "9am-5pm", "18-35"; and ages that stand only among the conditions in words."""
        for column, (low, high) in TOGETHER.items():
            if found[low] is None and found[high] is None:
                found[low], found[high] = self.known_cell(column) or (None, None)
        asked = not self.errors and bool({"age", "min_age", "max_age"} & self.texts.keys())
        if asked and found["min_age"] is None and found["max_age"] is None:
            said = {part: cells.age_in_words(part) for part in found["eligibility"]}
            ages = [pair for pair in said.values() if pair]
            if len(ages) == 1:
                found["min_age"], found["max_age"] = ages[0]
                found["eligibility"] = tuple(part for part, pair in said.items() if not pair)

    def across(self, found: Mapping[str, Any]) -> None:
        """What is wrong between two cells that are each well."""
        low, high = found["min_age"], found["max_age"]
        if low is not None and high is not None and low > high:
            self.wrong("min_age" if self.filled("min_age") else "age", "ages_reversed", high=high)
        starts, ends = found["start_date"], found["end_date"]
        if starts and ends and ends < starts:
            self.wrong("end_date", "ends_before_start", start=starts.isoformat())
        said = {error.column for error in self.errors}
        lacking = [column for column in HOURS if found[column] in (None, ())]
        if 0 < len(lacking) < len(HOURS) and not said & {*HOURS, "time"}:
            for column in lacking:
                name = column if column in self.texts or "time" not in self.texts else "time"
                say = self.wrong if name in self.texts else self.note
                say(name, "hours_incomplete")
        if not lacking and found["weekly_hours"] is not None:
            start, end = found["start_time"], found["end_time"]
            minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
            week = len(found["days"]) * (minutes + (1 if end == times.LAST_MINUTE else 0)) % (7 * 24 * 60 + 1) / 60
            if minutes > 0 and abs(week - found["weekly_hours"]) > HALF_AN_HOUR:
                self.note("weekly_hours", "hours_differ", week=round(week, 2))

    def place(self) -> str | None:
        """The code of the smallest place that district and upazila or thana name."""
        district = self.cell("district", lambda text: _found(text, None, "no_such_district"))
        if district is None and self.filled("district"):
            return None
        within = district.code if district else None
        smaller = self.cell("upazila_or_thana", lambda text: _within(text, within))
        if smaller is None and district is None and not self.filled("upazila_or_thana"):
            self.wrong("district", "missing")
        best = smaller or district
        return best.code if best else None


@lru_cache(maxsize=10_000)
def _within(text: str, within: str | None) -> KnownPlace:
    """A place smaller than a district, the smaller before the larger where there are several: "Union, Upazila"."""
    place = find_place(text, within)
    if place is not None or "," not in text:
        return place or _found(text, within, "no_such_place")
    for part in reversed(text.split(",")):
        place = _found(part, within, "no_such_place")
        within = place.code
    assert place is not None
    return place


@lru_cache(maxsize=10_000)
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
    """Codes of kinds by code, by name in either language, by what partners write, and by a synonym of one kind alone."""
    names: dict[str, str] = {}
    synonyms: dict[str, set[str]] = {}
    for code, name_en, name_bn, others in kinds:
        names |= {plain(name): code for name in (code, name_en, name_bn)}
        for other in (word for words in others.values() for word in words):
            synonyms.setdefault(plain(other), set()).add(code)
    ours = {code for code, *_ in kinds}
    written = {word: code for word, code in cells.meanings("kind").items() if code in ours}
    return {word: min(codes) for word, codes in synonyms.items() if len(codes) == 1} | written | names
