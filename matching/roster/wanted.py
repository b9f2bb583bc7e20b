"""What a roster gives: a row a woman, what of it can't be read, and what must be asked before it can be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from catalog.tables.headers import Guess
from catalog.tables.wanted import CellError
from matching.same.known import Known

HEADERS = "roster_headers"
COLUMNS = (
    "name",
    "name_other",
    "guardian",
    "father",
    "husband",
    "mother",
    "birth",
    "grade",
    "role",
    "section",
    "line",
    "years_of_work",
    "shift",
    "children_under_6",
    "schooling",
    "phone",
    "phone_owner",
    "nid_last4",
    "home_upazila",
    "lives_in",
    "skills",
    "employment",
    "last_day",
    "alone",
    "disability",
    "card_no",
)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody has said of a roster: what its headers mean, and the scheme of its wage grades (2018 or 2023).

    `guess`: nobody can be asked about headers; the likeliest is taken. `bijoy` no: it is not typed in a Bijoy font.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    scheme: str = ""
    bijoy: bool | None = None
    guess: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Row:
    """A woman of the roster. What her row does not say, or says wrongly, is not known.

    `known` tells her from others (`phone` is a number, +880...); `facts` are coded as matching reads them; `home` is the
    village's upazila that she comes from, `lives_in` her present place where the row tells it, both codes of places.
    `raw` are the cells as they stood, by column; of an identity card the last four digits alone.
    """

    number: int
    sheet: str = ""
    known: Known
    birth_year_about: bool = False
    relation: str | None = None
    phone_owner: str | None = None
    home: str | None = None
    lives_in: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str | None:
        """Her name, in the script that the row has."""
        return self.known.name_bn or self.known.name_en


@dataclass(frozen=True, slots=True)
class Roster:
    """A whole roster: its women, the cells that can't be read, what is not read, and what is to be asked.

    `asks_scheme`: its grades are 1 to 4 alone, which may be of either scheme; until that is said no grade is known.
    `missing`: no column is a name, so that nobody can be listed. `samples` were typed in a Bijoy font, as read.
    """

    rows: tuple[Row, ...]
    wrong: tuple[CellError, ...]
    unsure: tuple[Guess, ...] = ()
    ignored: tuple[str, ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    asks_scheme: bool = False
    scheme: str = ""
    missing: bool = False
    samples: tuple[tuple[str, str], ...] = ()

    @property
    def asks(self) -> bool:
        """Whether somebody should say something of it first."""
        return bool(self.unsure) or self.asks_scheme or self.missing

    def lacking(self, column: str) -> int:
        """How many rows say nothing in a column."""
        return sum(not row.raw.get(column) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Told:
    """What holds for a whole roster while its rows are read: the day, the scheme of grades, posts by what they are called."""

    day: date
    scheme: str
    roles: Mapping[str, str]
