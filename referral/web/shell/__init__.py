"""The shell around all pages: sessions, sign-in, safe forms, headers, files, errors, and the log of requests."""

from typing import Any

from flask import Flask, g, request
from flask_compress import Compress
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from referral import i18n
from referral.config import Settings
from referral.db import Database
from referral.web import edge
from referral.web.shell import disclosed, errors, files, headers, kept, log, once, sitting, tabs

LARGEST_FORM = 12 * 1024 * 1024
LARGER = {"service_import.bring": 27 * 1024 * 1024}
LARGEST_TEXT = 2 * 1024 * 1024


def init(app: Flask, database: Database, settings: Settings) -> None:
    """Put the shell around an application, in the order in which a request passes."""
    app.extensions[edge.DATABASE] = database
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_TEXT,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.https,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=6,
        COMPRESS_MIN_SIZE=300,
        DEMO=settings.demo,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    log.init(app)
    app.before_request(_allow_larger)
    i18n.init(app, sitting.language_of_account)
    sitting.init(app, settings)
    CSRFProtect(app)
    once.init(app)
    kept.init(app)
    disclosed.init(app)
    headers.init(app)
    Compress(app)
    errors.init(app)
    files.init(app)
    tabs.init(app)
    app.teardown_appcontext(_close)
    if settings.proxies:
        proxies = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def _allow_larger() -> None:
    """Before anything looks into the form: a page that takes files may be sent more."""
    request.max_content_length = LARGER.get(request.endpoint or "", LARGEST_FORM)


def _close(_: Any) -> None:
    session = g.pop("session", None)
    if session is not None:
        session.close()
