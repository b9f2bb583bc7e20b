"""For whom and where a partner's own service is: its rules in sentences, and one more place."""

import uuid

from flask import Blueprint, Response, request

from catalog.models import RuleUse, Service
from referral.i18n.speech import _l
from referral.loop import offering
from referral.states import Role
from referral.web import edge, reasons
from referral.web.forms import Read, Schema, Text, Where, Whole, read, show
from referral.web.service_acts import own

pages = Blueprint("service_rules", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN)


class RuleForm(Schema):
    """A condition in words; without words it is taken away."""

    rule = Text()
    text = Text(_l("Condition in words"), most=1000)
    seen = Whole(required=True)


class PlaceForm(Schema):
    """One more place."""

    place = Where(_l("Where"), required=True)
    address = Text(_l("Address"), most=300)
    seen = Whole(required=True)


@pages.get("/services/<uuid:service_id>/rules")
def rules(service_id: uuid.UUID) -> Response:
    """Its rules in sentences: each can be put into other words or taken away."""
    return _rules(own(service_id), show(RuleForm))


def _rules(service: Service, form: Read) -> Response:
    rules = sorted(service.rules, key=lambda rule: (rule.use is RuleUse.PRIORITY, rule.position))
    together = [rule.alternative for rule in rules]
    either = {rule.id for rule in rules if rule.alternative is not None and together.count(rule.alternative) > 1}
    return edge.page("services/rules.html", form=form, service=service, rules=rules, either=either, asked=reasons.asked)


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
    return edge.page("services/place.html", form=form, service=service)


@pages.post("/services/<uuid:service_id>/places/new")
def add_place(service_id: uuid.UUID) -> Response:
    """One more place."""
    service, form = own(service_id), read(PlaceForm, request.form)

    def act() -> None:
        values = form.values
        offering.give_at(edge.session(), edge.me(), service, values["place"], values["address"], seen=values["seen"])

    form = edge.attempt(form, act)
    return edge.done(f"/services/{service_id}", _l("It is stored.")) if form.ok else _place(own(service_id), form)
