"""The services of one's own organisation, each with what is missing or doubtful; what is still true in one tap for all."""

import uuid
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from catalog.doubts import doubts
from catalog.models import Intake, Service, ServiceAtLocation
from referral import access
from referral.i18n.speech import _n
from referral.loop import freshness, offering
from referral.models import User
from referral.moment import today
from referral.states import Role
from referral.web import edge
from referral.web.forms import Schema, Whole, read
from referral.web.service_filters import by_name
from referral.web.words import doubts as doubt_words
from referral.web.words import offering as words

pages = Blueprint("service_ours", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN)
A_PAGE = 50


class PageForm(Schema):
    """Which page of it."""

    page = Whole(least=1, most=10_000)


@pages.get("/services/ours")
def index() -> Response:
    """Fifty a page, by name; those that wait for a word can be confirmed at once."""
    session, user, day = edge.session(), edge.me(), today(edge.session())
    number = read(PageForm, request.args).values.get("page") or 1
    rows = session.execute(_page(user, number)).all()
    services = [row[0] for row in rows]
    return edge.page(
        "services/ours.html",
        services=[(service, doubt_words.lines(doubts(service, day))) for service in services],
        count=rows[0][1] if rows else 0,
        number=number,
        pages=-(-rows[0][1] // A_PAGE) if rows else 0,
        due=freshness.waiting(session, user),
        day=day,
        words=words,
    )


def _page(user: User, number: int) -> Any:
    at = selectinload(Service.places)
    return (
        select(Service, func.count().over())
        .where(access.own_services(user))
        .options(joinedload(Service.organization), joinedload(Service.kind))
        .options(selectinload(Service.rules), selectinload(Service.costs))
        .options(at.selectinload(ServiceAtLocation.intakes).selectinload(Intake.sessions))
        .order_by(*by_name(Service), Service.id)
        .limit(A_PAGE)
        .offset((number - 1) * A_PAGE)
    )


@pages.post("/services/ours/confirm")
def confirm() -> Response:
    """All that were shown as waiting for a word are still true; one that was changed since it was shown waits on."""
    session, user = edge.session(), edge.me()
    shown = {key: version for key, version in map(_seen, request.form.getlist("seen")) if key is not None}
    done, left = offering.confirm_due(session, user, shown)
    said = _n(
        "Thank you. %(num)s service is confirmed as of today.",
        "Thank you. %(num)s services are confirmed as of today.",
        done,
    )
    if left:
        said += " " + _n(
            "%(num)s was changed meanwhile: please look at it.",
            "%(num)s were changed meanwhile: please look at them.",
            left,
        )
    return edge.done("/services/word" if left else "/services/ours", said)


def _seen(text: str) -> tuple[uuid.UUID | None, int]:
    """`ID:VERSION` of a service as it was shown."""
    key, _, version = text.partition(":")
    try:
        return uuid.UUID(key), int(version)
    except ValueError:
        return None, 0
