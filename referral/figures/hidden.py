"""Counts of fewer than ten persons are hidden, and others with them, so that none can be worked out from the rest."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

FEWEST = 10
TOTAL = "total"
OTHER = "other"


class Hidden(StrEnum):
    """Why a count is not shown: fewer than ten persons, or that one beside it could be worked out."""

    FEW = "few"
    BESIDE = "beside"


Shown: TypeAlias = int | Hidden
Key: TypeAlias = tuple[str, str]
Arc: TypeAlias = Callable[[Key], tuple[str, str]]


@dataclass(frozen=True)
class Count:
    """How many, and of how many different persons."""

    number: int = 0
    persons: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.number + other.number, self.persons + other.persons)

    @property
    def few(self) -> bool:
        """Whether it is of fewer than ten persons."""
        return self.persons < FEWEST


@dataclass(frozen=True)
class Entry:
    """One thing to be counted: in which row and column of a table, and whose it is."""

    row: str
    column: str
    person: object


@dataclass(frozen=True)
class Table:
    """Counts by row and column with their totals (row or column `TOTAL`), those hidden that must be."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Key, Shown]

    def __getitem__(self, key: Key) -> Shown:
        return self.cells[key]


def shown(count: Count) -> Shown:
    """A count that stands alone."""
    return Hidden.FEW if count.few else count.number


def table(entries: Iterable[Entry], rows: Iterable[str] | None = None, columns: Iterable[str] | None = None) -> Table:
    """The entries counted; where rows or columns are not named, those of ten persons or more, the largest first.

    All others are one row or column `OTHER`, so that not even their being there is told.
    """
    kept = list(entries)
    of_rows = tuple(rows) if rows is not None else _large((one.row, one.person) for one in kept)
    of_columns = tuple(columns) if columns is not None else _large((one.column, one.person) for one in kept)
    counts = _count(kept, of_rows, of_columns)
    return Table(of_rows, of_columns, hide(counts))


def hide(counts: Mapping[Key, Count], arc: Arc | None = None) -> dict[Key, Shown]:
    """What may be shown of a table with its totals; with `arc=of_sum`, of one column and its sum.

    While a hidden few has only one value that agrees with all that is shown, the smallest count in its row or column,
    cells before totals, is hidden too.
    """
    arc = arc or of_table
    hidden = {key: Hidden.FEW for key, count in counts.items() if count.few}
    while known := next(
        (key for key, why in hidden.items() if why is Hidden.FEW and _known(key, counts, hidden, arc)), None
    ):
        left = [key for key in counts if key not in hidden]
        hidden[min(left, key=lambda key: _price(key, known, counts[key].number))] = Hidden.BESIDE
    return {key: hidden.get(key, count.number) for key, count in counts.items()}


def _price(key: Key, known: Key, number: int) -> tuple[bool, int, int]:
    in_line = key[0] == known[0] or key[1] == known[1]
    return not in_line, key.count(TOTAL), number


def _large(names: Iterable[tuple[str, object]]) -> tuple[str, ...]:
    persons = Counter(name for name, _ in set(names))
    return (*(name for name, number in persons.most_common() if number >= FEWEST), OTHER)


def _count(entries: list[Entry], rows: tuple[str, ...], columns: tuple[str, ...]) -> dict[Key, Count]:
    numbers: Counter[Key] = Counter()
    people: dict[Key, set[object]] = {(row, column): set() for row in (*rows, TOTAL) for column in (*columns, TOTAL)}
    for one in entries:
        row = one.row if one.row in rows else OTHER
        column = one.column if one.column in columns else OTHER
        for key in ((row, column), (row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            numbers[key] += 1
            people[key].add(one.person)
    return {key: Count(numbers[key], len(persons)) for key, persons in people.items()}


def _known(key: Key, counts: Mapping[Key, Count], hidden: Mapping[Key, Hidden], arc: Arc) -> bool:
    """Whether a hidden count can have no other value.

    A table with totals is a network: what flows out of a row's node into the columns' nodes flows back through the
    totals. Another table that agrees with all that is shown differs from the true one by cycles of hidden cells.
    """
    nodes = {node for one in hidden for node in arc(one)}
    steps = {node: list(_moves(node, counts, hidden, key, arc)) for node in nodes}
    tail, head = arc(key)
    up, down = _may(key, counts, hidden)
    return not (up and _leads(head, tail, steps)) and not (down and _leads(tail, head, steps))


def of_table(key: Key) -> tuple[str, str]:
    """From where to where a cell flows in a table with totals of rows and of columns."""
    row, column = f"row {key[0]}", f"column {key[1]}"
    return (row, column) if (key[0] == TOTAL) == (key[1] == TOTAL) else (column, row)


def of_sum(key: Key) -> tuple[str, str]:
    """The same of the parts of one sum."""
    return ("sum", "parts") if key[0] == TOTAL else ("parts", "sum")


def _may(key: Key, counts: Mapping[Key, Count], hidden: Mapping[Key, Hidden]) -> tuple[bool, bool]:
    """Whether it may be one more, and one less, for all that a reader knows of a cell so hidden."""
    number = counts[key].number
    few = hidden[key] is Hidden.FEW
    return not few or number != FEWEST - 1, number > (0 if few else FEWEST)


def _moves(
    node: str, counts: Mapping[Key, Count], hidden: Mapping[Key, Hidden], without: Key, arc: Arc
) -> Iterator[str]:
    for key in hidden:
        (tail, head), (up, down) = arc(key), _may(key, counts, hidden)
        if key != without and up and tail == node:
            yield head
        if key != without and down and head == node:
            yield tail


def _leads(start: str, goal: str, steps: Mapping[str, list[str]]) -> bool:
    seen, ahead = {start}, [start]
    while ahead:
        new = set(steps.get(ahead.pop(), ())) - seen
        seen |= new
        ahead += new
    return goal in seen
