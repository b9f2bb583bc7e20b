"""Long sheets, read and stored by the clock: one at a time each, in small steps that a killed clock can be taken from."""

import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from catalog.base import now
from referral.loop.sheets import bringing
from referral.loop.sheets.bringing import Agreed, asked, must_answer_letters, preview_of, reading_of, store
from referral.loop.sheets.told import Told, to_json, told_of
from referral.models import SheetUpload, User
from referral.refusals import Refused
from referral.sealing import keyring

LEASE = timedelta(minutes=3)
OpenSession = Callable[..., Session]


def accept_later(upload: SheetUpload, agreed: Agreed) -> None:
    """The clock will store it; a second click changes nothing."""
    if upload.state == "read":
        plain = asdict(agreed) | {
            name: sorted(map(str, getattr(agreed, name))) for name in ("as_words", "marks", "suspend")
        }
        upload.answers, upload.state = upload.answers | {"agreed": plain}, "accepted"


def work(open_session: OpenSession, at: datetime) -> int:
    """Do what long sheets wait for; how many steps that were. Any number of clocks may work at the same time."""
    done = 0
    while (claimed := _claim(open_session, at)) is not None:
        upload_id, state, user_id = claimed
        try:
            (_read if state == "brought" else _store)(open_session, upload_id, user_id)
        except OperationalError:
            raise
        except Exception as error:
            structlog.get_logger().error("sheet_failed", upload=str(upload_id), error=type(error).__name__)
            _fail(open_session, upload_id)
        done += 1
    return done


def _fail(open_session: OpenSession, upload_id: uuid.UUID) -> None:
    """A sheet that nobody foresaw is put aside, so that the clock goes on."""
    with open_session() as session:
        session.execute(update(SheetUpload).where(SheetUpload.id == upload_id).values(state="failed"))
        session.commit()


def _claim(open_session: OpenSession, at: datetime) -> tuple[uuid.UUID, str, uuid.UUID] | None:
    with open_session() as session:
        free = select(SheetUpload).where(
            SheetUpload.state.in_(("brought", "accepted")),
            SheetUpload.rows > bringing.LONG,
            or_(SheetUpload.leased_until.is_(None), SheetUpload.leased_until < now()),
            SheetUpload.until >= at,
        )
        for upload in session.scalars(free.order_by(SheetUpload.brought_at).with_for_update(skip_locked=True)):
            asks = asked(session, upload)
            if must_answer_letters(session, upload) or asks.headers:
                continue
            upload.leased_until = now() + LEASE
            session.commit()
            return upload.id, upload.state, upload.user_id
    return None


def _read(open_session: OpenSession, upload_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Compared with a session that only reads; how far it is is told after each some hundred rows."""

    def progress(done: int) -> None:
        with open_session() as telling:
            telling.execute(
                update(SheetUpload)
                .where(SheetUpload.id == upload_id)
                .values(rows_done=done, leased_until=now() + LEASE)
            )
            telling.commit()

    with open_session(user_id, writes=False) as session:
        upload, actor = session.get(SheetUpload, upload_id), session.get_one(User, user_id)
        if upload is None:
            return
        answers = upload.answers
        told = told_of(preview_of(session, actor, reading_of(session, actor, upload), progress=progress))
        session.rollback()
    _tell(open_session, upload_id, told, answers)


def _tell(
    open_session: OpenSession, upload_id: uuid.UUID, told: Told, answers: dict[str, Any], *, changed: bool = False
) -> None:
    with open_session() as session:
        upload = session.get(SheetUpload, upload_id, with_for_update=True)
        if upload is None or upload.answers != answers:
            return
        kept = keyring(session).open_json(upload.told or b"")
        upload.told = keyring(session).seal_json(kept | {"rows": to_json(told) | {"changed": changed}})
        upload.state, upload.leased_until = "read", None
        session.commit()


def _store(open_session: OpenSession, upload_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """All of it in one transaction; where something was changed since it was shown, it is shown anew."""
    with open_session(user_id, writes=False) as session:
        upload = session.get(SheetUpload, upload_id)
        if upload is None:
            return
        reading = reading_of(session, session.get_one(User, user_id), upload)
        answers, agreed = upload.answers, agreed_from(upload.answers["agreed"])
        session.rollback()
    with open_session(user_id) as session:
        try:
            stored = store(session, session.get_one(User, user_id), reading, agreed)
            ended = session.get_one(SheetUpload, upload_id)
            ended.stored, ended.state, ended.leased_until = stored, "stored", None
            session.commit()
            return
        except (Refused, IntegrityError, StaleDataError):
            session.rollback()
    with open_session(user_id, writes=False) as session:
        told = told_of(preview_of(session, session.get_one(User, user_id), reading))
        session.rollback()
    _tell(open_session, upload_id, told, answers, changed=True)


def agreed_from(kept: dict[str, Any]) -> Agreed:
    """What somebody agreed to, as it was kept."""
    return Agreed(
        kept["shown"],
        frozenset(kept["as_words"]),
        frozenset(kept["marks"]),
        kept["rest_as_words"],
        frozenset(map(uuid.UUID, kept["suspend"])),
    )
