"""In which cells a row differs from what is stored, and how many seats its service has given away."""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from catalog.models import Service
from catalog.tables.shown import cells_now, cells_of, sheet_intake
from catalog.tables.wanted import COLUMNS, Wanted

SeatsGiven = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, int]]
NOT_STORED = frozenset({"weekly_hours"})


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that differs from what is stored."""

    column: str
    old: str
    new: str


def changes_of(wanted: Wanted, service: Service, columns: Iterable[str]) -> tuple[CellChange, ...]:
    """Cells that the partner changed since its last sheet; others stay as they were edited here meanwhile."""
    new, now, before = cells_of(wanted), cells_now(service, wanted), service.source.get("cells", {})
    return tuple(
        CellChange(column, now[column], new[column])
        for column in COLUMNS
        if column in columns
        and column not in NOT_STORED
        and new[column] not in (now[column], before.get(column))
        and not (column == "service_id" and (service.source_id or new[column] in ("", str(service.id))))
        and not (column == "confidential" and new[column] != "yes")
        and not (column == "last_confirmed" and (not new[column] or new[column] < now[column]))
    )


def none_given(intakes: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """The seats given away where nobody refers yet."""
    return {}


def seats_given(services: Iterable[Service], given: SeatsGiven) -> dict[uuid.UUID, int]:
    """How many seats of the intake that the sheet speaks of are given away, by the id of the service."""
    intakes = {service.id: sheet_intake(service) for service in services}
    numbers = given([intake.id for intake in intakes.values() if intake])
    return {key: numbers.get(intake.id, 0) for key, intake in intakes.items() if intake}


def fewer_than(given: int, wanted: Wanted, changes: Iterable[CellChange]) -> bool:
    """Whether the row now asks for fewer seats than are given away."""
    asks = any(change.column == "seats" for change in changes)
    return asks and wanted.seats is not None and wanted.seats < given


def lowers_seats(wanted: Wanted, changes: Iterable[CellChange]) -> bool:
    """Whether the row now asks for fewer seats than there are; any number is fewer than no end of them."""
    old = next((change.old for change in changes if change.column == "seats"), None)
    return old is not None and wanted.seats is not None and (not old or wanted.seats < int(old))
