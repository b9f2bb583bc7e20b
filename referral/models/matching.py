"""What the consortium sets and learns for matching: the weights of a score, and the models of the chance of completing."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base, now, primary_key


class PartWeight(Base):
    """The weight of a named part of the score, as the backbone set it."""

    __tablename__ = "part_weight"

    code: Mapped[str] = mapped_column(primary_key=True)
    weight: Mapped[int]
    set_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime] = mapped_column(default_factory=now)


class LearnedModel(Base):
    """A model as it was trained, in use or off with a reason; the newest counts. It holds no person and no record.

    `coefficients` are plain numbers (`matching.chance`), `card` what its page tells.
    """

    __tablename__ = "learned_model"
    __table_args__ = (Index(None, "trained_at"),)

    id: Mapped[uuid.UUID] = primary_key()
    number: Mapped[int] = mapped_column(unique=True)
    trained_at: Mapped[datetime] = mapped_column(default_factory=now)
    in_use: Mapped[bool] = mapped_column(default=False)
    why_off: Mapped[str | None] = mapped_column(default=None)
    coefficients: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    card: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
