"""What the card tells of the held-out months: said and seen, side by side, with counts of fewer than ten persons hidden."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from referral.figures.hidden import FEWEST, OTHER, TOTAL, Entry, Table, table
from referral.learning.cases import WATCHED, Case
from referral.learning.fitting import Floats
from referral.learning.gate import Group

BINS = 5
YES, NO = "completed", "not"


def bins(held: Sequence[Case], chances: Floats) -> list[dict[str, Any]]:
    """Fifths of the held-out referrals by their chance."""
    order = np.argsort(chances, kind="stable")
    names = {int(case): str(number) for number, some in enumerate(np.array_split(order, BINS)) for case in some}
    rows = [names[number] for number in range(len(held))]
    found = _counted(held, rows, tuple(str(number) for number in range(BINS)))
    return [_line(found, row, rows, chances) for row in found.rows]


def told_groups(held: Sequence[Case], chances: Floats, looked: Sequence[Group]) -> dict[str, list[dict[str, Any]]]:
    """Each watched group of ten persons or more; `holds` None: too few referrals to tell."""
    holds = {(one.axis, one.value): one.holds for one in looked}
    lines: dict[str, list[dict[str, Any]]] = {}
    for axis in WATCHED:
        rows = [case.groups.get(axis, "not_known") for case in held]
        found = _counted(held, rows, _large(held, rows))
        of_row = [row if row in found.rows else OTHER for row in rows]
        lines[axis] = [{**_line(found, row, of_row, chances), "holds": holds.get((axis, row))} for row in found.rows]
    return lines


def _large(held: Sequence[Case], rows: Sequence[str]) -> tuple[str, ...]:
    """The values of ten persons or more; all others, where there are any, as one."""
    persons: dict[str, set[object]] = {}
    for case, row in zip(held, rows, strict=True):
        persons.setdefault(row, set()).add(case.person)
    large = sorted(row for row, inside in persons.items() if len(inside) >= FEWEST)
    return (*large, OTHER) if len(large) < len(persons) else tuple(large)


def _counted(held: Sequence[Case], rows: Sequence[str], names: tuple[str, ...]) -> Table:
    entries = (Entry(row, YES if case.completed else NO, case.person) for case, row in zip(held, rows, strict=True))
    return table(entries, names, (YES, NO))


def _line(found: Table, row: str, rows: Sequence[str], chances: Floats) -> dict[str, Any]:
    """How many, the mean chance, and the share completed where it may be told; hidden ones as `few` or `beside`."""
    inside = np.array([one == row for one in rows])
    cases, ended, other = found[row, TOTAL], found[row, YES], found[row, NO]
    tellable = isinstance(cases, int) and isinstance(ended, int) and isinstance(other, int)
    return {
        "value": row,
        "cases": cases if isinstance(cases, int) else cases.value,
        "said": round(float(chances[inside].mean()), 3) if isinstance(cases, int) else None,
        "seen": round(ended / cases, 3) if tellable else None,  # type: ignore[operator]
    }
