"""Accounts: signing in (Argon2, few tries), sittings that end, one-time links, the own password."""

import secrets
import uuid
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, with_expression

from referral.models import Invitation, Notice, SignIn, SignInFailure, User
from referral.moment import now
from referral.people import conduct
from referral.people.shutting import shut
from referral.refusals import Refused
from referral.sealing import keyring

HASHER = PasswordHasher()
SHORTEST_PASSWORD = 10
COUNTED_FOR = timedelta(minutes=15)
TRIES_OF_AN_E_MAIL = 5
TRIES_OF_AN_ADDRESS = 50
GUESSES = 20
LINK_LASTS = timedelta(days=7)
TOUCHED_EVERY = timedelta(minutes=5)


def sign_in(session: Session, e_mail: str, password: str, address: str) -> SignIn:
    """A new sitting of whoever has this e-mail and password.

    Raises Refused ("too_many_tries", "wrong_password"); the failure is noted in the session, which the edge commits all
    the same. An unknown e-mail takes as long as a wrong password.
    """
    ring, e_mail = keyring(session), e_mail.strip().lower()
    marks = {ring.fingerprint(f"e-mail {e_mail}"): TRIES_OF_AN_E_MAIL}
    marks[ring.fingerprint(f"address {address}")] = TRIES_OF_AN_ADDRESS
    if any(_failures(session, mark) >= most for mark, most in marks.items()):
        raise Refused("too_many_tries", minutes=int(COUNTED_FOR.total_seconds() // 60))
    user = session.scalar(select(User).where(User.e_mail == e_mail, User.ended_at.is_(None)))
    if not _fits(user.password if user else None, password) or user is None:
        session.add_all(SignInFailure(fingerprint=mark, at=now(session)) for mark in marks)
        session.flush()
        raise Refused("wrong_password", "password")
    sitting = SignIn(user_id=user.id, began_at=now(session), seen_at=now(session))
    session.add(sitting)
    session.flush()
    return sitting


def check_guesses(session: Session, what: str, address: str) -> None:
    """Refused for an address that has guessed at secrets of this sort too often of late."""
    if _failures(session, keyring(session).fingerprint(f"{what} {address}")) >= GUESSES:
        raise Refused("too_many_tries", minutes=int(COUNTED_FOR.total_seconds() // 60))


def guessed(session: Session, what: str, address: str) -> None:
    """One more that was none."""
    mark = keyring(session).fingerprint(f"{what} {address}")
    session.add(SignInFailure(fingerprint=mark, at=now(session)))


def _failures(session: Session, fingerprint: str) -> int:
    since = now(session) - COUNTED_FOR
    counted = select(func.count()).where(SignInFailure.fingerprint == fingerprint, SignInFailure.at > since)
    return session.scalar(counted) or 0


@cache
def _somebody_elses() -> str:
    return HASHER.hash(secrets.token_urlsafe())


def _fits(stored: str | None, password: str) -> bool:
    try:
        HASHER.verify(stored or _somebody_elses(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def seen(session: Session, sign_in_id: uuid.UUID, *, idle: timedelta, longest: timedelta) -> SignIn | None:
    """The sitting with its user, where it has not ended by signing out, by idleness, by age, or with the account.

    How many notices she has not read comes with it, in the same statement: every page shows it.
    """
    fresh = select(func.count()).select_from(Notice).where(Notice.user_id == User.id, Notice.read_at.is_(None))
    whole = joinedload(SignIn.user).options(
        joinedload(User.roles),
        joinedload(User.organization),
        with_expression(User.unread, fresh.correlate(User).scalar_subquery()),
    )
    sitting = session.get(SignIn, sign_in_id, options=[whole])
    if sitting is None or sitting.ended_at is not None or sitting.user.ended_at is not None:
        return None
    return sitting if now(session) <= min(sitting.seen_at + idle, sitting.began_at + longest) else None


def wants_touch(session: Session, sitting: SignIn) -> bool:
    """Whether the sitting's last sign of life is old enough to be written anew."""
    return sitting.seen_at + TOUCHED_EVERY < now(session)


def touch(session: Session, sign_in_id: uuid.UUID) -> None:
    """She is still there."""
    session.get_one(SignIn, sign_in_id).seen_at = now(session)


def end(session: Session, sign_in_id: uuid.UUID) -> None:
    """Signed out."""
    sitting = session.get(SignIn, sign_in_id)
    if sitting is not None and sitting.ended_at is None:
        sitting.ended_at = now(session)


def end_all(session: Session, user: User, *, but: uuid.UUID | None = None) -> None:
    """All her sittings end, save the one that she sits at."""
    for sitting in session.scalars(select(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None))):
        if sitting.id != but:
            sitting.ended_at = now(session)


def invite(session: Session, user: User, by: User | None = None) -> str:
    """The secret of a new one-time link, made `by` somebody; older ones of the same user are void."""
    for old in session.scalars(select(Invitation).where(Invitation.user_id == user.id, Invitation.used_at.is_(None))):
        old.until = min(old.until, now(session))
    secret = secrets.token_urlsafe(24)
    mark = keyring(session).fingerprint(f"invitation {secret}")
    by_id, until = by.id if by else None, now(session) + LINK_LASTS
    session.add(Invitation(user_id=user.id, fingerprint=mark, until=until, made_at=now(session), made_by_id=by_id))
    session.flush()
    return secret


def invited(session: Session, secret: str) -> Invitation | None:
    """The link's invitation, where it can still be used."""
    mark = keyring(session).fingerprint(f"invitation {secret}")
    found = session.scalar(select(Invitation).where(Invitation.fingerprint == mark))
    usable = found is not None and found.used_at is None and now(session) <= found.until
    return found if usable and found is not None and found.user.ended_at is None else None


def welcome(session: Session, secret: str, password: str) -> SignIn:
    """The password chosen, the code of conduct accepted, the link used up, and a first sitting."""
    invitation = invited(session, secret)
    if invitation is None:
        raise Refused("link_used")
    session.refresh(invitation, with_for_update=True)
    if invitation.used_at is not None:
        raise Refused("link_used")
    user = invitation.user
    _set_password(session, user, password)
    end_all(session, user)
    conduct.accept(session, user)
    invitation.used_at = now(session)
    shut(session, invitation)
    sitting = SignIn(user_id=user.id, began_at=now(session), seen_at=now(session))
    session.add(sitting)
    session.flush()
    return sitting


def change_password(session: Session, user: User, old: str, new: str, *, but: uuid.UUID | None = None) -> None:
    """A new password, for whoever knows the old one; all other sittings end."""
    if not _fits(user.password, old):
        raise Refused("wrong_password", "old")
    _set_password(session, user, new)
    end_all(session, user, but=but)


def _set_password(session: Session, user: User, password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise Refused("short_password", "password", least=SHORTEST_PASSWORD)
    user.password = HASHER.hash(password)
    session.flush()
