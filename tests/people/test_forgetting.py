"""What is kept for a while only is gone when its time is over, and not before."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.base import now
from referral.models import KeptForm, RequestKey, SignInFailure
from referral.people.forgetting import forget
from tests.make import Make


def test_only_what_is_over_goes(session: Session, make: Make) -> None:
    user, at = make.user(), now()
    for minutes in (-1, 29):
        session.add(KeptForm(user_id=user.id, path="/", sealed=b"x", until=at + timedelta(minutes=minutes)))
    for days in (1, 3):
        session.add(RequestKey(user_id=user.id, key=f"{days}", location="/", at=at - timedelta(days=days)))
        session.add(SignInFailure(fingerprint="f", at=at - timedelta(days=days, hours=-1)))
    session.flush()
    assert forget(session, at) == 3
    assert [
        session.scalar(select(func.count()).select_from(kept)) for kept in (KeptForm, RequestKey, SignInFailure)
    ] == [1, 1, 1]
