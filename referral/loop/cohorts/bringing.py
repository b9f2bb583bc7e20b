"""A roster on its way: kept sealed for two hours, asked about, compared, and its women listed as they were shown."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.spelling import plain
from catalog.tables.headers import NOTHING
from matching.roster.reading import read
from matching.roster.wanted import Roster, Said
from referral.loop.cohorts.comparing import Preview, compared, roles_of
from referral.loop.cohorts.listing import Agreed, OfFile, store
from referral.loop.sheets.bringing import KEPT_FOR, OF_WORKERS
from referral.models import Cohort, SheetHeader, SheetUpload, User
from referral.moment import now, today
from referral.refusals import Refused
from referral.sealing import keyring

OF_ROSTER = "roster:"


def keep(session: Session, actor: User, name: str, data: bytes, asked: Mapping[str, Any]) -> SheetUpload:
    """The file with what was said of all its women; raises `Unreadable` where it is no table. Nobody is listed."""
    read(data, today(session), Said(guess=True))
    last_day = asked.get("last_day")
    answers = {
        "name": asked["name"],
        "place_code": asked["place_code"],
        "employment": asked.get("employment"),
        "last_day": last_day.isoformat() if last_day else None,
        "scheme": asked.get("scheme") or "",
    }
    upload = SheetUpload(
        user_id=actor.id,
        name="".join(filter(str.isprintable, name))[-200:],
        sealed=keyring(session).seal_bytes(data),
        state=OF_WORKERS,
        answers=answers,
        until=now(session) + KEPT_FOR,
    )
    session.add(upload)
    session.flush()
    return upload


def get_upload(session: Session, actor: User, upload_id: uuid.UUID) -> SheetUpload | None:
    """The actor's own roster, while its time is not over."""
    found = session.get(SheetUpload, upload_id)
    if found is None or found.state != OF_WORKERS or found.user_id != actor.id:
        return None
    return found if found.until >= now(session) else None


def roster_of(session: Session, actor: User, upload: SheetUpload) -> Roster:
    """The file read, with what was said of it and of earlier rosters."""
    remembered = select(SheetHeader.header, SheetHeader.column).where(
        SheetHeader.organization_id == actor.organization_id, SheetHeader.header.startswith(OF_ROSTER)
    )
    headers = {row.header.removeprefix(OF_ROSTER): row.column for row in session.execute(remembered)}
    said = Said(headers=headers, scheme=upload.answers.get("scheme", ""))
    data = keyring(session).open_bytes(upload.sealed)
    return read(data, today(session), said, roles=roles_of(session))


def answer(session: Session, actor: User, upload: SheetUpload, headers: Mapping[str, str], scheme: str) -> None:
    """What the headers mean, remembered for the organisation's next roster, and the scheme of the grades."""
    columns = [column for column in headers.values() if column != NOTHING]
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice is not None:
        raise Refused("column_twice", "")
    for header, column in headers.items():
        key = OF_ROSTER + plain(header)
        before = session.get(SheetHeader, (actor.organization_id, key))
        if before is None:
            session.add(SheetHeader(organization_id=actor.organization_id, header=key, column=column, said_by=actor.id))
        elif before.column != column:
            before.column, before.said_by, before.said_at = column, actor.id, now(session)
    session.flush()
    upload.answers = upload.answers | {"scheme": scheme or upload.answers.get("scheme", "")}
    if roster_of(session, actor, upload).missing:
        raise Refused("columns_missing")


def preview_of(session: Session, actor: User, roster: Roster) -> Preview:
    """The roster beside the records of the actor's organisation."""
    return compared(session, actor.organization_id, roster)


def list_women(
    session: Session, actor: User, upload: SheetUpload, sheet: Preview, agreed: Agreed
) -> tuple[Cohort | None, int]:
    """The cohort, and how many are new; the file is not kept any longer."""
    said = upload.answers
    last_day = date.fromisoformat(said["last_day"]) if said.get("last_day") else None
    of_file = OfFile(said["name"], said["place_code"], said.get("employment"), last_day)
    done = store(session, actor, sheet, of_file, agreed)
    session.delete(upload)
    return done
