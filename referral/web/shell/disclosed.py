"""What a page has shown of a person is recorded before the page leaves; what can't be recorded is not shown."""

from flask import Flask, Response, g

from referral import disclosing
from referral.moment import today
from referral.web import edge


def init(app: Flask) -> None:
    """Look at each page before it leaves."""
    app.after_request(_record)


def _record(response: Response) -> Response:
    session = g.get("session")
    if session is None or response.status_code >= 400:
        return response
    day = today(session)
    rows = disclosing.unrecorded(session, day)
    if rows:
        session.rollback()
        with edge.database().session() as writing:
            disclosing.record(writing, rows, day)
            writing.commit()
    return response
