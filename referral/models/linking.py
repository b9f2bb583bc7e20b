"""The same woman in two organisations: looks whether another may know her, her wish to be linked, and who was asked."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key


class ElsewhereLook(Base):
    """That somebody looked whether another organisation may know a worker, and what was told: once a day for equal facts.

    `asked` is a keyed fingerprint of what told her from others.
    """

    __tablename__ = "elsewhere_look"
    __table_args__ = (UniqueConstraint("worker_id", "day", "asked"), Index(None, "user_id", "day"))

    id: Mapped[uuid.UUID] = primary_key()
    worker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    day: Mapped[date]
    asked: Mapped[str]
    found: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default_factory=now)


class LinkRequest(Base):
    """Her wish that organisations that may know her link their record of her: `parts` of what tells her may be shown there.

    It waits through the day `until`, unless it is taken back before.
    """

    __tablename__ = "link_request"

    id: Mapped[uuid.UUID] = primary_key()
    worker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"), index=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    consent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consent.id"))
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    until: Mapped[date]
    parts: Mapped[list[str]] = mapped_column(default_factory=list)
    asked_at: Mapped[datetime] = mapped_column(default_factory=now)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    questions: Mapped[list["LinkQuestion"]] = relationship(init=False, back_populates="request")


class LinkQuestion(Base):
    """The request as it lies with one other organisation, about the record there that is most like hers.

    `answer` is yes, no (she is that woman, and it links nothing) or not_her.
    """

    __tablename__ = "link_question"
    __table_args__ = (Index(None, "organization_id", "answered_at"),)

    id: Mapped[uuid.UUID] = primary_key()
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("link_request.id"), index=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    worker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"), index=True)
    answer: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    request: Mapped[LinkRequest] = relationship(init=False, back_populates="questions")


class LinkView(Base):
    """That somebody of the organisation asked saw what tells her, on a day."""

    __tablename__ = "link_view"

    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("link_question.id"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
