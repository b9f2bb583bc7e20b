"""Which language a page is in: the reader's own choice (a cookie), else her account's language, else Bengali."""

from collections.abc import Callable
from urllib.parse import quote, urlencode

from flask import Flask, current_app, has_request_context, redirect, request
from werkzeug.wrappers import Response

from referral.i18n.speech import LANGUAGES

COOKIE = "lang"
A_YEAR = 365 * 24 * 60 * 60
NOT_PAGES = ("/api/", "/hsds/", "/fhir/", "/static/")


def chosen(of_person: Callable[[], str | None]) -> str:
    """The language of this request."""
    for language in (request.cookies.get(COOKIE) if has_request_context() else None, of_person()):
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def here(**changed: str | None) -> str:
    """The address of this page with some of its query changed (None takes one out)."""
    query = [(name, value) for name, value in request.args.items(multi=True) if name not in changed]
    query += [(name, value) for name, value in changed.items() if value is not None]
    path = "/" + quote(request.path.lstrip("/\\"), safe="/:@!$&'()*+,;=~-._")
    return f"{path}?{urlencode(query)}" if query else path


def take_choice() -> Response | None:
    """`?lang=bn` or `?lang=en` on any page is remembered for a year, and the same address is shown without it."""
    language = request.args.get("lang")
    if request.method != "GET" or language not in LANGUAGES or request.path.startswith(NOT_PAGES):
        return None
    answer = redirect(here(lang=None), 303)
    answer.headers["Cache-Control"] = "no-store"
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(COOKIE, language, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure)
    return answer


def init(app: Flask) -> None:
    """Languages are switched before anything else is looked at."""
    app.before_request(take_choice)
