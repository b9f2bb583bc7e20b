"""Which services the rows are about that a transaction changes.

LEADS has, of each table, the column that leads to services and the question that finds them by it; none where it is a
service's own key. A table that is not there is about all of them; one that is APART keeps the past and changes none.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import Session

from catalog.models import (
    CostOption,
    Intake,
    Location,
    Organization,
    Rule,
    Service,
    ServiceAtLocation,
    ServiceChange,
    SessionTime,
)

Keys = Iterable[uuid.UUID]
AT = ServiceAtLocation

LEADS: dict[type, tuple[str, Callable[[Keys], Select[uuid.UUID]] | None]] = {
    Service: ("id", None),
    Rule: ("service_id", None),
    CostOption: ("service_id", None),
    ServiceAtLocation: ("service_id", None),
    Intake: ("service_at_location_id", lambda keys: select(AT.service_id).where(AT.id.in_(keys))),
    SessionTime: ("intake_id", lambda keys: select(AT.service_id).join(AT.intakes).where(Intake.id.in_(keys))),
    Location: ("id", lambda keys: select(AT.service_id).where(AT.location_id.in_(keys))),
    Organization: ("id", lambda keys: select(Service.id).where(Service.organization_id.in_(keys))),
}
APART = (ServiceChange,)


class Noticed:
    """What one transaction has changed so far."""

    def __init__(self) -> None:
        self.everything = False
        self._keys: defaultdict[type, set[uuid.UUID]] = defaultdict(set)

    @staticmethod
    def concerns(table: type) -> bool:
        """Whether it is a table of the catalog that says something of services."""
        return table.__module__.startswith("catalog.") and table not in APART

    def rows(self, rows: Iterable[object]) -> None:
        """Take in changed rows, with the keys that they had before where those were changed too."""
        for row in rows:
            if type(row) not in LEADS:
                self.everything = True
                continue
            attribute = getattr(inspect(row).attrs, LEADS[type(row)][0])
            keys = {attribute.value, *(attribute.history.deleted or ())}
            self._keys[type(row)] |= keys - {None}

    def services(self, session: Session) -> set[uuid.UUID] | None:
        """The services concerned, of which some may be gone; None where it may be any."""
        if self.everything:
            return None
        found: set[uuid.UUID] = set()
        for table, keys in self._keys.items():
            leads: Any = LEADS[table][1]
            found.update(keys if leads is None else session.scalars(leads(keys)) if keys else ())
        return found


def written(session: Session) -> list[object]:
    """The rows of the catalog that this session has yet to write, or is writing."""
    changed = (row for row in session.dirty if session.is_modified(row))
    return [row for row in (*session.new, *session.deleted, *changed) if Noticed.concerns(type(row))]
