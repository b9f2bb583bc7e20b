"""A previewed sheet stored: its good rows, all together; new organisations are made without an agreement."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Kind, Organization, Service
from catalog.spelling import plain
from catalog.tables.apply import Applying, memory
from catalog.tables.bulk import Bulk
from catalog.tables.locations import Locations
from catalog.tables.preview import Preview, PreviewRow, Progress, untold
from catalog.tables.rules import ReadRules, in_words
from catalog.tables.stored import WITH_PARTS, organization_id, owners_of
from catalog.tables.wanted import Wanted
from catalog.version import version

AT_ONCE = 500
Good = tuple[PreviewRow, Wanted, uuid.UUID]


class Outdated(Exception):
    """The catalog has changed since the preview was made: it must be shown again."""


def accept(
    session: Session,
    sheet: Preview,
    read_rules: ReadRules = in_words,
    progress: Progress = untold,
) -> int:
    """Store what the preview showed, wrong rows left out; how many services are new or changed.

    `read_rules` makes rules of a condition in words. Rows are stored some hundred at a time and then let go of, in
    one transaction of the caller's: all of it is stored or nothing.
    """
    if version(session) != sheet.version:
        raise Outdated
    if not any(row.key is None or row.changes for row in sheet.rows if row.wanted):
        return 0
    kinds = {kind.code: kind for kind in session.scalars(select(Kind))}
    owners = _organizations(session, {row.wanted.organization for row in sheet.rows if row.wanted})
    good = [(row, row.wanted, owners[plain(row.wanted.organization)]) for row in sheet.rows if row.wanted]
    applying = Applying(session, kinds, sheet.today, read_rules, sheet.came_from)
    stored = done = 0
    for start in range(0, len(good), AT_ONCE):
        some = good[start : start + AT_ONCE]
        stored += _store(session, applying, some)
        done += len(some)
        progress(done)
    return stored


def _store(session: Session, applying: Applying, good: Sequence[Good]) -> int:
    keys = [row.key for row, _, _ in good if row.key]
    known = {one.id: one for one in session.scalars(select(Service).where(Service.id.in_(keys)).options(*WITH_PARTS))}
    changing = [(owner, wanted) for row, wanted, owner in good if row.key is None or row.changes]
    places, numbers = Locations(session, changing), _numbers(session, changing)
    bulk = Bulk(session, applying.today, applying.read_rules)
    with session.no_autoflush:
        for row, wanted, owner in good:
            if row.key is None:
                number = wanted.service_id or _free(numbers, owner, wanted)
                source = memory({}, wanted, row.columns, applying.came_from)
                bulk.add(applying.kinds[wanted.kind], number, wanted, places.at(owner, wanted), source=source)
                continue
            service = known[row.key]
            columns = {change.column for change in row.changes}
            if columns:
                applying.apply(service, wanted, columns, places)
            applying.remember(service, wanted, row.columns)
    bulk.store()
    return len(changing)


def _numbers(session: Session, named: Collection[tuple[uuid.UUID, Wanted]]) -> set[tuple[uuid.UUID, str | None]]:
    """Which of the numbers are taken that rows without one would get: their names."""
    names = {wanted.service_name[:100] for _, wanted in named if not wanted.service_id}
    query = select(Service.organization_id, Service.source_id).where(Service.source_id.in_(names))
    return {(owner, number) for owner, number in session.execute(query)} if names else set()


def _free(numbers: set[tuple[uuid.UUID, str | None]], owner: uuid.UUID, wanted: Wanted) -> str:
    """A number for a row that has none: its name, with its place where the organisation has that already."""
    name = wanted.service_name[:100]
    tries = (name, f"{name} · {wanted.place}", f"{name} · {uuid.uuid4().hex[:8]}")
    number = next(one for one in tries if (owner, one) not in numbers)
    numbers.add((owner, number))
    return number


def _organizations(session: Session, names: Collection[str]) -> dict[str, uuid.UUID]:
    """The organisations of the sheet by their names as compared; nobody else brings theirs until this has ended."""
    known = owners_of(session, names)
    for name in sorted(names):
        if plain(name) not in known:
            made = Organization(id=organization_id(name), name_en=name, name_bn=name)
            session.add(made)
            session.flush()
            known[plain(name)] = made.id
    for key in sorted(set(known.values())):
        session.get_one(Organization, key, with_for_update={"key_share": True})
    return known
