"""One number that moves with each stored change of the catalog, and the services that each change was about.

What is kept knows by it when it is old, and of what. It is moved at the end of the transaction that changes a row: whoever
holds it waits for nobody else.
"""

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, event, insert, select, text
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, UOWTransaction, mapped_column

from catalog.base import Base, JsonValue
from catalog.noticing import Noticed, written

CHANGED = "catalog_changed"
REMEMBERED = 500
MANY = 200
MOVE = text(
    "INSERT INTO catalog_version (id, version) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET version = catalog_version.version + 1 RETURNING version"
)


class CatalogVersion(Base):
    """A single row; the number itself means nothing, only that it has moved."""

    __tablename__ = "catalog_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    version: Mapped[int] = mapped_column(default=0)


class CatalogChange(Base):
    """The services that the move to `version` was about, as hexadecimal ids; null where it may be about all of them."""

    __tablename__ = "catalog_change"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    services: Mapped[list[str] | None] = mapped_column(JsonValue, default=None)


def version(session: Session) -> int:
    """The number as this session's transaction sees it; 0 before the first change."""
    return session.scalar(select(CatalogVersion.version)) or 0


def changed_between(session: Session, known: int, seen: int) -> frozenset[uuid.UUID] | None:
    """The services changed after the version `known` up to `seen`; None where it may be any, or is no longer remembered."""
    after = (CatalogChange.version > known, CatalogChange.version <= seen)
    changes = session.scalars(select(CatalogChange.services).where(*after)).all()
    if not 0 < seen - known == len(changes) or any(services is None for services in changes):
        return None
    found = frozenset(uuid.UUID(key) for services in changes for key in services or ())
    return found if len(found) <= MANY else None


def changed_here(session: Session) -> bool:
    """Whether this session's transaction has itself changed the catalog, and not ended yet."""
    return CHANGED in session.info or bool(written(session))


def _notice(session: Session, rows: Collection[object]) -> None:
    if rows:
        session.info.setdefault(CHANGED, Noticed()).rows(rows)


@event.listens_for(Session, "before_flush")
def _notice_what_was(session: Session, context: UOWTransaction, instances: object) -> None:
    _notice(session, written(session))


@event.listens_for(Session, "after_flush")
def _notice_what_is(session: Session, context: UOWTransaction) -> None:
    """New rows have their keys, and those moved elsewhere their new ones, only now."""
    _notice(session, written(session))


@event.listens_for(Session, "do_orm_execute")
def _notice_statements(state: ORMExecuteState) -> None:
    """Statements that change many rows at once pass by the flush."""
    mapper = state.bind_mapper
    if not state.is_select and mapper is not None and Noticed.concerns(mapper.class_):
        state.session.info.setdefault(CHANGED, Noticed()).everything = True


@event.listens_for(Session, "before_commit")
def _move(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    noticed: Noticed | None = session.info.get(CHANGED)
    if noticed is None:
        return
    found = noticed.services(session)
    services = None if found is None or len(found) > MANY else sorted(key.hex for key in found)
    number: Any = session.scalar(MOVE)
    connection = session.connection()
    connection.execute(insert(CatalogChange), {"version": number, "services": services})
    connection.execute(delete(CatalogChange).where(CatalogChange.version <= number - REMEMBERED))


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(CHANGED, None)
