"""Consent: one act with its words, and grants of act x service x group of fields, checked at every read."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key


class GivenBy(StrEnum):
    """How she agreed."""

    SPOKEN = "spoken"
    SIGNED = "signed"
    THUMBPRINT = "thumbprint"


class Consent(Base):
    """One act of consent of one person: which words, in which language, how, taken by whom, until when at most."""

    __tablename__ = "consent"

    id: Mapped[uuid.UUID] = primary_key()
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    text_code: Mapped[str]
    text_version: Mapped[int]
    language: Mapped[str]
    given_by: Mapped[GivenBy]
    taken_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    taken_at: Mapped[datetime] = mapped_column(default_factory=now)
    until: Mapped[date]
    grants: Mapped[list["Grant"]] = relationship(default_factory=list, back_populates="consent")


class Grant(Base):
    """One group of fields that one service may see, through the day `until`, unless ended before."""

    __tablename__ = "consent_grant"
    __table_args__ = (
        UniqueConstraint("consent_id", "service_id", "field_group"),
        Index(None, "person_id", "service_id"),
        Index(None, "until", "ended_at"),
    )

    id: Mapped[uuid.UUID] = primary_key()
    consent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consent.id"), init=False)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"))
    field_group: Mapped[str]
    until: Mapped[date]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    consent: Mapped[Consent] = relationship(back_populates="grants", default=None)


class Disclosure(Base):
    """That somebody saw a group of fields of a referral's person: one row a viewer, referral, group and day."""

    __tablename__ = "disclosure"
    __table_args__ = (UniqueConstraint("viewer_id", "referral_id", "field_group", "day"), Index(None, "person_id"))

    id: Mapped[uuid.UUID] = primary_key()
    viewer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    field_group: Mapped[str]
    day: Mapped[date]
    first_at: Mapped[datetime] = mapped_column(default_factory=now)
