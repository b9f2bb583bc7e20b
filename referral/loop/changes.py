"""The history of a service, for the people of its organisation who may change it."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Service, ServiceChange
from referral import access
from referral.models import User

A_PAGE = 30


def history(
    session: Session, user: User, service_id: uuid.UUID, page: int = 1
) -> tuple[Service, Sequence[tuple[ServiceChange, User | None]], bool]:
    """The service, a page of its changes with who made each (the newest first), and whether there are more.

    Others do not see it, the backbone neither: it tells where a confidential service was given, and who works when.
    """
    service = access.get_service(session, user, service_id)
    rows = session.execute(
        select(ServiceChange, User)
        .outerjoin(User, User.id == ServiceChange.by)
        .where(ServiceChange.service_id == service.id)
        .order_by(ServiceChange.at.desc(), ServiceChange.id)
        .limit(A_PAGE + 1)
        .offset((page - 1) * A_PAGE)
    ).all()
    return service, [(change, who) for change, who in rows[:A_PAGE]], len(rows) > A_PAGE
