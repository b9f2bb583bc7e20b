"""The loop: needs with their choices, referrals, events, remarks, seats, tasks and calls."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, now, primary_key
from catalog.models import Intake, Organization, Service, ServiceAtLocation
from referral.models.accounts import User
from referral.models.people import Person
from referral.states import Action, Party, Resolution, Standing, State


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


class Referral(Base):
    """One worker (or child) sent by one organisation to one service of another; see referral/states.py for its life.

    `place_id` and `intake_id` are wishes until accepted. `due_at` is when the party whose turn it is must have acted;
    `time_left` is what was left of the provider's time, in seconds, when a question stopped its clock.
    """

    __tablename__ = "referral"
    __table_args__ = (
        UniqueConstraint("code"),
        Index(None, "referrer_id", "state", "due_at"),
        Index(None, "provider_id", "state", "due_at"),
        Index(None, "referrer_user_id", "state"),
        Index(None, "provider_user_id", "state"),
        Index(None, "state", "due_at"),
        Index(None, "need_id"),
        Index(None, "service_id", "state"),
        Index(
            "uq_referral_live_person_service",
            "person_id",
            "service_id",
            unique=True,
            sqlite_where=text("state NOT IN ('returned', 'closed') AND NOT confidential"),
            postgresql_where=text("state NOT IN ('returned', 'closed') AND NOT confidential"),
        ),
        CheckConstraint("(state IN ('returned', 'closed')) = (resolution IS NOT NULL)", name="returned_has_resolution"),
        CheckConstraint("state <> 'closed' OR outcome IS NOT NULL", name="closed_has_outcome"),
        CheckConstraint("state <> 'asked' OR before IS NOT NULL", name="asked_has_before"),
    )

    id: Mapped[uuid.UUID] = primary_key()
    code: Mapped[str]
    choice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("choice.id"), index=True)
    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("need.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    referrer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    provider_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"))
    referrer_user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    provider_user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    confidential: Mapped[bool]
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    resolution: Mapped[Resolution | None] = mapped_column(default=None)
    before: Mapped[State | None] = mapped_column(default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    time_left: Mapped[int | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service_at_location.id"), default=None)
    intake_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("intake.id"), default=None)
    review_on: Mapped[date | None] = mapped_column(default=None)
    starts_on: Mapped[date | None] = mapped_column(default=None)
    starts_at: Mapped[str | None] = mapped_column(default=None)
    bring: Mapped[list[str]] = mapped_column(default_factory=list)
    started_on: Mapped[date | None] = mapped_column(default=None)
    progress_on: Mapped[date | None] = mapped_column(default=None)
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_by: Mapped[Party | None] = mapped_column(default=None)
    return_reason: Mapped[str | None] = mapped_column(default=None)
    suggested_service_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service.id"), default=None)
    completion: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[NeedOutcome | None] = mapped_column(default=None)
    said_by: Mapped[str | None] = mapped_column(default=None)
    next_step: Mapped[str | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    choice: Mapped[Choice] = relationship(init=False)
    need: Mapped[Need] = relationship(init=False, back_populates="referrals")
    person: Mapped[Person] = relationship(init=False)
    service: Mapped[Service] = relationship(init=False, foreign_keys=[service_id])
    referrer: Mapped[Organization] = relationship(init=False, foreign_keys=[referrer_id])
    provider: Mapped[Organization] = relationship(init=False, foreign_keys=[provider_id])
    referrer_user: Mapped[User] = relationship(init=False, foreign_keys=[referrer_user_id])
    provider_user: Mapped[User | None] = relationship(init=False, foreign_keys=[provider_user_id])
    place: Mapped[ServiceAtLocation | None] = relationship(init=False)
    intake: Mapped[Intake | None] = relationship(init=False)
    events: Mapped[list["Event"]] = relationship(init=False, back_populates="referral", order_by="Event.number")

    __mapper_args__ = {"version_id_col": version}

    @property
    def standing(self) -> Standing:
        """Where it stands, as the table of moves sees it."""
        return Standing(self.state, self.resolution, self.before)


class Event(Base):
    """One change of one referral: ids, codes and times only; never changed, never deleted (a trigger holds it)."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("referral_id", "number"), Index(None, "at"), Index(None, "action", "at"))

    id: Mapped[uuid.UUID] = primary_key()
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), init=False)
    number: Mapped[int]
    action: Mapped[Action]
    party: Mapped[Party]
    state: Mapped[State]
    resolution: Mapped[Resolution | None]
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"))
    organization_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organization.id"))
    reason: Mapped[str | None] = mapped_column(default=None)
    values: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    referral: Mapped[Referral] = relationship(back_populates="events")
    actor: Mapped[User | None] = relationship(init=False)


class Remark(Base):
    """Words that go with an event, sealed; `seen_by` (both, referrer, provider, named) as reasons.csv says; can be blacked out."""

    __tablename__ = "remark"

    id: Mapped[uuid.UUID] = primary_key()
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), index=True)
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event.id"), index=True)
    party: Mapped[Party]
    seen_by: Mapped[str]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class Seat(Base):
    """A seat held for one person through one referral, used, and freed with the reason why.

    A place kept after completion stays used until `kept_until`, or until somebody frees it.
    """

    __tablename__ = "seat"
    __table_args__ = (
        Index(None, "intake_id", "freed_at"),
        Index(
            "uq_seat_held_referral",
            "referral_id",
            unique=True,
            sqlite_where=text("freed_at IS NULL"),
            postgresql_where=text("freed_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = primary_key()
    intake_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intake.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), index=True)
    held_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    kept_until: Mapped[date | None] = mapped_column(default=None)
    freed_at: Mapped[datetime | None] = mapped_column(default=None)
    why: Mapped[str | None] = mapped_column(default=None)


class TaskKind(StrEnum):
    """What a task asks for."""

    TELL_HER = "tell_her"
    CHECK_PHONE = "check_phone"
    ASK_AGAIN = "ask_again"
    CHECK_RULE = "check_rule"
    FIX_LISTING = "fix_listing"


class Task(Base):
    """Something that one person has to do beside the referral's own turn, written with the event that causes it."""

    __tablename__ = "task"
    __table_args__ = (Index(None, "user_id", "done_at"), Index(None, "referral_id", "done_at"))

    id: Mapped[uuid.UUID] = primary_key()
    kind: Mapped[TaskKind]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"))
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    done_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    referral: Mapped[Referral] = relationship(init=False)


class Call(Base):
    """A call noted in two taps: to her or to the other side, and what came of it."""

    __tablename__ = "call"

    id: Mapped[uuid.UUID] = primary_key()
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), index=True)
    party: Mapped[Party]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user_account.id"))
    to: Mapped[str]
    result: Mapped[str]
    at: Mapped[datetime] = mapped_column(default_factory=now)
    user: Mapped[User] = relationship(init=False)


KEEP_EVENTS_SQLITE = [
    f"CREATE TRIGGER event_no_{what} BEFORE {what.upper()} ON event "
    "BEGIN SELECT RAISE(ABORT, 'events are never changed or deleted'); END"
    for what in ("update", "delete")
]
KEEP_EVENTS_POSTGRESQL = [
    "CREATE FUNCTION event_stays() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'events are never changed or deleted'; END $$",
    "CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION event_stays()",
]


@event.listens_for(Event.__table__, "after_create")
def keep_events(table: Table, connection: Connection, **_: object) -> None:
    """Rule 3 of the loop, held by the database itself."""
    sqlite = connection.dialect.name == "sqlite"
    for line in KEEP_EVENTS_SQLITE if sqlite else KEEP_EVENTS_POSTGRESQL:
        connection.exec_driver_sql(line)
