"""The people whom we serve: persons, workers and their children, each owned by one organisation."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key
from catalog.models import Place


class PersonKind(StrEnum):
    """Who a person row stands for; an agreed name has no link to the worker outside the need's sealed column."""

    WORKER = "worker"
    CHILD = "child"
    AGREED_NAME = "agreed_name"


class WorkerStatus(StrEnum):
    """`listed` rows of a roster are for their organisation alone until she agrees; `left` ones are history."""

    KNOWN = "known"
    LISTED = "listed"
    LEFT = "left"


class Person(Base):
    """Whoever is served: a worker, a child, or an agreed name of a confidential need."""

    __tablename__ = "person"

    id: Mapped[uuid.UUID] = primary_key()
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[PersonKind]
    created_at: Mapped[datetime] = mapped_column(default_factory=now)


class Worker(Base):
    """The woman whose record an organisation keeps; `facts` holds coded facts by their code in catalog/data/facts.csv.

    A fact that is not known is not in `facts`. Phone and NID are sealed or fingerprinted (see `referral.sealing`).
    """

    __tablename__ = "worker"
    __table_args__ = (
        Index(None, "organization_id", "status", "seen_at"),
        Index(None, "phone_fingerprint"),
        UniqueConstraint("code"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    code: Mapped[str]
    caseworker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    status: Mapped[WorkerStatus] = mapped_column(default=WorkerStatus.KNOWN)
    name_bn: Mapped[str | None] = mapped_column(default=None)
    name_en: Mapped[str | None] = mapped_column(default=None)
    nickname: Mapped[str | None] = mapped_column(default=None)
    guardian_name: Mapped[str | None] = mapped_column(default=None)
    guardian_relation: Mapped[str | None] = mapped_column(default=None)
    birth_year: Mapped[int | None] = mapped_column(default=None)
    birth_year_about: Mapped[bool] = mapped_column(default=False)
    nid_last4: Mapped[str | None] = mapped_column(default=None)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    phone_fingerprint: Mapped[str | None] = mapped_column(default=None)
    phone_owner: Mapped[str | None] = mapped_column(default=None)
    safe_way: Mapped[str | None] = mapped_column(default=None)
    safe_time: Mapped[str | None] = mapped_column(default=None)
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"), default=None)
    area: Mapped[str | None] = mapped_column(default=None)
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    changed_at: Mapped[datetime] = mapped_column(default_factory=now)
    seen_at: Mapped[datetime] = mapped_column(default_factory=now)
    version: Mapped[int] = mapped_column(default=1)
    place: Mapped[Place | None] = relationship(init=False)
    children: Mapped[list["Child"]] = relationship(
        init=False, back_populates="worker", order_by="Child.birth_month", foreign_keys="Child.worker_id"
    )
    keys: Mapped[list["NameKey"]] = relationship(init=False, cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class Child(Base):
    """A child of a worker; `birth_month` is the first of the month, of the year alone when `month_known` is no."""

    __tablename__ = "child"

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    worker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"), index=True)
    name: Mapped[str | None] = mapped_column(default=None)
    birth_month: Mapped[date | None] = mapped_column(default=None)
    month_known: Mapped[bool] = mapped_column(default=True)
    school: Mapped[str | None] = mapped_column(default=None)
    worker: Mapped[Worker] = relationship(init=False, back_populates="children", foreign_keys=[worker_id])


class NameKey(Base):
    """A key under which a worker is found again, across scripts and spellings (`matching.same.keys.keys`)."""

    __tablename__ = "name_key"
    __table_args__ = (Index(None, "key"),)

    worker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"), primary_key=True, init=False)
    key: Mapped[str] = mapped_column(primary_key=True)


class SamePerson(Base):
    """Two organisations' records of one woman, joined by her consent while that lasts; undone by `ended_at`."""

    __tablename__ = "same_person"
    __table_args__ = (UniqueConstraint("one_id", "other_id"),)

    id: Mapped[uuid.UUID] = primary_key()
    one_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"), index=True)
    one_organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    other_organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    consent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consent.id"))
    at: Mapped[datetime] = mapped_column(default_factory=now)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
