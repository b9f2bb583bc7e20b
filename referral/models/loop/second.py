"""A second pair of eyes: that another person agrees before something is done, where the kind of service asks for it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key
from referral.models.accounts import User
from referral.models.loop.referrals import Referral
from referral.states import Eye


class Approval(Base):
    """One request that somebody else agree; `asked` are the codes that she agrees to, `used_at` when it was acted on.

    It stands beside the referral and changes nothing of where that stands; it is good for one act.
    """

    __tablename__ = "approval"
    __table_args__ = (
        Index(
            "uq_approval_open",
            "referral_id",
            "what",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = primary_key()
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), index=True)
    what: Mapped[Eye]
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime] = mapped_column(default_factory=now)
    asked: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    agreed: Mapped[bool | None] = mapped_column(default=None)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    referral: Mapped[Referral] = relationship(init=False)
    asked_by: Mapped[User] = relationship(init=False, foreign_keys=[asked_by_id])
    answered_by: Mapped[User | None] = relationship(init=False, foreign_keys=[answered_by_id])
