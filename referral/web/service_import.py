"""A sheet of services brought by a page: shown cell by cell first, stored when accepted, exactly as it was shown."""

import hashlib
import uuid
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial

from flask import Blueprint, Response, request
from sqlalchemy import delete, select

from catalog.models import Service
from catalog.tables.accept import Outdated, accept
from catalog.tables.file import MOST_BYTES, Unreadable, read_file
from catalog.tables.preview import Preview, PreviewRow, RowState, preview
from catalog.tables.shown import cells_of
from catalog.tables.understood import understand_all
from catalog.tables.wanted import CellError
from catalog.tables.words import explain, say
from referral import access
from referral.access import NotFound
from referral.i18n.speech import _l, language
from referral.loop.offering import locked_taken
from referral.loop.seats import taken
from referral.models import KeptForm
from referral.moment import now, today
from referral.refusals import Refused
from referral.sealing import keyring
from referral.states import Role
from referral.web import edge
from referral.web.forms import Read, Schema, Text, read, show
from referral.web.words import sheet as words

pages = Blueprint("service_import", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN, Role.BACKBONE)
KEPT_FOR = timedelta(minutes=30)
HERE = "/services/import"
MOST_SHOWN = 200
ORDER = (RowState.WRONG, RowState.CHANGED, RowState.NEW, RowState.UNTOUCHED)


class AcceptForm(Schema):
    """What was shown when it was accepted."""

    shown = Text(required=True)


@pages.get(HERE)
def form() -> Response:
    """Which file is brought."""
    return _form(show())


def _form(form: Read) -> Response:
    return edge.page("services/import.html", form=form, columns=words.COLUMNS)


@pages.post(HERE)
def bring() -> Response:
    """The file is kept for half an hour, sealed, and shown; nothing of it is stored."""
    data, form = _sent(), show()
    if not data:
        return _form(form.blame("sheet", _l("Please choose a file that is not empty.")))
    try:
        read_file(data)
    except Unreadable as wrong:
        return _form(form.blame("sheet", explain(CellError(0, None, wrong.code, wrong.values), language())))
    session = edge.session()
    session.execute(delete(KeptForm).where(KeptForm.until < now(session)))
    kept = KeptForm(
        user_id=edge.me().id,
        path=HERE,
        sealed=keyring(session).seal_json({"sheet": b64encode(data).decode()}),
        until=now(session) + KEPT_FOR,
    )
    session.add(kept)
    session.flush()
    return edge.done(f"{HERE}/{kept.id}")


def _sent() -> bytes:
    """The file, one byte more than is allowed at most; nothing where none was chosen."""
    sent = request.files.get("sheet")
    if sent is None:
        return b""
    with sent.stream as file:
        return file.read(MOST_BYTES + 1)


def _kept(kept_id: uuid.UUID) -> KeptForm:
    found = edge.session().get(KeptForm, kept_id)
    if found is None or found.user_id != edge.me().id or found.path != HERE or found.until < now(edge.session()):
        raise NotFound
    return found


def _preview(kept: KeptForm, given: Callable[..., dict[uuid.UUID, int]] = taken) -> Preview:
    """The sheet beside the catalog as it is now: a partner's own rows alone, the backbone's of all partners."""
    session, me = edge.session(), edge.me()
    own = None if me.has(Role.BACKBONE) else me.organization_id
    data = b64decode(keyring(session).open_json(kept.sealed)["sheet"])
    return preview(session, data, today(session), own=own, given=partial(given, session))


@pages.get(f"{HERE}/<uuid:kept_id>")
def look(kept_id: uuid.UUID) -> Response:
    """What the sheet would change, row by row."""
    kept = _kept(kept_id)
    return _look(_preview(kept), show())


def _look(sheet: Preview, form: Read) -> Response:
    rows = sorted(sheet.rows, key=lambda row: (ORDER.index(row.state), row.number))
    return edge.page(
        "services/preview.html",
        form=form,
        sheet=sheet,
        rows=rows[:MOST_SHOWN],
        more=max(0, len(rows) - MOST_SHOWN),
        good=sheet.counts.get(RowState.NEW, 0) + sheet.counts.get(RowState.CHANGED, 0),
        wrong=sheet.counts.get(RowState.WRONG, 0),
        counts=say("counts", language(), **{state.value: sheet.counts.get(state, 0) for state in RowState}),
        shown=fingerprint(sheet),
        columns=words.COLUMNS,
        explain=lambda error: explain(error, language()),
        state_word=lambda row: say(row.state, language()),
        say=words.cell,
        cells_of=cells_of,
        hidden=_hidden(rows[:MOST_SHOWN]),
    )


def _hidden(rows: Iterable[PreviewRow]) -> set[tuple[uuid.UUID, str]]:
    """Cells whose present text she may not see: where a confidential service of another organisation is."""
    known = select(Service).where(Service.id.in_([row.key for row in rows if row.key]), Service.confidential)
    others = [service for service in edge.session().scalars(known) if not access.knows_places(edge.me(), service)]
    return {(service.id, column) for service in others for column in words.WHERE}


def fingerprint(sheet: Preview) -> str:
    """Of all that a preview shows: what is accepted is what was seen."""
    return hashlib.sha256("\n".join(map(_line, sheet.rows)).encode()).hexdigest()


def _line(row: PreviewRow) -> str:
    return repr((row.number, row.state, row.changes, [(one.column, one.code) for one in row.errors], row.wanted))


@pages.post(f"{HERE}/<uuid:kept_id>")
def store(kept_id: uuid.UUID) -> Response:
    """All good rows together, or nothing; shown anew where the catalog has changed meanwhile."""
    kept, form = _kept(kept_id), read(AcceptForm, request.form)
    stored: list[int] = []

    def act() -> None:
        sheet = _preview(kept, locked_taken)
        if fingerprint(sheet) != form.values["shown"]:
            raise Refused("changed_meanwhile")
        try:
            stored.append(accept(edge.session(), sheet, understand_all))
        except Outdated:
            raise Refused("changed_meanwhile") from None
        edge.session().delete(kept)

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done("/services", say("stored", language(), stored=stored[0]))
    return _look(_preview(_kept(kept_id)), form)
