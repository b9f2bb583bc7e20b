"""What is stored already of the organisations and services that a sheet names."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from catalog.base import imported_id
from catalog.models import Intake, Organization, Service, ServiceAtLocation
from catalog.spelling import plain

ServiceKey = tuple[uuid.UUID, str]


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


def services_of(session: Session, organizations: Iterable[uuid.UUID]) -> dict[ServiceKey, Service]:
    """The services that these organisations have brought before, by their own ids, with what is compared."""
    at = selectinload(Service.places)
    query = (
        select(Service)
        .where(Service.organization_id.in_(list(organizations)), Service.source_id.is_not(None))
        .options(selectinload(Service.rules), selectinload(Service.costs))
        .options(at.joinedload(ServiceAtLocation.location))
        .options(at.selectinload(ServiceAtLocation.intakes).selectinload(Intake.sessions))
    )
    return {(one.organization_id, one.source_id): one for one in session.scalars(query) if one.source_id}
