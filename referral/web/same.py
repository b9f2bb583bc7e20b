"""The same woman twice in one organisation: both records side by side, merged or told apart by a person, undone."""

import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select

from catalog.lists import facts
from referral import access
from referral.i18n.names import named
from referral.i18n.speech import Said, _l, digits, language
from referral.models import Merge, Worker
from referral.people import finding, merging, unmerging
from referral.people.workers import phone_of
from referral.states import Role
from referral.web import edge, parts
from referral.web.acting.words import safe_words
from referral.web.forms import Choice, Read, Schema, Text, read, show
from referral.web.reasons.values import value_words
from referral.web.words import lists

pages = Blueprint("same", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)
KEEP = ("this", "other")
LABELS: Mapping[str, Said] = {
    "name_bn": _l("Name in Bengali"),
    "name_en": _l("Name in English letters"),
    "nickname": _l("Nickname"),
    "guardian_name": _l("Father's or husband's name"),
    "birth_year": _l("Year of birth"),
    "nid_last4": _l("NID, last 4 digits"),
    "phone": _l("Mobile"),
    "safe_way": _l("Safe way and time"),
    "place_code": _l("Lives in"),
}


class MergeForm(Schema):
    """Which record is merged with this one, and which of the two is kept; what is taken comes as take-FIELD."""

    other = Text("", required=True, most=40)
    keep = Choice(KEEP, _l("Which record is kept?"), required=True)
    seen = Text("", required=True, most=20)


class Line(NamedTuple):
    """One thing that the two records say, in words."""

    code: str
    label: Said
    this: str
    other: str
    asked: bool


@pages.get("/workers/<uuid:worker_id>/same")
def one(worker_id: uuid.UUID) -> Response:
    """Her organisation's records that may be hers too, each beside this one."""
    return _page(_worker(str(worker_id)), show(MergeForm))


@pages.post("/workers/<uuid:worker_id>/same")
def merge(worker_id: uuid.UUID) -> Response:
    """They are of one woman: one record is kept, with what was chosen of each."""
    form, this = read(MergeForm, request.form), _worker(str(worker_id))
    other = _worker(request.form.get("other", ""))
    swap = form.values.get("keep") == "other"
    kept, merged = (other, this) if swap else (this, other)
    form = edge.attempt(form, lambda: _merge(kept, merged, form.values["seen"], swap))
    if form.ok:
        return edge.done(url_for("workers.one", worker_id=kept.id), _l("The two records are one now."))
    return _page(_worker(str(worker_id)), form)


def _merge(kept: Worker, merged: Worker, seen: str, swap: bool) -> None:
    """`seen` and what is taken are told by this and other; the verb knows kept and merged."""
    this, _, other = seen.partition(".")
    versions = tuple(int(one) if one.isdecimal() else 0 for one in (this, other))
    kept_is = KEEP[swap]
    taken = {
        name.removeprefix("take-"): "kept" if value == kept_is else "merged"
        for name, value in request.form.items()
        if name.startswith("take-") and value in KEEP
    }
    first, last = reversed(versions) if swap else versions
    merging.merge(edge.session(), edge.me(), kept, merged, taken, seen=(first, last))


@pages.post("/workers/<uuid:worker_id>/same/apart")
def apart(worker_id: uuid.UUID) -> Response:
    """They are two women."""
    this, other = _worker(str(worker_id)), _worker(request.form.get("other", ""))
    form = edge.attempt(show(MergeForm), lambda: merging.tell_apart(edge.session(), edge.me(), this, other))
    if form.ok:
        return edge.done(url_for("same.one", worker_id=worker_id), _l("Written down: these are two women."))
    return _page(_worker(str(worker_id)), form)


@pages.post("/workers/<uuid:worker_id>/same/undo")
def undo(worker_id: uuid.UUID) -> Response:
    """They were two women after all: everything goes back."""
    session, this = edge.session(), _worker(str(worker_id))
    wanted = select(Merge).where(Merge.id == _id(request.form.get("merge", "")), Merge.kept_id == this.id)
    row = access.found(session.scalar(wanted))
    form = edge.attempt(show(MergeForm), lambda: unmerging.undo(session, edge.me(), row))
    if form.ok:
        return edge.done(
            url_for("workers.one", worker_id=worker_id), _l("The merge is undone. Both records are there.")
        )
    return _page(_worker(str(worker_id)), form)


def _id(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        raise access.NotFound from None


def _worker(typed: str) -> Worker:
    return access.get_worker(edge.session(), edge.me(), _id(typed))


def _page(this: Worker, form: Read) -> Response:
    session, user = edge.session(), edge.me()
    spoken = language()
    found = [
        (double.worker, _lines(this, double.worker), [one.words(spoken) for one in double.verdict.findings])
        for double in finding.doubles(session, user, this)
    ]
    return edge.page("workers/same.html", form=form, worker=this, name=_name(this), found=found, named_worker=_name)


def _name(worker: Worker) -> str:
    return parts.named_value({"name_bn": worker.name_bn, "name_en": worker.name_en})


def _lines(this: Worker, other: Worker) -> list[Line]:
    return [
        Line(field.code, _label(field.code), _said(this, field.code), _said(other, field.code), field.asked)
        for field in merging.fields(this, other)
    ]


def _label(code: str) -> Said:
    return LABELS[code] if code in LABELS else named(facts()[code.removeprefix(merging.FACT)])


def _said(worker: Worker, code: str) -> str:
    """What a record says of one thing, in words; a dash where it says nothing."""
    return _words(worker, code) or "–"


def _words(worker: Worker, code: str) -> Any:
    if code.startswith(merging.FACT):
        fact = code.removeprefix(merging.FACT)
        return value_words(facts()[fact], worker.facts[fact]) if fact in worker.facts else ""
    if code == "phone":
        return digits(phone_of(edge.session(), worker) or "")
    if code == "safe_way":
        return safe_words({"safe_way": worker.safe_way, "safe_time": worker.safe_time})
    if code == "place_code":
        return ", ".join(one for one in (worker.area, lists.place_name(worker.place_code)) if one)
    value = getattr(worker, code)
    return digits(value) if isinstance(value, int) else value
