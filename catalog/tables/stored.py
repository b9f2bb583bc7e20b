"""What is stored already of the organisations and services that a sheet names."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from catalog.base import imported_id
from catalog.models import Intake, Organization, Service, ServiceAtLocation
from catalog.spelling import plain

ServiceKey = tuple[uuid.UUID, str]


def organizations_by_name(session: Session) -> dict[str, uuid.UUID]:
    """Ids of organisations by their names as compared."""
    rows = session.execute(select(Organization.id, Organization.name_en, Organization.name_bn))
    return {plain(name): key for key, *names in rows for name in names}


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
