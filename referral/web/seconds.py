"""A second pair of eyes on a page: what it is told where the act is, and the page of who is asked to agree."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from referral import disclosing
from referral.i18n.dates import today
from referral.i18n.names import named
from referral.i18n.speech import _l
from referral.lists import reasons as codes
from referral.loop import fitting, second
from referral.models import Approval, Referral, User
from referral.states import Eye, Role
from referral.web import edge, parts, reasons
from referral.web.forms import Choice, Read, Schema, Text, read, show
from referral.web.words.life import OUTCOMES
from referral.web.words.second import EYES

pages = Blueprint("seconds", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)


class AnswerForm(Schema):
    """Yes, or back with a word."""

    agrees = Choice(("yes", "no"), _l("Do you agree?"), required=True)
    word = Text(_l("In a few words"), most=500, long=True)


@dataclass(frozen=True, slots=True)
class Told:
    """How it stands: nobody else is there, to be asked, waiting, agreed, or back with a word."""

    how: str
    what: Eye
    who: User | None = None
    word: str | None = None

    @property
    def ask(self) -> bool:
        """Whether the button of the page asks first."""
        return self.how in ("to_ask", "back")


def told(session: Session, user: User, referral: Referral, what: Eye | None) -> Told | None:
    """What the page of the act says; None where the kind of service asks for nothing."""
    if what is None or what not in referral.service.kind.second_eyes:
        return None
    if not second.others(session, referral, user):
        return Told("alone", what)
    known = second.standing(session, referral, what)
    if known is None:
        return Told("to_ask", what)
    if known.answered_at is None:
        return Told("waits", what)
    return Told("agreed" if known.agreed else "back", what, known.answered_by, second.word_of(session, known))


@pages.get("/second/<uuid:approval_id>")
def one(approval_id: uuid.UUID) -> Response:
    """What is asked, of whom, and what speaks against it."""
    return _page(second.get_asked(edge.session(), edge.me(), approval_id), show(AnswerForm))


@pages.post("/second/<uuid:approval_id>")
def answer(approval_id: uuid.UUID) -> Response:
    """Agreed, or sent back."""
    session, me, form = edge.session(), edge.me(), read(AnswerForm, request.form)
    found, values = second.get_asked(session, me, approval_id), form.values

    def act() -> None:
        second.answer(session, me, found, agrees=values["agrees"] == "yes", word=values["word"])

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done("/today", _l("Your colleague is told."))
    return _page(second.get_asked(session, edge.me(), approval_id), form)


def _page(approval: Approval, form: Read) -> Response:
    session, user, referral = edge.session(), edge.me(), approval.referral
    shown = disclosing.shown(session, user, referral, today())
    return edge.page(
        "second/one.html",
        form=form,
        approval=approval,
        referral=referral,
        name=parts.name_of(shown, referral),
        what=EYES[approval.what],
        against=_against(referral, approval) if approval.what is not Eye.UNMET else [],
        asked=_asked(approval),
    )


def _against(referral: Referral, approval: Approval) -> list[tuple[str, str]]:
    """The rules that say no, each with the reason for which it is overridden."""
    found = fitting.match(edge.session(), edge.me(), referral.need, referral.service, today())
    given = approval.asked.get("overrides", {})
    return [
        (
            reasons.sentence(reason),
            named(codes()["override", given[key]]) if ("override", given.get(key)) in codes() else "",
        )
        for key, reason in fitting.rules_against(found).items()
    ]


def _asked(approval: Approval) -> list[str]:
    """How the need would end."""
    asked: dict[str, Any] = approval.asked
    said = [str(OUTCOMES[asked["outcome"]])] if "outcome" in asked else []
    for group in ("next_step", "unmet_reason"):
        code = codes().get(("unmet" if group == "unmet_reason" else group, asked.get(group, "")))
        said += [named(code)] if code else []
    return said
