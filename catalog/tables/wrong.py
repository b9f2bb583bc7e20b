"""What is wrong with a cell: a code and its values; the sentences stand in data/sheet_words.csv."""

from typing import Any


class Wrong(Exception):
    """A cell that can't be read; never shown as it is."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
