"""Catalog health for the backbone: partner by partner, the worst first; each number leads to the services behind it."""

from collections.abc import Mapping

from flask import Blueprint, Response, request

from referral.figures import health
from referral.i18n.speech import Said, _l, _lp
from referral.moment import now, today
from referral.states import Role
from referral.web import edge
from referral.web.forms import Choice, Schema, Whole, read, show
from referral.web.words import lists

pages = Blueprint("health", __name__)
edge.gate(pages, Role.BACKBONE)
A_PAGE = 50
MEASURES: Mapping[str, Said] = {
    "services": _l("Services"),
    "fresh": _l("Fresh"),
    "unconfirmed": _l("Unconfirmed"),
    "stale": _lp("catalog", "Closed"),
    "hours": _l("No hours"),
    "rules": _l("No rules"),
    "bengali": _l("No Bengali"),
    "phone": _l("Dead phone"),
    "reported": _lp("catalog", "Reported"),
    "late": _l("Answer overdue"),
}
ORDERS: Mapping[str, Said] = {
    "stale": _l("closed, unconfirmed for long"),
    "unconfirmed": _l("unconfirmed"),
    "fresh": _l("the smallest share that is fresh"),
    "hours": _l("hours missing"),
    "rules": _l("rules missing"),
    "bengali": _l("Bengali missing"),
    "phone": _l("dead phones"),
    "reported": _l("reported as wrong"),
    "late": _l("reports not answered in time"),
    "waits": _l("the report that waits longest"),
    "confirmed": _l("the last confirmation lies longest back"),
}
LISTS: Mapping[str, str] = {
    "services": "",
    **dict.fromkeys(("fresh", "unconfirmed", "stale", "suspended"), "status"),
    **dict.fromkeys(("hours", "rules", "bengali", "phone", "reported", "late"), "doubt"),
}


class OrderForm(Schema):
    """What comes first, and which page of it."""

    sort = Choice(ORDERS, _l("The worst first"))
    page = Whole(least=1, most=10_000)


@pages.get("/catalog")
def index() -> Response:
    """The sums, and fifty partners a page."""
    session, form = edge.session(), read(OrderForm, request.args)
    by, number = form.values.get("sort") or "doubts", form.values.get("page") or 1
    found = health.lines(session, now(session), today(session))
    ordered = health.worst_first(found, by)
    return edge.page(
        "figures/health.html",
        form=show(OrderForm, {"sort": "" if by == "doubts" else by}),
        sums=health.sums(found),
        lines=ordered[(number - 1) * A_PAGE : number * A_PAGE],
        partners=len(ordered),
        by=by,
        number=number,
        pages=-(-len(ordered) // A_PAGE),
        orders=lists.options(ORDERS),
        measures=MEASURES,
        path_of=path_of,
    )


def path_of(code: str, partner: object = None) -> str:
    """The list of services behind a number."""
    query = [f"partner={partner}"] if partner else []
    if LISTS[code]:
        query.append(f"{LISTS[code]}={code}")
    return "/services" + ("?" + "&".join(query) if query else "")
