"""A sheet of services that somebody brings: kept, asked about, compared, and stored as it was shown or not at all."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Organization, Service
from catalog.spelling import plain
from catalog.tables.accept import Outdated, accept
from catalog.tables.headers import NOTHING
from catalog.tables.preview import Preview, Progress, compare, untold
from catalog.tables.reading import Reading, Said, understand
from catalog.tables.understood import mark, rules_unless
from referral import access
from referral.loop.ending import suspend
from referral.loop.joining import all_entered
from referral.loop.offering import locked_taken
from referral.loop.seats import taken
from referral.loop.sheets.told import Asked, asked_from, asked_of, fingerprint, to_json
from referral.models import SheetHeader, SheetUpload, User
from referral.moment import now, today
from referral.refusals import Refused
from referral.sealing import keyring
from referral.states import Role

KEPT_FOR = timedelta(hours=2)
LONG = 1000
OF_WORKERS = "roster"
Given = Callable[[Session, Any], dict[uuid.UUID, int]]


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was shown when somebody accepted it, and which parts of it she did not want, or wanted besides.

    `as_words` are marks of conditions that stay words; `rest_as_words`: those that were not shown stay so too. `suspend`
    are services whose rows are gone.
    """

    shown: str
    as_words: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    rest_as_words: bool = False
    suspend: frozenset[uuid.UUID] = frozenset()

    def refuses(self, text: str) -> bool:
        """Whether a condition is to stay in words."""
        known = mark(text)
        return known in self.as_words if known in self.marks else self.rest_as_words


def own_organization(actor: User) -> uuid.UUID | None:
    """Whose rows alone the actor may bring; None for the backbone, which brings those of all partners."""
    return None if actor.has(Role.BACKBONE) else actor.organization_id


def keep(session: Session, actor: User, name: str, data: bytes) -> SheetUpload:
    """The file, sealed for two hours; raises `Unreadable` where it is no table. Nothing of it is stored."""
    shown = "".join(filter(str.isprintable, name))[-200:]
    upload = SheetUpload(
        user_id=actor.id, name=shown, sealed=keyring(session).seal_bytes(data), until=now(session) + KEPT_FOR
    )
    _look_into(session, actor, upload, data)
    session.add(upload)
    session.flush()
    return upload


def get_upload(session: Session, actor: User, upload_id: uuid.UUID) -> SheetUpload | None:
    """The actor's own, while its time is not over."""
    found = session.get(SheetUpload, upload_id)
    its = found is not None and found.user_id == actor.id and found.state != OF_WORKERS
    return found if found and its and found.until >= now(session) else None


def asked(session: Session, upload: SheetUpload) -> Asked:
    """What is to be asked about the file."""
    return asked_from(keyring(session).open_json(upload.told)["asked"]) if upload.told else Asked()


def is_long(upload: SheetUpload) -> bool:
    """Whether it is read and stored by the clock, since a request would take too long."""
    return upload.rows > LONG


def must_answer_letters(session: Session, upload: SheetUpload) -> bool:
    """Whether she has still to say that it is typed in a Bijoy font."""
    return "bijoy" not in upload.answers and bool(asked(session, upload).samples)


def answer_letters(session: Session, actor: User, upload: SheetUpload, bijoy: bool) -> None:
    """Whether the file is typed in a Bijoy font, as she says."""
    _answer(session, actor, upload, bijoy=bijoy)


def answer_headers(session: Session, actor: User, upload: SheetUpload, said: Mapping[str, str]) -> None:
    """What headers mean: a column of ours, or nothing; remembered for the next sheet of the organisation."""
    columns = [column for column in said.values() if column != NOTHING]
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice is not None:
        raise Refused("column_twice", next(header for header, column in said.items() if column == twice))
    for header, column in said.items():
        _remember(session, actor, plain(header), column)
    known = upload.answers.get("headers", {})
    _answer(session, actor, upload, headers=known | {plain(header): column for header, column in said.items()})
    if asked(session, upload).missing:
        raise Refused("columns_missing")


def _remember(session: Session, actor: User, header: str, column: str) -> None:
    before = session.get(SheetHeader, (actor.organization_id, header))
    if before is None:
        session.add(SheetHeader(organization_id=actor.organization_id, header=header, column=column, said_by=actor.id))
    elif before.column != column:
        before.column, before.said_by, before.said_at = column, actor.id, now(session)


def _answer(session: Session, actor: User, upload: SheetUpload, **answers: Any) -> None:
    upload.answers = upload.answers | answers
    upload.state, upload.rows_done, upload.leased_until = "brought", 0, None
    _look_into(session, actor, upload, keyring(session).open_bytes(upload.sealed))


def _look_into(session: Session, actor: User, upload: SheetUpload, data: bytes) -> None:
    reading = understand(data, said_of(session, actor, upload))
    upload.rows = reading.size
    upload.told = keyring(session).seal_json({"asked": to_json(asked_of(reading))})


def said_of(session: Session, actor: User, upload: SheetUpload) -> Said:
    """All that is known of the file: what the organisation said of headers before, and what she says now."""
    remembered = select(SheetHeader.header, SheetHeader.column).filter_by(organization_id=actor.organization_id)
    headers = {row.header: row.column for row in session.execute(remembered)} | upload.answers.get("headers", {})
    own = own_organization(actor)
    owner = None if own is None else actor.organization.name_bn or actor.organization.name_en
    return Said(headers=headers, bijoy=upload.answers.get("bijoy"), owner=owner)


def reading_of(session: Session, actor: User, upload: SheetUpload) -> Reading:
    """The file with its headers understood."""
    return understand(keyring(session).open_bytes(upload.sealed), said_of(session, actor, upload))


def preview_of(
    session: Session, actor: User, reading: Reading, given: Given = taken, progress: Progress = untold
) -> Preview:
    """The file beside the catalog as it is now; of a confidential service only who answers for it sets fewer seats."""
    own, day = own_organization(actor), today(session)
    named = partial(access.is_focal, session, actor)
    return compare(session, reading, day, own, given=partial(given, session), may_lower=named, progress=progress)


def store(session: Session, actor: User, reading: Reading, agreed: Agreed) -> int:
    """All good rows together, exactly as they were shown; how many services are new or changed.

    Whoever stores a sheet of the same organisation at the same time waits here, and is then told.
    """
    own = own_organization(actor)
    if own is not None:
        session.get_one(Organization, own, with_for_update={"key_share": True})
        session.expire_all()
    sheet = preview_of(session, actor, reading, locked_taken)
    if fingerprint(sheet) != agreed.shown:
        raise Refused("changed_meanwhile")
    try:
        stored = accept(session, sheet, rules_unless(agreed.refuses))
    except Outdated:
        raise Refused("changed_meanwhile") from None
    offered = {one.key for one in sheet.vanished if one.organization_id == actor.organization_id}
    for key in sorted(agreed.suspend & offered):
        suspend(session, actor, session.get_one(Service, key))
    if own is not None:
        all_entered(session, actor)
    return stored
