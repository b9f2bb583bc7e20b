"""Reference data of the loop and of consent as files: reasons, groups of fields, texts to read aloud."""

from functools import partial

from catalog import data

rows = partial(data.rows, package=__name__)
