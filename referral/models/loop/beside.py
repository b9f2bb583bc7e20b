"""What stands beside a referral: its seat, tasks, calls, and offers to hand it over."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key
from referral.models.accounts import User
from referral.models.consent import GivenBy
from referral.models.loop.referrals import Referral
from referral.states import Party


class Seat(Base):
    """A seat held for one person through one referral, used, and freed with the reason why.

    A place `kept` after completion (childcare, housing) stays used until `kept_until`, or until she leaves.
    """

    __tablename__ = "seat"
    __table_args__ = (
        Index(None, "intake_id", "freed_at"),
        Index(
            "uq_seat_held_referral",
            "referral_id",
            unique=True,
            sqlite_where=text("freed_at IS NULL"),
            postgresql_where=text("freed_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = primary_key()
    intake_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intake.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), index=True)
    held_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    kept: Mapped[bool] = mapped_column(default=False)
    kept_until: Mapped[date | None] = mapped_column(default=None)
    freed_at: Mapped[datetime | None] = mapped_column(default=None)
    why: Mapped[str | None] = mapped_column(default=None)


class TaskKind(StrEnum):
    """What a task asks for."""

    TELL_HER = "tell_her"
    CHECK_PHONE = "check_phone"
    ASK_AGAIN = "ask_again"
    CHECK_RULE = "check_rule"
    FIX_LISTING = "fix_listing"
    SUSPEND_SERVICE = "suspend_service"
    PLAN_CHANGED = "plan_changed"
    STILL_COMING = "still_coming"


class Task(Base):
    """Something that one person has to do beside the referral's own turn, written with the event that causes it."""

    __tablename__ = "task"
    __table_args__ = (Index(None, "user_id", "done_at"), Index(None, "referral_id", "done_at"))

    id: Mapped[uuid.UUID] = primary_key()
    kind: Mapped[TaskKind]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"))
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    done_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    referral: Mapped[Referral] = relationship(init=False)


class Call(Base):
    """A call noted in two taps: to her or to the other side, and what came of it."""

    __tablename__ = "call"

    id: Mapped[uuid.UUID] = primary_key()
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), index=True)
    party: Mapped[Party]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    to: Mapped[str]
    result: Mapped[str]
    at: Mapped[datetime] = mapped_column(default_factory=now)
    user: Mapped[User] = relationship(init=False)


class HandOver(Base):
    """An offer that a worker moves to another organisation, with her consent; the referrals named go along when accepted."""

    __tablename__ = "hand_over"
    __table_args__ = (Index(None, "to_organization_id", "answered_at"),)

    id: Mapped[uuid.UUID] = primary_key()
    worker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"), index=True)
    from_organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    to_organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    offered_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    given_by: Mapped[GivenBy]
    offered_at: Mapped[datetime]
    referrals: Mapped[list[str]] = mapped_column(default_factory=list)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    accepted: Mapped[bool | None] = mapped_column(default=None)
