"""A partner's own service changed: its words and terms, its rules in words, its places; and a new one."""

import uuid
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import select

from catalog.lists import documents, languages, skills
from catalog.models import Kind, RuleUse, Service
from catalog.offers import Details
from catalog.places import places
from referral.i18n.names import named
from referral.i18n.speech import _l
from referral.loop import offering
from referral.states import Role
from referral.web import edge, reasons
from referral.web.forms import Choice, Choices, Phone, Read, Schema, Text, Whole, Yes, read, show
from referral.web.service_acts import own
from referral.web.words import lists
from referral.web.words.offering import COSTS

pages = Blueprint("service_edit", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN)
KNOWN = {"yes": True, "no": False}


class ServiceForm(Schema):
    """What a partner says of a service; `seen` is the version that it looked at."""

    name_bn = Text(_l("Name in Bengali"), most=200)
    name_en = Text(_l("Name in English"), most=200)
    description_bn = Text(_l("What it is, in Bengali"), long=True, most=2000)
    description_en = Text(_l("What it is, in English"), long=True, most=2000)
    phone = Phone(_l("Phone"), any_kind=True)
    email = Text(_l("E-mail"), most=160)
    answer_working_days = Whole(_l("Answers within how many working days"), least=1, most=30)
    answer_hours = Whole(_l("Answers within how many hours"), least=1, most=720)
    fee = Whole(_l("Fee"), most=10_000_000)
    deposit = Whole(_l("Deposit that comes back"), most=10_000_000)
    stipend = Whole(_l("Stipend, paid to her"), most=10_000_000)
    fare = Whole(_l("Fare"), most=10_000_000)
    documents = Choices(documents(), _l("Papers"))
    bring_bn = Text(_l("She brings, in Bengali"), most=500)
    bring_en = Text(_l("She brings, in English"), most=500)
    gives = Choices(skills(), _l("Gives"))
    languages = Choices(languages(), _l("Languages"))
    women_only_staff = Choice(KNOWN, _l("Women staff only"))
    childcare_on_site = Choice(KNOWN, _l("Childcare on site"))
    confidential = Yes(_l("Confidential"))
    seen = Whole(required=True)


class NewForm(Schema):
    """The least of a new service; the rest is said on its own page."""

    kind_code = Choice(lambda: edge.session().scalars(select(Kind.code)), _l("Kind"), required=True)
    name_bn = Text(_l("Name in Bengali"), most=200)
    name_en = Text(_l("Name in English"), most=200)
    place = Choice(places(), _l("Where"), required=True)
    address = Text(_l("Address"), most=300)


class RuleForm(Schema):
    """A condition in words; without words it is taken away."""

    rule = Text()
    text = Text(_l("Condition in words"), most=300)
    seen = Whole(required=True)


class PlaceForm(Schema):
    """One more place."""

    place = Choice(places(), _l("Where"), required=True)
    address = Text(_l("Address"), most=300)
    seen = Whole(required=True)


DETAILS = tuple(name for name in ServiceForm().fields if name not in ("seen", *COSTS))


@pages.get("/services/new")
def new_form() -> Response:
    """The form of a new service."""
    return _new(show(NewForm))


def _new(form: Read) -> Response:
    kinds = edge.session().scalars(select(Kind).order_by(Kind.position))
    return edge.page(
        "services/new.html",
        form=form,
        kinds=[(kind.code, named(kind)) for kind in kinds],
        places=lists.place_options(),
    )


@pages.post("/services/new")
def new() -> Response:
    """A new service at one place; its batches and rules come next."""
    form, made = read(NewForm, request.form), list[Service]()

    def act() -> None:
        session, values = edge.session(), form.values
        details: Details = {"name_bn": values["name_bn"], "name_en": values["name_en"]}
        made.append(offering.add(session, edge.me(), kind_code=values["kind_code"], details=details))
        session.flush()
        offering.give_at(session, edge.me(), made[0], values["place"], values["address"], seen=None)

    form = edge.attempt(form, act)
    return edge.done(f"/services/{made[0].id}", _l("The service is in the catalog.")) if form.ok else _new(form)


@pages.get("/services/<uuid:service_id>/edit")
def edit(service_id: uuid.UUID) -> Response:
    """What is known of it, to be changed."""
    service = own(service_id)
    shown: dict[str, Any] = {name: getattr(service, name) for name in DETAILS}
    for name in ("women_only_staff", "childcare_on_site"):
        shown[name] = next((code for code, value in KNOWN.items() if value is shown[name]), "")
    shown |= {cost.what: cost.taka for cost in service.costs} | {"seen": service.version}
    return _edit(service, show(ServiceForm, shown))


def _edit(service: Service, form: Read) -> Response:
    return edge.page(
        "services/edit.html",
        form=form,
        service=service,
        papers=lists.paper_options(),
        skills=lists.names(skills().values()),
        languages=lists.names(languages().values()),
        costs=lists.options(COSTS),
    )


@pages.post("/services/<uuid:service_id>/edit")
def change(service_id: uuid.UUID) -> Response:
    """Other words and terms; refused where somebody else changed it meanwhile."""
    service, form = own(service_id), read(ServiceForm, request.form)

    def act() -> None:
        values = dict(form.values)
        costs = {what: values.pop(what) for what in COSTS}
        for name in ("women_only_staff", "childcare_on_site"):
            values[name] = KNOWN.get(values[name] or "")
        offering.change(edge.session(), edge.me(), service, seen=values.pop("seen"), costs=costs, **values)

    form = edge.attempt(form, act)
    return edge.done(f"/services/{service_id}", _l("It is stored.")) if form.ok else _edit(own(service_id), form)


@pages.get("/services/<uuid:service_id>/rules")
def rules(service_id: uuid.UUID) -> Response:
    """Its rules in sentences: each can be put into other words or taken away."""
    return _rules(own(service_id), show(RuleForm))


def _rules(service: Service, form: Read) -> Response:
    musts = [rule for rule in service.rules if rule.use is RuleUse.MUST]
    return edge.page("services/rules.html", form=form, service=service, rules=musts, asked=reasons.asked)


@pages.post("/services/<uuid:service_id>/rules")
def change_rule(service_id: uuid.UUID) -> Response:
    """One rule in other words, a new one, or one less."""
    service, form = own(service_id), read(RuleForm, request.form)
    try:
        rule = uuid.UUID(form.values["rule"]) if form.values.get("rule") else None
    except ValueError:
        rule = uuid.uuid4()
    text = None if "remove" in request.form else form.values.get("text")
    if rule is None and not text:
        form = form.blame("text", _l("Please fill in this field."))

    def act() -> None:
        offering.word_rule(edge.session(), edge.me(), service, rule, text, seen=form.values["seen"])

    form = edge.attempt(form, act)
    return edge.done(f"/services/{service_id}/rules", _l("It is stored.")) if form.ok else _rules(own(service_id), form)


@pages.get("/services/<uuid:service_id>/places/new")
def new_place(service_id: uuid.UUID) -> Response:
    """Where else it is given."""
    service = own(service_id)
    return _place(service, show(PlaceForm, {"seen": service.version}))


def _place(service: Service, form: Read) -> Response:
    return edge.page("services/place.html", form=form, service=service, places=lists.place_options())


@pages.post("/services/<uuid:service_id>/places/new")
def add_place(service_id: uuid.UUID) -> Response:
    """One more place."""
    service, form = own(service_id), read(PlaceForm, request.form)

    def act() -> None:
        values = form.values
        offering.give_at(edge.session(), edge.me(), service, values["place"], values["address"], seen=values["seen"])

    form = edge.attempt(form, act)
    return edge.done(f"/services/{service_id}", _l("It is stored.")) if form.ok else _place(own(service_id), form)
