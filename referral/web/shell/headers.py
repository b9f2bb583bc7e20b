"""Headers of every page: nothing from elsewhere, no script but ours where a page asks for it, not kept, not framed."""

from flask import Flask, Response, g, request

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

SCRIPTED = "; script-src 'self'; connect-src 'self'"


def init(app: Flask) -> None:
    """Set them on each answer."""
    app.after_request(_set)


def _set(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY + (SCRIPTED if g.get("scripted") else "")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
