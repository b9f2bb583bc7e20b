"""What people say of services that are not as the catalog has them, and what partners are reminded of."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key
from catalog.models import Service
from referral.models.accounts import User


class ServiceReport(Base):
    """One person's word that a service is not as shown; its loop closes when the partner answers and she has read it."""

    __tablename__ = "service_report"
    __table_args__ = (Index(None, "service_id", "answered_at"), Index(None, "user_id", "read_at"))

    id: Mapped[uuid.UUID] = primary_key()
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    reason: Mapped[str]
    note: Mapped[str | None] = mapped_column(default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    answer: Mapped[str | None] = mapped_column(default=None)
    answer_note: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    service: Mapped[Service] = relationship(init=False)
    user: Mapped[User] = relationship(init=False, foreign_keys=[user_id])


class FreshnessReminder(Base):
    """A reminder to the people of a partner that a service will soon be shown as unconfirmed, or takes nobody soon.

    Each step is reminded of once for one confirmation: `confirmed_on` is the day that it stands on.
    """

    __tablename__ = "freshness_reminder"
    __table_args__ = (Index(None, "service_id", "confirmed_on", "step", unique=True),)

    id: Mapped[uuid.UUID] = primary_key()
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"))
    step: Mapped[str]
    confirmed_on: Mapped[date]
    at: Mapped[datetime] = mapped_column(default_factory=now)
