"""The day before: the caseworker is told to remind her, and the provider that a session comes; once, whoever's clock."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from referral.loop.due import holidays
from referral.loop.owing import owe
from referral.loop.sessions.days import comes
from referral.models import About, Referral, SessionDay
from referral.moment import DHAKA

AT_ONCE = 100


def remind(open_session: Callable[[], Session], at: datetime) -> int:
    """Owe the reminders of tomorrow's sessions; how many are new. A clock that dies halfway has told whole sessions only."""
    count = 0
    while True:
        with open_session() as session:
            session.info["now"] = at
            found = _tomorrows(session, at)
            count += sum(_owe(session, day) for day in found)
            session.commit()
        if len(found) < AT_ONCE:
            return count


def _tomorrows(session: Session, at: datetime) -> list[SessionDay]:
    """What is held tomorrow and nobody was reminded of; on a holiday only what was put there by hand."""
    tomorrow = at.astimezone(DHAKA).date() + timedelta(days=1)
    wanted = select(SessionDay).where(
        SessionDay.on == tomorrow,
        SessionDay.cancelled_at.is_(None),
        or_(SessionDay.reminded_on.is_(None), SessionDay.reminded_on != SessionDay.on),
    )
    if tomorrow in holidays(session):
        wanted = wanted.where(or_(SessionDay.referral_id.is_not(None), SessionDay.planned_on != SessionDay.on))
    locked = wanted.order_by(SessionDay.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    return list(session.scalars(locked))


def _owe(session: Session, day: SessionDay) -> int:
    """One for each who comes, to her caseworker; one for each who serves them."""
    day.reminded_on = day.on
    people = session.scalars(select(Referral).where(comes(day)).order_by(Referral.id)).all()
    when = f"{day.id}:{day.on}:{day.starts:%H%M}"
    new = 0
    for referral in people:
        key = f"session:{when}:{referral.id}"
        new += owe(session, referral.referrer_user_id, About.SESSION_TOMORROW, key, referral=referral)
    servers = {one.provider_user_id for one in people if one.provider_user_id is not None}
    for user_id in sorted(servers, key=str):
        about = people[0] if day.referral_id else None
        new += owe(session, user_id, About.CLASS_TOMORROW, f"class:{when}:{user_id}", referral=about)
    return new
