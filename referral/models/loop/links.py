"""One-time links by which a provider that does not sign in answers one referral, and each time that one was opened."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key
from referral.models.loop.referrals import Referral


class AnswerLink(Base):
    """A link to one referral; `fingerprint` is that of its secret. It is for one answer, until then or till it ends."""

    __tablename__ = "answer_link"

    id: Mapped[uuid.UUID] = primary_key()
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    made_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(default_factory=now)
    until: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    referral: Mapped[Referral] = relationship(init=False)


class LinkOpening(Base):
    """That somebody opened a link and was shown these groups of her data: a row each time."""

    __tablename__ = "link_opening"

    id: Mapped[uuid.UUID] = primary_key()
    link_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("answer_link.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    groups: Mapped[list[str]] = mapped_column(default_factory=list)
