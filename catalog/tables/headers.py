"""What the headers of a sheet mean: known words in either language, nearly so by spelling, or as a partner once said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz import fuzz, process

from catalog.data import rows, several
from catalog.spelling import clean, plain
from catalog.tables.file import Table, Unreadable
from catalog.tables.wanted import COLUMNS, TOGETHER

NOTHING = "-"
SERVICES = "sheet_headers"
SURE, GUESSED, LIKELY, AHEAD = 90, 80, 62, 6
LOOK_AT_ROWS = 30
SCORERS = ((fuzz.token_sort_ratio, 1.0), (fuzz.token_set_ratio, 0.85))
FEW = 2


@dataclass(frozen=True, slots=True)
class Guess:
    """A header that is not understood for sure: columns of ours that it may mean, each with how sure, of a hundred."""

    header: str
    columns: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The header row of a table: at which position each column of ours stands, and what is unsure or left out."""

    row: int
    cells: int
    width: int
    at: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    unsure: tuple[Guess, ...] = ()
    ignored: tuple[str, ...] = ()


def heading_of(table: Table, said: Mapping[str, str], *, guess: bool = False, of: str = SERVICES) -> Heading:
    """The header row of a table, which may have titles above it; `said` is what headers mean as somebody answered.

    With `guess` the best of several guesses is taken where nothing is nearly as good. `of` is the file of data that
    knows the headers.
    """
    known = _names(of).keys() | said.keys()
    number, cells = max(table.rows[:LOOK_AT_ROWS], key=lambda row: sum(plain(cell) in known for cell in row[1]))
    if sum(plain(cell) in known for cell in cells) < FEW:
        number, cells = table.rows[0]
    return _read(number, cells, said, guess, of)


def _read(number: int, cells: Sequence[str], said: Mapping[str, str], guess: bool, of: str) -> Heading:
    width = max((position for position, cell in enumerate(cells, 1) if clean(cell)), default=0)
    at: dict[str, int] = {}
    texts: dict[str, str] = {}
    open_cells: list[tuple[int, str]] = []
    ignored: list[str] = []
    for position, cell in enumerate(cells[:width]):
        text = clean(cell)
        column = said.get(plain(text), _names(of).get(plain(text)))
        if column is None and text:
            open_cells.append((position, text))
        elif column == NOTHING:
            ignored.append(text[:50])
        elif column is not None:
            if column in at:
                raise Unreadable("column_twice", column=column)
            at[column], texts[column] = position, text[:50]
    unsure: list[Guess] = []
    for position, text in open_cells:
        found = [(column, sure) for column, sure in guesses(text, of) if column not in at]
        ahead = found and (len(found) == 1 or found[0][1] - found[1][1] >= AHEAD)
        if ahead and found[0][1] >= (GUESSED if guess else SURE) and found[0][0] != NOTHING:
            at[found[0][0]], texts[found[0][0]] = position, text[:50]
        elif found and not guess and found[0][0] != NOTHING:
            unsure.append(Guess(text[:50], tuple(found[:5])))
        else:
            ignored.append(text[:50])
    return Heading(number, len(cells), width, at, texts, tuple(unsure), tuple(ignored))


def guesses(header: str, of: str = SERVICES) -> list[tuple[str, int]]:
    """Columns that a header may mean, the likeliest first, each with how sure, of a hundred.

    All its words nearly as we know them tell more than some of them exactly.
    """
    best: dict[str, int] = {}
    for scorer, weight in SCORERS:
        least = LIKELY / weight
        near = process.extract(plain(header), _names(of).keys(), scorer=scorer, score_cutoff=least, limit=20)
        for name, score, _ in near:
            column = _names(of)[name]
            best[column] = max(best.get(column, 0), round(score * weight))
    return sorted(best.items(), key=lambda pair: -pair[1])


@cache
def _names(of: str) -> dict[str, str]:
    """The column of ours that each known header means, by the header as compared."""
    names: dict[str, str] = {}
    for row in rows(of):
        for name in (row["column"], *several(row["headers_en"]), *several(row["headers_bn"])):
            names.setdefault(plain(name), row["column"])
    names.pop("", None)
    return names


def header_in(column: str, language: str) -> str:
    """How we write the header of a column, in "en" or "bn"."""
    if language == "en":
        return column
    return next(several(row["headers_bn"])[0] for row in rows("sheet_headers") if row["column"] == column)


CHOICES = (*COLUMNS, *TOGETHER)
