"""The backbone's pages of the common agenda: five lists, each row edited in both languages, retired, merged."""

from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import select

from catalog import editing, merging
from catalog.models import Outcome
from referral.i18n.numbers import number
from referral.i18n.speech import Said, _l
from referral.loop import agenda as verbs
from referral.models import User
from referral.states import Role
from referral.web import edge
from referral.web.agenda import lines, words
from referral.web.agenda.forms import EDIT, NEW, stored, written
from referral.web.forms import Choice, Read, Schema, Text, read, show
from referral.web.words.agenda import agenda

pages = Blueprint("agenda", __name__)
edge.gate(pages, Role.BACKBONE)
MERGE = "/agenda/<any(kinds, needs, outcomes, roles):what>/<string:code>/merge"
ONE = "/agenda/<any(kinds, needs, outcomes, roles, figures):what>/<string:code>"


class StateForm(Schema):
    """Retired, or brought back; `seen` is the state that it was looked at in."""

    seen = Text()


class MergeForm(StateForm):
    """Into which other row."""

    into = Choice(
        lambda: {**agenda().kinds, **agenda().needs, **agenda().outcomes, **agenda().roles},
        _l("Into which"),
        required=True,
    )


@pages.get("/agenda")
def index() -> Response:
    """All rows of a list, with what was retired or merged behind them; the kinds come first."""
    what = _what()
    rows = lines.lines(edge.session(), what)
    return edge.page(
        "agenda/list.html", what=what, lists=words.LISTS, new=words.NEW[what], rows=[one for one in rows if one.offered],
        gone=[one for one in rows if not one.offered],
    )  # fmt: skip


def _what() -> str:
    asked = request.args.get("of", "")
    return asked if asked in words.LISTS else next(iter(words.LISTS))


@pages.get("/agenda/new")
def new_form() -> Response:
    """The form of a new row of a list."""
    what = _what()
    return _form(what, None, show(NEW[what]))


@pages.post("/agenda/new")
def new() -> Response:
    """A new row."""
    what = _what()
    form = read(NEW[what], request.form)
    form = edge.attempt(
        form, lambda: verbs.add(edge.session(), edge.me(), what, **stored(what, None, form.values, _parents()))
    )
    return _done(what, _l("It is stored.")) if form.ok else _form(what, None, form)


def _done(what: str, said: Said) -> Response:
    return edge.done(f"/agenda?of={what}", said)


@pages.get(ONE)
def one(what: str, code: str) -> Response:
    """One row in its form, with who edited it last."""
    row = _row(what, code)
    return _form(what, row, show(EDIT[what], written(row)))


@pages.post(ONE)
def change(what: str, code: str) -> Response:
    """Other words or terms; refused where somebody else edited it meanwhile."""
    row, form = _row(what, code), read(EDIT[what], request.form)

    def act() -> None:
        values = stored(what, row, form.values, _parents())
        verbs.change(edge.session(), edge.me(), row, seen=form.values["seen"] or "", **values)

    form = edge.attempt(form, act)
    return _done(what, _l("It is stored.")) if form.ok else _form(what, _row(what, code), form)


@pages.post(f"{ONE}/<any(retire, back):do>")
def state(what: str, code: str, do: str) -> Response:
    """Offered to nobody new, or offered again."""
    row, form = _row(what, code), read(StateForm, request.form)
    verb = verbs.retire if do == "retire" else verbs.bring_back
    form = edge.attempt(form, lambda: verb(edge.session(), edge.me(), row, seen=form.values["seen"] or ""))
    if form.ok:
        return _done(what, _l("It is offered no more.") if do == "retire" else _l("It is offered again."))
    row = _row(what, code)
    shown = show(EDIT[what], written(row))
    return _form(what, row, shown.blame("", form.errors[""]) if "" in form.errors else shown)


@pages.get(MERGE)
def ask_merge(what: str, code: str) -> Response:
    """What a merge would carry over, before it is done."""
    row = _row(what, code)
    return _merge(what, row, show(MergeForm, {"seen": editing.seen(row)}))


@pages.post(MERGE)
def merge(what: str, code: str) -> Response:
    """Two rows become one."""
    row, form = _row(what, code), read(MergeForm, request.form)

    def act() -> None:
        verbs.merge(edge.session(), edge.me(), row, form.values["into"], seen=form.values["seen"] or "")

    form = edge.attempt(form, act)
    if form.ok:
        return _done(what, _l("They are one now."))
    return _merge(what, _row(what, code), form)


def _row(what: str, code: str) -> Any:
    return verbs.get(edge.session(), edge.me(), what, code)


def _parents() -> dict[str, str | None]:
    return {row.code: row.parent_code for row in edge.session().execute(select(Outcome.code, Outcome.parent_code))}


def _form(what: str, row: Any, form: Read) -> Response:
    who = edge.session().get(User, row.edited_by) if row is not None and row.edited_by else None
    return edge.page(
        "agenda/form.html",
        what=what,
        row=row,
        form=form,
        who=who,
        lists=words.LISTS,
        new=words.NEW[what],
        options=lines.options(what, row, _parents()),
        value_of=lines.value_of,
        figures=lines.figures(edge.session(), row) if row is not None and what == "roles" else [],
    )


def _merge(what: str, row: Any, form: Read) -> Response:
    return edge.page(
        "agenda/merge.html",
        what=what,
        row=row,
        form=form,
        lists=words.LISTS,
        moves=[
            str(words.MOVES[one]) % {"count": number(count)}
            for one, count in merging.moves(edge.session(), row).items()
        ],
        others=lines.others(what, row),
    )
