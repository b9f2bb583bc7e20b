"""Messages owed to staff, written with the event that owes them, and the notices that they become."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key
from referral.models.loop import Event


class Message(Base):
    """The outbox: one message owed to one user by one event; claimed with a lease, sent at least once.

    It holds no text and no name: whoever reads it loads the event through `access`.
    """

    __tablename__ = "message"
    __table_args__ = (Index(None, "sent_at", "due_at"),)

    id: Mapped[uuid.UUID] = primary_key()
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event.id"), index=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    channel: Mapped[str] = mapped_column(default="app")
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
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event.id"))
    at: Mapped[datetime] = mapped_column(default_factory=now)
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    event: Mapped[Event] = relationship(init=False)
