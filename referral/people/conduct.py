"""The code of conduct: accepted by each user before anything else, and again when there is a new version."""

from sqlalchemy.orm import Session

from referral.lists import conduct_version
from referral.models import User
from referral.moment import now


def owes(user: User) -> bool:
    """Whether she has not accepted the code as it is now."""
    return user.code_version != conduct_version()


def accept(session: Session, user: User) -> None:
    """She keeps to it."""
    user.code_accepted_at, user.code_version = now(session), conduct_version()
    session.flush()
