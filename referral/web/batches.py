"""One batch: its class days, those that holidays take away, and the attendance sheet to print."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, Response

from referral import access, disclosing
from referral.loop.sessions import days, planning
from referral.models import SessionDay
from referral.moment import today
from referral.states import Role
from referral.web import edge, parts
from referral.web.words.lists import place_name
from referral.web.words.offering import name_of_service, span
from referral.web.words.sessions import WORDS

pages = Blueprint("batches", __name__)
edge.gate(pages, Role.PROVIDER, Role.SUPERVISOR)
pages.context_processor(lambda: WORDS)
SHOWN = timedelta(days=60)
COLUMNS = 12
EMPTY_LINES = 3


@pages.get("/batches/<uuid:intake_id>")
def one(intake_id: uuid.UUID) -> Response:
    """Its class days, two months back and two ahead."""
    session, user = edge.session(), edge.me()
    intake = access.get_batch(session, user, intake_id)
    day = today(session)
    return edge.page(
        "sessions/batch.html",
        intake=intake,
        service=intake.place.service,
        span=span,
        name_of_service=name_of_service,
        place=place_name(intake.place.location.place_code),
        days=days.of_batch(session, intake, day - SHOWN, day + SHOWN),
        people=len(days.people_of_batch(session, user, intake)),
        closed=planning.holidays_of(session, intake, day, day + SHOWN),
        day=day,
    )


@pages.get("/batches/<uuid:intake_id>/sheet")
def sheet(intake_id: uuid.UUID) -> Response:
    """A list on paper: who comes, and a column for each of the next class days. No phones."""
    session, user = edge.session(), edge.me()
    intake = access.get_batch(session, user, intake_id)
    people = days.people_of_batch(session, user, intake)
    names = disclosing.names(session, user, people, today(session))
    return edge.page(
        "sessions/sheet.html",
        intake=intake,
        service=intake.place.service,
        span=span,
        name_of_service=name_of_service,
        place=place_name(intake.place.location.place_code),
        columns=_held(days.of_batch(session, intake, today(session), today(session) + planning.LONGEST)),
        people=sorted((parts.who(one, names), one.code) for one in people),
        empty=EMPTY_LINES,
    )


def _held(found: Sequence[SessionDay]) -> list[SessionDay]:
    return [one for one in found if one.cancelled_at is None][:COLUMNS]
