"""What happened to a referral: events that stay for good, and the words that go with them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, LargeBinary, Table, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, primary_key
from referral.models.accounts import User
from referral.models.loop.referrals import Referral
from referral.states import Action, Party, Resolution, State


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


class Amendment(Base):
    """One field of hers that an event changed, `{"old": …, "new": …}` sealed; read as its consent group may be, can be blacked out."""

    __tablename__ = "amendment"
    __table_args__ = (UniqueConstraint("event_id", "field"),)

    id: Mapped[uuid.UUID] = primary_key()
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), index=True)
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event.id"))
    field: Mapped[str]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


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
