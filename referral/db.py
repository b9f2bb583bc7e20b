"""The database: one engine, sessions that are opened for an actor, and SQLite made to mean what it says."""

import uuid
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from referral.models import User
from referral.sealing import Keyring

BUSY_MS = 20_000


class Database:
    """Where all is stored. `keyring` seals phones and texts; sessions carry it with their actor in `info`."""

    def __init__(self, url: str, keyring: Keyring) -> None:
        self.keyring = keyring
        self.engine = make_engine(url)
        self.reader = self.engine.execution_options(writes=False)

    def session(self, actor: User | uuid.UUID | None = None, *, writes: bool = True) -> Session:
        """A session of one person (or, without one, of the clock); one that only reads waits for no writer."""
        actor_id = actor.id if isinstance(actor, User) else actor
        return Session(self.engine if writes else self.reader, info={"actor": actor_id, "keyring": self.keyring})


def make_engine(url: str) -> Engine:
    """The engine of a database URL: SQLite (WAL, synced at each commit) or PostgreSQL (psycopg)."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, hide_parameters=True, pool_pre_ping=True, pool_size=8, max_overflow=8)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, hide_parameters=True, connect_args={"timeout": BUSY_MS / 1000})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(raw: Any, _: object) -> None:
    raw.isolation_level = None
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}"):
        raw.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Writers take the lock when they begin: two who read, decide and write can't both be right."""
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
