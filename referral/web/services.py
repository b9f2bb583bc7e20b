"""Services of all partners, for everybody who is signed in: listed with what narrows them down, and each on its page."""

import uuid
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from catalog.doubts import doubts
from catalog.health import Health, health
from catalog.lists import languages, skills
from catalog.models import Intake, Kind, Location, Organization, RuleUse, Service, ServiceAtLocation
from referral import access
from referral.loop import keeping, reports, seats
from referral.loop.waiting import choosing
from referral.loop.waiting.promises import Promise, promises
from referral.models import User
from referral.moment import now, today
from referral.states import Party, Role
from referral.web import edge
from referral.web.forms import Read, read, show
from referral.web.health import MEASURES, path_of
from referral.web.service_filters import DOUBTS, STATUS, FilterForm, by_name, narrowed
from referral.web.words import doubts as doubt_words
from referral.web.words import lists, offering
from referral.web.words.waiting import policy_words, promise_words, slow_words

pages = Blueprint("services", __name__)
edge.gate(pages)
A_PAGE = 50


@pages.get("/services")
def index() -> Response:
    """The services of all partners, by partner, fifty a page."""
    session, user, form = edge.session(), edge.me(), read(FilterForm, request.args)
    day, number = today(session), form.values.get("page") or 1
    rows = session.execute(
        select(Service, func.count().over())
        .join(Service.organization)
        .options(contains_eager(Service.organization), joinedload(Service.kind))
        .options(selectinload(Service.places).joinedload(ServiceAtLocation.location))
        .where(*narrowed(user, form.values, day, now(session)))
        .order_by(*by_name(Organization), Organization.id, *by_name(Service), Service.id)
        .limit(A_PAGE)
        .offset((number - 1) * A_PAGE)
    ).all()
    count = rows[0][1] if rows else 0
    return edge.page(
        "services/list.html",
        form=show(FilterForm, form.typed),
        count=count,
        by_partner=[
            (partner, list(its)) for partner, its in groupby((row[0] for row in rows), key=lambda one: one.organization)
        ],
        number=number,
        pages=-(-count // A_PAGE),
        filtered=any(form.values.get(name) for name in ("kind", "partner", "status", "doubt", "mine")),
        kinds=offering.kind_options(
            session.scalars(select(Kind).where(Kind.merged_into.is_(None)).order_by(Kind.position))
        ),
        partners=_partners(),
        statuses=lists.options(STATUS),
        doubts=lists.options(DOUBTS),
        day=day,
        may_add=may_change(user),
        asks=keeping.asks(session, user),
        own=_own(user, day),
        measures=MEASURES,
        path_of=path_of,
        may_import=may_change(user) or user.has(Role.BACKBONE),
        words=offering,
        places=lambda service: _place_names(user, service),
    )


def _own(user: User, day: date) -> Health | None:
    """How her own organisation's part of the catalog stands, for those who keep it."""
    found = health(edge.session(), day, user.organization_id) if may_change(user) else []
    return found[0] if found else None


def _partners() -> list[tuple[str, str]]:
    having = select(Organization).where(Organization.services.any()).order_by(*by_name(Organization))
    return lists.keyed(edge.session().scalars(having))


def _place_names(user: User, service: Service) -> list[str]:
    if not access.knows_places(user, service):
        return []
    return [lists.place_name(place.location.place_code) for place in service.places]


def may_change(user: User) -> bool:
    """Whether she may change services of her organisation."""
    return user.has(Role.PROVIDER) or user.has(Role.ADMIN)


@pages.get("/services/<uuid:service_id>")
def one(service_id: uuid.UUID) -> Response:
    """One service: for whom, where, when, what it costs, whom to call."""
    return shown(service_id)


def shown(service_id: uuid.UUID, form: Read | None = None) -> Response:
    """The page of a service; with a form, what could not be done from there."""
    session, user = edge.session(), edge.me()
    service = access.found(session.scalar(_whole().where(Service.id == service_id)))
    intakes = [intake.id for place in service.places for intake in place.intakes]
    of_use = {use: [rule for rule in service.rules if rule.use is use] for use in RuleUse}
    return edge.page(
        "services/service.html",
        form=form,
        service=service,
        own=may_change(user) and service.organization_id == user.organization_id,
        promise=_promise(service),
        promise_words=promise_words,
        slow_words=slow_words,
        policy=choosing.holding(choosing.policies_of(session, [service.id]), None),
        policy_words=policy_words,
        keeps_list=may_change(user) and _keeps(user, service),
        doubts=doubt_words.lines(doubts(service, today(session))),
        admin=user.has(Role.ADMIN),
        may_report=access.has_side(user, Party.REFERRER),
        reported=[word for _, word in lists.names(reports.open_reasons(session, user, service))],
        knows_places=access.knows_places(user, service),
        musts=offering.for_whom(of_use[RuleUse.MUST]),
        firsts=offering.for_whom(of_use[RuleUse.PRIORITY]),
        papers=lists.paper_options(service.documents) if service.documents else [],
        spoken=lists.names(languages()[code] for code in service.languages if code in languages()),
        gives=lists.names(skills()[code] for code in service.gives if code in skills()),
        taken=seats.taken(session, intakes) if intakes else {},
        day=today(session),
        words=offering,
        offering_days=by_time,
        place_name=lists.place_name,
    )


def _promise(service: Service) -> Promise | None:
    """How it keeps its promise to answer; of a confidential one nothing is counted."""
    return None if service.confidential else promises(edge.session(), [service.id])[service.id]


def _keeps(user: User, service: Service) -> bool:
    """Whether she answers for it: of a confidential service who is named alone."""
    own = service.organization_id == user.organization_id
    return own and (not service.confidential or access.is_focal(edge.session(), user, service))


def by_time(intakes: Iterable[Intake], day: date) -> dict[str, list[Intake]]:
    """The batches that run or come, and those that are over; what was taken off the list is in neither."""
    found: dict[str, list[Intake]] = {"now": [], "past": []}
    for intake in intakes:
        if intake.ended_at is None:
            found["past" if intake.ends_on and intake.ends_on < day else "now"].append(intake)
    return found


def _whole() -> Any:
    at = selectinload(Service.places)
    return (
        select(Service)
        .options(joinedload(Service.organization), joinedload(Service.kind))
        .options(selectinload(Service.rules), selectinload(Service.costs))
        .options(at.joinedload(ServiceAtLocation.location).joinedload(Location.place))
        .options(at.selectinload(ServiceAtLocation.intakes).selectinload(Intake.sessions))
    )
