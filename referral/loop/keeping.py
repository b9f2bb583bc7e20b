"""What the catalog asks of those who keep it: how many of their services wait for a word, how many reports for an answer."""

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.models import Service
from referral import access
from referral.loop.freshness import needs_word
from referral.models import ServiceReport, User
from referral.people.shutting import to_confirm
from referral.states import Role


@dataclass(frozen=True, slots=True)
class Asks:
    """How many services wait for a word, how many reports for an answer, and of how many of these she was reminded.

    `account`: the colleague whose account was opened by a link, and who waits longest to be confirmed by her.
    """

    services: int = 0
    reports: int = 0
    reminded: int = 0
    account: uuid.UUID | None = None


def asks(session: Session, user: User) -> Asks:
    """What this user is asked, in one statement; nothing of whoever keeps no service."""
    if not (user.has(Role.PROVIDER) or user.has(Role.ADMIN)):
        return Asks()
    services = select(func.count()).select_from(Service).where(access.kept_services(user), needs_word())
    reports = select(func.count(), func.count(ServiceReport.reminded_at)).select_from(ServiceReport)
    waiting = reports.join(ServiceReport.service).where(access.kept_services(user), ServiceReport.answered_at.is_(None))
    counted = waiting.subquery()
    account = select(User.id).where(to_confirm(user)).order_by(User.shut_at).limit(1)
    row = session.execute(select(services.scalar_subquery(), *counted.c, account.scalar_subquery())).one()
    return Asks(row[0], row[1], row[2], row[3])
