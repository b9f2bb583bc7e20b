"""The clock over a million open referrals: what its sweep takes to find and do the few that are due, beside one statement."""

import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from catalog.base import Base
from referral.db import Database
from referral.loop.clock import sweep
from referral.loop.reminding import is_due
from referral.models import Choice, Need, Person, Referral
from referral.moment import now
from tests.browser.serving import opened
from tests.databases import postgresql_url
from tests.loop.stage import Stage, stage
from tests.make import Make

OPEN, DUE = 1_000_000, 200


def figures() -> Iterator[tuple[str, float, str, int, str, dict[str, float]]]:
    """Seconds of a sweep that finds nothing more to do than `DUE` reminders, of one that finds nothing, and the statement."""
    with ExitStack() as stack:
        database = opened(stack.enter_context(postgresql_url()))
        with database.session() as session:
            here = stage(session, Make(session))
            session.commit()
            _fill(session, here)
            session.execute(text("ANALYZE"))
            session.commit()
            at = now(session)
        found, statement = _asked(database, at)
        began = time.perf_counter()
        done = sweep(database.session, at)
        took = time.perf_counter() - began
        assert found == DUE == done["reminded"], (found, done)
        _, empty_statement = _asked(database, at)
        began = time.perf_counter()
        sweep(database.session, at)
        empty = time.perf_counter() - began
        note = f"PostgreSQL, {OPEN:,} open referrals, {DUE} of them due: found, locked, reminded, each committed"
        against = {"the one statement": statement, "a sweep with nothing due": empty, "its statement": empty_statement}
        yield "clock_1m_s", took, "s", OPEN, note, against
        database.engine.dispose()


def _asked(database: Database, at: datetime) -> tuple[int, float]:
    with database.session(writes=False) as session:
        began = time.perf_counter()
        found = session.scalars(select(Referral.id).where(is_due(at))).all()
        return len(found), time.perf_counter() - began


def _fill(session: Session, here: Stage) -> None:
    """Sent referrals of as many women, all like one; of a few the next reminder is due now, of the others in some days."""
    like, at = here.sent(), now(session)
    session.flush()
    session.execute(text(f"CREATE TEMP TABLE many AS SELECT {KEYS} FROM generate_series(1, {OPEN}) AS number"))
    later = f"CASE WHEN number <= {DUE} THEN :soon ELSE :later END"
    of_hers = {"person_id": "person", "need_id": "need", "choice_id": "choice"}
    _many_like(session, Person, like.person_id, {"id": "person"})
    _many_like(session, Need, like.need_id, {"id": "need", "person_id": "person"})
    _many_like(session, Choice, like.choice_id, {"id": "choice", "need_id": "need"})
    of_it = {"id": "referral", "code": "CAST(number AS VARCHAR)", "remind_at": later, "due_at": later, **of_hers}
    moments = {"soon": at - timedelta(minutes=5), "later": at + timedelta(days=3)}
    like.remind_at = None
    session.flush()
    _many_like(session, Referral, like.id, of_it, moments)


KEYS = "number, " + ", ".join(f"gen_random_uuid() AS {name}" for name in ("person", "need", "choice", "referral"))


def _many_like(
    session: Session,
    model: type[Base],
    like: uuid.UUID,
    other: dict[str, str],
    values: Mapping[str, object] | None = None,
) -> None:
    """A row for each of the many, as that one is but for these columns."""
    columns = [column.name for column in model.__table__.columns]
    chosen = ", ".join(other.get(name, f'one."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    table = model.__tablename__
    line = f"INSERT INTO {table} ({names}) SELECT {chosen} FROM many, {table} AS one WHERE one.id = :like"
    session.execute(text(line), {"like": like, **(values or {})})
