"""The outbox emptied: what is owed is claimed with a lease, told in the application, and marked as sent."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from referral.models import Message, Notice

AT_ONCE = 200
LEASE = timedelta(minutes=2)


def send_owed(open_session: Callable[[], Session], now: datetime) -> int:
    """Send all messages that are due and say how many were sent; any number of senders may run at the same time.

    A claim puts a message off by the lease, so that one whose sender was killed is due again. A notice has its
    message's key: who tells once more changes nothing.
    """
    sent = 0
    while claimed := _claim(open_session, now):
        sent += _deliver(open_session, claimed, now)
    return sent


def _claim(open_session: Callable[[], Session], now: datetime) -> list[uuid.UUID]:
    with open_session() as session:
        due = _owed().where(Message.due_at <= now).order_by(Message.due_at, Message.id).limit(AT_ONCE)
        messages = session.scalars(due.with_for_update(skip_locked=True)).all()
        for message in messages:
            message.due_at, message.tries = now + LEASE, message.tries + 1
        claimed = [message.id for message in messages]
        session.commit()
    return claimed


def _deliver(open_session: Callable[[], Session], claimed: Sequence[uuid.UUID], now: datetime) -> int:
    """Those still owed of the claimed: a message that was stopped meanwhile is not told."""
    with open_session() as session:
        owed = _owed().where(Message.id.in_(claimed)).order_by(Message.id)
        messages = session.scalars(owed.with_for_update()).all()
        told = set(session.scalars(select(Notice.message_id).where(Notice.message_id.in_(claimed))))
        for message in messages:
            if message.id not in told:
                session.add(_notice(message, now))
            message.sent_at = now
        session.commit()
    return len(messages)


def _notice(message: Message, now: datetime) -> Notice:
    return Notice(
        message_id=message.id,
        user_id=message.user_id,
        about=message.about,
        event_id=message.event_id,
        referral_id=message.referral_id,
        at=now,
    )


def _owed() -> Select[Message]:
    return select(Message).where(Message.sent_at.is_(None), Message.stopped_at.is_(None))
