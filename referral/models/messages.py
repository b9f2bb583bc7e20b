"""Messages owed to staff, written with what owes them, and the notices that they become in the application."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key
from referral.models.loop import Event, Referral


class About(StrEnum):
    """What a message is about; its words stand in referral/web/words/notices.py, and never name anybody."""

    EVENT = "event"
    TALK = "talk"
    SESSION_TOMORROW = "session_tomorrow"
    CLASS_TOMORROW = "class_tomorrow"
    SESSION_CHANGED = "session_changed"
    STAYS_AWAY = "stays_away"
    DUE_SOON = "due_soon"
    DUE_NOW = "due_now"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    DRAFT_ENDS = "draft_ends"
    DUE_MOVED = "due_moved"
    SECOND_ASKED = "second_asked"
    SECOND_AGREED = "second_agreed"
    SECOND_BACK = "second_back"
    NOBODY_ANSWERS = "nobody_answers"
    AGREEMENT_IN_30 = "agreement_in_30"
    AGREEMENT_IN_14 = "agreement_in_14"
    AGREEMENT_IN_3 = "agreement_in_3"
    AGREEMENT_OVER = "agreement_over"


class Message(Base):
    """The outbox: one message that is owed to one user; claimed with a lease, told at least once.

    It holds no text and no name: whoever reads it loads the referral through `access`. `key` tells what owes it, so that
    it is owed once, whoever writes it again.
    """

    __tablename__ = "message"
    __table_args__ = (Index(None, "sent_at", "due_at"),)

    id: Mapped[uuid.UUID] = primary_key()
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    about: Mapped[About]
    key: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("event.id"), index=True, default=None)
    referral_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("referral.id"), index=True, default=None)
    due_at: Mapped[datetime] = mapped_column(default_factory=now)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)


class Notice(Base):
    """A message as it arrived in the application; its key is the message's, so that a repeat changes nothing."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "user_id", "read_at", "at"),)

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    about: Mapped[About]
    event_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("event.id"), default=None)
    referral_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("referral.id"), index=True, default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    event: Mapped[Event | None] = relationship(init=False)
    referral: Mapped[Referral | None] = relationship(init=False)
