"""A worker's plan: needs that belong together, the best services for them beside her shift, sent together, mended."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for

from catalog.models import Service
from matching.plans import plan as fitting_together
from matching.plans.plan import Option
from matching.profile import shift
from referral import access
from referral.i18n.dates import today
from referral.i18n.speech import _l, language
from referral.loop import fitting, needs, plans
from referral.models import GivenBy, Need, Plan, Referral, Worker
from referral.people import consents
from referral.people.users import focal_persons_of
from referral.refusals import Refused
from referral.states import Role, State
from referral.web import edge, parts, reasons
from referral.web.forms import Choice, Choices, Read, Schema, Text, read, show
from referral.web.send import backbones_phone, words_with
from referral.web.words import grid, lists
from referral.web.words import plans as words
from referral.web.words.refusals import say_refusal

pages = Blueprint("plans", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)
YES = (("yes", _l("yes")),)


class MakeForm(Schema):
    """Services for needs, each as need, service, place and batch."""

    parts = Text("", required=True, most=1000)


class SendForm(Schema):
    """Which parts she agrees to, how she said so, and whether what can be sent is sent without the rest."""

    agrees = Choices(lambda: request.form.getlist("agrees"), _l("She agrees to all that was read aloud"))
    given_by = Choice(GivenBy, _l("How did she agree?"))
    what_can = Choice(("yes",), _l("Send what can be sent"))


@pages.get("/workers/<uuid:worker_id>/plans")
def choose(worker_id: uuid.UUID) -> Response:
    """Her open needs to choose from, and the best plans for those that are chosen."""
    return _choosing(worker_id, show(MakeForm))


@pages.post("/workers/<uuid:worker_id>/plans")
def make(worker_id: uuid.UUID) -> Response:
    """The choices of a plan are drafted."""
    session, user = edge.session(), edge.me()
    worker = access.get_worker(session, user, worker_id)
    form, made = read(MakeForm, request.form), list[Plan]()
    form = edge.attempt(form, lambda: made.append(plans.make(session, user, worker, _chosen(form.values["parts"]))))
    if form.ok:
        return edge.done(url_for("plans.one", plan_id=made[0].id))
    return _choosing(worker_id, form)


def _choosing(worker_id: uuid.UUID, form: Read) -> Response:
    session, user = edge.session(), edge.me()
    worker = access.get_worker(session, user, worker_id)
    open_needs = [
        need for need in needs.needs_of(session, user, worker) if not need.confidential and not need.closed_at
    ]
    marked = set(request.args.getlist("need"))
    wanted = [need for need in open_needs if str(need.id) in marked]
    found: tuple[fitting_together.Plan, ...] = ()
    if marked:
        try:
            found = plans.best(session, user, wanted, today())
        except Refused as refused:
            form.blame("need", say_refusal(refused))
    return edge.page(
        "plans/choose.html",
        form=form,
        worker=worker,
        who=_name(worker),
        needs=open_needs,
        marked=marked,
        wanted=wanted,
        made=plans.of_worker(session, user, worker),
        **_shown(wanted, found),
    )


def _shown(wanted: list[Need] | tuple[Need, ...], found: tuple[fitting_together.Plan, ...]) -> Mapping[str, Any]:
    """What a page needs to show plans."""
    her = fitting.profile_of(edge.session(), edge.me(), wanted[0]) if wanted else None
    hours = shift(her, today()) if her else None
    return {
        "found": [(one, grid.grid(one, hours), _typed(wanted, one)) for one in found],
        "said": words.said,
        "question": reasons.question,
        "kinds": grid.KINDS,
    }


def _typed(wanted: list[Need] | tuple[Need, ...], plan: fitting_together.Plan) -> str:
    """The parts of a plan as its form sends them."""
    return " ".join(_part(need, part) for need, part in zip(wanted, plan.parts, strict=True) if part is not None)


def _part(need: Need, part: Option) -> str:
    given = part.given
    ids = (need.id, given.offer.id, given.place and given.place.id, given.intake and given.intake.id)
    return ":".join(str(one or "") for one in ids)


def _chosen(typed: str) -> list[plans.Chosen]:
    """The parts that a form names; NotFound where they stand for nothing."""
    found = []
    for part in typed.split():
        try:
            need, service, place, intake = (uuid.UUID(one) if one else None for one in part.split(":"))
        except ValueError:
            raise access.NotFound from None
        if need is None or service is None:
            raise access.NotFound
        found.append(plans.Chosen(access.get_need(edge.session(), edge.me(), need), service, place, intake))
    return found


@pages.get("/plans/<uuid:plan_id>")
def one(plan_id: uuid.UUID) -> Response:
    """Where its parts stand, what is still to be read to her, and what fits instead of a part that fell away."""
    return _page(plans.get(edge.session(), edge.me(), plan_id), show(SendForm))


@pages.post("/plans/<uuid:plan_id>/send")
def send(plan_id: uuid.UUID) -> Response:
    """Consents stored and all parts sent in one act, or nothing; or what can be, where she says so."""
    session, user = edge.session(), edge.me()
    plan = plans.get(session, user, plan_id, lock=True)
    form, refused = read(SendForm, request.form), dict[uuid.UUID, Refused]()

    def act() -> None:
        for part in plan.parts:
            referral = plans.referral_of(session, part)
            if referral and referral.state is State.DRAFT and str(part.choice_id) in form.values["agrees"]:
                _give(referral, form.values["given_by"])
        refused.update(plans.send(session, user, plan, what_can=form.values["what_can"] == "yes"))

    form = edge.attempt(form, act)
    if form.ok:
        said = _l("What could be sent was sent. The rest is still a draft.") if refused else _l("The plan was sent.")
        return edge.done(url_for("plans.one", plan_id=plan_id), said)
    return _page(plans.get(session, edge.me(), plan_id), form)


def _give(referral: Referral, given_by: GivenBy | None) -> None:
    if given_by is None:
        raise Refused("say_how_given", "given_by")
    session, service = edge.session(), edge.session().get_one(Service, referral.service_id)
    groups = [group.code for group in consents.proposed(service, confidential=False)]
    consents.give(session, edge.me(), referral.need, service, groups, given_by=given_by, language=language())


@pages.post("/plans/<uuid:plan_id>/mend")
def mend(plan_id: uuid.UUID) -> Response:
    """Another service in the place of one that fell away."""
    session, user = edge.session(), edge.me()
    plan = plans.get(session, user, plan_id, lock=True)
    form = read(MakeForm, request.form)

    def act() -> None:
        gone = {part.choice.need_id for part in plan.parts if part.fell_away_at}
        for chosen in _chosen(form.values["parts"]):
            if chosen.need.id in gone:
                plans.mend(session, user, plan, chosen)

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done(url_for("plans.one", plan_id=plan_id), _l("The plan is mended. Send the new part."))
    return _page(plans.get(session, edge.me(), plan_id), form)


def _page(plan: Plan, form: Read) -> Response:
    session, user = edge.session(), edge.me()
    worker = session.get_one(Worker, plan.worker_id)
    rows = _rows(plan)
    wanted, found = plans.instead(session, user, plan, today()) if plan.ended_at else ((), ())
    return edge.page(
        "plans/plan.html",
        form=form,
        plan=plan,
        worker=worker,
        who=_name(worker),
        rows=rows,
        drafts=any(row["text"] for row in rows),
        given_by=lists.options(lists.GIVEN_BY),
        yes=YES,
        **_shown(wanted, tuple(one for one in found if one.whole)),
    )


def _rows(plan: Plan) -> list[dict[str, Any]]:
    """Each part with its referral, and the words that are read aloud where it is not sent."""
    session, referrals = edge.session(), plans.referrals_of(edge.session(), plan.parts)
    drafts = [one for one in referrals.values() if one.state is State.DRAFT]
    agreed = access.granted_any(session, {one.person_id for one in drafts}, {one.service_id for one in drafts}, today())
    focal = focal_persons_of(session, [part.choice.service for part in plan.parts])
    complaints = backbones_phone() if drafts else None
    rows = []
    for part in plan.parts:
        service, referral = part.choice.service, referrals.get(part.choice_id)
        row: dict[str, Any] = {"part": part, "service": service, "referral": referral, "text": None, "agreed": False}
        if referral is not None and referral.state is State.DRAFT:
            groups, until = consents.proposed(service, confidential=False), consents.default_end(service, today())
            first = next(iter(focal.get(service.id, ())), None)
            row["text"] = words_with(referral.need, service, groups, until, focal=first, complaints=complaints)
            row["agreed"] = (referral.person_id, service.id) in agreed
        rows.append(row)
    return rows


def _name(worker: Worker) -> str:
    return parts.named_value({"name_bn": worker.name_bn, "name_en": worker.name_en})
