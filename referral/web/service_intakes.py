"""Batches of a partner's own service: dates, seats, weekly hours; a new one, other terms, full, ended."""

import uuid

from flask import Blueprint, Response, request

from catalog.models import Intake, Service, ServiceAtLocation
from referral import access
from referral.access import NotFound
from referral.i18n.dates import weekday
from referral.i18n.speech import _l
from referral.loop import offering, seats
from referral.states import Role
from referral.web import edge
from referral.web import service_hours as hours
from referral.web.forms import Read, read, seen_version, show
from referral.web.service_acts import own
from referral.web.words import lists

pages = Blueprint("service_intakes", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN)


def _place_of(service: Service, place_id: uuid.UUID) -> ServiceAtLocation:
    return access.found(next((place for place in service.places if place.id == place_id), None))


def _intake_of(service: Service, intake_id: uuid.UUID) -> Intake:
    for place in service.places:
        for intake in place.intakes:
            if intake.id == intake_id:
                return intake
    raise NotFound


def _page(service: Service, place: ServiceAtLocation, intake: Intake | None, form: Read) -> Response:
    told = not service.confidential or access.is_focal(edge.session(), edge.me(), service)
    given = seats.taken(edge.session(), [intake.id]).get(intake.id, 0) if intake else 0
    return edge.page(
        "services/intake.html",
        form=form,
        service=service,
        place=lists.place_name(place.location.place_code),
        intake=intake,
        given=given if told else 0,
        week=[(day, weekday(day)) for day in hours.WEEK],
        spans=hours.spans(form.typed),
    )


@pages.get("/services/<uuid:service_id>/places/<uuid:place_id>/intakes/new")
def new_form(service_id: uuid.UUID, place_id: uuid.UUID) -> Response:
    """The form of a new batch."""
    service = own(service_id)
    return _page(service, _place_of(service, place_id), None, show(hours.IntakeForm, {"seen": service.version}))


@pages.post("/services/<uuid:service_id>/places/<uuid:place_id>/intakes/new")
def new(service_id: uuid.UUID, place_id: uuid.UUID) -> Response:
    """A new batch at one place."""
    service, form = own(service_id), read(hours.IntakeForm, request.form)
    place = _place_of(service, place_id)

    def act() -> None:
        session, me = edge.session(), edge.me()
        offering.set_intake(session, me, service, None, place, seen=form.values["seen"], **hours.terms(form.values))

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done(f"/services/{service_id}", _l("It is stored."))
    service = own(service_id)
    return _page(service, _place_of(service, place_id), None, form)


@pages.get("/services/<uuid:service_id>/intakes/<uuid:intake_id>")
def edit(service_id: uuid.UUID, intake_id: uuid.UUID) -> Response:
    """What is known of a batch, to be changed."""
    service = own(service_id)
    intake = _intake_of(service, intake_id)
    return _page(service, intake.place, intake, show(hours.IntakeForm, hours.shown(intake) | {"seen": service.version}))


@pages.post("/services/<uuid:service_id>/intakes/<uuid:intake_id>")
def change(service_id: uuid.UUID, intake_id: uuid.UUID) -> Response:
    """Other terms; where fewer seats than are given away, nobody loses hers."""
    service, form = own(service_id), read(hours.IntakeForm, request.form)
    intake = _intake_of(service, intake_id)

    def act() -> None:
        session, me = edge.session(), edge.me()
        offering.set_intake(session, me, service, intake, seen=form.values["seen"], **hours.terms(form.values))

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done(f"/services/{service_id}", _l("It is stored."))
    intake = _intake_of(own(service_id), intake_id)
    return _page(own(service_id), intake.place, intake, form)


@pages.post("/services/<uuid:service_id>/intakes/<uuid:intake_id>/full")
def full(service_id: uuid.UUID, intake_id: uuid.UUID) -> Response:
    """Nobody else can come."""
    return _mark(service_id, intake_id, full=True)


@pages.post("/services/<uuid:service_id>/intakes/<uuid:intake_id>/free")
def free(service_id: uuid.UUID, intake_id: uuid.UUID) -> Response:
    """Somebody can come again."""
    return _mark(service_id, intake_id, full=False)


def _mark(service_id: uuid.UUID, intake_id: uuid.UUID, *, full: bool) -> Response:
    service = own(service_id)
    offering.mark_full(edge.session(), edge.me(), service, _intake_of(service, intake_id), full)
    return edge.done(f"/services/{service_id}", _l("It is stored."))


@pages.post("/services/<uuid:service_id>/intakes/<uuid:intake_id>/end")
def end(service_id: uuid.UUID, intake_id: uuid.UUID) -> Response:
    """No new seat of it is given; who has one keeps it."""
    service, seen = own(service_id), seen_version(request.form)
    offering.end_intake(edge.session(), edge.me(), service, _intake_of(service, intake_id), seen=seen)
    return edge.done(f"/services/{service_id}", _l("The batch has ended. Who has a seat keeps it."))
