"""What was changed of a partner's own service, by whom and when, with old and new in words."""

import uuid

from flask import Blueprint, Response, request

from referral.loop import changes
from referral.states import Role
from referral.web import edge
from referral.web.forms import Schema, Whole, read
from referral.web.words import history, offering

pages = Blueprint("service_history", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN)


class PageForm(Schema):
    """Which page of it."""

    page = Whole(least=1, most=10_000)


@pages.get("/services/<uuid:service_id>/history")
def index(service_id: uuid.UUID) -> Response:
    """The changes, the newest first."""
    number = read(PageForm, request.args).values.get("page") or 1
    service, found, more = changes.history(edge.session(), edge.me(), service_id, number)
    return edge.page(
        "services/history.html",
        service=service,
        changes=[(change, who, history.lines(change)) for change, who in found],
        what=history.WHAT,
        number=number,
        more=more,
        words=offering,
    )
