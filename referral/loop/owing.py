"""Something is owed to a member of staff that no event owes: a reminder, a notice before a lapse; owed once."""

import uuid
from datetime import datetime

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
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = {
        "id": uuid.uuid4(),
        "user_id": user_id,
        "about": about,
        "key": key,
        "referral_id": referral.id if referral else None,
        "due_at": at or now(session),
        "tries": 0,
    }
    insert = dialect.insert(Message).values(row).on_conflict_do_nothing(index_elements=["key"])
    return session.scalar(insert.returning(Message.id)) is not None
