"""What is owed is told once, whoever sends it and whenever the sender is killed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from referral.db import Database
from referral.models import About, Message, Notice
from referral.states import Role
from referral.telling import outbox, send_owed
from tests.make import Make

NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)
SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def owed(make: Make) -> Message:
    """One message that is due."""
    user = make.user(Role.PROVIDER)
    referral = make.referral(make.need(make.worker()), make.service())
    return make.message(referral.events[0], user, due_at=NOW)


def notices(session: Session) -> list[Notice]:
    session.expire_all()
    return list(session.scalars(select(Notice)))


def test_what_is_due_becomes_a_notice(database: Database, session: Session, owed: Message) -> None:
    session.commit()
    assert send_owed(database.session, NOW) == 1
    (notice,) = notices(session)
    assert (notice.message_id, notice.user_id, notice.event_id) == (owed.id, owed.user_id, owed.event_id)
    assert (notice.at, owed.sent_at, owed.tries) == (NOW, NOW, 1)
    assert send_owed(database.session, SOON) == 0


def test_what_is_not_due_or_was_stopped_is_not_told(database: Database, session: Session, owed: Message) -> None:
    owed.due_at = SOON
    session.commit()
    assert send_owed(database.session, NOW) == 0
    owed.stopped_at = NOW
    session.commit()
    assert send_owed(database.session, SOON) == 0
    assert notices(session) == []


def test_a_sender_killed_after_its_claim_loses_nothing(database: Database, session: Session, owed: Message) -> None:
    session.commit()
    outbox._claim(database.session, NOW)
    assert send_owed(database.session, NOW) == 0
    assert send_owed(database.session, NOW + outbox.LEASE) == 1
    assert len(notices(session)) == 1
    assert owed.tries == 2


def test_telling_again_changes_nothing(database: Database, session: Session, owed: Message) -> None:
    session.commit()
    send_owed(database.session, NOW)
    (notice,) = notices(session)
    notice.read_at, owed.sent_at = SOON, None
    session.commit()
    assert send_owed(database.session, NOW + outbox.LEASE) == 1
    (again,) = notices(session)
    assert (again.at, again.read_at) == (NOW, SOON)


def test_a_message_stopped_after_the_claim_is_not_told(database: Database, session: Session, owed: Message) -> None:
    session.commit()
    claimed = outbox._claim(database.session, NOW)
    session.expire_all()
    owed.stopped_at = NOW
    session.commit()
    assert outbox._deliver(database.session, claimed, NOW) == 0
    assert notices(session) == []


@pytest.fixture
def many(apart: Database) -> Iterator[int]:
    """More messages than one claim takes, committed; they are taken away again (their event stays)."""
    with apart.session() as session:
        make = Make(session)
        user = make.user(Role.PROVIDER)
        event = make.referral(make.need(make.worker()), make.service()).events[0]
        session.add_all(
            Message(event_id=event.id, user_id=user.id, about=About.EVENT, key=str(number), due_at=NOW)
            for number in range(450)
        )
        session.commit()
    yield 450
    with apart.session() as session:
        session.execute(delete(Notice))
        session.execute(delete(Message))
        session.commit()


def test_two_senders_at_once_tell_each_once(apart: Database, many: int) -> None:
    together, counts = Barrier(2), list[int]()

    def send() -> None:
        together.wait()
        counts.append(send_owed(apart.session, NOW))

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == many
    with apart.session(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == many
        assert session.scalar(select(func.max(Message.tries))) == 1


def test_two_who_deliver_the_same_claim_tell_once(apart: Database, many: int) -> None:
    first = outbox._claim(apart.session, NOW)
    with apart.session() as session:
        session.execute(update(Message).where(Message.id.in_(first)).values(due_at=NOW))
        session.commit()
    together, counts = Barrier(2), list[int]()

    def deliver() -> None:
        together.wait()
        counts.append(outbox._deliver(apart.session, first, NOW))

    threads = [Thread(target=deliver) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, len(first)]
