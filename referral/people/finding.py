"""Workers found again: by what somebody types, and those who may be the same woman under another spelling."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select, union_all
from sqlalchemy.orm import Session

from matching.same.compare import Same, Verdict, weigh
from matching.same.keys import keys
from matching.same.known import Known
from referral import access, asking
from referral.models import NameKey, User, Worker, WorkerStatus
from referral.people.merging import told_apart
from referral.sealing import keyring

CANDIDATES, LOOKED_THROUGH = 200, 3_000
UNKNOWN_YEAR = 200
MANY_SHARE_A_PHONE = 3
NAMES = ("name_bn", "name_en", "nickname")
THERE = (WorkerStatus.KNOWN, WorkerStatus.LISTED)
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
    """Who of the own organisation may be the same woman; `phone_of_many`: her number would be that of three women or more."""

    own: tuple[Worker, ...]
    phone_of_many: bool = False

    def __bool__(self) -> bool:
        return bool(self.own) or self.phone_of_many


def people_alike(session: Session, user: User, given: Mapping[str, Any], but: Worker | None = None) -> Alike:
    """What is asked before a woman is written down; of other organisations' records `people.elsewhere` tells."""
    own = tuple(one.worker for one in own_alike(session, user, given, but))
    return Alike(own, _shared(session, user, _mark(session, given), but))


@dataclass(frozen=True, slots=True)
class Double:
    """Another record of the own organisation that may be hers, and what speaks for and against it."""

    worker: Worker
    verdict: Verdict


def own_alike(session: Session, user: User, given: Mapping[str, Any], but: Worker | None = None) -> list[Double]:
    """Her organisation's records that may be of the woman who is being written down, the likeliest first; listed ones too."""
    return _doubles(session, user, given, _mark(session, given), but)


def doubles(session: Session, user: User, worker: Worker) -> list[Double]:
    """Her organisation's other records that may be of the same woman, the likeliest first; without those told apart."""
    apart = told_apart(session, worker)
    found = _doubles(session, user, telling(worker), worker.phone_fingerprint, worker)
    return [one for one in found if one.worker.id not in apart]


def _doubles(
    session: Session, user: User, given: Mapping[str, Any], mark: str | None, but: Worker | None
) -> list[Double]:
    which = [access.visible_workers(user), Worker.status.in_(THERE)]
    if but is not None:
        which.append(Worker.id != but.id)
    found = dict(likely(session, given, mark, *which))
    workers = session.scalars(select(Worker).where(Worker.id.in_(found), access.visible_workers(user))) if found else ()
    return sorted((Double(one, found[one.id]) for one in workers), key=lambda one: (-one.verdict.total, one.worker.id))


def likely(
    session: Session, given: Mapping[str, Any], mark: str | None, *which: ColumnElement[bool]
) -> list[tuple[uuid.UUID, Verdict]]:
    """The records of those `which` that may be hers, by id, each with the verdict."""
    this = _known(given, mark)
    rows = _candidates(session, given, mark, which)
    found = ((row.id, weigh(this, _known(row._asdict(), row.phone_fingerprint))) for row in rows)
    return [(worker_id, verdict) for worker_id, verdict in found if verdict.answer is not Same.DIFFERENT]


def _candidates(
    session: Session, given: Mapping[str, Any], mark: str | None, which: tuple[ColumnElement[bool], ...]
) -> Sequence[Row[Any]]:
    """Those with a name that sounds alike or with the same phone; where there are many, the likeliest alone."""
    sounds = {key for name in NAMES if given.get(name) for key in keys(given[name])}
    near = [select(NameKey.worker_id).where(NameKey.key.in_(sounds))] if sounds else []
    if mark is not None:
        near.append(select(Worker.id).where(Worker.phone_fingerprint == mark))
    if not near:
        return ()
    columns = [getattr(Worker, name) for name in TELLING]
    wanted = select(Worker.id, Worker.phone_fingerprint, *columns).where(Worker.id.in_(union_all(*near)), *which)
    if given.get("birth_year"):
        wanted = wanted.order_by(func.coalesce(func.abs(Worker.birth_year - given["birth_year"]), UNKNOWN_YEAR))
    rows = session.execute(wanted.order_by(Worker.id).limit(LOOKED_THROUGH)).all()
    return rows if len(rows) <= CANDIDATES else sorted(rows, key=_nearness(given, mark))[:CANDIDATES]


def _nearness(given: Mapping[str, Any], mark: str | None) -> Callable[[Row[Any]], tuple[bool, bool, int]]:
    """Same phone or card first, then a father's or husband's name that sounds alike, then the year of birth."""
    hers, card, born = _sounds(given.get("guardian_name")), given.get("nid_last4"), given.get("birth_year")

    def near(row: Row[Any]) -> tuple[bool, bool, int]:
        told = (mark is not None and row.phone_fingerprint == mark) or (card is not None and row.nid_last4 == card)
        apart = abs(row.birth_year - born) if born and row.birth_year else UNKNOWN_YEAR
        return not told, not hers & _sounds(row.guardian_name), apart

    return near


@lru_cache(50_000)
def _sounds(name: str | None) -> frozenset[str]:
    return frozenset(keys(name)) if name else frozenset()


def _mark(session: Session, given: Mapping[str, Any]) -> str | None:
    return keyring(session).fingerprint(given["phone"]) if given.get("phone") else None


def _shared(session: Session, user: User, mark: str | None, but: Worker | None) -> bool:
    """Whether two others or more have this phone already: at home, or elsewhere; one of each is not told of."""
    if mark is None:
        return False
    own = (access.visible_workers(user), Worker.status == WorkerStatus.KNOWN)
    sides = [
        select(Worker.id).where(Worker.phone_fingerprint == mark, *which) for which in (own, asking.findable(user))
    ]
    if but is not None:
        sides = [side.where(Worker.id != but.id) for side in sides]
    return any(len(session.scalars(side.limit(MANY_SHARE_A_PHONE)).all()) >= MANY_SHARE_A_PHONE - 1 for side in sides)


def telling(worker: Worker) -> dict[str, Any]:
    """What her record says that tells her from others, but for the phone."""
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
