"""What the catalog asks of a partner: services that need a word (still true?), and reports that need an answer."""

import uuid

from flask import Blueprint, Response, request

from catalog.models import Service
from referral import access
from referral.i18n.speech import _l
from referral.lists import reasons
from referral.loop import ending, freshness, offering, reports
from referral.models import ServiceReport
from referral.moment import today
from referral.states import Role
from referral.web import edge
from referral.web.forms import Read, Schema, Text, Whole, read, show
from referral.web.words import lists
from referral.web.words import offering as words

pages = Blueprint("keeping", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN)


class StillTrueForm(Schema):
    """Which service, and the version of it that was looked at."""

    service = Text(required=True)
    seen = Whole()


class AnswerForm(Schema):
    """What the partner says to a report."""

    answer = Text(_l("Your answer"))
    text = Text(_l("A few words"), most=500, long=True)


@pages.get("/services/word")
def asked() -> Response:
    """The reports to be answered and the services to be confirmed."""
    return _asked()


@pages.post("/services/word")
def still_true() -> Response:
    """One of the services is still true: one tap."""
    session, user, form = edge.session(), edge.me(), read(StillTrueForm, request.form)
    if form.ok:
        service = _kept(form.values["service"])
        form = edge.attempt(form, lambda: offering.confirm(session, user, service, seen=form.values["seen"]))
    if not form.ok:
        return _asked(form)
    return edge.done("/services/word", _l("Thank you. It is confirmed as of today."))


def _kept(text: str) -> Service:
    """One of the services whose truth she is asked about."""
    try:
        service_id = uuid.UUID(text)
    except ValueError:
        raise access.NotFound from None
    return access.get_kept(edge.session(), edge.me(), service_id)


def _asked(form: Read | None = None) -> Response:
    session, user = edge.session(), edge.me()
    return edge.page(
        "reports/word.html",
        form=form,
        services=freshness.waiting(session, user),
        reports=reports.to_answer(session, user),
        day=today(session),
        words=words,
        reasons=reasons(),
    )


@pages.get("/reports/<uuid:report_id>/answer")
def answer_form(report_id: uuid.UUID) -> Response:
    """A report, and what may be said to it."""
    return _answer_page(reports.asked(edge.session(), edge.me(), report_id), show(AnswerForm))


@pages.post("/reports/<uuid:report_id>/answer")
def answer(report_id: uuid.UUID) -> Response:
    """The answer; it goes to whoever reported it."""
    session, user = edge.session(), edge.me()
    report, form = reports.asked(session, user, report_id), read(AnswerForm, request.form)
    form = edge.attempt(form, lambda: reports.answer(session, user, report, **form.values))
    if form.ok:
        return edge.done("/services/word", _l("Thank you. Whoever reported it sees your answer."))
    return _answer_page(reports.asked(session, edge.me(), report_id), form)


def _answer_page(report: ServiceReport, form: Read) -> Response:
    service = report.service
    touched = [] if service.confidential else ending.touched_by_suspension(edge.session(), service)
    return edge.page(
        "reports/answer.html",
        form=form,
        report=report,
        organization=report.organization,
        goes_back=sum(not one.confidential for one in touched),
        answers=lists.reason_options(reports.ANSWER),
        words=words,
        reasons=reasons(),
    )
