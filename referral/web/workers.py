"""Workers: found, and shown with what is known, what they need and what is under way; a further need opened."""

import uuid
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select

from catalog.models import AgendaNeed
from referral import access
from referral.disclosing import Shown
from referral.i18n.names import named
from referral.i18n.speech import _l
from referral.lists import field_groups, helplines
from referral.loop import desk, ending, needs
from referral.models import Need, User, Worker, WorkerStatus
from referral.people import elsewhere, finding, merging, users, workers
from referral.refusals import Refused
from referral.states import Role
from referral.web import edge, parts
from referral.web.acting.words import phone_owner, safe_words
from referral.web.forms import Choice, Read, Schema, Text, Yes, read, show
from referral.web.words import lists
from referral.web.words.life import OUTCOMES

pages = Blueprint("workers", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)
pages.context_processor(lambda: {"phone_owner": phone_owner, "outcomes": OUTCOMES})
REFERRERS = (Role.CASEWORKER, Role.SUPERVISOR)


class SearchForm(Schema):
    """A name, a mobile number or a code."""

    words = Text(_l("A worker's name, mobile or code"), most=120)


class NeedForm(Schema):
    """A further need; a confidential one with the name agreed on and the second person who knows."""

    code = Text(_l("What does she want help with?"), required=True)
    served = Text(_l("For whom?"))
    confidential = Yes(_l("Confidential"))
    agreed_name = Text(_l("Name agreed on"), most=60)
    safe_way = Choice(lists.SAFE_WAYS, _l("What is safe?"))
    named = Text(_l("Who else may know of it?"))


@pages.get("/workers")
def index() -> Response:
    """The workers seen last, and the search."""
    return _list(show(SearchForm), finding.find_workers(edge.session(), edge.me(), None))


@pages.post("/workers/search")
def search() -> Response:
    """Found by name, phone or code; never by an address, so that no name stands in one."""
    form = read(SearchForm, request.form)
    found = finding.find_workers(edge.session(), edge.me(), form.values.get("words")) if form.ok else []
    return _list(form, found, searched=True)


def _list(form: Read, found: list[Worker], searched: bool = False) -> Response:
    return edge.page("workers/list.html", form=form, workers=found, searched=searched, place=lists.place_name)


def _worker(worker_id: uuid.UUID) -> Worker:
    return access.get_worker(edge.session(), edge.me(), worker_id)


@pages.get("/workers/<uuid:worker_id>")
def one(worker_id: uuid.UUID) -> Response:
    """Who she is, how to reach her safely, and what is under way for her."""
    worker = _worker(worker_id)
    left = worker.status is WorkerStatus.LEFT
    if left and (kept := access.current_worker(edge.session(), worker.id)) != worker.id:
        return edge.done(url_for("workers.one", worker_id=kept), _l("This record was merged into the one below."))
    return _one(worker, show(NeedForm))


def _one(worker: Worker, form: Read) -> Response:
    session, user = edge.session(), edge.me()
    own = needs.needs_of(session, user, worker)
    trained = user.safety_trained and user.shut_at is None
    return edge.page(
        "workers/worker.html",
        form=form,
        worker=worker,
        merged=merging.merged_into(session, worker),
        elsewhere=elsewhere.standing(session, worker),
        name=parts.named_value({"name_bn": worker.name_bn, "name_en": worker.name_en}),
        phone=workers.phone_of(session, worker),
        facts=_facts(worker),
        safe=_safe(worker),
        needs=own,
        referrals=desk.of_needs(session, user, own),
        agenda=_agenda(trained),
        served={child.id: parts.named_child(child) for child in worker.children},
        colleagues=[(str(one.id), named(one)) for one in users.colleagues(session, user, *REFERRERS)],
        trained=trained,
        helplines=helplines(),
        place=lists.place_name(worker.place_code),
        ways=lists.options(lists.SAFE_WAYS),
    )


def _safe(worker: Worker) -> str:
    return safe_words({"safe_way": worker.safe_way, "safe_time": worker.safe_time})


def _agenda(trained: bool) -> list[tuple[str, str]]:
    rows = edge.session().scalars(
        select(AgendaNeed).where(AgendaNeed.retired_at.is_(None)).order_by(AgendaNeed.position)
    )
    return [(row.code, named(row)) for row in rows if trained or not row.confidential]


def _facts(worker: Worker) -> list[tuple[str, str]]:
    """All that is known of her, in words."""
    values = {
        name: getattr(worker, name) for name in ("birth_year", "birth_year_about", "place_code", "area", "nid_last4")
    }
    values |= dict(worker.facts)
    values["children"] = [
        {"name": child.name, "birth_month": child.birth_month, "month_known": child.month_known}
        for child in worker.children
    ]
    known = {code: value for code, value in values.items() if value not in (None, [])}
    return parts.facts_of(Shown(frozenset(field_groups()), known))


@pages.post("/workers/<uuid:worker_id>/needs")
def add_need(worker_id: uuid.UUID) -> Response:
    """A further need of hers or of a child."""
    session, worker = edge.session(), _worker(worker_id)
    form = read(NeedForm, request.form)
    form = edge.attempt(form, lambda: _open_need(worker, form.values))
    if form.ok:
        return edge.done(url_for("workers.one", worker_id=worker_id), _l("The need is open."))
    return _one(access.get_worker(session, edge.me(), worker_id), form)


def _open_need(worker: Worker, values: dict[str, Any]) -> Need:
    session, user = edge.session(), edge.me()
    served = next((child for child in worker.children if str(child.id) == values["served"]), None)
    second: list[User] = []
    if values["named"]:
        known = {str(one.id): one for one in users.colleagues(session, user, *REFERRERS)}
        if values["named"] not in known:
            raise Refused("choose_colleague", "named")
        second = [known[values["named"]]]
    agreed = {name: values[name] for name in ("agreed_name", "safe_way") if values[name]}
    return needs.open_need(
        session,
        user,
        worker,
        values["code"],
        served=served,
        confidential=values["confidential"],
        agreed=agreed,
        named=second,
    )


@pages.post("/workers/<uuid:worker_id>/leave")
def leave(worker_id: uuid.UUID) -> Response:
    """She no longer wants our help: what she agreed to ends, and what is under way with it."""
    ending.end_worker(edge.session(), edge.me(), _worker(worker_id))
    return edge.done(
        "/workers",
        _l("Her consents have ended. Her record is closed. What is confidential is ended by its named persons."),
    )
