"""Workers: a record made and changed, with a phone that is sealed and names that are found again in either script."""

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.same.keys import keys
from referral import access
from referral.models import NameKey, Person, PersonKind, User, Worker
from referral.moment import now
from referral.refusals import Refused
from referral.sealing import keyring
from referral.states import Party

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
FIELDS = (
    "name_bn", "name_en", "nickname", "guardian_name", "guardian_relation", "birth_year", "birth_year_about",
    "nid_last4", "phone_owner", "safe_way", "safe_time", "place_code", "area",
)  # fmt: skip


def new_worker(session: Session, actor: User, given: Mapping[str, Any]) -> Worker:
    """A worker of the actor's organisation. `given`: columns of `FIELDS`, `phone` (+8801…) and `facts`.

    Raises Refused for a member of staff's phone and where no name is given.
    """
    if not access.has_side(actor, Party.REFERRER):
        raise access.NotFound
    person = Person(organization_id=actor.organization_id, kind=PersonKind.WORKER, created_at=now(session))
    session.add(person)
    session.flush()
    worker = Worker(
        id=person.id,
        organization_id=actor.organization_id,
        code="".join(secrets.choice(LETTERS) for _ in range(6)),
        caseworker_id=actor.id,
        created_at=now(session),
        changed_at=now(session),
        seen_at=now(session),
    )
    _set(session, worker, given)
    session.add(worker)
    session.flush()
    return worker


def change_worker(session: Session, actor: User, worker: Worker, given: Mapping[str, Any], *, seen: int) -> None:
    """Other particulars; refused where somebody has changed her record since version `seen`."""
    access.get_worker(session, actor, worker.id)
    session.refresh(worker, with_for_update={"of": Worker})
    if worker.version != seen:
        raise Refused("changed_meanwhile")
    _set(session, worker, given)
    worker.changed_at = worker.seen_at = now(session)
    session.flush()


def put_right(session: Session, actor: User, worker: Worker, given: Mapping[str, Any]) -> None:
    """Some of her particulars as they are now; what is not in `given` stays."""
    access.get_worker(session, actor, worker.id)
    session.refresh(worker, with_for_update={"of": Worker})
    _set(session, worker, {"name_bn": worker.name_bn, "name_en": worker.name_en, **given})
    worker.changed_at = worker.seen_at = now(session)
    session.flush()


def _set(session: Session, worker: Worker, given: Mapping[str, Any]) -> None:
    if not (given.get("name_bn") or given.get("name_en")):
        raise Refused("write_a_name", "name_bn")
    for name in FIELDS:
        if name in given:
            setattr(worker, name, given[name])
    if "facts" in given:
        worker.facts = {code: value for code, value in given["facts"].items() if value not in (None, "", [])}
    if "phone" in given:
        _set_phone(session, worker, given["phone"])
    wanted = {key for name in (worker.name_bn, worker.name_en, worker.nickname) if name for key in keys(name)}
    worker.keys[:] = [known for known in worker.keys if known.key in wanted]
    worker.keys.extend(NameKey(key=key) for key in sorted(wanted - {known.key for known in worker.keys}))


def _set_phone(session: Session, worker: Worker, phone: str | None) -> None:
    if phone is None:
        worker.phone_sealed = worker.phone_fingerprint = None
        return
    if session.scalar(select(User.id).where(User.phone == phone, User.ended_at.is_(None)).limit(1)):
        raise Refused("staff_phone", "phone")
    ring = keyring(session)
    worker.phone_sealed, worker.phone_fingerprint = ring.seal(phone), ring.fingerprint(phone)


def phone_of(session: Session, worker: Worker) -> str | None:
    """Her phone, opened; for her own organisation's pages."""
    return keyring(session).open(worker.phone_sealed) if worker.phone_sealed else None
