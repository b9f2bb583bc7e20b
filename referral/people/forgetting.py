"""What is kept for a while only, deleted when its time is over; nothing of workers or referrals, but what a merge keeps of them."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import InstrumentedAttribute, Session

from referral.models import ElsewhereLook, Invitation, KeptForm, RequestKey, SheetUpload, SignInFailure
from referral.people.unmerging import drop_old_values

LASTS: tuple[tuple[InstrumentedAttribute[datetime], timedelta], ...] = (
    (KeptForm.until, timedelta(0)),
    (SheetUpload.until, timedelta(0)),
    (SignInFailure.at, timedelta(days=1)),
    (RequestKey.at, timedelta(days=2)),
    (Invitation.until, timedelta(days=30)),
    (ElsewhereLook.at, timedelta(days=3 * 365)),
)


def forget(session: Session, now: datetime) -> int:
    """Delete typed forms whose half hour is over, sheets that nobody accepted, old failed sign-ins, used keys and links, old looks.

    What old merges keep of a woman goes too. How many rows it was.
    """
    over = [delete(at.class_).where(at < now - lasts).returning(at) for at, lasts in LASTS]
    return sum(len(session.execute(one).all()) for one in over) + drop_old_values(session, now)
