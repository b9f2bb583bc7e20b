"""What the two organisations of a referral say to each other about it."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, primary_key
from referral.models.accounts import User
from referral.states import Party


class Talk(Base):
    """One message from one side to the other, its words sealed; `read_at` by the first of the other side who saw it.

    The words can be blacked out; that something was said, by which side and when, stays.
    """

    __tablename__ = "talk"
    __table_args__ = (Index(None, "referral_id", "party", "read_at"),)

    id: Mapped[uuid.UUID] = primary_key()
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"))
    party: Mapped[Party]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    read_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    user: Mapped[User] = relationship(init=False, foreign_keys=[user_id])
