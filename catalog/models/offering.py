"""What partners offer: organisations, services, locations, intakes and rules, close to HSDS 3.1 in shape and words."""

import uuid
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key
from catalog.models.agenda import Kind, Place


class ServiceStatus(StrEnum):
    """Whether a service takes referrals (HSDS `service.status`, less the ones that we do not use)."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class RuleUse(StrEnum):
    """`must` rows decide whether a service is open to her; `priority` rows only order."""

    MUST = "must"
    PRIORITY = "priority"


class Organization(Base):
    """A partner; it may refer, provide, or both (HSDS `organization`).

    `by_link`: its people do not sign in; a link, the phone or paper answers for them.
    """

    __tablename__ = "organization"

    id: Mapped[uuid.UUID] = primary_key()
    name_en: Mapped[str]
    name_bn: Mapped[str]
    phone: Mapped[str | None] = mapped_column(default=None)
    email: Mapped[str | None] = mapped_column(default=None)
    backbone: Mapped[bool] = mapped_column(default=False)
    agreement_from: Mapped[date | None] = mapped_column(default=None)
    agreement_until: Mapped[date | None] = mapped_column(default=None)
    by_link: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    services: Mapped[list["Service"]] = relationship(default_factory=list, back_populates="organization")

    def may_be_sent_to(self, day: date) -> bool:
        """Whether a data-sharing agreement is in force on that day; without one nothing is sent to it."""
        return bool(
            self.agreement_from
            and self.agreement_from <= day
            and (not self.agreement_until or day <= self.agreement_until)
        )


class Location(Base):
    """One place where services are given (HSDS `location`)."""

    __tablename__ = "location"
    __table_args__ = (Index(None, "organization_id"),)

    id: Mapped[uuid.UUID] = primary_key()
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    address_bn: Mapped[str | None] = mapped_column(default=None)
    address_en: Mapped[str | None] = mapped_column(default=None)
    place_code: Mapped[str] = mapped_column(ForeignKey("place.code"), index=True)
    latitude: Mapped[float | None] = mapped_column(default=None)
    longitude: Mapped[float | None] = mapped_column(default=None)
    place: Mapped[Place] = relationship(init=False)


class Service(Base):
    """An offering of an organisation (HSDS `service`); `changed_by` is the actor of the session that changed it last.

    `answered_for`: whether its partner has done all that lets referrals come to it (`referral.loop.joining`).
    """

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("organization_id", "source_id"),
        Index(None, "kind_code", "status"),
        CheckConstraint("answer_hours IS NULL OR answer_hours > 0", name="answer_hours_positive"),
    )

    id: Mapped[uuid.UUID] = primary_key()
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    kind_code: Mapped[str] = mapped_column(ForeignKey("kind.code"))
    name_en: Mapped[str | None] = mapped_column(default=None)
    name_bn: Mapped[str | None] = mapped_column(default=None)
    description_en: Mapped[str | None] = mapped_column(default=None)
    description_bn: Mapped[str | None] = mapped_column(default=None)
    status: Mapped[ServiceStatus] = mapped_column(default=ServiceStatus.ACTIVE)
    suspended_at: Mapped[datetime | None] = mapped_column(default=None)
    confidential: Mapped[bool] = mapped_column(default=False)
    women_only_staff: Mapped[bool | None] = mapped_column(default=None)
    childcare_on_site: Mapped[bool | None] = mapped_column(default=None)
    languages: Mapped[list[str]] = mapped_column(default_factory=list)
    documents: Mapped[list[str]] = mapped_column(default_factory=list)
    gives: Mapped[list[str]] = mapped_column(default_factory=list)
    bring_bn: Mapped[str | None] = mapped_column(default=None)
    bring_en: Mapped[str | None] = mapped_column(default=None)
    phone: Mapped[str | None] = mapped_column(default=None)
    email: Mapped[str | None] = mapped_column(default=None)
    answer_working_days: Mapped[int | None] = mapped_column(default=None)
    answer_hours: Mapped[int | None] = mapped_column(default=None)
    confirmed_on: Mapped[date | None] = mapped_column(default=None)
    answered_for: Mapped[bool] = mapped_column(default=True)
    source_id: Mapped[str | None] = mapped_column(default=None)
    source: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    changed_at: Mapped[datetime] = mapped_column(default_factory=now)
    changed_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    organization: Mapped[Organization] = relationship(init=False, back_populates="services")
    kind: Mapped[Kind] = relationship(init=False)
    places: Mapped[list["ServiceAtLocation"]] = relationship(default_factory=list, back_populates="service")
    rules: Mapped[list["Rule"]] = relationship(
        default_factory=list, order_by="Rule.position", cascade="all, delete-orphan", back_populates="service"
    )
    costs: Mapped[list["CostOption"]] = relationship(
        default_factory=list, cascade="all, delete-orphan", back_populates="service"
    )

    __mapper_args__ = {"version_id_col": version}


class ServiceAtLocation(Base):
    """A service as given at one place (HSDS `service_at_location`)."""

    __tablename__ = "service_at_location"
    __table_args__ = (UniqueConstraint("service_id", "location_id"),)

    id: Mapped[uuid.UUID] = primary_key()
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"), init=False)
    location_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("location.id"), init=False, index=True)
    service: Mapped[Service] = relationship(back_populates="places", default=None)
    location: Mapped[Location] = relationship()
    intakes: Mapped[list["Intake"]] = relationship(
        default_factory=list, back_populates="place", order_by="Intake.starts_on"
    )


class Intake(Base):
    """A dated batch or a rolling capacity of a service at a location (HSDS `schedule` and `service_capacity`).

    `seats` None means that seats are not counted; `sessions` are weekly hours. `full` is the provider's mark, which the
    next freed seat clears.
    """

    __tablename__ = "intake"
    __table_args__ = (
        Index(None, "service_at_location_id"),
        CheckConstraint("seats IS NULL OR seats >= 0", name="seats_not_negative"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[uuid.UUID] = primary_key()
    service_at_location_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service_at_location.id"), init=False)
    seats: Mapped[int | None] = mapped_column(default=None)
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    closes_on: Mapped[date | None] = mapped_column(default=None)
    full: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    place: Mapped[ServiceAtLocation] = relationship(back_populates="intakes", default=None)
    sessions: Mapped[list["SessionTime"]] = relationship(
        default_factory=list, cascade="all, delete-orphan", order_by="SessionTime.weekday", back_populates="intake"
    )

    def is_open(self, day: date) -> bool:
        """Whether a new seat of it may be given on that day: not ended, not past its last day for referrals."""
        last = last_day(self.starts_on, self.ends_on, self.closes_on)
        return self.ended_at is None and (last is None or day <= last)


def last_day(starts_on: date | None, ends_on: date | None, closes_on: date | None) -> date | None:
    """The last day for a referral: the closing date, else the start of a dated batch, else the end of a rolling one."""
    return closes_on or (starts_on if ends_on else None) or ends_on


class SessionTime(Base):
    """A weekly session: weekday 0 is Monday (ISO 8601 less one); an end before the start is after midnight."""

    __tablename__ = "session_time"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),)

    id: Mapped[uuid.UUID] = primary_key()
    intake_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intake.id"), init=False, index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    intake: Mapped[Intake] = relationship(back_populates="sessions", default=None)


class Rule(Base):
    """A condition of a service: a fact, a test and a value; rules of one `alternative` group are joined by "or".

    `fact` is a code of data/facts.csv. Tests and their `value`: `range` {min, max}, either may be missing; `one_of` {codes};
    `all_of` {codes}; `yes` {}; `no` {}; `in_place` {codes of places}; `within_days` {days}; `words` {text, language}: a
    condition that nobody has turned into a rule, which has no fact and is answered "ask" with its text.
    """

    __tablename__ = "rule"
    __table_args__ = (Index(None, "service_id"),)

    id: Mapped[uuid.UUID] = primary_key()
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"), init=False)
    position: Mapped[int] = mapped_column(default=0)
    alternative: Mapped[int | None] = mapped_column(default=None)
    fact: Mapped[str | None]
    test: Mapped[str]
    value: Mapped[dict[str, Any]]
    use: Mapped[RuleUse] = mapped_column(default=RuleUse.MUST)
    note: Mapped[str | None] = mapped_column(default=None)
    service: Mapped[Service] = relationship(back_populates="rules", default=None)


class CostOption(Base):
    """What it costs her, or brings her: `what` is fee, deposit, stipend or fare; taka (HSDS `cost_option`).

    `loan` is the most that she can borrow: told, and reckoned neither as a cost nor as an income.
    """

    __tablename__ = "cost_option"

    id: Mapped[uuid.UUID] = primary_key()
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"), init=False, index=True)
    what: Mapped[str]
    taka: Mapped[int]
    per: Mapped[str] = mapped_column(default="once")
    service: Mapped[Service] = relationship(back_populates="costs", default=None)
