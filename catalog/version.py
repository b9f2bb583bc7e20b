"""One number that moves with each stored change of a catalog row, so that what is kept knows when it is old.

It is moved at the end of the transaction that changes a row: whoever holds it waits for nobody else.
"""

from sqlalchemy import event, select, text
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, UOWTransaction, mapped_column

from catalog.base import Base

CHANGED = "catalog_changed"
MOVE = text(
    "INSERT INTO catalog_version (id, version) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET version = catalog_version.version + 1"
)


class CatalogVersion(Base):
    """A single row; the number itself means nothing, only that it has moved."""

    __tablename__ = "catalog_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    version: Mapped[int] = mapped_column(default=0)


def version(session: Session) -> int:
    """The number as this session's transaction sees it; 0 before the first change."""
    return session.scalar(select(CatalogVersion.version)) or 0


def changed_here(session: Session) -> bool:
    """Whether this session's transaction has itself changed the catalog, and not ended yet."""
    unwritten = [*session.new, *session.dirty, *session.deleted]
    return bool(session.info.get(CHANGED)) or any(map(_of_catalog, unwritten))


def _of_catalog(row: object) -> bool:
    """Whether it is a row of a table defined in this library."""
    return type(row).__module__.startswith("catalog.")


@event.listens_for(Session, "before_flush")
def _notice_rows(session: Session, context: UOWTransaction, instances: object) -> None:
    written = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    if any(map(_of_catalog, written)):
        session.info[CHANGED] = True


@event.listens_for(Session, "do_orm_execute")
def _notice_statements(state: ORMExecuteState) -> None:
    """Statements that change many rows at once pass by the flush."""
    mapper = state.bind_mapper
    if not state.is_select and mapper is not None and mapper.class_.__module__.startswith("catalog."):
        state.session.info[CHANGED] = True


@event.listens_for(Session, "before_commit")
def _move(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    if session.info.get(CHANGED):
        session.execute(MOVE)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(CHANGED, None)
