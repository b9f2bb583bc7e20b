"""Batches of a partner's own service: dates, seats, weekly hours; a new one, other terms, full, ended."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import time
from typing import Any

from flask import Blueprint, Response, request

from catalog.intakes import Terms, Times
from catalog.models import Intake, Service, ServiceAtLocation
from catalog.tables.times import time_of_day
from catalog.tables.wrong import Wrong
from referral.access import NotFound
from referral.i18n.dates import weekday
from referral.i18n.speech import _l
from referral.loop import offering, seats
from referral.states import Role
from referral.web import edge
from referral.web.forms import (
    Choices,
    Day,
    Read,
    Schema,
    Typed,
    ValidationError,
    Whole,
    read,
    show,
    validates_schema,
    wrong,
)
from referral.web.service_acts import own
from referral.web.words import lists

pages = Blueprint("service_intakes", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN)
HOURS = (1, 2, 3)
WEEK = (5, 6, 0, 1, 2, 3, 4)


class Clock(Typed[time]):
    """A time of day in any writing."""

    def understand(self, raw: str) -> time:
        try:
            return time_of_day(raw)
        except Wrong:
            raise wrong(_l("Please write a time, such as 9:30 or 17:00.")) from None


class IntakeForm(Schema):
    """Seats, dates and up to three spans of weekly hours; days and both times go together."""

    seats = Whole(_l("Seats"), most=100_000)
    starts_on = Day(_l("Starts on"))
    ends_on = Day(_l("Ends on"))
    closes_on = Day(_l("Last day for referrals"))
    days1, days2, days3 = (Choices(WEEK, _l("Days")) for _ in HOURS)
    starts1, starts2, starts3 = (Clock(_l("From")) for _ in HOURS)
    ends1, ends2, ends3 = (Clock(_l("Until")) for _ in HOURS)
    seen = Whole(required=True)

    @validates_schema
    def hours_are_whole(self, values: Mapping[str, Any], **_: object) -> None:
        """Days without hours, or hours without days, are no session."""
        for at in HOURS:
            parts = [values.get(f"{name}{at}") for name in ("days", "starts", "ends")]
            if any(part not in (None, []) for part in parts) and any(part in (None, []) for part in parts):
                raise ValidationError([_l("Days and both times go together.")], f"starts{at}")


def _place_of(service: Service, place_id: uuid.UUID) -> ServiceAtLocation:
    found = next((place for place in service.places if place.id == place_id), None)
    if found is None:
        raise NotFound
    return found


def _intake_of(service: Service, intake_id: uuid.UUID) -> Intake:
    for place in service.places:
        for intake in place.intakes:
            if intake.id == intake_id:
                return intake
    raise NotFound


def _page(service: Service, place: ServiceAtLocation, intake: Intake | None, form: Read) -> Response:
    given = seats.taken(edge.session(), [intake.id]).get(intake.id, 0) if intake else 0
    return edge.page(
        "services/intake.html",
        form=form,
        service=service,
        place=lists.place_name(place.location.place_code),
        intake=intake,
        given=0 if service.confidential else given,
        week=[(day, weekday(day)) for day in WEEK],
        spans=HOURS,
    )


@pages.get("/services/<uuid:service_id>/places/<uuid:place_id>/intakes/new")
def new_form(service_id: uuid.UUID, place_id: uuid.UUID) -> Response:
    """The form of a new batch."""
    service = own(service_id)
    return _page(service, _place_of(service, place_id), None, show(IntakeForm, {"seen": service.version}))


@pages.post("/services/<uuid:service_id>/places/<uuid:place_id>/intakes/new")
def new(service_id: uuid.UUID, place_id: uuid.UUID) -> Response:
    """A new batch at one place."""
    service, form = own(service_id), read(IntakeForm, request.form)
    place = _place_of(service, place_id)

    def act() -> None:
        session, me = edge.session(), edge.me()
        offering.set_intake(session, me, service, None, place, seen=form.values["seen"], **_terms(form.values))

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
    shown: dict[str, Any] = {name: getattr(intake, name) for name in ("seats", "starts_on", "ends_on", "closes_on")}
    return _page(service, intake.place, intake, show(IntakeForm, shown | _spans(intake) | {"seen": service.version}))


def _spans(intake: Intake) -> dict[str, Any]:
    """Its weekly sessions as spans of hours with their days."""
    found: dict[tuple[time, time], list[int]] = defaultdict(list)
    for one in intake.sessions:
        found[one.starts, one.ends].append(one.weekday)
    shown: dict[str, Any] = {}
    for at, ((starts, ends), days) in zip(HOURS, sorted(found.items()), strict=False):
        shown |= {f"days{at}": days, f"starts{at}": f"{starts:%H:%M}", f"ends{at}": f"{ends:%H:%M}"}
    return shown


def _terms(values: Mapping[str, Any]) -> Terms:
    times: list[Times] = [
        (day, values[f"starts{at}"], values[f"ends{at}"]) for at in HOURS for day in values[f"days{at}"]
    ]
    return {
        "seats": values["seats"],
        "starts_on": values["starts_on"],
        "ends_on": values["ends_on"],
        "closes_on": values["closes_on"],
        "times": times,
    }


@pages.post("/services/<uuid:service_id>/intakes/<uuid:intake_id>")
def change(service_id: uuid.UUID, intake_id: uuid.UUID) -> Response:
    """Other terms; never fewer seats than are given away."""
    service, form = own(service_id), read(IntakeForm, request.form)
    intake = _intake_of(service, intake_id)

    def act() -> None:
        session, me = edge.session(), edge.me()
        offering.set_intake(session, me, service, intake, seen=form.values["seen"], **_terms(form.values))

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
    service = own(service_id)
    offering.end_intake(edge.session(), edge.me(), service, _intake_of(service, intake_id))
    return edge.done(f"/services/{service_id}", _l("The batch has ended. Who has a seat keeps it."))
