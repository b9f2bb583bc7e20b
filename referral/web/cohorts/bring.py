"""A roster brought by a page: asked about, shown with what is wrong and who may be one woman twice, then listed."""

import uuid
from typing import Any

from flask import Blueprint, Response, request

from catalog.tables.file import MOST_BYTES, Unreadable
from catalog.tables.headers import NOTHING
from catalog.tables.words import explain
from matching.roster.reading import unreadable
from matching.roster.wanted import Roster
from matching.same.compare import Same
from referral import access
from referral.i18n.speech import _, _l, language
from referral.loop.cohorts import bringing
from referral.loop.cohorts.comparing import Pair, Preview, key_of
from referral.loop.cohorts.listing import Agreed
from referral.models import SheetUpload
from referral.states import Role
from referral.web import edge
from referral.web.forms import Choice, Day, Read, Schema, Text, read, show
from referral.web.forms.places import Where
from referral.web.words import cohorts as words
from referral.web.words import lists

pages = Blueprint("cohort_bring", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)
HERE = "/cohorts/new"
MOST_SHOWN = 100
STANDINGS = ("laid_off", "notice_given", "working")
SCHEMES = ("2018", "2023")


class BringForm(Schema):
    """What is asked once for the whole file."""

    name = Text(_l("What is it called?"), required=True, most=120)
    place_code = Where(_l("Where do these women live now?"), required=True)
    employment = Choice(STANDINGS, _l("How do they stand at work?"))
    last_day = Day(_l("Last day of work"))
    scheme = Choice(SCHEMES, _l("Which wage grades are these?"))


@pages.get(HERE)
def form() -> Response:
    """Which roster is brought, and what holds for all its women."""
    return _form(show(BringForm))


def _form(form: Read) -> Response:
    standings = [one for one in lists.of_fact("employment") if one[0] in STANDINGS]
    return edge.page("cohorts/bring.html", form=form, columns=words.COLUMNS, standings=standings, schemes=_schemes())


def _schemes() -> list[tuple[str, str]]:
    return [("2023", _("grades 1 to 4 of 2023")), ("2018", _("grades 1 to 7 of 2018"))]


@pages.post(HERE)
def bring() -> Response:
    """The file is kept for two hours, sealed, and shown; nobody of it is listed yet."""
    form = read(BringForm, request.form)
    sent = request.files.get("sheet")
    name, data = ("", b"") if sent is None else (sent.filename or "", sent.stream.read(MOST_BYTES + 1))
    if not data:
        form = form.blame("sheet", _l("Please choose a file that is not empty."))
    if not form.ok:
        return _form(form)
    try:
        upload = bringing.keep(edge.session(), edge.me(), name, data, form.values)
    except Unreadable as wrong:
        return _form(form.blame("sheet", explain(unreadable(wrong), language())))
    return edge.done(f"{HERE}/{upload.id}")


def _upload(roster_id: uuid.UUID) -> SheetUpload:
    return access.found(bringing.get_upload(edge.session(), edge.me(), roster_id))


@pages.get(f"{HERE}/<uuid:roster_id>")
def look(roster_id: uuid.UUID) -> Response:
    """What she is asked about the roster, or what it would bring."""
    return _look(_upload(roster_id), show())


def _look(upload: SheetUpload, form: Read) -> Response:
    roster = bringing.roster_of(edge.session(), edge.me(), upload)
    if roster.asks or "headers" in request.args:
        return _ask(upload, roster, form)
    return _preview(upload, bringing.preview_of(edge.session(), edge.me(), roster), form)


def _ask(upload: SheetUpload, roster: Roster, form: Read) -> Response:
    return edge.page(
        "cohorts/headers.html",
        form=form,
        upload=upload,
        roster=roster,
        headers=_headers(roster),
        columns=words.COLUMNS,
        choices=lists.options(words.COLUMNS),
        schemes=_schemes(),
    )


def _headers(roster: Roster) -> list[tuple[str, str]]:
    """All headers, the unsure ones first, each with the column that it is read as."""
    unsure = [(guess.header, "") for guess in roster.unsure]
    known = [(header, column) for header, column in roster.known]
    return [*unsure, *known, *((header, NOTHING) for header in roster.ignored)]


@pages.post(f"{HERE}/<uuid:roster_id>/headers")
def headers(roster_id: uuid.UUID) -> Response:
    """What the headers mean, remembered for the next roster, and which scheme the grades are of."""
    upload = _upload(roster_id)
    roster = bringing.roster_of(edge.session(), edge.me(), upload)
    names = [header for header, _column in _headers(roster)]
    typed = {f"h{at}": request.form.get(f"h{at}", "") for at in range(len(names))} | {
        "scheme": request.form.get("scheme", "")
    }
    said = {name: typed[f"h{at}"] for at, name in enumerate(names) if typed[f"h{at}"] in {*words.COLUMNS, NOTHING}}
    form = show(None, typed)
    for guess in roster.unsure:
        if guess.header not in said:
            form = form.blame(f"h{names.index(guess.header)}", _l("Please choose one."))
    if roster.asks_scheme and typed["scheme"] not in SCHEMES:
        form = form.blame("scheme", _l("Please choose one."))
    session, me = edge.session(), edge.me()
    form = edge.attempt(form, lambda: bringing.answer(session, me, upload, said, typed["scheme"]))
    return edge.done(f"{HERE}/{roster_id}") if form.ok else _ask(_upload(roster_id), roster, form)


def _preview(upload: SheetUpload, sheet: Preview, form: Read) -> Response:
    return edge.page(
        "cohorts/preview.html",
        form=form,
        upload=upload,
        sheet=sheet,
        wrong=sheet.wrong[:MOST_SHOWN],
        pairs=[(f"pair{at}", pair, _default(pair)) for at, pair in enumerate(sheet.pairs[:MOST_SHOWN])],
        columns=words.COLUMNS,
        explain=lambda error: explain(error, language()),
        gaps=[(words.COLUMNS[column], count) for column, count in sheet.gaps.items() if count],
    )


def _default(pair: Pair) -> str:
    return "same" if pair.answer is Same.SAME else "other"


@pages.post(f"{HERE}/<uuid:roster_id>")
def store(roster_id: uuid.UUID) -> Response:
    """Her rows listed, but for those that a person said are of a woman who is there already."""
    upload, form = _upload(roster_id), show(None, {"shown": request.form.get("shown", "")})
    session, me = edge.session(), edge.me()
    made: list[Any] = []

    def act() -> None:
        sheet = bringing.preview_of(session, me, bringing.roster_of(session, me, upload))
        made.append(bringing.list_women(session, me, upload, sheet, _agreed(sheet)))

    form = edge.attempt(form, act)
    if not form.ok:
        return _look(_upload(roster_id), form)
    cohort, new = made[0]
    return edge.done(f"/cohorts/{cohort.id}", _l("%(count)s women are listed.", count=new))


def _agreed(sheet: Preview) -> Agreed:
    left_out, same_as = set(), {}
    for at, pair in enumerate(sheet.pairs[:MOST_SHOWN]):
        if request.form.get(f"pair{at}") == "same":
            if pair.worker is not None:
                same_as[key_of(pair.row)] = pair.worker.id
            else:
                left_out.add(key_of(pair.row))
    return Agreed(request.form.get("shown", ""), frozenset(left_out), same_as)
