"""The invented consortium as files: organisations, staff, services, names. None of it stands for anything real."""

from functools import partial

from catalog import data

rows = partial(data.rows, package=__name__)
