"""Sessions: the class days of a batch and the appointments of one referral, and who came to each."""

import uuid
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key
from catalog.models import Intake, ServiceAtLocation
from referral.models.accounts import User
from referral.models.loop import Referral


class SessionDay(Base):
    """A class day of an intake, or an appointment of one referral; never both.

    `planned_on` and `planned_at` are where the weekly hours put it and stay; `on`, `starts` and `ends` are when it is, so
    that one that was moved tells both. `version` grows with each change, and is what a form was made from.
    """

    __tablename__ = "session_day"
    __table_args__ = (
        UniqueConstraint("intake_id", "planned_on", "planned_at"),
        UniqueConstraint("referral_id", "planned_on", "planned_at"),
        Index(None, "on"),
        CheckConstraint("(intake_id IS NULL) <> (referral_id IS NULL)", name="of_one"),
    )

    id: Mapped[uuid.UUID] = primary_key()
    intake_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("intake.id"), default=None)
    referral_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("referral.id"), default=None)
    planned_on: Mapped[date]
    planned_at: Mapped[time]
    on: Mapped[date]
    starts: Mapped[time]
    ends: Mapped[time | None] = mapped_column(default=None)
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service_at_location.id"), default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    reminded_on: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    intake: Mapped[Intake | None] = relationship(init=False)
    referral: Mapped[Referral | None] = relationship(init=False)
    place: Mapped[ServiceAtLocation | None] = relationship(init=False)

    @property
    def moved(self) -> bool:
        """Whether it is at another time than was planned."""
        return (self.on, self.starts) != (self.planned_on, self.planned_at)


class Came(StrEnum):
    """Whether she came to a session."""

    ATTENDED = "attended"
    LATE = "late"
    ABSENT = "absent"


class Attendance(Base):
    """One mark of one referral at one session, with whose reason; a mark that another one replaced stays."""

    __tablename__ = "attendance"
    __table_args__ = (
        Index(
            "uq_attendance_stands",
            "session_day_id",
            "referral_id",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
        Index(None, "referral_id", "replaced_at"),
    )

    id: Mapped[uuid.UUID] = primary_key()
    session_day_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("session_day.id"))
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"))
    came: Mapped[Came]
    reason: Mapped[str | None] = mapped_column(default=None)
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default_factory=now)
    replaced_at: Mapped[datetime | None] = mapped_column(default=None)
    day: Mapped[SessionDay] = relationship(init=False)
    by: Mapped[User] = relationship(init=False)


class SessionPlan(Base):
    """Of which state of its service an intake's class days were planned, and on which day; `planned_on` None: again."""

    __tablename__ = "session_plan"

    intake_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intake.id"), primary_key=True)
    service_version: Mapped[int]
    planned_on: Mapped[date | None] = mapped_column(default=None)
