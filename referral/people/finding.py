"""Workers found again: by what somebody types, and those who may be the same woman under another spelling."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from matching.same.compare import Same, Verdict, compare, weigh
from matching.same.keys import keys
from matching.same.known import Known
from referral import access
from referral.models import NameKey, User, Worker, WorkerStatus
from referral.people.merging import told_apart
from referral.sealing import keyring

CANDIDATES = 200
MANY_SHARE_A_PHONE = 3
NAMES = ("name_bn", "name_en", "nickname")
TELLING = (*NAMES, "guardian_name", "guardian_relation", "birth_year", "place_code", "nid_last4")


def find_workers(session: Session, user: User, words: str | None, limit: int = 30) -> list[Worker]:
    """Her organisation's workers by name in either script, code or whole phone; without words the last changed ones."""
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
        ways.append(_has_key(found))
    return or_(*ways)


def _has_key(wanted: set[str]) -> ColumnElement[bool]:
    return Worker.id.in_(select(NameKey.worker_id).where(NameKey.key.in_(wanted)))


@dataclass(frozen=True, slots=True)
class Alike:
    """Who may be the same woman: the own organisation's records, and whether another's may be one (no more is told).

    `phone_of_many`: her number would be that of three women or more.
    """

    own: tuple[Worker, ...]
    elsewhere: bool
    phone_of_many: bool = False

    def __bool__(self) -> bool:
        return bool(self.own) or self.elsewhere or self.phone_of_many


def people_alike(session: Session, user: User, given: Mapping[str, Any], but: Worker | None = None) -> Alike:
    """Records that may be of the same woman, found by name keys and phone over the whole consortium."""
    mark = keyring(session).fingerprint(given["phone"]) if given.get("phone") else None
    this = _known(given, mark)
    found = [
        [
            other
            for other in _candidates(session, given, mark, but, Worker.organization_id.op(sign)(user.organization_id))
            if compare(this, _known(_telling(other), other.phone_fingerprint)) is not Same.DIFFERENT
        ]
        for sign in ("=", "<>")
    ]
    return Alike(tuple(found[0]), bool(found[1]), _shared(session, mark, but))


@dataclass(frozen=True, slots=True)
class Double:
    """Another record of the own organisation that may be hers, and what speaks for and against it."""

    worker: Worker
    verdict: Verdict


def doubles(session: Session, user: User, worker: Worker) -> list[Double]:
    """Her organisation's other records that may be of the same woman, the likeliest first; without those told apart."""
    given, mark = _telling(worker), worker.phone_fingerprint
    this, apart = _known(given, mark), told_apart(session, worker)
    found = [
        Double(other, weigh(this, _known(_telling(other), other.phone_fingerprint)))
        for other in _candidates(session, given, mark, worker, access.visible_workers(user))
        if other.id not in apart
    ]
    likely = [one for one in found if one.verdict.answer is not Same.DIFFERENT]
    return sorted(likely, key=lambda one: -one.verdict.total)


def _candidates(
    session: Session, given: Mapping[str, Any], mark: str | None, but: Worker | None, whose: ColumnElement[bool]
) -> list[Worker]:
    """Those with a name that sounds alike or with the same phone; the likeliest first, where there are many."""
    near = [_has_key({key for name in NAMES if given.get(name) for key in keys(given[name])})]
    telling = [Worker.nid_last4 == given["nid_last4"]] if given.get("nid_last4") else []
    if mark is not None:
        near.append(Worker.phone_fingerprint == mark)
        telling.append(Worker.phone_fingerprint == mark)
    wanted = select(Worker).where(or_(*near), whose, Worker.status == WorkerStatus.KNOWN)
    if but is not None:
        wanted = wanted.where(Worker.id != but.id)
    if telling:
        wanted = wanted.order_by(case((or_(*telling), 0), else_=1))
    if given.get("birth_year"):
        wanted = wanted.order_by(func.coalesce(func.abs(Worker.birth_year - given["birth_year"]), CANDIDATES))
    return list(session.scalars(wanted.order_by(Worker.id).limit(CANDIDATES)))


def _shared(session: Session, mark: str | None, but: Worker | None) -> bool:
    """Whether two others or more have this phone already."""
    if mark is None:
        return False
    others = select(Worker.id).where(Worker.phone_fingerprint == mark, Worker.status == WorkerStatus.KNOWN)
    if but is not None:
        others = others.where(Worker.id != but.id)
    return len(session.scalars(others.limit(MANY_SHARE_A_PHONE)).all()) >= MANY_SHARE_A_PHONE - 1


def _telling(worker: Worker) -> dict[str, Any]:
    return {name: getattr(worker, name) for name in TELLING}


def _known(values: Mapping[str, Any], phone: str | None) -> Known:
    return Known(
        name_bn=values.get("name_bn"),
        name_en=values.get("name_en"),
        nickname=values.get("nickname"),
        relative=values.get("guardian_name"),
        relation=values.get("guardian_relation"),
        birth_year=values.get("birth_year"),
        phone=phone,
        place=values.get("place_code"),
        nid_last4=values.get("nid_last4"),
    )
