"""Whether another organisation may know her, asked and linked as she wishes; and what other organisations ask us."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for

from referral import access, asking
from referral.i18n.dates import full_date
from referral.i18n.speech import Said, _l, digits, language
from referral.models import GivenBy, LinkQuestion, Worker
from referral.moment import today
from referral.people import elsewhere, linking
from referral.people.consent_words import Filled, filled
from referral.states import Role
from referral.web import edge, parts
from referral.web.forms import Choice, Choices, Read, Schema, read, show
from referral.web.words import lists

pages = Blueprint("linking", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)
PARTS: Mapping[str, Said] = {
    "name": _l("her name"),
    "guardian": _l("father's or husband's name"),
    "birth": _l("year of birth"),
    "place": _l("where she lives"),
    "phone": _l("mobile number"),
}
LABELS: Mapping[str, Said] = {
    "name_bn": _l("Name in Bengali"),
    "name_en": _l("Name in English letters"),
    "nickname": _l("Nickname"),
    "guardian_name": _l("Father's or husband's name"),
    "birth_year": _l("Year of birth"),
    "place_code": _l("Lives in"),
    "phone": _l("Mobile"),
}
ANSWERS: Mapping[str, Said] = {
    "yes": _l("Yes, it is her: link the records"),
    "no": _l("It is her, but we do not link"),
    "not_her": _l("It is another woman"),
}
DONE: Mapping[str, Said] = {
    "end": _l("The link has ended. Neither side sees the other any more."),
    "restore": _l("The link is there again."),
}


class AskForm(Schema):
    """What she lets be shown, and how she agreed."""

    parts = Choices(list(PARTS), _l("What may they see of her?"))
    given_by = Choice(GivenBy, _l("How did she agree?"), required=True)


class AnswerForm(Schema):
    """Whether it is her."""

    answer = Choice(list(ANSWERS), _l("Do you know her?"), required=True)


@pages.get("/workers/<uuid:worker_id>/elsewhere")
def index(worker_id: uuid.UUID) -> Response:
    """How it stands with her and other organisations."""
    return _page(_worker(worker_id), show(AskForm))


def _worker(worker_id: uuid.UUID) -> Worker:
    return access.get_worker(edge.session(), edge.me(), worker_id)


def _page(worker: Worker, form: Read) -> Response:
    session = edge.session()
    return edge.page(
        "workers/elsewhere.html",
        form=form,
        worker=worker,
        standing=elsewhere.standing(session, worker),
        links=linking.links_of(session, worker, edge.me()),
        seen=linking.seen_on(session, worker),
        text=_read_aloud(),
        parts=[(code, word) for code, word in PARTS.items()],
        given_by=lists.options(lists.GIVEN_BY),
    )


def _read_aloud() -> Filled:
    until = full_date(linking.lasts_until(edge.session()))
    return filled(elsewhere.LINK, language(), [], fields=", ".join(map(str, PARTS.values())), until=until)


@pages.post("/workers/<uuid:worker_id>/elsewhere/look")
def look(worker_id: uuid.UUID) -> Response:
    """Looked for once; that somebody looked is written down."""
    found = elsewhere.look(edge.session(), edge.me(), _worker(worker_id))
    said = _l("No other organisation was found that may know her.")
    if found is None:
        said = _l("You have looked for many women today. Please look for her tomorrow.")
    return edge.done(_here(worker_id), None if found else said)


def _here(worker_id: uuid.UUID) -> str:
    return url_for("linking.index", worker_id=worker_id)


@pages.post("/workers/<uuid:worker_id>/elsewhere/ask")
def ask(worker_id: uuid.UUID) -> Response:
    """As she agreed, the organisations that may know her are asked."""
    form, worker = read(AskForm, request.form), _worker(worker_id)

    def act() -> None:
        given = form.values["given_by"]
        linking.ask(edge.session(), edge.me(), worker, form.values["parts"] or [], given_by=given, language=language())

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done(_here(worker_id), _l("They are asked. What they answer stands here."))
    return _page(_worker(worker_id), form)


@pages.post("/workers/<uuid:worker_id>/elsewhere/back")
def back(worker_id: uuid.UUID) -> Response:
    """She does not want to be asked about any more."""
    linking.take_back(edge.session(), edge.me(), _worker(worker_id))
    return edge.done(_here(worker_id), _l("Nobody is asked about her any more."))


@pages.post("/workers/<uuid:worker_id>/elsewhere/<uuid:link_id>/<any(end, restore):do>")
def change(worker_id: uuid.UUID, link_id: uuid.UUID, do: str) -> Response:
    """A link ended as she wishes, or restored where that was a mistake."""
    verb = linking.end if do == "end" else linking.restore
    verb(edge.session(), edge.me(), _worker(worker_id), link_id)
    return edge.done(_here(worker_id), DONE[do])


@pages.get("/asked/<uuid:question_id>")
def question(question_id: uuid.UUID) -> Response:
    """What a woman lets us see of her, beside our own record; that it was seen is written down before the page leaves."""
    answer = _question(question_id, show(AnswerForm))
    edge.session().rollback()
    with edge.database().session(edge.me()) as writing:
        linking.note_view(writing, edge.me(), question_id)
        writing.commit()
    return answer


def _question(question_id: uuid.UUID, form: Read) -> Response:
    session, user = edge.session(), edge.me()
    found = asking.get_link_question(session, user, question_id, today(session))
    own = access.get_worker(session, user, found.worker_id)
    values = linking.shown(session, user, found)
    return edge.page(
        "workers/asked.html",
        form=form,
        question=found,
        own=own,
        name=parts.named_value({"name_bn": own.name_bn, "name_en": own.name_en}),
        told=[(LABELS[code], _words(code, value)) for code, value in values.items()],
        answers=list(ANSWERS.items()),
    )


def _words(code: str, value: Any) -> Any:
    if code == "place_code":
        return lists.place_name(value)
    return digits(value) if code in ("birth_year", "phone") else value


@pages.post("/asked/<uuid:question_id>")
def answer(question_id: uuid.UUID) -> Response:
    """Yes, no, or not her."""
    session, form = edge.session(), read(AnswerForm, request.form)
    found: LinkQuestion = asking.get_link_question(session, edge.me(), question_id, today(session))
    worker_id = found.worker_id
    form = edge.attempt(form, lambda: linking.answer(session, edge.me(), found, form.values["answer"]))
    if not form.ok:
        return _question(question_id, form)
    if form.values["answer"] == "yes":
        return edge.done(_here(worker_id), _l("The two records are linked."))
    return edge.done("/today", _l("Your answer is stored. Nothing is linked."))
