"""Who sits at the other end: the sitting that the cookie names, looked up with the request's own session."""

import uuid
from typing import Any

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from referral.config import Settings
from referral.models import SignIn, User
from referral.people import accounts
from referral.web import edge


class Sitter(UserMixin):  # type: ignore[misc]
    """What the sign-in library holds: a sitting and its user; the cookie carries the sitting's id alone."""

    def __init__(self, sign_in_id: uuid.UUID, user: User) -> None:
        self.sign_in_id, self.user = sign_in_id, user

    def get_id(self) -> str:
        return str(self.sign_in_id)


def init(app: Flask, settings: Settings) -> None:
    """Sittings are looked up at each request, and end by idleness or age."""
    manager = LoginManager(app)
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(sign_in_id: str) -> Sitter | None:
        session, key = edge.session(), uuid.UUID(sign_in_id)
        sitting = accounts.seen(session, key, idle=settings.idle, longest=settings.longest)
        if sitting is None:
            return None
        session.info["actor"] = sitting.user_id
        if accounts.wants_touch(session, sitting):
            g.touch = key
        return Sitter(key, sitting.user)

    manager.unauthorized_handler(to_sign_in)
    app.after_request(_touch)


def to_sign_in() -> Response:
    """To the sign-in page, and back here afterwards; a form is kept for its owner (shell/kept.py)."""
    kept = current_app.extensions["setu-keep"]()
    where = kept or (request.full_path.rstrip("?") if request.method == "GET" else "/")
    return redirect(url_for("signing.form", next=where), 303)  # type: ignore[return-value]


def _touch(response: Response) -> Response:
    """Note that she is still there, in a transaction of its own, now and then."""
    key = g.pop("touch", None)
    if key is not None:
        edge.session().rollback()
        with edge.database().session() as session:
            accounts.touch(session, key)
            session.commit()
    return response


def begin(sign_in: SignIn) -> None:
    """The cookie names this sitting from now on; forms that another user has left open in this browser are void."""
    user = edge.session().get_one(User, sign_in.user_id)
    if owner() != user.id:
        cookie.clear()
    login_user(Sitter(sign_in.id, user))


def owner() -> uuid.UUID | None:
    """Whose sitting the signed cookie names, though it may have ended."""
    try:
        sitting = edge.session().get(SignIn, uuid.UUID(cookie.get("_user_id", "")))
    except ValueError:
        return None
    return sitting.user_id if sitting else None


def leave() -> None:
    """The sitting ends here and on the server, and nothing of it stays in the cookie."""
    if current_user.is_authenticated:
        accounts.end(edge.session(), current_user.sign_in_id)
        edge.session().commit()
    logout_user()
    cookie.clear()


def language_of_account() -> str | None:
    """The language that the signed-in user has chosen for her account."""
    sitter: Any = current_user
    return sitter.user.language if sitter and sitter.is_authenticated else None
