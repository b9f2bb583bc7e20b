"""A previewed sheet stored: its good rows, all together; new organisations are made without an agreement."""

from collections.abc import Collection, Set

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import offers
from catalog.models import Kind, Organization
from catalog.spelling import plain
from catalog.tables.apply import apply, remember
from catalog.tables.preview import Preview
from catalog.tables.stored import organization_id, owners_of, services_of
from catalog.tables.wanted import COLUMNS
from catalog.version import version


class Outdated(Exception):
    """The catalog has changed since the preview was made: it must be shown again."""


def accept(session: Session, sheet: Preview) -> int:
    """Store what the preview showed, wrong rows left out; how many services are new or changed."""
    if version(session) != sheet.version:
        raise Outdated
    good = [(row, row.wanted) for row in sheet.rows if row.wanted is not None]
    kinds = {kind.code: kind for kind in session.scalars(select(Kind))}
    owners = _organizations(session, {wanted.organization for _, wanted in good})
    services = services_of(session, [owner.id for owner in owners.values()])
    stored = 0
    for row, wanted in good:
        owner = owners[plain(wanted.organization)]
        service = services.get((owner.id, wanted.service_id))
        columns: Set[str] = {change.column for change in row.changes}
        if service is None:
            kind = kinds[wanted.kind]
            service, columns = (
                offers.publish(session, owner, kind, None, source_id=wanted.service_id),
                set(COLUMNS),
            )
        if columns:
            apply(session, service, wanted, columns, sheet.today)
            stored += 1
        remember(service, wanted, sheet.columns)
    session.flush()
    return stored


def _organizations(session: Session, names: Collection[str]) -> dict[str, Organization]:
    """The organisations of the sheet by their names as compared; nobody else brings theirs until this has ended."""
    known = owners_of(session, names)
    found: dict[str, Organization] = {}
    for name in sorted(names):
        if plain(name) not in known:
            made = Organization(id=organization_id(name), name_en=name, name_bn=name)
            session.add(made)
            session.flush()
            known[plain(name)] = made.id
    for name, key in sorted(known.items(), key=lambda pair: pair[1]):
        found[name] = session.get_one(Organization, key, with_for_update={"key_share": True})
    return found
