"""The same woman twice within one organisation: records merged by a person, and pairs that a person told apart."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base, now, primary_key


class Merge(Base):
    """One record merged into another; `moved` names what went over, `sealed` keeps what stood there before.

    It can be undone while `sealed` is there: until her record is erased, or the time for it is over.
    """

    __tablename__ = "merge"
    __table_args__ = (Index(None, "organization_id", "merged_at"), Index(None, "kept_id"))

    id: Mapped[uuid.UUID] = primary_key()
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    kept_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"))
    merged_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"), index=True)
    merged_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    merged_at: Mapped[datetime] = mapped_column(default_factory=now)
    moved: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)


class ToldApart(Base):
    """Two records that a person has said are of two women; they are not asked about again."""

    __tablename__ = "told_apart"

    one_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"), primary_key=True)
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"), primary_key=True, index=True)
    said_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    said_at: Mapped[datetime] = mapped_column(default_factory=now)
