"""Who comes first where seats are scarce: the policy that a provider chose, and an order that it wrote by hand."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, primary_key
from catalog.models import Intake
from referral.models.accounts import User


class SeatPolicy(Base):
    """The policy of a service, or of one of its intakes, from when and by whom; the one that has not ended holds.

    A lottery has its seed sealed; `seed_hash` is shown from the first moment, the seed once the intake takes no more
    referrals. `rule` is the programme's own rule in words, where it orders by hand.
    """

    __tablename__ = "seat_policy"
    __table_args__ = (Index(None, "service_id", "ended_at"),)

    id: Mapped[uuid.UUID] = primary_key()
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"))
    code: Mapped[str]
    chosen_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    chosen_at: Mapped[datetime]
    intake_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("intake.id"), default=None, index=True)
    rule: Mapped[str | None] = mapped_column(default=None)
    seed_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    seed_hash: Mapped[str | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    chosen_by: Mapped[User] = relationship(init=False)
    intake: Mapped[Intake | None] = relationship(init=False)


class HandOrder(Base):
    """An order written by hand under a programme's own rule: referrals by id, the first first; the newest row holds."""

    __tablename__ = "hand_order"

    id: Mapped[uuid.UUID] = primary_key()
    policy_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("seat_policy.id"), index=True)
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    referrals: Mapped[list[str]] = mapped_column(default_factory=list)
    by: Mapped[User] = relationship(init=False)
