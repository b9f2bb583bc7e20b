"""What time it is for a session: the clock's, or the one that a story of the past was opened with."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from catalog import base

DHAKA = ZoneInfo("Asia/Dhaka")


def now(session: Session) -> datetime:
    """This moment, aware; `session.info["now"]` where that is set (invented histories, tests of the clock)."""
    return base.moment(session)


def today(session: Session) -> date:
    """The day it is in Dhaka for this session."""
    return now(session).astimezone(DHAKA).date()
