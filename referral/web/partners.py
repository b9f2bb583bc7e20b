"""The backbone's organisations: listed, added with their administrator, their agreement kept up; and the holidays."""

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select

from catalog.models import Organization
from referral import access
from referral.access import NotFound
from referral.i18n.speech import _l
from referral.loop import calendar, joining
from referral.models import Holiday
from referral.moment import today
from referral.people import organizations
from referral.states import Role
from referral.web import edge
from referral.web.forms import Day, Email, Phone, Read, Schema, Text, Yes, read, show

pages = Blueprint("partners", __name__)
edge.gate(pages, Role.BACKBONE)


class TermsForm(Schema):
    """Names, contact, agreement."""

    name_bn = Text(_l("Name in Bengali"), required=True, most=160)
    name_en = Text(_l("Name in English"), required=True, most=160)
    phone = Phone(_l("Phone"), any_kind=True)
    email = Email(_l("E-mail"), most=160)
    agreement_from = Day(_l("Data-sharing agreement from"))
    agreement_until = Day(_l("Agreement until"))
    by_link = Yes(_l("Its people do not sign in"))


class NewForm(TermsForm):
    """With its first administrator."""

    admin_name = Text(_l("Name of its administrator"), required=True, most=120)
    admin_e_mail = Email(_l("E-mail of its administrator"), required=True, most=160)


class AdminForm(Schema):
    """A new administrator."""

    name = Text(_l("Name of its administrator"), required=True, most=120)
    e_mail = Email(_l("E-mail of its administrator"), required=True, most=160)


class HolidayForm(Schema):
    """A day on which offices are closed."""

    day = Day(_l("Day"), required=True)
    name_bn = Text(_l("Name in Bengali"), required=True, most=120)
    name_en = Text(_l("Name in English"), required=True, most=120)


TERMS = tuple(TermsForm().fields)


@pages.get("/organizations")
def index() -> Response:
    """All partners with their agreements."""
    return edge.page(
        "partners/list.html", organizations=organizations.organizations(edge.session()), day=today(edge.session())
    )


@pages.get("/organizations/new")
def new_form() -> Response:
    """The form of a new partner."""
    return edge.page("partners/form.html", form=show(NewForm), organization=None)


@pages.post("/organizations/new")
def new() -> Response:
    """A partner, and the one-time link of its administrator, shown once."""
    form, secrets = read(NewForm, request.form), []

    def act() -> None:
        secrets.append(organizations.add_organization(edge.session(), edge.me(), **form.values)[1])

    form = edge.attempt(form, act)
    return _link(secrets[0]) if form.ok else edge.page("partners/form.html", form=form, organization=None)


def _link(secret: str) -> Response:
    """The link is on this page alone, and in nobody's records."""
    edge.session().commit()
    return edge.page("partners/link.html", link=url_for("account.invited", secret=secret, _external=True))


def _organization(organization_id: uuid.UUID) -> Organization:
    return access.found(edge.session().get(Organization, organization_id))


@pages.get("/organizations/<uuid:organization_id>")
def one(organization_id: uuid.UUID) -> Response:
    """One partner's terms."""
    found = _organization(organization_id)
    return _one(found, show(TermsForm, {name: getattr(found, name) for name in TERMS}), show(AdminForm))


def _one(found: Organization, form: Read, admin: Read) -> Response:
    mistaken = form if form.errors else admin
    return edge.page(
        "partners/form.html",
        form=form,
        organization=found,
        admin=admin,
        list=joining.checklist(edge.session(), edge.me(), found),
        status=422 if mistaken.errors else 200,
    )


@pages.post("/organizations/<uuid:organization_id>")
def change(organization_id: uuid.UUID) -> Response:
    """Other terms; a lapse of the agreement stops sending to it."""
    found, form = _organization(organization_id), read(TermsForm, request.form)
    form = edge.attempt(form, lambda: _change(found, form.values))
    if form.ok:
        return edge.done("/organizations", _l("It is stored."))
    return _one(_organization(organization_id), form, show(AdminForm))


def _change(found: Organization, values: dict[str, Any]) -> None:
    """Terms, and what its services lack by them: those that came before it joined had nobody yet."""
    organizations.change_organization(edge.session(), edge.me(), found, **values)
    joining.look_again(edge.session(), found.id)


@pages.post("/organizations/<uuid:organization_id>/administrators")
def administrator(organization_id: uuid.UUID) -> Response:
    """A new administrator where one was lost."""
    found, form, secrets = _organization(organization_id), read(AdminForm, request.form), []

    def act() -> None:
        values = form.values
        secrets.append(
            organizations.add_administrator(edge.session(), edge.me(), found, values["name"], values["e_mail"])
        )

    form = edge.attempt(form, act)
    if form.ok:
        return _link(secrets[0])
    found = _organization(organization_id)
    return _one(found, show(TermsForm, {name: getattr(found, name) for name in TERMS}), form)


@pages.get("/holidays")
def holidays() -> Response:
    """The days to come on which offices are closed."""
    return _holidays(show(HolidayForm))


def _holidays(form: Read) -> Response:
    to_come = select(Holiday).where(Holiday.day >= today(edge.session())).order_by(Holiday.day)
    return edge.page("partners/holidays.html", form=form, holidays=list(edge.session().scalars(to_come)))


@pages.post("/holidays")
def add_holiday() -> Response:
    """One more, or another name for one."""
    form = read(HolidayForm, request.form)

    def act() -> None:
        calendar.declare(edge.session(), **form.values)

    form = edge.attempt(form, act)
    return edge.done("/holidays", _l("It is stored.")) if form.ok else _holidays(form)


@pages.post("/holidays/<day>/remove")
def remove_holiday(day: str) -> Response:
    """Offices are open on that day after all."""
    try:
        known = edge.session().get(Holiday, date.fromisoformat(day))
    except ValueError:
        raise NotFound from None
    if known is not None:
        calendar.take_away(edge.session(), known)
    return edge.done("/holidays", _l("It is removed."))
