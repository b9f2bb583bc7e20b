"""The waiting list of a service: who comes first and why, who chose that, and the order that a programme writes by hand."""

import uuid

from flask import Blueprint, Response, request, url_for

from catalog.models import Intake, Service
from referral import access, disclosing
from referral.i18n.dates import today
from referral.i18n.speech import _l
from referral.loop import seats
from referral.loop.waiting import choosing, line
from referral.models import Referral, SeatPolicy
from referral.refusals import Refused
from referral.states import Party, Role
from referral.web import edge, parts
from referral.web.forms import Read, Schema, Text, read, show
from referral.web.words import lists, offering, waiting

pages = Blueprint("waiting", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN)


class PolicyForm(Schema):
    """Who comes first, and the programme's rule where it has one of its own."""

    code = Text(_l("Who comes first?"), required=True)
    rule = Text(_l("The programme's rule"), most=1000, long=True)


class UpForm(Schema):
    """Who moves up."""

    referral = Text(required=True)


def _kept(service_id: uuid.UUID) -> Service:
    return access.get_kept(edge.session(), edge.me(), service_id)


def _intake(service: Service, wanted: str | None) -> Intake | None:
    """The batch of the address; none is the whole service."""
    if not wanted:
        return None
    of_service = {str(intake.id): intake for place in service.places for intake in place.intakes}
    return access.found(of_service.get(wanted))


@pages.get("/services/<uuid:service_id>/waiting")
def index(service_id: uuid.UUID) -> Response:
    """Who waits, for the service or for one of its batches, in order."""
    return _page(_kept(service_id), show(PolicyForm))


def _page(service: Service, form: Read) -> Response:
    session, user, day = edge.session(), edge.me(), today()
    intake = _intake(service, request.args.get("intake"))
    policy = choosing.holding(choosing.policies_of(session, [service.id]), intake)
    seed = choosing.seed_shown(session, policy, intake) if policy and intake else None
    undrawn = policy is not None and policy.code == choosing.LOTTERY and seed is None
    order = None if undrawn else policy
    code = choosing.code_of(order)
    them, held = _people(service, intake, order)
    everybody = [*(one.referral for one in them), *held]
    names = disclosing.names(session, user, everybody, day)
    told = waiting.groups_told(code)
    groups = disclosing.groups_of(session, user, [one.referral for one in them], told, day)
    return edge.page(
        "services/waiting.html",
        form=form,
        service=service,
        intake=intake,
        taken=seats.taken(session, [intake.id]).get(intake.id, 0) if intake else 0,
        policy=policy,
        policy_words=waiting.policy_words(policy),
        urgent_words=waiting.urgent_words(),
        seed=seed,
        undrawn=undrawn,
        written=choosing.by_hand(session, policy),
        them=[(one, waiting.why(code, one.placed.why, groups[one.referral.id])) for one in them],
        offered=held,
        who={referral.id: parts.who(referral, names) for referral in everybody},
        batches=_batches(service),
        options=waiting.options(),
        words=offering,
        place_name=lists.place_name,
    )


def _people(
    service: Service, intake: Intake | None, policy: SeatPolicy | None
) -> tuple[list[line.InLine], list[Referral]]:
    """Those whom she may see, on the provider's side alone."""
    session, user = edge.session(), edge.me()
    if not access.has_side(user, Party.PROVIDER):
        return [], []
    seen = access.visible(user)
    return line.line(session, service, intake, policy, seen), list(line.offered(session, service, seen))


def _batches(service: Service) -> list[Intake]:
    """The batches whose seats are counted and that are not over."""
    day = today()
    found = [intake for place in service.places for intake in place.intakes if intake.seats is not None]
    return [one for one in found if one.ended_at is None and (one.ends_on is None or one.ends_on >= day)]


@pages.post("/services/<uuid:service_id>/waiting")
def choose(service_id: uuid.UUID) -> Response:
    """Who comes first from now on."""
    service, form = _kept(service_id), read(PolicyForm, request.form)
    intake = _intake(service, request.args.get("intake"))
    form = edge.attempt(form, lambda: choosing.choose(edge.session(), edge.me(), service, intake=intake, **form.values))
    if form.ok:
        return edge.done(_here(service_id), _l("It is stored. Free seats are offered in this order from now on."))
    return _page(_kept(service_id), form)


@pages.post("/services/<uuid:service_id>/waiting/up")
def up(service_id: uuid.UUID) -> Response:
    """One moves up by one place; who did that is kept."""
    service, form = _kept(service_id), read(UpForm, request.form)
    form = edge.attempt(form, lambda: _move_up(service, form.values["referral"]))
    return edge.done(_here(service_id), _l("It is stored.")) if form.ok else _page(_kept(service_id), form)


def _move_up(service: Service, referral_id: str) -> None:
    session, intake = edge.session(), _intake(service, request.args.get("intake"))
    policy = choosing.holding(choosing.policies_of(session, [service.id]), intake)
    order = [str(one.referral.id) for one in _people(service, intake, policy)[0]]
    if policy is None:
        raise Refused("not_by_hand")
    if referral_id not in order:
        raise Refused("changed_meanwhile")
    at = order.index(referral_id)
    order[max(at - 1, 0) : at + 1] = reversed(order[max(at - 1, 0) : at + 1])
    choosing.order_by_hand(session, edge.me(), service, policy, order)


def _here(service_id: uuid.UUID) -> str:
    return url_for("waiting.index", service_id=service_id, intake=request.args.get("intake") or None)
