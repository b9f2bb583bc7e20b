"""Something is owed to a member of staff that no event owes: a reminder, a notice before a lapse; owed once."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from referral.models import About, Message, Referral
from referral.moment import now


def owe(
    session: Session,
    user_id: uuid.UUID,
    about: About,
    key: str,
    *,
    referral: Referral | None = None,
    at: datetime | None = None,
) -> bool:
    """Owe it to her from `at` on (else from now on), once for its `key`, whoever says so again; whether it is new.

    A key names what owes it and to whom: `"due:REFERRAL:VERSION:USER"`.
    """
    row = _row(user_id, about, key, referral.id if referral else None, at or now(session))
    return session.scalar(_insert(session).values(row).on_conflict_do_nothing().returning(Message.id)) is not None


def owe_all(session: Session, about: About, rows: Iterable[tuple[uuid.UUID, uuid.UUID, str]]) -> None:
    """The same to many: each a user, the referral that it is about, and the key."""
    at = now(session)
    values = [_row(user_id, about, key, referral_id, at) for user_id, referral_id, key in rows]
    if values:
        session.execute(_insert(session).on_conflict_do_nothing(), values)


def _row(user_id: uuid.UUID, about: About, key: str, referral_id: uuid.UUID | None, at: datetime) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(), "user_id": user_id, "about": about, "key": key, "referral_id": referral_id, "due_at": at,
        "tries": 0,
    }  # fmt: skip


def _insert(session: Session) -> Any:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(Message)
