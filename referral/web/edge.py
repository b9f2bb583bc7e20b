"""What every view stands on: the request's session and user, one attempt, one commit, one page."""

from collections.abc import Callable
from typing import Any, cast

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from referral.access import NotFound
from referral.db import Database
from referral.i18n.speech import Said
from referral.loop.waiting.offers import offer_freed
from referral.models import User
from referral.people import conduct
from referral.refusals import Refused
from referral.states import Role
from referral.web.forms import Read
from referral.web.words.refusals import SAME_MOMENT, say_refusal

DATABASE = "setu-database"
BEFORE_THE_CODE = ("conduct.form", "conduct.accept", "own_account.language")
"""What is open to who has not accepted the code of conduct yet."""
SAFE = ("GET", "HEAD", "OPTIONS")
ONLY_READ = frozenset({"worker_writing.alike", "together.choose", "team.shares"})
"""Asked by POST, because what is asked may stand in no address; nothing is written, so they wait for no writer."""


def database(app: Flask | None = None) -> Database:
    """The database of the application."""
    return cast("Database", (app or current_app).extensions[DATABASE])


def session() -> Session:
    """The session of this request: one that only reads for a page, one that writes for a form."""
    if "session" not in g:
        reads = request.method in SAFE or request.endpoint in ONLY_READ
        g.session = database().session(writes=not reads)
    return cast("Session", g.session)


def me() -> User:
    """Who is signed in; a view behind a gate always has one."""
    user = current_user.user
    assert isinstance(user, User)
    return user


def gate(pages: Blueprint, *roles: Role) -> None:
    """Only for those who are signed in, and have one of the roles where any are named; for others it is not there."""

    def look() -> Any:
        if not current_user.is_authenticated:
            return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        if conduct.owes(me()) and request.endpoint not in BEFORE_THE_CODE:
            kept = current_app.extensions["setu-keep"]()
            here = request.full_path.rstrip("?") if request.method == "GET" else "/"
            return redirect(url_for("conduct.form", next=kept or here), 303)
        if roles and not any(me().has(role) for role in roles):
            raise NotFound
        return None

    pages.before_request(look)


def attempt(form: Read, act: Callable[[], object]) -> Read:
    """Do it, where the form is well; what a verb refuses is blamed on its field, and nothing of it stays.

    What was typed is still in the form that comes back.
    """
    if not form.ok:
        return form
    try:
        act()
        session().flush()
    except Refused as refused:
        undo()
        return form.blame(refused.field, say_refusal(refused))
    except (IntegrityError, StaleDataError):
        undo()
        return form.blame("", SAME_MOMENT)
    return form


def undo() -> None:
    """Take back all that this request has written; its key may act again."""
    session().rollback()
    g.pop("key", None)


def done(to: str, said: Said | None = None) -> Response:
    """All is stored, once, with the offers of seats that it freed; on to the next page, which says so."""
    key = g.get("key")
    if key is not None:
        key.location = to
    offer_freed(session())
    session().commit()
    if said is not None:
        flash(str(said))
    return cast("Response", redirect(to, 303))


def page(template: str, *, form: Read | None = None, status: int | None = None, **values: Any) -> Response:
    """A page; with a form that has mistakes it is one of status 422."""
    code = status or (200 if form is None or form.ok else 422)
    return make_response(render_template(template, form=form, **values), code)
