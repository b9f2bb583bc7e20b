"""A worker written down in one sitting, and her record changed later."""

import hashlib
import uuid
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, request, url_for
from sqlalchemy import select

from catalog.models import AgendaNeed
from referral import access
from referral.disclosing import of_worker
from referral.i18n.names import named
from referral.i18n.speech import _l, language
from referral.loop import amending, needs
from referral.models import Child, Worker
from referral.people import elsewhere, finding, households, workers
from referral.states import Role
from referral.web import edge
from referral.web.forms import Read, read, seen_version, show
from referral.web.words import lists
from referral.web.worker_form import ROWS, TellingForm, children, record, rows_of, rows_sent, worker_form, written

pages = Blueprint("worker_writing", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)
SHOWN_ALIKE = 5


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
        elsewhere.look_if_new(session, edge.me(), worker)
        made.append(worker)

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done(url_for("workers.one", worker_id=made[0].id), _l("She is written down."))
    return _form_page(form, rows)


@pages.post("/workers/new/alike")
def alike() -> Response:
    """While she is typed in: who of the own organisation she may be. What stands on the page already is not sent again."""
    values = read(TellingForm, request.form).values
    found = finding.own_alike(edge.session(), edge.me(), values)[:SHOWN_ALIKE]
    shown = hashlib.sha256(repr([(one.worker.id, one.verdict) for one in found]).encode()).hexdigest() if found else ""
    if shown == (values.get("shown") or ""):
        return Response(status=204)
    words = language()
    lines = [(one.worker, [finding.words(words) for finding in one.verdict.findings]) for one in found]
    return edge.page("workers/_alike.html", lines=lines, shown=shown)


def _sent() -> tuple[int, Read]:
    """The form as it was sent, with as many rows for children as it had."""
    rows = rows_sent(request.form)
    return rows, read(worker_form(rows), request.form)


def _more_rows() -> bool:
    """Whether the button pressed was that for another child: nothing is stored, and nothing is judged yet."""
    return "another_child" in request.form


def _open_needs() -> dict[str, AgendaNeed]:
    """The needs that the form of a new worker offers: none that is confidential."""
    rows = edge.session().scalars(
        select(AgendaNeed)
        .where(~AgendaNeed.confidential, AgendaNeed.retired_at.is_(None))
        .order_by(AgendaNeed.position)
    )
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
        "employment": lists.of_fact("employment"),
        "roles": lists.role_options(form.text("role")),
        "grades": lists.grade_options(),
        "shifts": lists.shift_options(),
        "schooling": lists.of_fact("schooling"),
        "school": lists.of_fact("child_in_school"),
        "papers": lists.paper_options(),
        "needs": [] if worker else [(row.code, named(row)) for row in _open_needs().values()],
    }
    g.scripted = worker is None
    return edge.page(
        "workers/form.html", form=form, worker=worker, status=status, options=options, rows=range(1, rows + 1), **more
    )


@pages.get("/workers/<uuid:worker_id>/edit")
def edit_form(worker_id: uuid.UUID) -> Response:
    """Her record in the form."""
    worker = access.get_worker(edge.session(), edge.me(), worker_id)
    known = written(worker, workers.phone_of(edge.session(), worker))
    return _form_page(show(worker_form(rows_of(worker)), known), rows_of(worker), worker)


@pages.post("/workers/<uuid:worker_id>/edit")
def edit(worker_id: uuid.UUID) -> Response:
    """Her record changed; an old form is refused and keeps what was typed."""
    session, worker = edge.session(), access.get_worker(edge.session(), edge.me(), worker_id)
    rows, form = _sent()
    if _more_rows():
        return _form_page(replace(form, errors={}), rows, worker)

    def act() -> None:
        seen, before = seen_version(request.form) or worker.version, of_worker(session, worker)
        workers.change_worker(session, edge.me(), worker, record(form.values, worker.facts), seen=seen)
        households.set_children(session, edge.me(), worker, children(form.values))
        amending.tell_changes(session, edge.me(), worker, before)
        elsewhere.look_if_new(session, edge.me(), worker)

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done(url_for("workers.one", worker_id=worker_id), _l("It is stored."))
    return _form_page(form, rows, access.get_worker(edge.session(), edge.me(), worker_id))
