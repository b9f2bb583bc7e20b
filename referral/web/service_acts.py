"""What a partner does with its own service at one tap: all of it still true, suspended, taking referrals again."""

import uuid
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, request

from catalog.models import Service
from referral import access
from referral.i18n.speech import Said, _l
from referral.loop import ending, offering
from referral.states import Role, State
from referral.web import edge
from referral.web.forms import Schema, Whole, read
from referral.web.services import shown
from referral.web.words.life import STATES

pages = Blueprint("service_acts", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN)


BECOMES: Mapping[State, Said] = {
    State.SENT: _l("goes back unanswered; the next service of her choice is drafted"),
    State.WAITLISTED: _l("goes back and leaves the waiting list; the next service of her choice is drafted"),
    State.ASKED: _l("goes back with the question unanswered; the next service of her choice is drafted"),
    State.ACCEPTED: _l(
        "goes back and the seat is free; she must be told, and the next service of her choice is drafted"
    ),
    State.IN_SERVICE: _l("stays until it is completed or stopped"),
}


class SeenForm(Schema):
    """The version of the service that was looked at."""

    seen = Whole()


def own(service_id: uuid.UUID) -> Service:
    """A service that is hers to change."""
    return access.get_service(edge.session(), edge.me(), service_id)


def _act(service_id: uuid.UUID, verb: Callable[..., object], said: Said) -> Response:
    """One verb over the service as it was seen; where somebody changed it meanwhile, its page says who and when."""
    service, form = own(service_id), read(SeenForm, request.form)
    form = edge.attempt(form, lambda: verb(edge.session(), edge.me(), service, seen=form.values.get("seen")))
    return edge.done(f"/services/{service_id}", said) if form.ok else shown(service_id, form)


@pages.post("/services/<uuid:service_id>/confirm")
def confirm(service_id: uuid.UUID) -> Response:
    """All of it is still true: one tap."""
    return _act(service_id, offering.confirm, _l("Thank you. It is confirmed as of today."))


@pages.post("/services/<uuid:service_id>/resume")
def resume(service_id: uuid.UUID) -> Response:
    """It takes referrals again."""
    return _act(service_id, offering.resume, _l("The service takes referrals again."))


@pages.get("/services/<uuid:service_id>/suspend")
def ask_suspend(service_id: uuid.UUID) -> Response:
    """What becomes of the live referrals, before it is done; of confidential ones only who is named learns."""
    service = own(service_id)
    found = ending.what_suspending_does(edge.session(), edge.me(), service)
    return edge.page(
        "services/suspend.html",
        service=service,
        count=sum(one.count for one in found if one.goes_back),
        stays=sum(one.count for one in found if not one.goes_back),
        touched=[
            (STATES[one.state], one.count, BECOMES[one.state if one.goes_back else State.IN_SERVICE]) for one in found
        ],
    )


@pages.post("/services/<uuid:service_id>/suspend")
def suspend(service_id: uuid.UUID) -> Response:
    """It takes nobody for now; what has not begun goes back to who sent it."""
    return _act(service_id, offering.suspend, _l("The service is suspended."))
