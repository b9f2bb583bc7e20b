"""One woman's sessions: when the next one is, and how she has come so far."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from referral.loop.sessions.days import COMING, with_place
from referral.models import Attendance, Came, Referral, SessionDay

LOOKED_AHEAD = timedelta(days=42)


def next_of(session: Session, referrals: Iterable[Referral], day: date) -> dict[uuid.UUID, SessionDay]:
    """The next session of each, from that day on; for whoever may see the referral itself."""
    live = [one for one in referrals if one.state in COMING]
    if not live:
        return {}
    intakes = {one.intake_id for one in live if one.intake_id}
    wanted = select(SessionDay).where(
        SessionDay.on >= day,
        SessionDay.on <= day + LOOKED_AHEAD,
        SessionDay.cancelled_at.is_(None),
        or_(SessionDay.intake_id.in_(intakes), SessionDay.referral_id.in_([one.id for one in live])),
    )
    rows = session.scalars(with_place(wanted).order_by(SessionDay.on, SessionDay.starts)).all()
    found = {one.id: next((row for row in rows if _is_hers(row, one)), None) for one in live}
    return {referral_id: row for referral_id, row in found.items() if row is not None}


def marks_of(session: Session, referral: Referral) -> list[Attendance]:
    """The marks of one referral that stand, the last session first."""
    standing = (
        select(Attendance)
        .join(Attendance.day)
        .where(Attendance.referral_id == referral.id, Attendance.replaced_at.is_(None))
        .options(joinedload(Attendance.day))
        .order_by(SessionDay.on.desc(), SessionDay.starts.desc())
    )
    return list(session.scalars(standing))


def came_to(marks: Iterable[Attendance]) -> tuple[int, int]:
    """To how many of the sessions that were marked she came."""
    marks = list(marks)
    return sum(one.came is not Came.ABSENT for one in marks), len(marks)


def _is_hers(day: SessionDay, referral: Referral) -> bool:
    if day.referral_id is not None:
        return day.referral_id == referral.id
    return day.intake_id == referral.intake_id and (referral.starts_on is None or referral.starts_on <= day.on)
