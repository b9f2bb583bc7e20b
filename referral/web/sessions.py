"""Class days and appointments: those of a desk, one with its list to mark, moved, called off, or made for one woman."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, request, url_for

from referral import access, disclosing
from referral.access import NotFound
from referral.i18n.speech import _l
from referral.lists import absences
from referral.loop.due import holidays
from referral.loop.sessions import changing, days, marking
from referral.loop.sessions.days import Attendee, Listed
from referral.loop.sessions.marking import Mark
from referral.models import Came, Referral, SessionDay
from referral.moment import today
from referral.states import Party, Role
from referral.web import edge, parts
from referral.web.forms import Choice, Day, Read, Schema, Text, read, seen_version, show
from referral.web.service_hours import Clock
from referral.web.words import lists
from referral.web.words.sessions import WORDS

pages = Blueprint("sessions", __name__)
edge.gate(pages, Role.PROVIDER, Role.SUPERVISOR)
pages.context_processor(lambda: WORDS)
AHEAD = timedelta(days=7)


class ChangeForm(Schema):
    """Another day or hour, and why."""

    on = Day(_l("Day"), required=True)
    starts = Clock(_l("At what time"), required=True)
    reason = Choice(lambda: [code for code, _ in lists.reason_options("session")], _l("Why?"), required=True)


class AppointForm(Schema):
    """When she is to come, and where."""

    on = Day(_l("Day"), required=True)
    starts = Clock(_l("At what time"), required=True)
    place = Text(_l("Place"))


@pages.get("/classes")
def index() -> Response:
    """Today's, those of the last days that are not marked, and those of the next days."""
    session, day = edge.session(), today(edge.session())
    listed = days.of_desk(session, edge.me(), day - days.UNMARKED_FOR, day + AHEAD)
    return edge.page("sessions/list.html", groups=_grouped(listed, day), closed=holidays(session))


def _grouped(listed: list[Listed], day: Any) -> Mapping[str, list[Listed]]:
    held = [one for one in listed if one.day.cancelled_at is None]
    return {
        "today": [one for one in held if one.day.on == day],
        "late": [one for one in held if one.day.on < day and one.marked < one.people],
        "next": [one for one in listed if one.day.on > day],
    }


@pages.get("/classes/<uuid:day_id>")
def one(day_id: uuid.UUID) -> Response:
    """Who comes; `all=attended` has everybody who is not marked yet chosen as come."""
    day = days.get_day(edge.session(), edge.me(), day_id)
    people = days.attendees(edge.session(), edge.me(), day)
    return _page(day, people, show(_form_of(people), _standing(people, everybody="all" in request.args)))


@pages.post("/classes/<uuid:day_id>")
def mark(day_id: uuid.UUID) -> Response:
    """Who came, all at once."""
    session, user = edge.session(), edge.me()
    day = days.get_day(session, user, day_id)
    people = days.attendees(session, user, day)
    form = read(_form_of(people), request.form)
    seen = seen_version(request.form)
    form = edge.attempt(form, lambda: marking.mark(session, edge.me(), day, _marks(form), seen=seen))
    if form.ok:
        return edge.done(url_for("sessions.index"), _l("The list is stored."))
    day = days.get_day(session, edge.me(), day_id)
    return _page(day, days.attendees(session, edge.me(), day), form)


def _form_of(people: list[Attendee]) -> Schema:
    fields: dict[str, Any] = {}
    for one in people:
        fields[f"came-{one.referral.id}"] = Choice(Came)
        fields[f"why-{one.referral.id}"] = Choice(lambda: list(absences()))
    return Schema.from_dict(fields)()


def _standing(people: list[Attendee], *, everybody: bool) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for one in people:
        if one.mark is not None:
            typed[f"came-{one.referral.id}"] = one.mark.came
            typed[f"why-{one.referral.id}"] = one.mark.reason
        elif everybody:
            typed[f"came-{one.referral.id}"] = Came.ATTENDED
    return typed


def _marks(form: Read) -> dict[uuid.UUID, Mark]:
    said = {name.removeprefix("came-"): came for name, came in form.values.items() if name.startswith("came-")}
    return {uuid.UUID(key): Mark(Came(came), form.values.get(f"why-{key}")) for key, came in said.items() if came}


def _page(day: SessionDay, people: list[Attendee], form: Read) -> Response:
    session, user = edge.session(), edge.me()
    names = disclosing.names(session, user, [one.referral for one in people], today(session))
    who = {one.referral.id: parts.who(one.referral, names) for one in people}
    return edge.page(
        "sessions/one.html",
        form=form,
        day=day,
        people=sorted(people, key=lambda one: (who[one.referral.id], str(one.referral.id))),
        who=who,
        to_come=day.on > today(session),
        unmarked=sum(one.mark is None for one in people),
        holiday=day.on in holidays(session),
        comes_now=days.comes_now,
        absences=lists.reason_options("no_show"),
        mine=frozenset({Party.PROVIDER}),
    )


@pages.get("/classes/<uuid:day_id>/change")
def change_form(day_id: uuid.UUID) -> Response:
    """Another day or hour, or none."""
    day = days.get_day(edge.session(), edge.me(), day_id)
    return _change_page(day, show(ChangeForm, {"on": day.on, "starts": f"{day.starts:%H:%M}"}))


@pages.post("/classes/<uuid:day_id>/change")
def change(day_id: uuid.UUID) -> Response:
    """It is moved, or called off; those who have to tell her are told."""
    session, day = edge.session(), days.get_day(edge.session(), edge.me(), day_id)
    form, seen = read(ChangeForm, request.form), seen_version(request.form)

    def act() -> None:
        if request.form.get("do") == "cancel":
            changing.cancel(session, edge.me(), day, reason=form.values["reason"], seen=seen)
        else:
            changing.move(session, edge.me(), day, **form.values, seen=seen)

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done(url_for("sessions.index"), _l("It is stored. Those who have to tell her are told."))
    return _change_page(days.get_day(session, edge.me(), day_id), form)


def _change_page(day: SessionDay, form: Read) -> Response:
    return edge.page("sessions/change.html", form=form, day=day, reasons=lists.reason_options("session"))


def _served(referral_id: uuid.UUID) -> Referral:
    referral = access.get_referral(edge.session(), edge.me(), referral_id)
    if Party.PROVIDER not in access.sides(edge.session(), edge.me(), referral):
        raise NotFound
    return referral


@pages.get("/referrals/<uuid:referral_id>/appointment")
def appoint_form(referral_id: uuid.UUID) -> Response:
    """A new appointment."""
    referral = _served(referral_id)
    return _appoint_page(referral, show(AppointForm, {"place": referral.place_id}))


@pages.post("/referrals/<uuid:referral_id>/appointment")
def appoint(referral_id: uuid.UUID) -> Response:
    """She is to come then."""
    referral, form = _served(referral_id), read(AppointForm, request.form)
    places = {str(place.id): place for place in referral.service.places}
    if form.ok and form.values["place"] and form.values["place"] not in places:
        form = form.blame("place", _l("Please choose one."))

    def act() -> None:
        place = places.get(form.values["place"] or "")
        given = {"on": form.values["on"], "starts": form.values["starts"]}
        changing.appoint(edge.session(), edge.me(), referral, place=place, **given)

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done(url_for("referral.one", referral_id=referral_id), _l("It is stored."))
    return _appoint_page(_served(referral_id), form)


def _appoint_page(referral: Referral, form: Read) -> Response:
    names = disclosing.names(edge.session(), edge.me(), [referral], today(edge.session()))
    places = [(str(place.id), lists.place_name(place.location.place_code)) for place in referral.service.places]
    return edge.page(
        "sessions/appoint.html", form=form, referral=referral, who=parts.who(referral, names), places=places
    )
