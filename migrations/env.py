"""Runs migrations on the database of the settings, or on the connection that the caller hands over."""

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Enum
from sqlalchemy.dialects import postgresql

import catalog.version  # noqa: F401
import referral.models  # noqa: F401 - all tables
from catalog.base import Base, JsonValue, UtcDateTime
from referral.config import settings
from referral.db import make_engine


def plain_types(kind: str, item: Any, autogen: AutogenContext) -> str | bool:
    """Migrations don't import our code: our types are written as the plain ones that they are stored as."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return "sa.String(length=32)"
    if (kind == "type" and item is JsonValue) or isinstance(item, postgresql.JSONB):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def same_type(_: Any, __: Any, ___: Any, inspected: Any, ours: Any) -> bool | None:
    """An enumeration is stored as a string; the list of its members is not the database's business."""
    return False if isinstance(ours, Enum) else None


def migrate(connection: Connection) -> None:
    """Rebuilding a table on SQLite must not delete what refers to it."""
    raw = connection.connection.driver_connection
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        render_item=plain_types,
        compare_type=same_type,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if sqlite:
        assert raw is not None
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        raw.execute("PRAGMA foreign_keys=ON")
        if broken:
            raise RuntimeError(f"rows refer to nothing: {broken[:5]}")


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with make_engine(settings().database_url).connect() as opened:
        migrate(opened)
