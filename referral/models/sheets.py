"""Sheets on their way into the catalog: what is kept between bringing and accepting, and what each header meant."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base, now, primary_key


class SheetHeader(Base):
    """What a header of an organisation's sheets means, as a person of it answered; `column` empty: nothing of ours."""

    __tablename__ = "sheet_header"

    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    header: Mapped[str] = mapped_column(primary_key=True)
    column: Mapped[str]
    said_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    said_at: Mapped[datetime] = mapped_column(default_factory=now)


class SheetUpload(Base):
    """A file that somebody brought, sealed, until it is accepted or its time is over.

    `answers` are what she said of it, `told` what was found in it, sealed. A long one is read and stored by the clock,
    which holds it until `leased_until`; `stored` is how many services it changed.
    """

    __tablename__ = "sheet_upload"
    __table_args__ = (Index(None, "user_id", "until"), Index(None, "state", "brought_at"))

    id: Mapped[uuid.UUID] = primary_key()
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(default="brought")
    rows_done: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    answers: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    brought_at: Mapped[datetime] = mapped_column(default_factory=now)
    until: Mapped[datetime]
    told: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    stored: Mapped[int | None] = mapped_column(default=None)
