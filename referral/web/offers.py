"""A worker who moves: offered to another organisation as she agreed, taken on there or not."""

import uuid

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select

from catalog.models import Organization
from referral import access
from referral.i18n.names import named
from referral.i18n.speech import _l
from referral.loop import handing
from referral.models import GivenBy, HandOver, Worker
from referral.moment import today
from referral.refusals import Refused
from referral.states import Role
from referral.web import edge
from referral.web.forms import Choice, Read, Schema, Text, read, show
from referral.web.words import lists

pages = Blueprint("offers", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)


class OfferForm(Schema):
    """To whom, and how she agreed."""

    to = Text(_l("To which organisation?"), required=True)
    given_by = Choice(GivenBy, _l("How did she agree?"), required=True)


@pages.get("/workers/<uuid:worker_id>/offer")
def form(worker_id: uuid.UUID) -> Response:
    """Who could take her on."""
    return _page(access.get_worker(edge.session(), edge.me(), worker_id), show(OfferForm))


def _page(worker: Worker, form: Read) -> Response:
    others = edge.session().scalars(select(Organization).order_by(Organization.name_bn))
    own, day = edge.me().organization_id, today(edge.session())
    options = [(str(one.id), named(one)) for one in others if one.id != own and one.may_be_sent_to(day)]
    return edge.page(
        "workers/offer.html", form=form, worker=worker, others=options, given_by=lists.options(lists.GIVEN_BY)
    )


@pages.post("/workers/<uuid:worker_id>/offer")
def offer(worker_id: uuid.UUID) -> Response:
    """She is offered; until the other organisation accepts, it learns nothing of her."""
    session = edge.session()
    worker = access.get_worker(session, edge.me(), worker_id)
    form = read(OfferForm, request.form)

    def act() -> None:
        others = {str(one.id): one for one in session.scalars(select(Organization))}
        if form.values["to"] not in others:
            raise Refused("choose_organization", "to")
        handing.offer(session, edge.me(), worker, others[form.values["to"]], given_by=form.values["given_by"])

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done(url_for("workers.one", worker_id=worker_id), _l("She is offered. Their answer comes to you."))
    return _page(access.get_worker(session, edge.me(), worker_id), form)


def _offer(offer_id: uuid.UUID) -> HandOver:
    wanted = select(HandOver).where(HandOver.id == offer_id, handing.offers_to(edge.me()))
    return access.found(edge.session().scalar(wanted))


@pages.get("/offers/<uuid:offer_id>")
def one(offer_id: uuid.UUID) -> Response:
    """Who offers, and since when; who she is, is told when she is taken on."""
    found = _offer(offer_id)
    return edge.page(
        "workers/offered.html",
        offer=found,
        sender=edge.session().get_one(Organization, found.from_organization_id),
    )


@pages.post("/offers/<uuid:offer_id>/<any(accept, refuse):answer>")
def answer(offer_id: uuid.UUID, answer: str) -> Response:
    """Taken on, with what is open for her; or not, and all stays where it is."""
    found = _offer(offer_id)
    if answer == "refuse":
        handing.refuse(edge.session(), edge.me(), found)
        return edge.done("/today", _l("The other organisation keeps her."))
    worker = handing.accept(edge.session(), edge.me(), found)
    return edge.done(url_for("workers.one", worker_id=worker.id), _l("She is yours to help now."))
