"""Many workers at once: a roster with its listed women, the runs of the assignment, and each woman's line in one."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key
from referral.models.people import Worker


class Cohort(Base):
    """A roster that an organisation brought, such as of a lay-off; `place_code` is where its women live, asked once.

    `wishes` are what the caseworker chose: needs, weights of risks and floors.
    """

    __tablename__ = "cohort"
    __table_args__ = (Index(None, "organization_id", "made_at"),)

    id: Mapped[uuid.UUID] = primary_key()
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    made_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str]
    until: Mapped[date]
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"), default=None)
    wishes: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    made_at: Mapped[datetime] = mapped_column(default_factory=now)
    version: Mapped[int] = mapped_column(default=1)
    members: Mapped[list["CohortMember"]] = relationship(
        init=False, back_populates="cohort", order_by="CohortMember.row"
    )

    __mapper_args__ = {"version_id_col": version}


class CohortMember(Base):
    """A woman of a cohort: her row of the roster, her needs, what is pinned for her (a service) and what is forbidden.

    `mark` is a keyed fingerprint of her row, by which the same sheet is known again; `said` is what the roster said and
    her record does not keep: her grade as written, the village's upazila that she comes from.
    """

    __tablename__ = "cohort_member"
    __table_args__ = (UniqueConstraint("cohort_id", "row"),)

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohort.id"), primary_key=True, init=False)
    worker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"), primary_key=True, index=True)
    row: Mapped[int]
    mark: Mapped[str] = mapped_column(default="", index=True)
    said: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    needs: Mapped[list[str]] = mapped_column(default_factory=list)
    pinned_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service.id"), default=None)
    forbidden: Mapped[list[str]] = mapped_column(default_factory=list)
    cohort: Mapped[Cohort] = relationship(back_populates="members", default=None)
    worker: Mapped[Worker] = relationship(init=False)


class CohortRun(Base):
    """One assignment of a cohort: asked for, worked on by the clock (held until `leased_until`), and what came of it.

    `state` is asked, running, done or failed; `wishes` are as they were when it was asked for; `result` holds counts alone.
    """

    __tablename__ = "cohort_run"
    __table_args__ = (Index(None, "cohort_id", "asked_at"), Index(None, "state", "asked_at"))

    id: Mapped[uuid.UUID] = primary_key()
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohort.id"))
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    state: Mapped[str] = mapped_column(default="asked")
    wishes: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    done_part: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    asked_at: Mapped[datetime] = mapped_column(default_factory=now)
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    cohort: Mapped[Cohort] = relationship(init=False)


class CohortLine(Base):
    """What one woman got for one need in one run, and why this and why not that; nothing where no seat was left for her."""

    __tablename__ = "cohort_line"
    __table_args__ = (Index(None, "run_id", "service_id"),)

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohort_run.id"), primary_key=True)
    worker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("worker.id"), primary_key=True, index=True)
    need_code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    service_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service.id"), default=None)
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service_at_location.id"), default=None)
    intake_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("intake.id"), default=None)
    score: Mapped[float | None] = mapped_column(default=None)
    why: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
