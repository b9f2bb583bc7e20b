"""Workers: a record made and changed, found again across scripts, and a warning when she may be there already."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from matching.people import Known, Same, compare, keys
from referral import access
from referral.models import Child, NameKey, Person, PersonKind, User, Worker, WorkerStatus
from referral.moment import now
from referral.refusals import Refused
from referral.sealing import keyring
from referral.states import Party

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
FIELDS = (
    "name_bn", "name_en", "nickname", "guardian_name", "guardian_relation", "birth_year", "birth_year_about",
    "nid_last4", "phone_owner", "safe_way", "safe_time", "place_code", "area",
)  # fmt: skip
CANDIDATES = 200


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


def find_workers(session: Session, user: User, words: str | None, limit: int = 30) -> list[Worker]:
    """Her organisation's workers by name in either script, code or whole phone; without words the last seen ones."""
    wanted = select(Worker).where(access.visible_workers(user), Worker.status != WorkerStatus.LEFT)
    if words:
        wanted = wanted.where(_matches(session, words.strip()))
    return list(session.scalars(wanted.order_by(Worker.seen_at.desc(), Worker.id).limit(limit)))


def _matches(session: Session, words: str) -> ColumnElement[bool]:
    digits = "".join(sign for sign in words if sign.isdecimal())
    ways: list[ColumnElement[bool]] = [Worker.code == words.upper()]
    if len(digits) >= 10:
        local = f"+880{int(digits[-10:])!s}"
        ways.append(Worker.phone_fingerprint == keyring(session).fingerprint(local))
    found = keys(words)
    if found:
        ways.append(Worker.id.in_(select(NameKey.worker_id).where(NameKey.key.in_(found))))
    return or_(*ways)


@dataclass(frozen=True, slots=True)
class Alike:
    """Who may be the same woman: the own organisation's records, and whether another's may be one (no more is told)."""

    own: tuple[Worker, ...]
    elsewhere: bool

    def __bool__(self) -> bool:
        return bool(self.own) or self.elsewhere


def people_alike(session: Session, user: User, given: Mapping[str, Any], but: Worker | None = None) -> Alike:
    """Records that may be of the same woman, found by name keys and phone over the whole consortium."""
    ring = keyring(session)
    mark = ring.fingerprint(given["phone"]) if given.get("phone") else None
    wanted = {key for name in ("name_bn", "name_en", "nickname") if given.get(name) for key in keys(given[name])}
    near = or_(
        Worker.id.in_(select(NameKey.worker_id).where(NameKey.key.in_(wanted))), Worker.phone_fingerprint == mark
    )
    found = select(Worker).where(near, Worker.status == WorkerStatus.KNOWN)
    if but is not None:
        found = found.where(Worker.id != but.id)
    this = _known(given, mark)
    alike = [
        other
        for other in session.scalars(found.order_by(Worker.id).limit(CANDIDATES))
        if compare(this, _known({name: getattr(other, name) for name in FIELDS}, other.phone_fingerprint))
        is not Same.DIFFERENT
    ]
    own = tuple(worker for worker in alike if worker.organization_id == user.organization_id)
    return Alike(own, len(own) < len(alike))


def _known(values: Mapping[str, Any], phone: str | None) -> Known:
    return Known(
        name_bn=values.get("name_bn"),
        name_en=values.get("name_en"),
        nickname=values.get("nickname"),
        relative=values.get("guardian_name"),
        birth_year=values.get("birth_year"),
        phone=phone,
        place=values.get("place_code"),
        nid_last4=values.get("nid_last4"),
    )


def set_children(session: Session, actor: User, worker: Worker, children: Sequence[Mapping[str, Any]]) -> None:
    """Her children as given: `id` of a known one or None, `name`, `birth_month`, `month_known`, `school`.

    One that is no longer named stays while anything refers to her or him; that is not this form's to undo.
    """
    access.get_worker(session, actor, worker.id)
    known = {child.id: child for child in worker.children}
    for given in children:
        child = known.get(given["id"]) if given.get("id") else None
        if child is None:
            person = Person(organization_id=worker.organization_id, kind=PersonKind.CHILD, created_at=now(session))
            session.add(person)
            session.flush()
            child = Child(id=person.id, organization_id=worker.organization_id, worker_id=worker.id)
            session.add(child)
        child.name, child.birth_month, child.school = given.get("name"), given.get("birth_month"), given.get("school")
        child.month_known = bool(given.get("month_known", True))
    session.flush()
    session.expire(worker, ["children"])
