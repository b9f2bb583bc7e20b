"""The agreement of a partner is about to lapse: its administrators and the backbone are told before, and when it has."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Organization
from referral.loop.joining import administrators
from referral.loop.owing import owe
from referral.models import About
from referral.moment import DHAKA

STEPS = {0: About.AGREEMENT_OVER, 3: About.AGREEMENT_IN_3, 14: About.AGREEMENT_IN_14, 30: About.AGREEMENT_IN_30}
"""How many days are left at most (none: it has lapsed), the nearest first."""
TOLD_FOR = timedelta(days=30)


def remind(open_session: Callable[[], Session], at: datetime) -> int:
    """Owe what is due, each once whoever says so again; how many. Of several steps missed the nearest alone is told."""
    day = at.astimezone(DHAKA).date()
    with open_session() as session:
        session.info["now"] = at
        ending = select(Organization).where(
            Organization.agreement_until <= day + timedelta(days=max(STEPS)),
            Organization.agreement_until >= day - TOLD_FOR,
        )
        count = 0
        for one in session.scalars(ending.order_by(Organization.id)):
            assert one.agreement_until is not None
            left = (one.agreement_until - day).days + 1
            step = next(days for days in STEPS if left <= days or days == max(STEPS))
            if left <= step:
                key = f"agreement:{one.id}:{one.agreement_until}:{step}"
                told = [
                    owe(session, who, STEPS[step], f"{key}:{who}") for who in session.scalars(administrators(one.id))
                ]
                count += sum(told)
        session.commit()
    return count
