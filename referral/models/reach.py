"""What was told of how many open needs a set of rules would suit."""

import uuid
from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base


class ReachCount(Base):
    """One count that an organisation was told on a day: `rules` is a digest of what was asked, `about` None is "few"."""

    __tablename__ = "reach_count"

    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    rules: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[int | None] = mapped_column(default=None)
