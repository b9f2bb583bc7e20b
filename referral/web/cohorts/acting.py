"""What follows from a cohort's result: a sheet of it, the list of consents to take, sending those who agreed, unmet needs."""

import uuid
from collections import Counter
from io import BytesIO

import xlsxwriter
from flask import Blueprint, Response, send_file
from flask_babel import force_locale

from catalog.models import Service
from referral import access
from referral.i18n.names import named
from referral.i18n.speech import _, _l
from referral.loop.cohorts import bulk, runs, showing
from referral.loop.cohorts.showing import Line
from referral.models import Cohort, CohortRun
from referral.people import consents
from referral.states import Role
from referral.web import edge
from referral.web.cohorts import telling
from referral.web.forms import show
from referral.web.words import cohorts as words

pages = Blueprint("cohort_acting", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _done(cohort_id: uuid.UUID) -> tuple[Cohort, CohortRun]:
    cohort = access.get_cohort(edge.session(), edge.me(), cohort_id)
    return cohort, access.found(runs.last_done(edge.session(), cohort_id))


@pages.get("/cohorts/<uuid:cohort_id>/sheet.xlsx")
def sheet(cohort_id: uuid.UUID) -> Response:
    """Each line of the result as a workbook; no cell is a formula."""
    session = edge.session()
    _cohort, run = _done(cohort_id)
    told = telling.lines(session, run, showing.lines(session, edge.me(), run))
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(_("Cohort")[:31])
    head = [_("Row"), _("Name"), _("Need"), _("Service"), _("Organisation"), _("Starts on"), _("Why"), _("Beside")]
    page.write_row(0, 0, head, book.add_format({"bold": True}))
    for at, one in enumerate(told, 1):
        service, intake = one.of.service, one.of.intake
        page.write_number(at, 0, one.of.member.row)
        cells = (
            named(one.of.worker),
            one.need,
            named(service) if service else _("no seat yet"),
            named(service.organization) if service else "",
            intake.starts_on.isoformat() if intake and intake.starts_on else "",
            one.why,
            one.beside,
        )
        for column, text in enumerate(cells, 1):
            page.write_string(at, column, text)
    page.set_column(1, 7, 26)
    page.freeze_panes(1, 0)
    book.close()
    out.seek(0)
    return send_file(out, XLSX, as_attachment=True, download_name="cohort.xlsx")


@pages.get("/cohorts/<uuid:cohort_id>/consents")
def to_take(cohort_id: uuid.UUID) -> Response:
    """Whom to ask for consent, for what, and what would be told, in Bengali, to be printed; nothing confidential."""
    session = edge.session()
    cohort, run = _done(cohort_id)
    given = bulk.consented(session, run)
    found = [
        one
        for one in showing.lines(session, edge.me(), run, only="got")
        if one.service and not one.service.confidential and (one.worker.id, one.service.id) not in given
    ]
    with force_locale("bn"):
        return edge.page("cohorts/consents.html", cohort=cohort, lines=found, groups=_groups(found))


def _groups(found: list[Line]) -> dict[uuid.UUID, str]:
    """What each service would be told, by its kind."""
    services: dict[uuid.UUID, Service] = {one.service.id: one.service for one in found if one.service}
    return {
        key: ", ".join(group.name_bn for group in consents.proposed(service, confidential=False))
        for key, service in services.items()
    }


@pages.post("/cohorts/<uuid:cohort_id>/send")
def send(cohort_id: uuid.UUID) -> Response:
    """All who have a seat and have consented are sent; what came of each is told."""
    session = edge.session()
    cohort, run = _done(cohort_id)
    outcomes = bulk.send_all(session, edge.me(), run)
    counts = Counter(one.code for one in outcomes)
    told = {one.line.worker_id: one for one in outcomes if one.code not in ("sent", "no_consent", "sent_before")}
    lines = [one for one in showing.lines(session, edge.me(), run, only="got") if one.worker.id in told]
    page = edge.page(
        "cohorts/sent.html",
        form=show(),
        cohort=cohort,
        sent=counts["sent"],
        counts=[(words.OUTCOMES[code], counts[code]) for code in bulk.OUTCOMES if counts[code]],
        lines=[(one, words.OUTCOMES[told[one.worker.id].code]) for one in lines],
    )
    session.commit()
    return page


@pages.post("/cohorts/<uuid:cohort_id>/unmet")
def unmet(cohort_id: uuid.UUID) -> Response:
    """The needs without a seat are recorded as unmet; those that are recorded stay as they are."""
    _cohort, run = _done(cohort_id)
    counts = bulk.record_unmet(edge.session(), edge.me(), run)
    said = _l("%(count)s unmet needs are recorded.", count=counts["recorded"])
    return edge.done(f"/cohorts/{cohort_id}", said)
