"""What figures and learning read beside the events: coded groups without a name, and the consortium's calendar."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base


class ReferralFacts(Base):
    """Coded groups of the person served, as they were at sending; a recount after erasure gives the same.

    `match` is what matching knew of the service for her then (numbers and codes of `matching.chance`), for learning.
    `line` are the facts that waiting lists may order by, as far as her consent lets this service know them.
    """

    __tablename__ = "referral_facts"

    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    age_band: Mapped[str | None] = mapped_column(default=None)
    wage_grade: Mapped[int | None] = mapped_column(default=None)
    role: Mapped[str | None] = mapped_column(default=None)
    employment: Mapped[str | None] = mapped_column(default=None)
    district_code: Mapped[str | None] = mapped_column(default=None)
    place_code: Mapped[str | None] = mapped_column(default=None)
    own_phone: Mapped[str | None] = mapped_column(default=None)
    disability: Mapped[str | None] = mapped_column(default=None)
    factory: Mapped[str | None] = mapped_column(default=None)
    overridden: Mapped[int] = mapped_column(default=0)
    match: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    line: Mapped[dict[str, Any] | None] = mapped_column(default=None)


class Holiday(Base):
    """A day on which offices are closed; seeded from a library, edited by the backbone."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    name_en: Mapped[str]
    name_bn: Mapped[str]
    source: Mapped[str]


class ClosedDay(Base):
    """A day on which one organisation is closed besides: no working day of its own turns."""

    __tablename__ = "closed_day"

    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(default=None)
