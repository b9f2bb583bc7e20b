"""What was changed of a service, by whom and when."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base, now, primary_key


class ServiceChange(Base):
    """One stored change of a service: `by` is the actor of its session, `changes` the old and new value by field."""

    __tablename__ = "service_change"
    __table_args__ = (Index(None, "service_id", "at"),)

    id: Mapped[uuid.UUID] = primary_key()
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"))
    what: Mapped[str]
    changes: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)
