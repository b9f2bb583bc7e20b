"""The batches of a partner's own service on the week: dates, seats, and a column a day."""

import uuid

from flask import Blueprint, Response
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from catalog.models import Intake, Service, ServiceAtLocation
from referral import access
from referral.loop import seats
from referral.moment import today
from referral.states import Role
from referral.web import edge
from referral.web.services import by_time
from referral.web.words import lists, offering, week

pages = Blueprint("service_week", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN)


@pages.get("/services/<uuid:service_id>/week")
def index(service_id: uuid.UUID) -> Response:
    """Place by place, what runs or comes first."""
    session, user = edge.session(), edge.me()
    at = selectinload(Service.places)
    service = access.found(
        session.scalar(
            select(Service)
            .where(Service.id == service_id, access.own_services(user))
            .options(joinedload(Service.kind), at.joinedload(ServiceAtLocation.location))
            .options(at.selectinload(ServiceAtLocation.intakes).selectinload(Intake.sessions))
        )
    )
    intakes = [intake.id for place in service.places for intake in place.intakes]
    day = today(session)
    return edge.page(
        "services/week.html",
        service=service,
        places=[(place, by_time(place.intakes, day)) for place in service.places],
        taken={} if service.confidential or not intakes else seats.taken(session, intakes),
        day=day,
        days=week.WEEK,
        row=week.row,
        words=offering,
        place_name=lists.place_name,
    )
