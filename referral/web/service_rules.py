"""For whom a partner's own service is: rules made out of plain sentences, shown as they are understood before they are stored."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request

from catalog.conditions import Condition, in_words, read_conditions
from catalog.models import Rule, RuleUse, Service
from referral import access
from referral.i18n.speech import _l
from referral.loop import reach, ruling
from referral.loop.reach import Reach
from referral.states import Role
from referral.web import edge, reasons
from referral.web.forms import Choice, Read, Schema, Text, Whole, read, show
from referral.web.service_acts import own
from referral.web.words import offering
from referral.web.words.refusals import REFUSALS

pages = Blueprint("service_rules", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN)


class RuleForm(Schema):
    """A condition in words, new or of a rule that there is; `how` it is stored: as it is understood, or in these words."""

    rule = Text()
    text = Text(_l("Condition in words"), most=1000)
    use = Choice(RuleUse, _l("What it is for"))
    how = Choice(("understood", "words"))
    seen = Whole(required=True)


@dataclass(frozen=True, slots=True)
class Understood:
    """A sentence as it is read, and how many open needs would suit with it."""

    conditions: Sequence[Condition]
    rule: str
    use: RuleUse
    reach: Reach


@pages.get("/services/<uuid:service_id>/rules")
def rules(service_id: uuid.UUID) -> Response:
    """Its rules in sentences: each can be put differently, moved or taken away."""
    return _rules(own(service_id), show(RuleForm, {"use": RuleUse.MUST}))


def _rules(service: Service, form: Read, understood: Understood | None = None) -> Response:
    rules = sorted(service.rules, key=lambda rule: (rule.use is RuleUse.PRIORITY, rule.position))
    together = [(rule.use, rule.alternative) for rule in rules]
    told = reach.told(edge.session(), edge.me(), service, service.rules)
    return edge.page(
        "services/rules.html",
        form=form,
        service=service,
        by_use=[(use, [rule for rule in rules if rule.use is use]) for use in RuleUse],
        either={one.id for one in rules if one.alternative and together.count((one.use, one.alternative)) > 1},
        understood=understood,
        asked=reasons.asked,
        told=told,
        words=offering,
        in_words=lambda rule: rule.test == "words",
    )


@pages.post("/services/<uuid:service_id>/rules")
def change_rule(service_id: uuid.UUID) -> Response:
    """A sentence shown as it is understood, or stored; a rule moved or taken away."""
    service, form = own(service_id), read(RuleForm, request.form)
    rule_id = _rule_id(form)
    act = next((verb for name, verb in ACTS.items() if name in request.form), None)
    if act is None and not form.values.get("text"):
        form = form.blame("text", _l("Please fill in this field."))
    if not form.ok:
        return _rules(service, form)
    if act is None and form.values["how"] is None:
        return _shown(service, rule_id, form)
    form = edge.attempt(form, lambda: (act or _store)(service, rule_id, form))
    return edge.done(f"/services/{service_id}/rules", _l("It is stored.")) if form.ok else _rules(own(service_id), form)


def _rule_id(form: Read) -> uuid.UUID | None:
    """Which rule; of nonsense one that nobody has."""
    try:
        return uuid.UUID(form.values["rule"]) if form.values.get("rule") else None
    except ValueError:
        return uuid.uuid4()


def _shown(service: Service, rule_id: uuid.UUID | None, form: Read) -> Response:
    """How the sentence is understood, and how many it would suit; nothing is stored but that this was told."""
    text, old = form.values["text"], next((rule for rule in service.rules if rule.id == rule_id), None)
    if rule_id is not None and old is None:
        return _rules(service, form.blame("", REFUSALS["changed_meanwhile"]))
    use = form.values["use"] or (old.use if old else RuleUse.MUST)
    conditions = read_conditions(text)
    if not conditions:
        return _rules(service, form.blame("text", _l("This asks nothing of her, so there is nothing to store.")))
    new = [one.rule() for one in conditions if use is RuleUse.MUST]
    for rule in new:
        rule.alternative = None if rule.alternative is None else rule.alternative + 1000
    rules: list[Rule] = [rule for rule in service.rules if rule is not old] + new
    found = reach.how_many(edge.session(), edge.me(), service, rules)
    page = _rules(service, form, Understood(conditions, form.values["rule"] or "", use, found))
    edge.session().commit()
    return page


def _store(service: Service, rule_id: uuid.UUID | None, form: Read) -> None:
    session, user, text = edge.session(), edge.me(), form.values["text"]
    conditions = [in_words(text)] if form.values["how"] == "words" else read_conditions(text)
    ruling.set_rule(
        session, user, service, rule_id, conditions, use=form.values["use"] or RuleUse.MUST, seen=form.values["seen"]
    )
    _count(service)


def _remove(service: Service, rule_id: uuid.UUID | None, form: Read) -> None:
    ruling.remove_rule(edge.session(), edge.me(), service, _some(rule_id), seen=form.values["seen"])
    _count(service)


def _move(service: Service, rule_id: uuid.UUID | None, form: Read) -> None:
    use = RuleUse.PRIORITY if request.form["move"] == "priority" else RuleUse.MUST
    ruling.move_rule(edge.session(), edge.me(), service, _some(rule_id), use, seen=form.values["seen"])
    _count(service)


def _some(rule_id: uuid.UUID | None) -> uuid.UUID:
    return access.found(rule_id)


def _count(service: Service) -> None:
    """What is shown on the page that follows."""
    edge.session().flush()
    reach.how_many(edge.session(), edge.me(), service, service.rules)


def _only_count(service: Service, rule_id: uuid.UUID | None, form: Read) -> None:
    _count(service)


ACTS = {"remove": _remove, "move": _move, "count": _only_count}
