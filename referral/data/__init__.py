"""Reference data of the loop and of consent as files: reasons, groups of fields, texts to read aloud."""

import csv
from importlib.resources import files
from io import StringIO


def rows(name: str) -> list[dict[str, str]]:
    """The rows of data/NAME.csv, cells as text."""
    text = (files(__name__) / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(text)))
