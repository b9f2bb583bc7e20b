"""A provider that does not sign in: the page behind its one-time link, and the answers that a caseworker writes down."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for

from referral import access, disclosing
from referral.access import NotFound
from referral.i18n.speech import Said, _l
from referral.loop import by_link
from referral.loop.acting import InItsPlace
from referral.models import AnswerLink, Referral
from referral.moment import today
from referral.people import accounts
from referral.refusals import Refused
from referral.states import Action, Role
from referral.web import edge, parts
from referral.web.acting import DEEDS, blank
from referral.web.acting.words import WORDS
from referral.web.forms import Choice, Day, Read, Schema, Text, read, seen_version, show
from referral.web.referral_choices import choices, intakes_of
from referral.web.words.life import ACTIONS
from referral.web.words.refusals import say_refusal

pages = Blueprint("by_link", __name__)
told = Blueprint("told", __name__)
edge.gate(told, Role.CASEWORKER, Role.SUPERVISOR)
ANSWERS = (Action.ACCEPT, Action.WAITLIST, Action.ASK, Action.DECLINE)
NAMES = ", ".join(ANSWERS)
HOWS: Mapping[str, Said] = {"phone": _l("by phone"), "paper": _l("on paper")}
for each in (pages, told):
    each.context_processor(lambda: WORDS)


class ToldForm(Schema):
    """Who said it, when and how."""

    how = Choice(by_link.HOWS, _l("How were you told?"), required=True)
    said_by = Text(_l("Who told you?"), required=True, most=120)
    told_on = Day(_l("On which day?"), required=True, past=True)


@pages.get("/answer/<secret>")
def one(secret: str) -> Response:
    """The one referral, as far as she agreed; or that it was answered, or is over, and nothing of it."""
    link = _found(secret)
    why = by_link.refusal(edge.session(), link)
    if why is not None:
        return _over(why)
    edge.session().rollback()
    with edge.database().session() as session:
        by_link.opened(session, by_link.find(session, secret, locked=True))
        session.commit()
    return _page(by_link.find(edge.session(), secret), secret)


@pages.post(f"/answer/<secret>/<any({NAMES}):name>")
def answer(secret: str, name: str) -> Response:
    """What would be answered, shown once more; with `sure` it is answered."""
    link, action = _found(secret), Action(name)
    why = by_link.refusal(edge.session(), link)
    if why is not None:
        return _over(why)
    form = read(DEEDS[action].schema(link.referral), request.form).among(action)
    if form.ok and "sure" not in request.form:
        return _confirm(link.referral, action, f"/answer/{secret}")
    return _act(link, secret, action, form)


def _act(link: AnswerLink, secret: str, action: Action, form: Read) -> Response:
    session, deed, seen = edge.session(), DEEDS[action], seen_version(request.form)
    refused: list[str] = []

    def act() -> None:
        try:
            locked, actor = by_link.answering(session, secret)
        except Refused as error:
            refused.append(error.code)
            raise
        deed.do(session, actor, locked.referral, form.values, seen)

    form = edge.attempt(form, act)
    if refused:
        return _over(refused[0])
    if not form.ok:
        return _page(by_link.find(session, secret), secret, {action: form})
    session.commit()
    return edge.page(
        "by_link/over.html", said=_l("Thank you. Your answer is stored, and the caseworker is told."), good=True
    )


def _found(secret: str) -> AnswerLink:
    """The link; an address that guesses waits."""
    address = request.remote_addr or ""
    accounts.check_guesses(edge.session(), "answer", address)
    try:
        return by_link.find(edge.session(), secret)
    except NotFound:
        edge.session().rollback()
        with edge.database().session() as session:
            accounts.guessed(session, "answer", address)
            session.commit()
        raise


def _over(code: str) -> Response:
    return edge.page("by_link/over.html", said=say_refusal(Refused(code)), good=code == "link_answered")


def _page(link: AnswerLink, secret: str, tried: Mapping[Action, Read] | None = None) -> Response:
    referral = link.referral
    shown = disclosing.shown_by_link(edge.session(), referral, today(edge.session()))
    return edge.page(
        "by_link/one.html",
        form=next(iter((tried or {}).values()), None),
        referral=referral,
        name=parts.name_of(shown, referral),
        shown=shown,
        facts=parts.facts_of(shown),
        until=link.until,
        **_answers(referral, f"/answer/{secret}", tried),
    )


def _answers(referral: Referral, to: str, tried: Mapping[Action, Read] | None = None) -> dict[str, Any]:
    """The forms of the answers, and where they go."""
    forms = {action: (tried or {}).get(action) or blank(edge.session(), referral, action) for action in ANSWERS}
    lists = choices(referral)
    return {
        "forms": forms, "words": ACTIONS, "post_to": to, "intakes": intakes_of(referral), "choices": lists,
        "hows": [(code, word) for code, word in HOWS.items()], "told": None,
    }  # fmt: skip


def _confirm(referral: Referral, action: Action, to: str) -> Response:
    """All that was chosen, in hidden fields, behind one more button."""
    typed = [(name, text) for name, text in request.form.items(multi=True) if name not in ("csrf_token", "request_key")]
    return edge.page(
        "by_link/confirm.html", referral=referral, word=ACTIONS[action], to=f"{to}/{action}", typed=typed, back_to=to
    )


@told.post("/referrals/<uuid:referral_id>/link")
def make(referral_id: uuid.UUID) -> Response:
    """A new link, on this page alone: to copy, or to print with the code."""
    session = edge.session()
    referral = access.get_referral(session, edge.me(), referral_id, lock=True)
    secret = by_link.make(session, edge.me(), referral)
    session.commit()
    referral = access.get_referral(session, edge.me(), referral_id)
    return edge.page("by_link/link.html", referral=referral, link=url_for("by_link.one", secret=secret, _external=True))


@told.get("/referrals/<uuid:referral_id>/told")
def form(referral_id: uuid.UUID) -> Response:
    """An answer by phone or on paper."""
    return _told(_told_of(referral_id))


@told.post(f"/referrals/<uuid:referral_id>/told/<any({NAMES}):name>")
def write_down(referral_id: uuid.UUID, name: str) -> Response:
    """It is written down, marked so."""
    referral, action = _told_of(referral_id, lock=True), Action(name)
    how, deed, session = read(ToldForm, request.form), DEEDS[action], edge.session()
    answered = read(deed.schema(referral), request.form).among(action)
    both = Read(
        answered.values,
        {**how.errors, **answered.errors},
        answered.typed,
        {**answered.labels, **how.labels},
        answered.prefix,
    )

    def act() -> None:
        values = how.values
        actor: InItsPlace = by_link.told(
            session, edge.me(), referral, how=values["how"], said_by=values["said_by"], on=values["told_on"]
        )
        deed.do(session, actor, referral, answered.values, seen_version(request.form))

    both = edge.attempt(both, act)
    if both.ok:
        return edge.done(url_for("referral.one", referral_id=referral_id), _l("The answer is written down."))
    return _told(_told_of(referral_id), {action: both}, how)


def _told_of(referral_id: uuid.UUID, *, lock: bool = False) -> Referral:
    referral = access.get_referral(edge.session(), edge.me(), referral_id, lock=lock)
    if not by_link.may_answer_for(edge.session(), edge.me(), referral):
        raise NotFound
    return referral


def _told(referral: Referral, tried: Mapping[Action, Read] | None = None, how: Read | None = None) -> Response:
    given = _answers(referral, f"/referrals/{referral.id}/told", tried)
    common = how or show(ToldForm, {"told_on": today(edge.session())})
    wrong = next(iter((tried or {}).values()), None)
    return edge.page("by_link/told.html", form=wrong, referral=referral, **given | {"told": common})
