"""Somebody signed in without a form: a sitting in the database, its id in the cookie, the language beside it."""

import uuid

from flask.testing import FlaskClient

from catalog.base import now
from referral.db import Database
from referral.models import SignIn


def sit_down(browser: FlaskClient, database: Database, user_id: uuid.UUID | None, language: str) -> None:
    """The browser is that user's from now on; without one, it only has a language."""
    browser.set_cookie("lang", language)
    if user_id is None:
        return
    with database.session() as session:
        sitting = SignIn(user_id=user_id, began_at=now(), seen_at=now())
        session.add(sitting)
        session.commit()
        key = str(sitting.id)
    with browser.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = key, True
