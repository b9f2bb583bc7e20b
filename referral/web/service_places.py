"""Where else a partner's own service is given."""

import uuid

from flask import Blueprint, Response, request

from catalog.models import Service
from referral.i18n.speech import _l
from referral.loop import offering
from referral.states import Role
from referral.web import edge
from referral.web.forms import Read, Schema, Text, Where, Whole, read, show
from referral.web.service_acts import own

pages = Blueprint("service_places", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN)


class PlaceForm(Schema):
    """One more place."""

    place = Where(_l("Where"), required=True)
    address = Text(_l("Address"), most=300)
    seen = Whole(required=True)


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
