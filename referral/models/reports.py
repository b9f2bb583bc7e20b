"""What people say of services that are not as the catalog has them, and what partners are reminded of."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key
from catalog.models import Organization, Service
from referral.models.accounts import User


class ServiceReport(Base):
    """One person's word that a service is not as shown; its loop closes when the partner answers and she has read it.

    While nobody has answered, one person says the same of a service once.
    """

    __tablename__ = "service_report"
    __table_args__ = (
        Index(None, "service_id", "answered_at"),
        Index(None, "user_id", "read_at"),
        Index(None, "answered_at", "due_at"),
        Index(
            "uq_service_report_open",
            "user_id",
            "service_id",
            "reason",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = primary_key()
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    reason: Mapped[str]
    note: Mapped[str | None] = mapped_column(default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    due_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    answer: Mapped[str | None] = mapped_column(default=None)
    answer_note: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    service: Mapped[Service] = relationship(init=False)
    user: Mapped[User] = relationship(init=False, foreign_keys=[user_id])
    organization: Mapped[Organization] = relationship(init=False)


class FreshnessReminder(Base):
    """A reminder to the people of a partner that a service will soon be shown as unconfirmed, or soon takes nobody.

    `confirmed_on` is the confirmation that it stands on: with the next one it is over, and each step is reminded of once.
    """

    __tablename__ = "freshness_reminder"

    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"), primary_key=True)
    confirmed_on: Mapped[date] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default_factory=now)
