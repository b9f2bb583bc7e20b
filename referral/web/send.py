"""Consent and sending on one page: what is read aloud, what she agrees to, rules that say no, and away."""

import uuid
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select

from catalog.models import Organization, Service
from matching.rank import Match
from referral import access
from referral.access import NotFound
from referral.i18n.dates import full_date, today
from referral.i18n.names import named
from referral.i18n.numbers import phone
from referral.i18n.speech import _l, language
from referral.lists import FieldGroup, field_groups
from referral.loop import fitting, second, sending
from referral.models import GivenBy, Need, Referral, User, Worker
from referral.people import consents
from referral.people.consent_words import BRIBES, Filled, filled, text_code
from referral.people.users import focal_persons
from referral.refusals import Refused
from referral.states import Eye, Party, Role, State
from referral.web import edge, parts, reasons, seconds
from referral.web.forms import Choice, Choices, Day, Read, Schema, Text, read, seen_version, show
from referral.web.words import lists

pages = Blueprint("send", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)
AGREES = ("all", "some", "before")
FOLLOW_UP = "follow_up"


class SendForm(Schema):
    """How much she agrees to, how, until when; words for the provider."""

    agrees = Choice(AGREES, _l("How much does she let us tell?"), required=True)
    groups = Choices(lambda: list(field_groups()), _l("What may be told"))
    given_by = Choice(GivenBy, _l("How did she agree?"))
    until = Day(_l("Until when?"), to_come=True)
    later = Choice(("yes", "no"), _l("May we ask later how it went?"))
    text = Text(_l("Words for the provider"), most=1000, long=True)


def _draft(referral_id: uuid.UUID, *, lock: bool = False) -> Referral:
    referral = access.get_referral(edge.session(), edge.me(), referral_id, lock=lock)
    if Party.REFERRER not in access.sides(edge.session(), edge.me(), referral):
        raise NotFound
    return referral


@pages.get("/referrals/<uuid:referral_id>/send")
def form(referral_id: uuid.UUID) -> Response:
    """The page, with nothing about her chosen beforehand."""
    return _page(_draft(referral_id), show(SendForm))


@pages.post("/referrals/<uuid:referral_id>/send")
def send(referral_id: uuid.UUID) -> Response:
    """Consent stored and referral sent in one act, or neither."""
    session = edge.session()
    referral = _draft(referral_id, lock=True)
    typed = read(SendForm, request.form)
    seen = seen_version(request.form)
    overrides = {
        name.removeprefix("override-"): code
        for name, code in request.form.items()
        if name.startswith("override-") and code
    }
    values, said = typed.values, [_l("The referral was sent.")]

    def act() -> None:
        if values["agrees"] != "before":
            _give(referral, values)
        wanted, against = _wanted(referral)
        if wanted is not None and second.must_ask(session, edge.me(), referral, wanted, {"overrides": against}):
            given = sending.overridden(against, overrides, values["text"])
            if not access.granted(session, referral.person_id, referral.service_id, today()):
                raise Refused("no_consent", "consent")
            second.ask(session, edge.me(), referral, wanted, {"overrides": given})
            said[0] = _l("A second person has been asked. When she agrees, you can send it.")
        else:
            sending.send(session, edge.me(), referral, overrides=overrides, text=values["text"], seen=seen)

    typed = edge.attempt(typed, act)
    if typed.ok:
        return edge.done(url_for("referral.one", referral_id=referral_id), said[0])
    return _page(_draft(referral_id), typed, overrides)


def _wanted(referral: Referral) -> tuple[Eye | None, list[str]]:
    """Whose agreement is asked for before this is sent, and the rules that say no."""
    service = edge.session().get_one(Service, referral.service_id)
    found = fitting.match(edge.session(), edge.me(), referral.need, service, today())
    against = list(fitting.rules_against(found))
    return second.wanted_to_send(referral, against), against


def _give(referral: Referral, values: dict[str, Any]) -> None:
    """What she agreed to, as one act of consent."""
    if values["given_by"] is None:
        raise Refused("say_how_given", "given_by")
    service = edge.session().get_one(Service, referral.service_id)
    groups = values["groups"]
    if values["agrees"] == "all":
        groups = [group.code for group in consents.proposed(service, confidential=referral.confidential)]
    if values["later"] == "yes":
        groups = [*groups, FOLLOW_UP]
    consents.give(
        edge.session(),
        edge.me(),
        referral.need,
        service,
        groups,
        given_by=values["given_by"],
        language=language(),
        until=values["until"],
    )


def _page(referral: Referral, typed: Read, overrides: dict[str, str] | None = None) -> Response:
    session, user = edge.session(), edge.me()
    if referral.state is not State.DRAFT:
        return edge.page("send/sent.html", referral=referral, form=typed if typed.errors else None)
    service = session.get_one(Service, referral.service_id)
    worker, _ = fitting.worker_of(session, user, referral.need)
    found = fitting.match(session, user, referral.need, service, today())
    groups = consents.proposed(service, confidential=referral.confidential)
    until = consents.default_end(service, today())
    return edge.page(
        "send/send.html",
        form=typed,
        referral=referral,
        need=referral.need,
        service=service,
        who=_who(referral, worker),
        text=words_read(referral.need, service, groups, until),
        groups=[(group.code, named(group)) for group in groups],
        until=until,
        ends=[("", full_date(until)), *_ends()],
        given_by=lists.options(lists.GIVEN_BY),
        granted=sorted(access.granted(session, referral.person_id, service.id, today())),
        against=_against(found),
        second=seconds.told(session, user, referral, second.wanted_to_send(referral, fitting.rules_against(found))),
        chosen=overrides or _overrides_before(referral),
        override_reasons=lists.reason_options("override"),
        match=found,
        sentence=reasons.sentence,
    )


def _overrides_before(referral: Referral) -> dict[str, str]:
    """What was chosen when a second person was asked."""
    wanted = [eye for eye in (Eye.SEND, Eye.OVERRIDE) if eye in referral.service.kind.second_eyes]
    known = next(filter(None, (second.standing(edge.session(), referral, eye) for eye in wanted)), None)
    return dict(known.asked.get("overrides", {})) if known else {}


def _ends() -> list[tuple[str, str]]:
    """Other ends that she may choose."""
    return [
        ((today() + timedelta(days=days)).isoformat(), full_date(today() + timedelta(days=days))) for days in (183, 365)
    ]


def _who(referral: Referral, worker: Worker) -> str:
    if referral.need.confidential:
        return str(access.unseal(edge.session(), edge.me(), referral.need)["values"].get("agreed_name", ""))
    return parts.named_value({"name_bn": worker.name_bn, "name_en": worker.name_en})


def words_read(need: Need, service: Service, groups: list[FieldGroup], until: date) -> Filled:
    """What is read aloud to her."""
    focal = next(iter(focal_persons(edge.session(), service)), None)
    return words_with(need, service, groups, until, focal=focal, complaints=backbones_phone())


def words_with(
    need: Need,
    service: Service,
    groups: list[FieldGroup],
    until: date,
    *,
    focal: User | None,
    complaints: str | None,
) -> Filled:
    """The same where the focal person and the number for complaints are known."""
    me = edge.me()
    return filled(
        text_code(service.kind.seats_count, groups, confidential=need.confidential),
        language(),
        groups,
        provider=named(service.organization),
        until=full_date(until),
        focal_person=named(focal) if focal else named(service.organization),
        phone=phone(me.phone or me.organization.phone) or "—",
        complaint_phone=phone(complaints) or BRIBES,
    )


def backbones_phone() -> str | None:
    """Where a complaint goes past provider and caseworker."""
    return edge.session().scalar(select(Organization.phone).where(Organization.backbone).limit(1))


def _against(found: Match) -> list[tuple[str, str]]:
    """The rules that say no, in words, by the key of the form."""
    return [(key, reasons.sentence(reason)) for key, reason in fitting.rules_against(found).items()]
