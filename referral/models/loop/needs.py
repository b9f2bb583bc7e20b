"""Needs come first: each owns its ordered choices, and confidential ones their named persons."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key
from catalog.models import AgendaNeed, Service
from referral.models.people import Person

if TYPE_CHECKING:
    from referral.models.loop.referrals import Referral


class NeedOutcome(StrEnum):
    """How a need ended (`close` in reasons.csv, and not known)."""

    MET = "met"
    PARTLY = "partly"
    UNMET = "unmet"
    MET_ELSEWHERE = "met_elsewhere"
    NOT_KNOWN = "not_known"


class Need(Base):
    """What one person wants help with; it comes first and owns its ordered choices.

    A confidential need serves an agreed name; worker, name and words lie in `sealed` (`access.unseal`).
    """

    __tablename__ = "need"
    __table_args__ = (Index(None, "organization_id", "closed_at"), Index(None, "code", "opened_at"))

    id: Mapped[uuid.UUID] = primary_key()
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    code: Mapped[str] = mapped_column(ForeignKey("agenda_need.code"))
    confidential: Mapped[bool]
    caseworker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime] = mapped_column(default_factory=now)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[NeedOutcome | None] = mapped_column(default=None)
    her_word: Mapped[bool | None] = mapped_column(default=None)
    unmet_reason: Mapped[str | None] = mapped_column(default=None)
    unmet_rules: Mapped[list[str]] = mapped_column(default_factory=list)
    ask_again_on: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    person: Mapped[Person] = relationship(init=False)
    agenda: Mapped[AgendaNeed] = relationship(init=False)
    choices: Mapped[list["Choice"]] = relationship(init=False, back_populates="need", order_by="Choice.position")
    referrals: Mapped[list["Referral"]] = relationship(init=False, back_populates="need")

    __mapper_args__ = {"version_id_col": version}


class NamedPerson(Base):
    """One of the persons (two a side) who alone see a confidential need of their organisation."""

    __tablename__ = "named_person"

    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("need.id"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
    added_at: Mapped[datetime] = mapped_column(default_factory=now)


class Choice(Base):
    """A service picked for a need, in her order: to be referred to, or only told."""

    __tablename__ = "choice"
    __table_args__ = (UniqueConstraint("need_id", "position"), UniqueConstraint("need_id", "service_id"))

    id: Mapped[uuid.UUID] = primary_key()
    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("need.id"))
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"), index=True)
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service_at_location.id"), default=None)
    position: Mapped[int]
    made_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(default_factory=now)
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    need: Mapped[Need] = relationship(init=False, back_populates="choices")
    service: Mapped[Service] = relationship(init=False)
