"""A sheet of services brought by a page: asked about, shown cell by cell, stored when accepted, exactly as it was shown."""

import uuid
from collections.abc import Iterable, Sequence

from flask import Blueprint, Response, request
from sqlalchemy import select

from catalog.models import Service
from catalog.tables.file import MOST_BYTES, Unreadable
from catalog.tables.headers import NOTHING
from catalog.tables.reading import unread
from catalog.tables.words import explain, say
from referral import access
from referral.i18n.speech import _, _l, language
from referral.loop.sheets import bringing, work
from referral.loop.sheets.bringing import Agreed
from referral.loop.sheets.told import Asked, RowTold, Told, told_from, told_of
from referral.models import SheetUpload
from referral.refusals import Refused
from referral.sealing import keyring
from referral.states import Role
from referral.web import edge
from referral.web.forms import Read, Schema, Text, read, show
from referral.web.words import sheet as words
from referral.web.words.refusals import say_refusal

pages = Blueprint("service_import", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN, Role.BACKBONE)
HERE = "/services/import"
LOOK_AGAIN = 3
MOST_SAMPLES = 12
YES, NO = "yes", "no"


class LettersForm(Schema):
    """Whether the file is in Bijoy."""

    bijoy = Text(required=True)


class AcceptForm(Schema):
    """What was shown when it was accepted; the ticks of conditions and services are read beside it."""

    shown = Text(required=True)


@pages.get(HERE)
def form() -> Response:
    """Which file is brought."""
    return _form(show())


def _form(form: Read) -> Response:
    owner = bringing.own_organization(edge.me()) is not None
    return edge.page("services/import.html", form=form, columns=words.COLUMNS, owner=owner)


@pages.post(HERE)
def bring() -> Response:
    """The file is kept for two hours, sealed, and shown; nothing of it is stored."""
    name, data = _sent()
    if not data:
        return _form(show().blame("sheet", _l("Please choose a file that is not empty.")))
    try:
        upload = bringing.keep(edge.session(), edge.me(), name, data)
    except Unreadable as wrong:
        return _form(show().blame("sheet", explain(unread(wrong), language())))
    return edge.done(f"{HERE}/{upload.id}")


def _sent() -> tuple[str, bytes]:
    """The file's name and what is in it, one byte more than is allowed at most; nothing where none was chosen."""
    sent = request.files.get("sheet")
    if sent is None:
        return "", b""
    with sent.stream as file:
        return sent.filename or "", file.read(MOST_BYTES + 1)


def _upload(upload_id: uuid.UUID) -> SheetUpload:
    return access.found(bringing.get_upload(edge.session(), edge.me(), upload_id))


@pages.get(f"{HERE}/<uuid:upload_id>")
def look(upload_id: uuid.UUID) -> Response:
    """What she is asked about the sheet, how far it is read, or what it would change."""
    return _look(_upload(upload_id), show())


def _look(upload: SheetUpload, form: Read) -> Response:
    asks = bringing.asked(edge.session(), upload)
    if bringing.must_answer_letters(edge.session(), upload):
        return edge.page("services/import_letters.html", form=form, upload=upload, samples=_telling(asks.samples))
    if asks.headers or "headers" in request.args:
        return _headers(upload, asks, form)
    if not bringing.is_long(upload):
        session, me = edge.session(), edge.me()
        return _preview(
            upload, told_of(bringing.preview_of(session, me, bringing.reading_of(session, me, upload))), form
        )
    if upload.state == "read":
        return _preview(upload, told_from(keyring(edge.session()).open_json(upload.told or b"")["rows"]), form)
    return _waiting(upload)


def _waiting(upload: SheetUpload) -> Response:
    """How far the clock is with a long sheet; looked at again until it is done."""
    said = {
        "stored": lambda: say("stored", language(), stored=upload.stored),
        "failed": lambda: _("This sheet could not be read. Nothing was stored."),
    }.get(upload.state)
    page = edge.page("services/import_waiting.html", upload=upload, said=said() if said else "")
    if said is None:
        page.headers["Refresh"] = str(LOOK_AGAIN)
    return page


def _telling(samples: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The samples that show most, the longest, in the order of the file."""
    longest = sorted(samples, key=lambda pair: -len(pair[0]))[:MOST_SAMPLES]
    return [pair for pair in samples if pair in longest]


@pages.post(f"{HERE}/<uuid:upload_id>/letters")
def letters(upload_id: uuid.UUID) -> Response:
    """Whether the letters were read rightly from a Bijoy font."""
    upload, form = _upload(upload_id), read(LettersForm, request.form)
    bijoy = form.values.get("bijoy") == YES
    form = edge.attempt(form, lambda: bringing.answer_letters(edge.session(), edge.me(), upload, bijoy))
    return edge.done(f"{HERE}/{upload_id}") if form.ok else _look(_upload(upload_id), form)


def _headers(upload: SheetUpload, asks: Asked, form: Read) -> Response:
    known = {header: [(column, 100)] for header, column in asks.known} | {header: [] for header in asks.ignored}
    unsure = {header: list(columns) for header, columns in asks.unsure}
    choices = [(column, str(word)) for column, word in words.COLUMNS.items()]
    return edge.page(
        "services/import_headers.html",
        form=form,
        upload=upload,
        unsure=unsure,
        known=known,
        missing=[str(words.COLUMNS[column]) for column in asks.missing],
        columns=words.COLUMNS,
        choices=choices,
        position={header: number for number, header in enumerate([*unsure, *known])},
    )


@pages.post(f"{HERE}/<uuid:upload_id>/headers")
def headers(upload_id: uuid.UUID) -> Response:
    """What the headers mean: a column of ours each, or nothing; remembered for the next sheet."""
    upload = _upload(upload_id)
    asks = bringing.asked(edge.session(), upload)
    names = [*(header for header, _ in asks.unsure), *(header for header, _ in asks.known), *asks.ignored]
    typed = {f"h{number}": request.form.get(f"h{number}", "") for number in range(len(names))}
    known = {*words.COLUMNS, NOTHING}
    said = {name: typed[f"h{number}"] for number, name in enumerate(names) if typed[f"h{number}"] in known}
    unsaid = [header for header, _ in asks.unsure if header not in said]
    form = show(None, typed)
    for header in unsaid:
        form = form.blame(f"h{names.index(header)}", _l("Please choose one."))
    if form.ok:
        try:
            bringing.answer_headers(edge.session(), edge.me(), upload, said)
        except Refused as refused:
            edge.undo()
            at = f"h{names.index(refused.field)}" if refused.field in names else ""
            form = form.blame(at, say_refusal(refused))
    return edge.done(f"{HERE}/{upload_id}") if form.ok else _headers(_upload(upload_id), asks, form)


def _preview(upload: SheetUpload, told: Told, form: Read) -> Response:
    return edge.page(
        "services/preview.html",
        form=form,
        upload=upload,
        sheet=told,
        counts=say("counts", language(), **told.counts),
        columns=words.COLUMNS,
        explain=lambda error: explain(error, language()),
        state_word=lambda row: say(row.state, language()),
        say=words.cell,
        asked=words.understood,
        ticked=set(request.form.getlist("understood")) if "shown" in request.form else None,
        leaving=set(request.form.getlist("suspend")),
        hidden=_hidden(told.rows),
        mine=edge.me().organization_id,
    )


def _hidden(rows: Iterable[RowTold]) -> set[tuple[str, str]]:
    """Cells whose present text she may not see: where a confidential service of another organisation is."""
    keys = [uuid.UUID(row.key) for row in rows if row.key]
    known = edge.session().scalars(select(Service).where(Service.id.in_(keys), Service.confidential))
    others = [service for service in known if not access.knows_places(edge.me(), service)]
    return {(str(service.id), column) for service in others for column in words.NOT_TOLD}


@pages.post(f"{HERE}/<uuid:upload_id>")
def store(upload_id: uuid.UUID) -> Response:
    """All good rows together, or nothing; shown anew where the catalog has changed meanwhile."""
    upload, form = _upload(upload_id), read(AcceptForm, request.form)
    stored: list[int] = []

    def act() -> None:
        session, me = edge.session(), edge.me()
        reading = bringing.reading_of(session, me, upload)
        stored.append(bringing.store(session, me, reading, _agreed(form)))
        session.delete(upload)

    if bringing.is_long(upload):
        form = edge.attempt(form, lambda: work.accept_later(upload, _agreed(form)))
        return edge.done(f"{HERE}/{upload_id}") if form.ok else _look(_upload(upload_id), form)
    form = edge.attempt(form, act)
    if form.ok:
        return edge.done("/services", say("stored", language(), stored=stored[0]))
    return _look(_upload(upload_id), form)


def _agreed(form: Read) -> Agreed:
    marks, ticked = (frozenset(request.form.getlist(name)) for name in ("condition", "understood"))
    return Agreed(
        form.values["shown"],
        marks - ticked,
        marks,
        rest_as_words=bool(request.form.get("more")) and "rest" not in ticked,
        suspend=frozenset(filter(None, map(_key, request.form.getlist("suspend")))),
    )


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
