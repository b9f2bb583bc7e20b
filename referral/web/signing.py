"""Signing in and out, and the quick way out of a page."""

import re
import uuid

from flask import Blueprint, Response, redirect, request
from flask_login import current_user

from referral import access
from referral.i18n.speech import _l
from referral.people import accounts
from referral.refusals import Refused
from referral.web import edge
from referral.web.forms import Schema, Text, read, show
from referral.web.shell import kept as keeping
from referral.web.shell import sitting, tabs
from referral.web.words.refusals import say_refusal

pages = Blueprint("signing", __name__)
ELSEWHERE = "https://www.bbc.com/bengali"


class SignInForm(Schema):
    """E-mail and password."""

    e_mail = Text(_l("E-mail"), required=True)
    password = Text(_l("Password"), required=True)


def inside(path: str | None) -> str:
    """The path, where it is one of ours; else the first page."""
    return path if path and re.fullmatch(r"/(?![/\\])[!-~]*", path) else "/"


@pages.get("/")
def first() -> Response:
    """Each role has its first place."""
    if not current_user.is_authenticated:
        return sitting.to_sign_in()
    own = tabs.tabs_of(edge.me())
    return redirect(own[0].path if own else "/account", 303)  # type: ignore[return-value]


@pages.get("/sign-in")
def form() -> Response:
    """The sign-in page."""
    if current_user.is_authenticated:
        return redirect(inside(request.args.get("next")), 303)  # type: ignore[return-value]
    return edge.page("signing/sign_in.html", form=show(SignInForm), next=inside(request.args.get("next")))


@pages.post("/sign-in")
def sign_in() -> Response:
    """In, or the page again with one sentence that does not say which of the two was wrong."""
    typed, to = read(SignInForm, request.form), inside(request.form.get("next"))
    if typed.ok:
        session, values = edge.session(), typed.values
        try:
            begun = accounts.sign_in(session, values["e_mail"], values["password"], request.remote_addr or "")
        except Refused as refused:
            session.commit()
            typed = typed.blame(refused.field, say_refusal(refused))
        else:
            sitting.begin(begun)
            return edge.done(to)
    return edge.page("signing/sign_in.html", form=typed, next=to)


@pages.post("/sign-out")
def sign_out() -> Response:
    """Out: here, on the server, and in what the browser has kept."""
    sitting.leave()
    answer: Response = redirect("/sign-in", 303)  # type: ignore[assignment]
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@pages.get("/out")
def out() -> Response:
    """Quickly to something harmless; what was typed and not sent stays for later."""
    answer: Response = redirect(ELSEWHERE, 303)  # type: ignore[assignment]
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@pages.get("/kept/<uuid:kept_id>")
def kept(kept_id: uuid.UUID) -> Response:
    """What she had typed when her session ended: to be sent now, or not."""
    if not current_user.is_authenticated:
        return sitting.to_sign_in()
    path, typed = access.found(keeping.kept_form(edge.session(), edge.me(), kept_id))
    return edge.page("signing/kept.html", to=path, typed=typed)


@pages.get("/health/live")
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@pages.get("/health/ready")
def ready() -> dict[str, str]:
    """The database answers too."""
    from sqlalchemy import text

    edge.session().execute(text("SELECT 1"))
    return {"status": "ready"}
