"""The database means what it says: no lost update, nothing half done, readers that don't wait for writers."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from catalog.models import Organization
from referral.db import Database
from tests.make import Make


def test_a_session_knows_its_actor(database: Database, make: Make) -> None:
    user = make.user()
    assert database.session(user).info["actor"] == user.id
    assert database.session().info["actor"] is None


def test_two_who_read_and_write_at_once_lose_nothing(stored: Database) -> None:
    with stored.session() as session:
        counter = Organization(name_en="0", name_bn="০")
        session.add(counter)
        session.commit()
        key = counter.id
    together = Barrier(4)

    def count() -> None:
        together.wait()
        for _ in range(10):
            with stored.session() as session:
                row = session.get_one(Organization, key, with_for_update=True)
                row.name_en = str(int(row.name_en) + 1)
                session.commit()

    threads = [Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with stored.session() as session:
        row = session.get_one(Organization, key)
        assert row.name_en == "40"
        session.delete(row)
        session.commit()


def test_what_was_not_committed_is_not_there(stored: Database) -> None:
    with stored.session() as session:
        session.add(Organization(name_en="Never kept", name_bn="রাখা হয়নি"))
        session.flush()
    with stored.session() as session:
        assert session.query(Organization).filter_by(name_en="Never kept").count() == 0


def test_a_reader_does_not_wait_for_a_writer(stored: Database) -> None:
    with stored.session() as writer, stored.session(writes=False) as reader:
        writer.add(Organization(name_en="Being written", name_bn="লেখা হচ্ছে"))
        writer.flush()
        assert reader.query(Organization).filter_by(name_en="Being written").count() == 0


def test_rows_refer_to_what_is_there(session: Session) -> None:
    with pytest.raises(IntegrityError):
        session.execute(
            text("INSERT INTO named_person (need_id, user_id, added_at) VALUES (:nobody, :nobody, :now)"),
            {"nobody": "0" * 32, "now": "2026-01-01"},
        )


def test_events_can_not_be_changed_or_deleted(session: Session) -> None:
    """The database itself refuses, whatever the code above it does; with a row there the loop's tests try it too."""
    names = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'event_no_%'",
        "postgresql": "SELECT 2 * count(*) FROM pg_trigger WHERE tgname = 'event_stays'",
    }
    assert session.scalar(text(names[session.get_bind().dialect.name])) == 2


def test_a_broken_statement_says_so(session: Session) -> None:
    with pytest.raises(DBAPIError):
        session.execute(text("SELECT nothing FROM nowhere"))
