"""A service reported as wrong: one tap opens the reasons, the next one sends; the partner's answer is read here too."""

import uuid

from flask import Blueprint, Response, request

from catalog.models import Service
from referral import access
from referral.i18n.speech import _l
from referral.lists import reasons
from referral.loop import reports
from referral.states import Role
from referral.web import edge
from referral.web.forms import Read, Schema, Text, read
from referral.web.words import lists, offering

pages = Blueprint("reports", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)


class WrongForm(Schema):
    """What is wrong, and more of it in a few words."""

    reason = Text(_l("What is wrong?"))
    text = Text(_l("More about it"), most=500, long=True)


@pages.get("/services/<uuid:service_id>/report")
def choose(service_id: uuid.UUID) -> Response:
    """The reasons, each a button that sends."""
    return _page(service_id, Read())


@pages.post("/services/<uuid:service_id>/report")
def send(service_id: uuid.UUID) -> Response:
    """It is sent, and back to where she saw the service."""
    session, user, back = edge.session(), edge.me(), _back(service_id)
    service, form = access.found(session.get(Service, service_id)), read(WrongForm, request.form)
    form = edge.attempt(form, lambda: reports.report(session, user, service, **form.values))
    if form.ok:
        return edge.done(back, _l("Thank you. The partner is asked, and its answer comes to your page Today."))
    return _page(service_id, form)


def _page(service_id: uuid.UUID, form: Read) -> Response:
    return edge.page(
        "reports/new.html",
        form=form,
        service=access.found(edge.session().get(Service, service_id)),
        back_to=_back(service_id),
        need=request.values.get("need", ""),
        why=lists.reason_options(reports.WRONG),
        words=offering,
    )


def _back(service_id: uuid.UUID) -> str:
    """To the services found for a need where she comes from there, else to the service."""
    try:
        need_id = uuid.UUID(request.values.get("need", ""))
    except ValueError:
        return f"/services/{service_id}"
    return f"/needs/{access.get_need(edge.session(), edge.me(), need_id).id}/services"


@pages.get("/reports/<uuid:report_id>")
def one(report_id: uuid.UUID) -> Response:
    """What she reported, and what the partner says."""
    found = reports.said(edge.session(), edge.me(), report_id)
    return edge.page("reports/one.html", report=found, words=offering, reasons=reasons())


@pages.post("/reports/<uuid:report_id>")
def read_it(report_id: uuid.UUID) -> Response:
    """She has read the answer."""
    reports.read(edge.session(), edge.me(), reports.said(edge.session(), edge.me(), report_id))
    return edge.done("/today", _l("Done: it is stored."))
