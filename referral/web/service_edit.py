"""A partner's own service: a new one, and its words, terms and costs changed."""

import uuid
from typing import Any

from flask import Blueprint, Response, request

from catalog.agenda import Entry, offered
from catalog.lists import documents, languages, skills
from catalog.models import Service
from catalog.offers import Details
from referral.i18n.speech import _l
from referral.loop import offering
from referral.states import Role
from referral.web import edge
from referral.web.forms import Choice, Choices, Email, Phone, Read, Schema, Text, Where, Whole, Yes, read, show
from referral.web.service_acts import own
from referral.web.words import lists
from referral.web.words.agenda import agenda
from referral.web.words.offering import COSTS, PER, kind_options

pages = Blueprint("service_edit", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN)
MOST_TAKA = 10_000_000
KNOWN = {"yes": True, "no": False}


def kinds(own: str = "") -> list[Entry]:
    """The kinds of service that are offered, in the order of the agenda, and the one that a service has."""
    return offered(agenda().kinds, own)


class DetailsForm(Schema):
    """What a partner says of a service; `seen` is the version that it looked at."""

    kind_code = Choice(lambda: agenda().kinds, _l("Kind"), required=True)
    name_bn = Text(_l("Name in Bengali"))
    name_en = Text(_l("Name in English"))
    description_bn = Text(_l("What it is, in Bengali"), long=True, most=5000)
    description_en = Text(_l("What it is, in English"), long=True, most=5000)
    phone = Phone(_l("Phone"), any_kind=True)
    email = Email(_l("E-mail"), most=160)
    answer_working_days = Whole(_l("Answers within how many working days"), least=1, most=30)
    answer_hours = Whole(_l("Answers within how many hours"), least=1, most=720)
    documents = Choices(documents(), _l("Papers"))
    bring_bn = Text(_l("She brings, in Bengali"), most=500)
    bring_en = Text(_l("She brings, in English"), most=500)
    gives = Choices(skills(), _l("Gives"))
    languages = Choices(languages(), _l("Languages"))
    women_only_staff = Choice(KNOWN, _l("Women staff only"))
    childcare_on_site = Choice(KNOWN, _l("Childcare on site"))
    confidential = Yes(_l("Confidential"))
    source_id = Text(_l("Your own number"), most=100)
    seen = Whole(required=True)


ServiceForm = DetailsForm.from_dict(
    {what: Whole(word, most=MOST_TAKA) for what, word in COSTS.items()}
    | {f"{what}_per": Choice(PER, _l("How often")) for what in COSTS}
)


class NewForm(Schema):
    """The least of a new service; the rest is said on its own page."""

    kind_code = Choice(lambda: agenda().kinds, _l("Kind"), required=True)
    name_bn = Text(_l("Name in Bengali"), most=200)
    name_en = Text(_l("Name in English"), most=200)
    place = Where(_l("Where"), required=True)
    address = Text(_l("Address"), most=300)


DETAILS = tuple(name for name in DetailsForm().fields if name != "seen")


@pages.get("/services/new")
def new_form() -> Response:
    """The form of a new service."""
    return _new(show(NewForm))


def _new(form: Read) -> Response:
    return edge.page("services/new.html", form=form, kinds=kind_options(kinds()))


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
    for cost in service.costs:
        shown |= {cost.what: cost.taka, f"{cost.what}_per": cost.per}
    shown["seen"] = service.version
    return _edit(service, show(ServiceForm, shown))


def _edit(service: Service, form: Read) -> Response:
    return edge.page(
        "services/edit.html",
        form=form,
        service=service,
        kinds=kind_options(kinds(service.kind_code)),
        papers=lists.paper_options(),
        skills=lists.names(skills().values()),
        languages=lists.names(languages().values()),
        costs=lists.options(COSTS),
        often=lists.options(PER),
    )


@pages.post("/services/<uuid:service_id>/edit")
def change(service_id: uuid.UUID) -> Response:
    """Other words and terms; refused where somebody else changed it meanwhile."""
    service, form = own(service_id), read(ServiceForm, request.form)

    def act() -> None:
        values = dict(form.values)
        costs = {what: (values.pop(what), values.pop(f"{what}_per") or "once") for what in COSTS}
        for name in ("women_only_staff", "childcare_on_site"):
            values[name] = KNOWN.get(values[name] or "")
        offering.change(edge.session(), edge.me(), service, seen=values.pop("seen"), costs=costs, **values)

    form = edge.attempt(form, act)
    return edge.done(f"/services/{service_id}", _l("It is stored.")) if form.ok else _edit(own(service_id), form)
