"""Talk on a referral's page: said with one form, read by looking."""

import uuid

from flask import Blueprint, Response, request, url_for

from referral import access
from referral.i18n.speech import _l
from referral.loop import talking
from referral.web import edge
from referral.web.forms import Schema, Text, read
from referral.web.referral import page_of

pages = Blueprint("talk", __name__)
edge.gate(pages)


class TalkForm(Schema):
    """What is said."""

    words = Text(_l("Your message"), required=True, most=talking.LONGEST, long=True)


@pages.post("/referrals/<uuid:referral_id>/talk")
def say(referral_id: uuid.UUID) -> Response:
    """Said to the other side, or the page again with what was typed."""
    session = edge.session()
    referral = access.get_referral(session, edge.me(), referral_id, lock=True)
    if talking.side_of(session, edge.me(), referral) is None:
        raise access.NotFound
    form = read(TalkForm, request.form).among("talk")
    form = edge.attempt(form, lambda: talking.say(session, edge.me(), referral, form.values["words"]))
    if form.ok:
        return edge.done(url_for("referral.one", referral_id=referral_id, _anchor="talk"), _l("It is said."))
    return page_of(access.get_referral(session, edge.me(), referral_id), talk=form)
