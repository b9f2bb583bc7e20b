"""Errors as pages, in the reader's language: what happened, what to do, and nothing of what lies inside."""

from collections.abc import Mapping

from flask import Flask, Response, current_app, g, make_response, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from referral.access import NotFound
from referral.i18n.speech import Said, _l
from referral.refusals import Refused
from referral.web import edge
from referral.web.shell import log
from referral.web.words.refusals import say_refusal

SENTENCES: Mapping[int, tuple[Said, Said]] = {
    400: (
        _l("This form could not be read"),
        _l("It may have been open for too long. Go back, load the page again, and send it once more."),
    ),
    404: (_l("There is no such page"), _l("It may have ended, or it is not yours to see.")),
    405: (_l("This can't be done here"), _l("Go back and use the button on the page.")),
    409: (_l("This could not be done"), _l("Go back and look at it again.")),
    413: (_l("This is too large"), _l("That is more than can be sent at once (files: 25 MB). Nothing was stored.")),
    500: (
        _l("Something went wrong on our side"),
        _l("Nothing was stored by this step. Please try again in a moment."),
    ),
}


def init(app: Flask) -> None:
    """Every error is one of these pages."""
    app.register_error_handler(NotFound, lambda _: page(404))
    app.register_error_handler(CSRFError, lambda _: page(400))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def page(code: int, sentence: Said | None = None) -> Response:
    """The page of an error; what the request wrote is taken back."""
    session = g.get("session")
    if session is not None:
        session.rollback()
    title, what_to_do = SENTENCES.get(code, SENTENCES[400 if code < 500 else 500])
    return make_response(render_template("errors/error.html", heading=sentence or title, text=what_to_do), code)


def _refused(refused: Refused) -> Response:
    edge.undo()
    return page(409, say_refusal(refused))


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    return page(error.code or 500)


def _unforeseen(error: Exception) -> Response:
    """Logged, and told without what lies inside."""
    if current_app.testing:
        raise error
    log.unforeseen(error)
    return page(500)
