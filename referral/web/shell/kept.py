"""What was typed into a form whose session had ended: kept for its owner alone, sealed, for thirty minutes."""

import uuid
from datetime import timedelta
from typing import Any

from flask import Flask, request, url_for
from sqlalchemy import delete
from sqlalchemy.orm import Session

from referral.models import KeptForm, User
from referral.moment import now
from referral.sealing import keyring
from referral.web import edge
from referral.web.shell import sitting

LASTS = timedelta(minutes=30)
NEVER = frozenset({"csrf_token", "password", "old", "new"})


def init(app: Flask) -> None:
    """The gate keeps a form before it sends its owner to sign in."""
    app.extensions["setu-keep"] = keep


def keep() -> str | None:
    """Keep the form of this request for whoever the ended session was of; where it is shown again, or None."""
    typed = {name: texts for name, texts in request.form.lists() if name not in NEVER}
    if request.method != "POST" or not typed or request.endpoint in edge.ONLY_READ:
        return None
    session = edge.session()
    owner = sitting.owner()
    if owner is None:
        return None
    row = KeptForm(
        user_id=owner, path=request.path, sealed=keyring(session).seal_json(typed), until=now(session) + LASTS
    )
    session.execute(delete(KeptForm).where(KeptForm.until < now(session)))
    session.add(row)
    session.commit()
    return url_for("signing.kept", kept_id=row.id)


def kept_form(session: Session, user: User, kept_id: uuid.UUID) -> tuple[str, dict[str, Any]] | None:
    """Where it was sent to and what was typed; None when it is not hers, or its time is over."""
    row = session.get(KeptForm, kept_id)
    if row is None or row.user_id != user.id or row.until < now(session):
        return None
    return row.path, keyring(session).open_json(row.sealed)
