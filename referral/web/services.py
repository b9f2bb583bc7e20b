"""What partners offer: services listed by partner, seen by everybody, confirmed, suspended and resumed by their own."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from catalog import offers
from catalog.lists import documents, languages, skills
from catalog.models import Kind, Organization, Service, ServiceAtLocation, ServiceStatus
from catalog.offer import Closed
from referral import access
from referral.i18n.names import named
from referral.i18n.numbers import money, number
from referral.i18n.speech import Said, _, _l
from referral.loop import ending, offering, seats
from referral.moment import today
from referral.states import Role
from referral.web import edge, reasons
from referral.web.forms import Choice, Schema, Whole, read
from referral.web.reasons.hours import sessions_words
from referral.web.words import lists
from referral.web.words.refusals import WHY_CLOSED

pages = Blueprint("services", __name__)
edge.gate(pages)
A_PAGE = 40
STATUSES: Mapping[str, Said] = {
    "open": _l("takes referrals"),
    "suspended": _l("suspended"),
    "stale": _l("not confirmed for 90 days"),
}
COST_WORDS: Mapping[str, Said] = {
    "fee": _l("Fee"),
    "deposit": _l("Deposit"),
    "stipend": _l("Stipend for her"),
    "fare": _l("Fare"),
}
PER_WORDS: Mapping[str, Said] = {"month": _l("a month"), "week": _l("a week"), "day": _l("a day")}


class Filters(Schema):
    """Which services are wanted; what is not known is no filter."""

    kind = Choice(lambda: edge.session().scalars(select(Kind.code)), _l("Kind"))
    partner = Choice(lambda: edge.session().scalars(select(Organization.id)), _l("Partner"))
    status = Choice(STATUSES, _l("State"))
    start = Whole()


def may_change(service: Service) -> bool:
    """Whether the service is one of her own, and hers to change."""
    me = edge.me()
    return service.organization_id == me.organization_id and (me.has(Role.PROVIDER) or me.has(Role.ADMIN))


@pages.get("/services")
def index() -> Response:
    """All services by partner; one's own partner first."""
    session, me, form = edge.session(), edge.me(), read(Filters, request.args)
    day, start = today(session), form.values.get("start") or 0
    wanted = (
        select(Service, func.count().over())
        .join(Service.organization)
        .where(*_filtered(form.values, day))
        .order_by(Service.organization_id != me.organization_id, Organization.name_en, Service.name_en, Service.id)
        .options(joinedload(Service.organization), joinedload(Service.kind))
    )
    rows = session.execute(wanted.offset(start).limit(A_PAGE)).all()
    total = rows[0][1] if rows else 0
    providing = select(Organization).where(Organization.id.in_(select(Service.organization_id)))
    return edge.page(
        "services/list.html",
        form=form,
        services=[service for service, _total in rows],
        total=total,
        next=start + A_PAGE if start + A_PAGE < total else None,
        before=max(0, start - A_PAGE) if start else None,
        partners=sorted(((str(one.id), named(one)) for one in session.scalars(providing)), key=lambda one: one[1]),
        kinds=[(kind.code, named(kind)) for kind in session.scalars(select(Kind).order_by(Kind.position))],
        statuses=lists.options(STATUSES),
        may_add=me.has(Role.PROVIDER) or me.has(Role.ADMIN),
        may_bring=me.has(Role.PROVIDER) or me.has(Role.ADMIN) or me.has(Role.BACKBONE),
        why_closed=lambda service: offers.taking_referrals(service, day),
        closed=WHY_CLOSED,
        stale=lambda service: _stale(service, day),
    )


def _filtered(values: Mapping[str, Any], day: date) -> list[Any]:
    found: list[Any] = []
    if values.get("kind"):
        found.append(Service.kind_code == values["kind"])
    if values.get("partner"):
        found.append(Service.organization_id == values["partner"])
    match values.get("status"):
        case "open":
            found.append(Service.status == ServiceStatus.ACTIVE)
        case "suspended":
            found.append(Service.status == ServiceStatus.SUSPENDED)
        case "stale":
            found.append(func.coalesce(Service.confirmed_on, date.min) < day - offers.UNCONFIRMED_AFTER)
    return found


def _stale(service: Service, day: date) -> bool:
    since = offers.stale_since(service)
    return since is None or since <= day


def load(service_id: uuid.UUID) -> Service:
    """A service with all that its page shows, whosever it is."""
    at = selectinload(Service.places)
    wanted = select(Service).where(Service.id == service_id)
    found = edge.session().scalar(
        wanted.options(joinedload(Service.organization), joinedload(Service.kind))
        .options(selectinload(Service.rules), selectinload(Service.costs))
        .options(at.joinedload(ServiceAtLocation.location))
        .options(at.selectinload(ServiceAtLocation.intakes))
    )
    if found is None:
        raise access.NotFound
    return found


@pages.get("/services/<uuid:service_id>")
def one(service_id: uuid.UUID) -> Response:
    """One service: for whom, where, when, how many seats, and what she brings."""
    service, session = load(service_id), edge.session()
    day = today(session)
    intakes = [intake for place in service.places for intake in place.intakes]
    why = offers.taking_referrals(service, day)
    return edge.page(
        "services/service.html",
        service=service,
        day=day,
        facts=_facts(service),
        asked=reasons.asked,
        place_name=lists.place_name,
        taken=seats.taken(session, [intake.id for intake in intakes]) if intakes else {},
        words_of_sessions=lambda intake: sessions_words(_sessions(intake)) if intake.sessions else "",
        why_closed=WHY_CLOSED[why] if why else None,
        stale=_stale(service, day) and why is not Closed.STALE,
        mine=may_change(service),
    )


def _sessions(intake: Any) -> list[tuple[int, Any, Any]]:
    return [(one.weekday, one.starts, one.ends) for one in intake.sessions]


def _facts(service: Service) -> list[tuple[str, str]]:
    """Label and value of all that is known of it."""
    answers = _("%(count)s hours", count=service.answer_hours) if service.answer_hours else ""
    if not answers and service.answer_working_days:
        answers = _("%(count)s working days", count=number(service.answer_working_days))
    lines = [
        (_("Kind"), named(service.kind)),
        (_("Phone"), service.phone or ""),
        (_("E-mail"), service.email or ""),
        (_("Answers within"), answers),
        *((str(COST_WORDS[cost.what]), _taka(cost)) for cost in service.costs if cost.what in COST_WORDS),
        (_("Papers"), _names(documents(), service.documents)),
        (_("She brings"), named(service, "bring")),
        (_("Gives"), _names(skills(), service.gives)),
        (_("Languages"), _names(languages(), service.languages)),
        (_("Women staff only"), _yes_no(service.women_only_staff)),
        (_("Childcare on site"), _yes_no(service.childcare_on_site)),
    ]
    return [(label, value) for label, value in lines if value]


def _taka(cost: Any) -> str:
    amount = money(cost.taka) if cost.taka else _("free of charge")
    per = PER_WORDS.get(cost.per)
    return f"{amount} {per}" if per and cost.taka else amount


def _names(known: Mapping[str, Any], codes: list[str]) -> str:
    return ", ".join(named(known[code]) if code in known else code for code in codes)


def _yes_no(value: bool | None) -> str:
    return "" if value is None else _("yes") if value else _("no")


def own(service_id: uuid.UUID) -> Service:
    """A service that is hers to change."""
    return access.get_service(edge.session(), edge.me(), service_id)


@pages.post("/services/<uuid:service_id>/confirm")
def confirm(service_id: uuid.UUID) -> Response:
    """All of it is still true: one tap."""
    offering.confirm(edge.session(), edge.me(), own(service_id))
    return edge.done(f"/services/{service_id}", _l("Thank you. It is confirmed as of today."))


@pages.get("/services/<uuid:service_id>/suspend")
def ask_suspend(service_id: uuid.UUID) -> Response:
    """How many referrals would go back, before it is done."""
    service = own(service_id)
    touched = ending.touched_by_suspension(edge.session(), service)
    count = sum(not referral.confidential for referral in touched)
    return edge.page(
        "services/suspend.html", service=service, count=count, confidential=any(one.confidential for one in touched)
    )


@pages.post("/services/<uuid:service_id>/suspend")
def suspend(service_id: uuid.UUID) -> Response:
    """It takes nobody for now; what has not begun goes back to who sent it."""
    ending.suspend(edge.session(), edge.me(), own(service_id))
    return edge.done(f"/services/{service_id}", _l("The service is suspended."))


@pages.post("/services/<uuid:service_id>/resume")
def resume(service_id: uuid.UUID) -> Response:
    """It takes referrals again."""
    offering.resume(edge.session(), edge.me(), own(service_id))
    return edge.done(f"/services/{service_id}", _l("The service takes referrals again."))
