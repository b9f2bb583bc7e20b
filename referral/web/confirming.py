"""A colleague's account that was opened by a new link: confirmed by somebody who knows that it is she."""

import uuid

from flask import Blueprint, Response

from referral.i18n.speech import _l
from referral.people import shutting
from referral.web import edge
from referral.web.forms import Read, Schema, show

pages = Blueprint("confirming", __name__)
edge.gate(pages)


@pages.get("/users/<uuid:user_id>/confirm")
def form(user_id: uuid.UUID) -> Response:
    """Whose account it is, and what to do before one says yes."""
    return _page(user_id)


def _page(user_id: uuid.UUID, form: Read | None = None) -> Response:
    one = shutting.get_shut(edge.session(), edge.me(), user_id)
    return edge.page("users/confirm.html", form=form or show(Schema), one=one)


@pages.post("/users/<uuid:user_id>/confirm")
def confirm(user_id: uuid.UUID) -> Response:
    """It is she."""
    form = edge.attempt(show(Schema), lambda: shutting.confirm(edge.session(), edge.me(), user_id))
    if form.ok:
        return edge.done("/", _l("Confirmed: what is confidential is open to her again."))
    return _page(user_id, form)
