"""A partner's own page: what it has in hand, what falls due, what came of it; and a period as a workbook for a report."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, request, send_file
from werkzeug.datastructures import MultiDict

from referral import disclosing
from referral.i18n.speech import _, _l
from referral.loop import caseload
from referral.loop.caseload import Line
from referral.moment import today
from referral.states import Role, State
from referral.web import edge, parts
from referral.web.caseload_sheet import workbook
from referral.web.desk import XLSX
from referral.web.forms import Day, Read, Schema, ValidationError, Yes, read, show, validates_schema
from referral.web.words.life import RESOLUTIONS, STATES
from referral.web.words.offering import name_of_service

pages = Blueprint("caseload", __name__)
edge.gate(pages, Role.PROVIDER, Role.SUPERVISOR)
LONGEST = timedelta(days=366)


class PeriodForm(Schema):
    """From a day through another, with names or without."""

    since = Day(_l("From"), required=True)
    until = Day(_l("Until"), required=True)
    names = Yes(_l("With names"))

    @validates_schema
    def is_a_period(self, values: Mapping[str, Any], **_more: object) -> None:
        """Not backwards, and a year at most."""
        since, until = values.get("since"), values.get("until")
        if since and until and not timedelta() <= until - since <= LONGEST:
            raise ValidationError([_l("Please choose a period of a year at most, the earlier day first.")], "until")


@pages.get("/caseload")
def index() -> Response:
    """What is in hand now, and what came of the last three months."""
    return _page(show(PeriodForm, _last_month()))


def _last_month() -> dict[str, date]:
    """The period that is proposed."""
    until = today(edge.session()).replace(day=1) - timedelta(days=1)
    return {"since": until.replace(day=1), "until": until}


def _page(form: Read) -> Response:
    session, user = edge.session(), edge.me()
    due = caseload.due_this_week(session, user)
    names = disclosing.names(session, user, due, today(session))
    return edge.page(
        "desk/caseload.html",
        form=form,
        load=caseload.caseload(session, user),
        due=due,
        who={one.id: parts.who(one, names) for one in due},
        what=parts.what,
        states=caseload.IN_HAND,
        in_service=State.IN_SERVICE,
        state_words=STATES,
        result_words=RESOLUTIONS,
        service_name=lambda service, secret: _("confidential service") if secret else name_of_service(service),
    )


@pages.get("/caseload.xlsx")
def as_sheet() -> Response:
    """Referrals, outcomes and sessions of a period (else of last month) by kind, and each; names as consent allows."""
    asked = request.args or MultiDict({name: day.isoformat() for name, day in _last_month().items()})
    form = read(PeriodForm, asked)
    if not form.ok:
        return _page(form)
    session, user = edge.session(), edge.me()
    since, until = form.values["since"], form.values["until"]
    lines = caseload.of_period(session, user, since, until)
    who = _names(lines) if form.values["names"] else None
    answer: Response = send_file(
        workbook(lines, since, until, who),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"setu-{since.isoformat()}-{until.isoformat()}.xlsx",
    )
    return answer


def _names(lines: list[Line]) -> dict[Any, str]:
    """Whom each line is about, as the user may know her; of a confidential one the name agreed on."""
    session, user, day = edge.session(), edge.me(), today(edge.session())
    names = disclosing.names(session, user, [one.referral for one in lines], day)
    return {
        one.id: parts.name_of(disclosing.shown(session, user, one, day), one)
        if one.confidential
        else parts.who(one, names)
        for one in (line.referral for line in lines)
    }
