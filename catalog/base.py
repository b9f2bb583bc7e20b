"""The base of every table: typed dataclasses, one naming convention, ids, and times that are always aware UTC."""

import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, dataclass_transform

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, String, TypeDecorator, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session, mapped_column, relationship

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

JsonValue = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware going in, UTC in the database, aware coming out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(mapped_column, relationship))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """Typed rows; no repr, so that a name or a phone never reaches a log by accident."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        datetime: UtcDateTime(),
        dict[str, Any]: JsonValue,
        list[str]: JsonValue,
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            create_constraint=False,
            validate_strings=True,
            length=32,
            values_callable=lambda members: [member.value for member in members],
        ),
        str: String(),
        uuid.UUID: Uuid(),
    }


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def moment(session: Session) -> datetime:
    """What time it is for a session: this moment, or the one that a story of the past was opened with (`info["now"]`)."""
    at = session.info.get("now")
    return at if isinstance(at, datetime) else now()


def primary_key() -> Mapped[uuid.UUID]:
    """The key of every table: a random UUID, made before the row is stored."""
    return mapped_column(primary_key=True, default_factory=uuid.uuid4)


def imported_id(publisher: str, theirs: str) -> uuid.UUID:
    """The same key for the same row of the same publisher, however often it is imported (RFC 9562, version 5)."""
    return uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, f"setu:{publisher}"), theirs)
