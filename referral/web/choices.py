"""Her choices for one need, as one story: in her order, asked one by one or side by side, and what came of each."""

import uuid
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, request, url_for

from catalog.models import Service
from referral import access
from referral.i18n.dates import full_date, today
from referral.i18n.names import named
from referral.i18n.speech import _, _l, language
from referral.lists import FieldGroup, reasons
from referral.loop import desk, fitting, needs, sending
from referral.models import Choice, GivenBy, Need, Referral
from referral.people import consents
from referral.refusals import Refused
from referral.states import OVER, Party, Role, State
from referral.web import edge
from referral.web.find import who
from referral.web.forms import Choice as OneOf
from referral.web.forms import Read, Schema, read, show
from referral.web.send import words_read
from referral.web.words import lists
from referral.web.words.life import state_word

pages = Blueprint("choices", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)


class BesideForm(Schema):
    """How she agreed that the facts are told to those that are ticked."""

    given_by = OneOf(GivenBy, _l("How did she agree?"), required=True)


@dataclass(frozen=True, slots=True)
class Line:
    """One choice: its service, its referral where it was asked, what came of it in words, and whether it can still be asked."""

    choice: Choice
    referral: Referral | None
    story: str
    open: bool
    suggested: Service | None


@pages.get("/needs/<uuid:need_id>/choices")
def story(need_id: uuid.UUID) -> Response:
    """All choices of a need."""
    return _page(access.get_need(edge.session(), edge.me(), need_id, choices=True), show(BesideForm))


@pages.post("/needs/<uuid:need_id>/choices/<uuid:choice_id>/<any(up, down, out, told):what>")
def change(need_id: uuid.UUID, choice_id: uuid.UUID, what: str) -> Response:
    """Her order is another, a choice is none any more, or she was only told of it."""
    session, me = edge.session(), edge.me()
    choice = _choice(access.get_need(session, me, need_id), choice_id)
    verb = {
        "up": lambda: needs.reorder(session, me, choice, up=True),
        "down": lambda: needs.reorder(session, me, choice, up=False),
        "out": lambda: needs.drop(session, me, choice),
        "told": lambda: needs.tell(session, me, choice),
    }[what]
    form = edge.attempt(show(BesideForm), verb)
    if form.ok:
        return edge.done(url_for("choices.story", need_id=need_id), _l("Done: it is stored."))
    return _page(access.get_need(session, edge.me(), need_id, choices=True), form)


@pages.post("/referrals/<uuid:referral_id>/suggested")
def suggested(referral_id: uuid.UUID) -> Response:
    """What the partner that said no suggests comes next, and is drafted where nothing else is under way."""
    session, me = edge.session(), edge.me()
    referral = access.get_referral(session, me, referral_id, lock=True)
    if Party.REFERRER not in access.sides(session, me, referral):
        raise access.NotFound
    need = referral.need

    def act() -> None:
        choice = needs.take_up(session, me, referral)
        if not needs.live(session, need):
            sending.draft(session, me, choice)

    form = edge.attempt(show(BesideForm), act)
    if form.ok:
        return edge.done(url_for("choices.story", need_id=need.id), _l("It is her next choice."))
    return _page(access.get_need(session, edge.me(), need.id, choices=True), form)


@pages.post("/needs/<uuid:need_id>/beside")
def beside(need_id: uuid.UUID) -> Response:
    """Two or three asked side by side, with her consent to the facts; all are sent, or none is."""
    session = edge.session()
    need = access.get_need(session, edge.me(), need_id, choices=True)
    form = read(BesideForm, request.form)
    form.typed["choice"] = request.form.getlist("choice")
    ticked = [one for one in need.choices if str(one.id) in form.typed["choice"]]

    def act() -> None:
        for choice in ticked:
            _agree(need, choice, form.values["given_by"])
        sending.send_beside(session, edge.me(), need, ticked)

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done(url_for("choices.story", need_id=need_id), _l("They are asked side by side."))
    return _page(access.get_need(session, edge.me(), need_id, choices=True), form)


def _agree(need: Need, choice: Choice, given_by: GivenBy) -> None:
    """Her consent to what this service usually asks; a service that she agreed to before needs none again."""
    session = edge.session()
    if choice.service.confidential and not need.confidential:
        raise Refused("needs_confidential_need")
    if not access.granted(session, need.person_id, choice.service_id, today()):
        groups = [group.code for group in _groups(need, choice)]
        consents.give(session, edge.me(), need, choice.service, groups, given_by=given_by, language=language())


def _groups(need: Need, choice: Choice) -> list[FieldGroup]:
    return list(consents.proposed(choice.service, confidential=need.confidential))


def _text(need: Need, choice: Choice) -> tuple[str, ...]:
    """The whole text of consent for one service, as it is read before it is asked alone."""
    until = consents.default_end(choice.service, today())
    return words_read(need, choice.service, _groups(need, choice), until).paragraphs


def _choice(need: Need, choice_id: uuid.UUID) -> Choice:
    return access.found(next((one for one in need.choices if one.id == choice_id), None))


def _page(need: Need, form: Read) -> Response:
    session, me = edge.session(), edge.me()
    worker, child = fitting.worker_of(session, me, need)
    of_choice: dict[uuid.UUID, Referral] = {}
    for referral in desk.of_needs(session, me, [need])[need.id]:
        of_choice.setdefault(referral.choice_id, referral)
    lines = [_line(one, of_choice.get(one.id)) for one in need.choices]
    to_ask = [line.choice for line in lines if line.open]
    return edge.page(
        "needs/choices.html",
        form=form,
        need=need,
        worker=worker,
        child=child,
        who=who(need, worker),
        lines=lines,
        to_ask=to_ask,
        told={one.id: [named(group) for group in _groups(need, one)] for one in to_ask},
        texts={one.id: _text(need, one) for one in to_ask} if len(to_ask) > 1 else {},
        given_by=lists.options(lists.GIVEN_BY),
        alive=any(line.referral is not None and not line.open and line.referral.closed_at is None for line in lines),
    )


def _line(choice: Choice, referral: Referral | None) -> Line:
    waits = referral is None or referral.state is State.DRAFT
    suggested = referral.suggested_service_id if referral and referral.state in OVER else None
    fresh = suggested not in {one.service_id for one in choice.need.choices}
    service = edge.session().get(Service, suggested) if suggested and fresh else None
    return Line(choice, referral, _story(choice, referral), waits and choice.told_at is None, service)


def _story(choice: Choice, referral: Referral | None) -> str:
    """What was done with it and what came of it, with the days."""
    if choice.told_at is not None:
        return _("She was told of it on %(day)s", day=full_date(choice.told_at, near=True))
    if referral is None:
        return _("Not asked yet")
    said = [state_word(referral)]
    if referral.sent_at is not None:
        said.insert(0, _("asked on %(day)s", day=full_date(referral.sent_at, near=True)))
    if referral.returned_at is not None:
        said.append(_on(referral.returned_at))
    why = reasons().get(("decline", referral.return_reason or ""))
    if why is not None:
        said.append(named(why))
    text = ", ".join(said)
    return text[:1].upper() + text[1:]


def _on(day: date) -> str:
    return full_date(day, near=True)
