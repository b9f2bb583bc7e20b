"""Plans: a worker's choices that belong together, such as childcare so that she can train."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key
from referral.models.loop import Choice


class Plan(Base):
    """Choices of one worker that are sent together; `ended_at` when it no longer holds as a whole."""

    __tablename__ = "plan"
    __table_args__ = (Index(None, "worker_id", "made_at"),)

    id: Mapped[uuid.UUID] = primary_key()
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    worker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"))
    made_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(default_factory=now)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    parts: Mapped[list["PlanPart"]] = relationship(init=False, back_populates="plan", order_by="PlanPart.position")

    __mapper_args__ = {"version_id_col": version}


class PlanPart(Base):
    """One choice of a plan, in the order in which it is begun; `intake_id` is the batch that it was fitted with."""

    __tablename__ = "plan_part"

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan.id"), primary_key=True, init=False)
    choice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("choice.id"), primary_key=True, index=True)
    position: Mapped[int]
    intake_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("intake.id"), default=None)
    fell_away_at: Mapped[datetime | None] = mapped_column(default=None)
    plan: Mapped[Plan] = relationship(back_populates="parts", default=None)
    choice: Mapped[Choice] = relationship(init=False)
