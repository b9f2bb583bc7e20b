"""What is stored already of the organisations and services that a sheet names."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from contextlib import suppress

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from catalog.base import imported_id
from catalog.models import Intake, Organization, Service, ServiceAtLocation
from catalog.spelling import plain
from catalog.tables.shown import sheet_place
from catalog.tables.wanted import Wanted

WITH_PARTS = (
    selectinload(Service.rules),
    selectinload(Service.costs),
    selectinload(Service.places).joinedload(ServiceAtLocation.location),
    selectinload(Service.places).selectinload(ServiceAtLocation.intakes).selectinload(Intake.sessions),
)


def owners_of(session: Session, names: Iterable[str]) -> dict[str, uuid.UUID]:
    """Ids of the organisations that these names mean, by the name as compared; those that are not there are left out.

    An organisation that a sheet made first is found by that name too when it has been named anew since.
    """
    rows = session.execute(select(Organization.id, Organization.name_en, Organization.name_bn)).all()
    known, ids = {plain(name): key for key, *both in rows for name in both}, {row.id for row in rows}
    meant = {plain(name): known.get(plain(name)) or organization_id(name) for name in names}
    return {name: key for name, key in meant.items() if key in ids}


def organization_id(name: str) -> uuid.UUID:
    """The id of an organisation that a sheet names first."""
    return imported_id("organization", plain(name))


class Found:
    """The services that some rows may mean, loaded at once with what is compared."""

    def __init__(self, session: Session, wanted: Collection[tuple[uuid.UUID, Wanted]]) -> None:
        self.by_number: dict[tuple[uuid.UUID, str], Service] = {}
        self.by_name: dict[tuple[uuid.UUID, str], list[Service]] = defaultdict(list)
        numbers = {one.service_id for _, one in wanted if one.service_id}
        keys = list(filter(None, map(_key, numbers)))
        names = {one.service_name for _, one in wanted}
        meant = or_(
            Service.source_id.in_(numbers), Service.id.in_(keys), Service.name_en.in_(names), Service.name_bn.in_(names)
        )
        query = select(Service).where(Service.organization_id.in_({owner for owner, _ in wanted}), meant)
        for one in session.scalars(query.order_by(Service.id).options(*WITH_PARTS)) if wanted else ():
            self.by_number[one.organization_id, str(one.id)] = one
            for name in {plain(name) for name in (one.name_en, one.name_bn) if name}:
                self.by_name[one.organization_id, name].append(one)
        for one in self.all():
            if one.source_id:
                self.by_number[one.organization_id, one.source_id] = one

    def all(self) -> list[Service]:
        """Each of them once."""
        return list({one.id: one for one in self.by_number.values()}.values())

    def service(self, owner: uuid.UUID, wanted: Wanted) -> Service | None:
        """The one with the row's number; else the one of that name, and where several have it, at that place.

        A service that has no number yet is found by its name, and takes the row's.
        """
        alike = self.by_name.get((owner, plain(wanted.service_name)), [])
        if wanted.service_id:
            known = self.by_number.get((owner, wanted.service_id))
            alike = [one for one in alike if one.source_id is None]
            return known or (alike[0] if len(alike) == 1 else None)
        there = [one for one in alike if (at := sheet_place(one)) and at.location.place_code == wanted.place]
        best = there or alike
        return best[0] if len(best) == 1 else self.by_number.get((owner, wanted.service_name[:100]))


def _key(number: str) -> uuid.UUID | None:
    with suppress(ValueError):
        return uuid.UUID(number)
    return None
