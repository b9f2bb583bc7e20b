"""Workers: found, written down in one sitting, shown with needs and referrals, changed."""

import uuid
from dataclasses import replace
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
from referral.models import Child, Need, User, Worker
from referral.people import finding, households, users, workers
from referral.refusals import Refused
from referral.states import Role
from referral.web import edge, parts
from referral.web.acting.words import phone_owner, safe_words
from referral.web.forms import Choice, Read, Schema, Text, Yes, read, seen_version, show
from referral.web.words import lists
from referral.web.words.life import OUTCOMES
from referral.web.worker_form import ROWS, children, record, rows_of, rows_sent, worker_form, written

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


@pages.get("/workers/new")
def new_form() -> Response:
    """The form, with the place of the last worker written in."""
    last = edge.session().scalars(
        select(Worker.place_code).where(access.visible_workers(edge.me())).order_by(Worker.created_at.desc()).limit(1)
    )
    return _form_page(show(worker_form(ROWS), {"place_code": last.first()}), ROWS)


@pages.post("/workers/new")
def new() -> Response:
    """A worker with her children and needs, in one act; a warning first where she may be there already."""
    session = edge.session()
    rows, form = _sent()
    codes = [code for code in request.form.getlist("needs") if code in _open_needs()]
    form.typed["needs"] = codes
    if _more_rows():
        return _form_page(replace(form, errors={}), rows)
    if form.ok and not request.form.get("another"):
        alike = finding.people_alike(session, edge.me(), record(form.values))
        if alike:
            return _form_page(form, rows, alike=alike, status=422)
    made: list[Worker] = []

    def act() -> None:
        worker = workers.new_worker(session, edge.me(), record(form.values))
        households.set_children(session, edge.me(), worker, children(form.values))
        for code in codes:
            needs.open_need(session, edge.me(), worker, code, served=_for_whom(worker, code))
        made.append(worker)

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done(url_for("workers.one", worker_id=made[0].id), _l("She is written down."))
    return _form_page(form, rows)


def _sent() -> tuple[int, Read]:
    """The form as it was sent, with as many rows for children as it had."""
    rows = rows_sent(request.form)
    return rows, read(worker_form(rows), request.form)


def _more_rows() -> bool:
    """Whether the button pressed was that for another child: nothing is stored, and nothing is judged yet."""
    return "another_child" in request.form


def _open_needs() -> dict[str, AgendaNeed]:
    """The needs that the form of a new worker offers: none that is confidential."""
    rows = edge.session().scalars(select(AgendaNeed).where(~AgendaNeed.confidential).order_by(AgendaNeed.position))
    return {row.code: row for row in rows}


def _for_whom(worker: Worker, code: str) -> Child | None:
    """A child's need is for her only child, where she has one alone; else it is said on her page."""
    for_child = edge.session().get_one(AgendaNeed, code).for_whom == "child"
    return worker.children[0] if for_child and len(worker.children) == 1 else None


def _form_page(form: Read, rows: int, worker: Worker | None = None, status: int | None = None, **more: Any) -> Response:
    options = {
        "relations": lists.options(lists.RELATIONS),
        "owners": lists.options(lists.PHONE_OWNERS),
        "ways": lists.options(lists.SAFE_WAYS),
        "times": lists.options(lists.SAFE_TIMES),
        "places": lists.place_options(),
        "employment": lists.of_fact("employment"),
        "roles": lists.role_options(),
        "grades": lists.grade_options(),
        "shifts": lists.shift_options(),
        "schooling": lists.of_fact("schooling"),
        "school": lists.of_fact("child_in_school"),
        "papers": lists.paper_options(),
        "needs": [] if worker else [(row.code, named(row)) for row in _open_needs().values()],
    }
    return edge.page(
        "workers/form.html", form=form, worker=worker, status=status, options=options, rows=range(1, rows + 1), **more
    )


def _worker(worker_id: uuid.UUID) -> Worker:
    return access.get_worker(edge.session(), edge.me(), worker_id)


@pages.get("/workers/<uuid:worker_id>")
def one(worker_id: uuid.UUID) -> Response:
    """Who she is, how to reach her safely, and what is under way for her."""
    return _one(_worker(worker_id), show(NeedForm))


def _one(worker: Worker, form: Read) -> Response:
    session, user = edge.session(), edge.me()
    own = needs.needs_of(session, user, worker)
    trained = user.safety_trained
    return edge.page(
        "workers/worker.html",
        form=form,
        worker=worker,
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
    rows = edge.session().scalars(select(AgendaNeed).order_by(AgendaNeed.position))
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


@pages.get("/workers/<uuid:worker_id>/edit")
def edit_form(worker_id: uuid.UUID) -> Response:
    """Her record in the form."""
    worker = _worker(worker_id)
    known = written(worker, workers.phone_of(edge.session(), worker))
    return _form_page(show(worker_form(rows_of(worker)), known), rows_of(worker), worker)


@pages.post("/workers/<uuid:worker_id>/edit")
def edit(worker_id: uuid.UUID) -> Response:
    """Her record changed; an old form is refused and keeps what was typed."""
    session, worker = edge.session(), _worker(worker_id)
    rows, form = _sent()
    if _more_rows():
        return _form_page(replace(form, errors={}), rows, worker)

    def act() -> None:
        seen = seen_version(request.form) or worker.version
        workers.change_worker(session, edge.me(), worker, record(form.values, worker.facts), seen=seen)
        households.set_children(session, edge.me(), worker, children(form.values))

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done(url_for("workers.one", worker_id=worker_id), _l("It is stored."))
    return _form_page(form, rows, _worker(worker_id))


@pages.post("/workers/<uuid:worker_id>/leave")
def leave(worker_id: uuid.UUID) -> Response:
    """She no longer wants our help: what she agreed to ends, and what is under way with it."""
    ending.end_worker(edge.session(), edge.me(), _worker(worker_id))
    return edge.done("/workers", _l("Her consents have ended. Her record is closed."))
