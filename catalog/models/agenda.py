"""The common agenda as the consortium keeps it: outcomes, kinds of service, needs, roles of the industry, and places."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column, relationship

from catalog.base import Base


class Kept(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """A row that the backbone keeps: once edited, the files that came with Setu no longer change it.

    A retired one stays for what refers to it and is offered to nobody; one that was merged says into which.
    """

    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    edited_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    merged_into: Mapped[str | None] = mapped_column(default=None)


class Outcome(Kept, Base):
    """A shared outcome of the common agenda, or a part of one."""

    __tablename__ = "outcome"

    code: Mapped[str] = mapped_column(primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("outcome.code"))
    position: Mapped[int]
    name_en: Mapped[str]
    name_bn: Mapped[str]


class KindNeed(Base):
    """Which needs a kind of service answers, the strongest first."""

    __tablename__ = "kind_need"

    kind_code: Mapped[str] = mapped_column(ForeignKey("kind.code"), primary_key=True)
    need_code: Mapped[str] = mapped_column(ForeignKey("agenda_need.code"), primary_key=True, index=True)
    position: Mapped[int]


class Kind(Kept, Base):
    """A kind of service; what it says of times and confidentiality is only proposed to a new service.

    `second_eyes`: before what a second person has to agree (send, override, unmet).
    """

    __tablename__ = "kind"

    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name_en: Mapped[str]
    name_bn: Mapped[str]
    outcome_code: Mapped[str] = mapped_column(ForeignKey("outcome.code"))
    sub_outcome_code: Mapped[str | None] = mapped_column(ForeignKey("outcome.code"))
    seats_count: Mapped[str]
    confidential: Mapped[bool]
    label_when_confidential_bn: Mapped[str | None]
    answer_working_days: Mapped[int | None]
    answer_urgent_hours: Mapped[int | None]
    synonyms: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    second_eyes: Mapped[list[str]] = mapped_column(default_factory=list)
    needs: Mapped[list[KindNeed]] = relationship(default_factory=list, order_by=KindNeed.position)


class AgendaNeed(Kept, Base):
    """A need of the shared list, in the worker's words; a person's own need (table `need`) names one of these."""

    __tablename__ = "agenda_need"

    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name_en: Mapped[str]
    name_bn: Mapped[str]
    say_en: Mapped[str]
    say_bn: Mapped[str]
    for_whom: Mapped[str]
    confidential: Mapped[bool]
    urgent_hours: Mapped[int | None]
    synonyms: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)


class IndustryRole(Kept, Base):
    """A post of the industry: its grade and skills, and how exposed it is to automation (low, medium, high)."""

    __tablename__ = "industry_role"

    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name_en: Mapped[str]
    name_bn: Mapped[str]
    section: Mapped[str]
    grade_2023: Mapped[int | None] = mapped_column(default=None)
    skills: Mapped[list[str]] = mapped_column(default_factory=list)
    exposure_band: Mapped[str]
    why_band: Mapped[str]
    synonyms: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)


class Exposure(Base):
    """A published figure on automation for a role, a section or the whole sector, with the study that it comes from.

    Value and year are as the study says them: 40-70, over 80, 2013/2017.
    """

    __tablename__ = "exposure"
    __table_args__ = (Index(None, "applies_to"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    applies_to: Mapped[str]
    study: Mapped[str]
    year: Mapped[str]
    measures_en: Mapped[str]
    measures_bn: Mapped[str]
    value: Mapped[str]
    unit: Mapped[str]
    place: Mapped[str]
    source: Mapped[str]
    how_seen: Mapped[str]
    caution: Mapped[str | None] = mapped_column(default=None)
    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    edited_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)


class Place(Base):
    """A division, district, upazila or city thana, or union, with a point (WGS 84)."""

    __tablename__ = "place"

    code: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"), index=True)
    name_en: Mapped[str]
    name_bn: Mapped[str]
    spellings: Mapped[list[str]] = mapped_column(default_factory=list)
    latitude: Mapped[float | None] = mapped_column(default=None)
    longitude: Mapped[float | None] = mapped_column(default=None)
