"""The same form sent twice acts once: its key is claimed before anything is done, and leads to the same page again."""

from flask import Flask, Response, g, redirect, request
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from referral.models import RequestKey
from referral.moment import now
from referral.web import edge
from referral.web.forms import sent_key
from referral.web.forms.reading import KEY_FIELD


def init(app: Flask) -> None:
    """Claim the key of each form of somebody who is signed in."""
    app.before_request(_claim)


def _claim() -> Response | None:
    """Claimed in the form's own transaction: a second one waits for the first, and is led where that one went."""
    if request.method != "POST" or KEY_FIELD not in request.form or not current_user.is_authenticated:
        return None
    session, user_id, key = edge.session(), edge.me().id, sent_key(request.form)
    claim = RequestKey(user_id=user_id, key=key, location="", at=now(session))
    try:
        with session.begin_nested():
            session.add(claim)
            session.flush()
    except IntegrityError:
        session.rollback()
        before = session.scalar(select(RequestKey).where(RequestKey.user_id == user_id, RequestKey.key == key))
        return redirect(before.location if before and before.location else "/", 303)  # type: ignore[return-value]
    g.key = claim
    return None
