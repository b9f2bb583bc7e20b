"""Services that a partner's earlier sheet named and this one does not: shown, and suspended only by a person."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.models import Service, ServiceStatus
from catalog.spelling import plain


@dataclass(frozen=True, slots=True)
class Vanished:
    """A live service whose row is gone."""

    key: uuid.UUID
    organization_id: uuid.UUID
    service_id: str
    name_en: str | None
    name_bn: str | None

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Vanished":
        """One that was kept as plain data."""
        ids = {name: uuid.UUID(kept[name]) for name in ("key", "organization_id")}
        return cls(**{**kept, **ids})


def sheet_of(sheets: Counter[str]) -> str:
    """Which earlier sheet this one continues: that of most of its services; a new mark where they have none."""
    known = [(number, mark) for mark, number in sheets.items() if number]
    return max(known)[1] if known else uuid.uuid4().hex


def vanished(session: Session, owners: Collection[uuid.UUID], came_from: str, named: Set[object]) -> Iterator[Vanished]:
    """What came from that sheet and is not named now; a row that is wrong names its service all the same."""
    columns = (Service.id, Service.organization_id, Service.source_id, Service.name_en, Service.name_bn)
    theirs = select(*columns).where(
        Service.organization_id.in_(owners),
        Service.status == ServiceStatus.ACTIVE,
        Service.source["cells"].as_string().is_not(None),
        func.coalesce(Service.source["sheet"].as_string(), "") == came_from,
    )
    for key, owner, number, name_en, name_bn in session.execute(theirs.order_by(Service.source_id)):
        names = {("name", owner, plain(name)) for name in (name_en, name_bn) if name}
        if named.isdisjoint({key, ("number", owner, number), *names}):
            yield Vanished(key, owner, number or "", name_en, name_bn)
