"""Telling her: what she needs to know, the safe way to reach her, and a slip that prints; nothing of it for the confidential."""

import uuid

from flask import Blueprint, Response, request, url_for

from referral import access, disclosing
from referral.access import NotFound
from referral.i18n.speech import _l
from referral.loop import tasks
from referral.loop.sessions import hers
from referral.models import Referral, TaskKind
from referral.moment import today
from referral.states import Party, Role, State
from referral.web import edge, parts
from referral.web.acting.words import WORDS
from referral.web.forms import Choice, Schema, read
from referral.web.words.sessions import when

pages = Blueprint("tell", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)
pages.context_processor(lambda: WORDS)
WITH_A_PLACE = (State.ACCEPTED, State.IN_SERVICE)


class ToldForm(Schema):
    """What came of it."""

    result = Choice(("told", *tasks.CALL_RESULTS), required=True)


def _hers(referral_id: uuid.UUID, *, lock: bool = False) -> Referral:
    referral = access.get_referral(edge.session(), edge.me(), referral_id, lock=lock)
    if Party.REFERRER not in access.sides(edge.session(), edge.me(), referral) or referral.starts_on is None:
        raise NotFound
    return referral


def _next(referral: Referral) -> str:
    """When her next session is, in words."""
    found = hers.next_of(edge.session(), [referral], today(edge.session())).get(referral.id)
    return when(found) if found is not None else ""


@pages.get("/referrals/<uuid:referral_id>/tell")
def tell(referral_id: uuid.UUID) -> Response:
    """What to say to her, and how to reach her safely."""
    referral = _hers(referral_id)
    shown = disclosing.shown(edge.session(), edge.me(), referral, today(edge.session()))
    return edge.page(
        "tell/tell.html",
        referral=referral,
        name=parts.name_of(shown, referral),
        shown=shown,
        task=tasks.open_task(edge.session(), referral, TaskKind.TELL_HER),
        next_session=_next(referral),
    )


@pages.post("/referrals/<uuid:referral_id>/tell")
def told(referral_id: uuid.UUID) -> Response:
    """She was told, or the call is noted and the task stays."""
    session, user = edge.session(), edge.me()
    referral = _hers(referral_id, lock=True)
    form = read(ToldForm, request.form)
    if not form.ok:
        return edge.done(url_for("tell.tell", referral_id=referral_id))
    if form.values["result"] != "told":
        tasks.note_call(session, user, referral, to="worker", result=form.values["result"])
        return edge.done(url_for("tell.tell", referral_id=referral_id), _l("The call is noted."))
    task = tasks.open_task(session, referral, TaskKind.TELL_HER)
    if task is not None:
        tasks.done(session, user, task)
    return edge.done("/today", _l("Good: she knows."))


@pages.get("/referrals/<uuid:referral_id>/slip")
def slip(referral_id: uuid.UUID) -> Response:
    """A slip for her hand; there is none of a confidential service, and none without a place."""
    referral = _hers(referral_id)
    if referral.confidential or referral.state not in WITH_A_PLACE:
        raise NotFound
    shown = disclosing.shown(edge.session(), edge.me(), referral, today(edge.session()))
    name = parts.name_of(shown, referral)
    return edge.page("tell/slip.html", referral=referral, name=name, next_session=_next(referral))
