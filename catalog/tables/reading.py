"""A file read row by row into the services that it wants, without a look at what is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Kind
from catalog.spelling import clean
from catalog.tables.cells import scheme_of
from catalog.tables.file import Table, Unreadable, read_file
from catalog.tables.headers import Guess, Heading, heading_of
from catalog.tables.row import Known, Reader, ReadRow, kind_names
from catalog.tables.wanted import REQUIRED, CellError

A_REMARK = 4
MOST_SAMPLES = 40


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody has said of a file: what its headers mean, whether it is in Bijoy (None: not yet), whose it is.

    `guess`: nobody can be asked; the likeliest is taken. `owner`: the name of the organisation, where rows name none.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    bijoy: bool | None = None
    guess: bool = False
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file with its headers understood; `rows()` reads it. `samples` are cells in Bijoy, as they stand and as read."""

    tables: tuple[tuple[Table, Heading], ...]
    samples: tuple[tuple[str, str], ...] = ()
    owner: str | None = None

    @property
    def unsure(self) -> tuple[Guess, ...]:
        """Headers that somebody should be asked about, each once."""
        return tuple({guess.header: guess for _, heading in self.tables for guess in heading.unsure}.values())

    @property
    def ignored(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for _, heading in self.tables for text in heading.ignored))

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(column for _, heading in self.tables for column in heading.at)

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns of ours that a service can't do without and that some table lacks."""
        lacking = {column for _, heading in self.tables for column in _lacking(heading, self.owner)}
        return tuple(column for column in REQUIRED if column in lacking)

    @property
    def size(self) -> int:
        """How many rows there are to read, about."""
        return sum(len(table.rows) - 1 for table, _ in self.tables)


def _lacking(heading: Heading, owner: str | None) -> set[str]:
    needed = {"kind", "service_name"} | ({"organization"} if owner is None else set())
    lacking = needed - heading.at.keys()
    return lacking | (set() if {"district", "upazila_or_thana"} & heading.at.keys() else {"district"})


def understand(data: bytes, said: Said) -> Reading:
    """The tables of a file and what their headers mean. Raises `Unreadable`."""
    tables = read_file(data)
    typed = tuple(samples(tables))
    if said.bijoy is False:
        tables = [replace(table, bijoy=frozenset()) for table in tables]
    found = [(table, heading_of(table, said.headers, guess=said.guess)) for table in map(Table.converted, tables)]
    wanted = [pair for pair in found if not _lacking(pair[1], said.owner)] or found
    if len(found) > 1:
        found = [pair for pair in found if pair in wanted or pair[1].unsure]
    return Reading(tuple(found), typed, said.owner)


def samples(tables: list[Table]) -> Iterator[tuple[str, str]]:
    """Some different cells in Bijoy, from all its columns, beside what they are read as."""
    seen: set[str] = set()
    for table in tables:
        told = replace(table, rows=table.rows[:6]).converted()
        for (_, typed), (_, read) in zip(told.originals or (), told.rows, strict=False):
            for before, after in zip(typed, read, strict=True):
                if clean(before) and not clean(before).isdecimal() and before != after and before not in seen:
                    seen.add(before)
                    yield before[:200], after[:200]
                if len(seen) >= MOST_SAMPLES:
                    return


def kinds_of(session: Session) -> dict[str, str]:
    """The codes of kinds by what they are called; one that is retired is found by its own name alone.

    By the name of one that was merged the kind is found that it was merged into.
    """
    kinds = session.scalars(select(Kind).order_by(Kind.position)).all()
    gone: list[tuple[str, str, str, dict[str, Any]]] = [
        (kind.code, kind.name_en, kind.name_bn, {}) for kind in kinds if kind.retired_at
    ]
    offered = [(kind.code, kind.name_en, kind.name_bn, kind.synonyms) for kind in kinds if not kind.retired_at]
    merged = {kind.code: kind.merged_into for kind in kinds if kind.merged_into}
    retired = {word: merged.get(code, code) for word, code in kind_names(gone).items()}
    return retired | kind_names(offered)


def rows_of(reading: Reading, kinds: Mapping[str, str]) -> Iterator[ReadRow]:
    """Each row below the headers, read; one with a single cell is a remark and left out."""
    for table, heading in reading.tables:
        grades = heading.at.get("grade")
        below = [row for row in table.rows if row[0] > heading.row]
        texts = (cells[grades] for _, cells in below if grades is not None and grades < len(cells))
        known = Known(kinds, scheme_of(texts), reading.owner)
        typed = dict(table.originals or ())
        for number, cells in below:
            if heading.width >= A_REMARK and sum(bool(clean(cell)) for cell in cells) == 1:
                continue
            if table.exact and len(cells) != heading.cells:
                reader = Reader(number, table.name, {}, known)
                reader.wrong(None, "cells_differ", cells=len(cells), header=heading.cells)
                yield reader.done()
                continue
            reader = Reader(number, table.name, _at(heading, cells), known)
            yield reader.read(_at(heading, typed[number]) if number in typed else {})


def _at(heading: Heading, cells: list[str]) -> dict[str, str]:
    return {column: cells[position] if position < len(cells) else "" for column, position in heading.at.items()}


def unread(error: Unreadable) -> CellError:
    """What is wrong with a whole file, as an error of no row."""
    return CellError(0, None, error.code, error.values)
