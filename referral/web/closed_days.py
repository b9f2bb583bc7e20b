"""The days on which an organisation is closed besides the holidays: its administrator's page."""

from datetime import date

from flask import Blueprint, Response, request

from referral.access import NotFound
from referral.i18n.speech import _l
from referral.loop import calendar
from referral.states import Role
from referral.web import edge
from referral.web.forms import Day, Read, Schema, Text, read, show

pages = Blueprint("closed_days", __name__)
edge.gate(pages, Role.ADMIN)


class ClosedForm(Schema):
    """A day to come, and what it is."""

    day = Day(_l("Day"), required=True, to_come=True)
    name = Text(_l("What day it is"), most=120)


@pages.get("/closed-days")
def days() -> Response:
    """The days to come."""
    return _page(show(ClosedForm))


@pages.post("/closed-days")
def add() -> Response:
    """One more; due times of the organisation's own turns move with it."""
    form = read(ClosedForm, request.form)
    form = edge.attempt(form, lambda: calendar.close_own(edge.session(), edge.me(), **form.values))
    return edge.done("/closed-days", _l("It is stored. Due times have moved with it.")) if form.ok else _page(form)


@pages.post("/closed-days/<day>/open")
def remove(day: str) -> Response:
    """The organisation is open on that day after all."""
    try:
        calendar.open_own(edge.session(), edge.me(), date.fromisoformat(day))
    except ValueError:
        raise NotFound from None
    return edge.done("/closed-days", _l("It is removed."))


def _page(form: Read) -> Response:
    return edge.page("users/closed_days.html", form=form, days=calendar.own_days(edge.session(), edge.me()))
