"""The consortium's reference data as files; where each comes from stands in SOURCES.md."""

import csv
from importlib.resources import files
from io import StringIO


def rows(name: str, package: str = __name__) -> list[dict[str, str]]:
    """The rows of NAME.csv in a package of data, cells as text."""
    text = (files(package) / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(text)))


def several(cell: str) -> tuple[str, ...]:
    """A list inside a cell, written with semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())
