"""Two records of one woman within one organisation: merged by a person, undone at any time, or told apart for good.

The merged record stays as history with its own values (status `left`); `Merge.moved` holds what went over: `rows` by
table and column; `Merge.sealed` what is personal: `changed` the kept record's values before and after, `keys` the names
under which it is found besides. How it is undone stands in `people.unmerging`.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Table, and_, exists, select, update
from sqlalchemy.orm import Session

from referral import access
from referral.models import (
    Child,
    CohortLine,
    CohortMember,
    Consent,
    Disclosure,
    ElsewhereLook,
    Grant,
    HandOver,
    LinkOpening,
    LinkQuestion,
    LinkRequest,
    Merge,
    NameKey,
    Need,
    Plan,
    Referral,
    SamePerson,
    Seat,
    ToldApart,
    User,
    Worker,
    WorkerStatus,
)  # fmt: skip
from referral.moment import now
from referral.refusals import Refused
from referral.sealing import keyring
from referral.states import LIVE


class Moving(NamedTuple):
    """A column that names her; a row stays where the kept one has a row that is equal in `beside`."""

    model: Any
    column: str
    beside: tuple[str, ...] = ()


MOVES = (
    Moving(Need, "person_id"),
    Moving(Referral, "person_id"),
    Moving(Seat, "person_id"),
    Moving(Consent, "person_id"),
    Moving(Grant, "person_id"),
    Moving(Disclosure, "person_id"),
    Moving(Child, "worker_id"),
    Moving(Plan, "worker_id"),
    Moving(CohortMember, "worker_id", ("cohort_id",)),
    Moving(CohortLine, "worker_id", ("run_id", "need_code")),
    Moving(SamePerson, "one_id", ("other_id",)),
    Moving(SamePerson, "other_id", ("one_id",)),
    Moving(ElsewhereLook, "worker_id", ("day", "asked")),
    Moving(LinkRequest, "worker_id"),
    Moving(LinkQuestion, "worker_id"),
    Moving(LinkOpening, "person_id"),
)
LEFT_BEHIND = frozenset(
    {
        "worker.id", "child.id", "name_key.worker_id", "hand_over.worker_id", "merge.kept_id", "merge.merged_id",
        "told_apart.one_id", "told_apart.other_id",
    }
)  # fmt: skip
FIELDS: Mapping[str, tuple[str, ...]] = {
    "name_bn": ("name_bn",),
    "name_en": ("name_en",),
    "nickname": ("nickname",),
    "guardian_name": ("guardian_name", "guardian_relation"),
    "birth_year": ("birth_year", "birth_year_about"),
    "nid_last4": ("nid_last4",),
    "phone": ("phone_fingerprint", "phone_owner", "phone_sealed"),
    "safe_way": ("safe_way", "safe_time"),
    "place_code": ("place_code", "area"),
}
FACT = "fact-"


@dataclass(frozen=True, slots=True)
class Field:
    """What both records say of one thing; `asked` where both know it and differ."""

    code: str
    kept: Any
    merged: Any

    @property
    def asked(self) -> bool:
        """Whether a person has to choose."""
        return self.kept is not None and self.merged is not None and self.kept != self.merged


def fields(kept: Worker, merged: Worker) -> list[Field]:
    """Everything that one of the two knows, side by side; the phone as its fingerprint."""
    found = [Field(code, _told(kept, code), _told(merged, code)) for code in FIELDS]
    facts = sorted({*kept.facts, *merged.facts})
    found += [Field(FACT + code, kept.facts.get(code), merged.facts.get(code)) for code in facts]
    return [one for one in found if one.kept is not None or one.merged is not None]


def _told(worker: Worker, code: str) -> tuple[Any, ...] | None:
    values = tuple(getattr(worker, name) for name in FIELDS[code] if name != "phone_sealed")
    return values if values[0] is not None else None


def merge(
    session: Session, actor: User, kept: Worker, merged: Worker, chosen: Mapping[str, str], *, seen: tuple[int, int]
) -> Merge:
    """What hangs on `merged` goes to `kept`. `chosen`: kept or merged, for each field that both know and that differs.

    Refused where somebody has changed one of them since the versions `seen`, and where they can't be one record.
    """
    if kept.id == merged.id:
        raise Refused("same_record")
    lock(session, actor, kept, merged)
    if seen != (kept.version, merged.version):
        raise Refused("changed_meanwhile")
    _look(session, kept, merged)
    changed = _join(kept, merged, chosen)
    rows = {f"{one.model.__tablename__}.{one.column}": _move(session, one, kept.id, merged.id) for one in MOVES}
    known = {key.key for key in kept.keys}
    besides = sorted({key.key for key in merged.keys} - known)
    kept.keys.extend(NameKey(key=key) for key in besides)
    moved = {"rows": rows, "status": merged.status.value}
    sealed = keyring(session).seal_json({"changed": changed, "keys": besides})
    merged.status = WorkerStatus.LEFT
    kept.changed_at = now(session)
    row = Merge(
        organization_id=kept.organization_id, kept_id=kept.id, merged_id=merged.id, merged_by_id=actor.id,
        merged_at=now(session), moved=moved, sealed=sealed,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.expire_all()
    return row


def lock(session: Session, actor: User, *workers: Worker) -> None:
    """Both rows, always in one order, so that two who merge at once wait for each other."""
    for worker in sorted(workers, key=lambda one: one.id):
        access.get_worker(session, actor, worker.id)
        session.refresh(worker, with_for_update={"of": Worker})


def _look(session: Session, kept: Worker, merged: Worker) -> None:
    if WorkerStatus.LEFT in (kept.status, merged.status):
        raise Refused("record_closed")
    if kept.status is WorkerStatus.LISTED and merged.status is WorkerStatus.KNOWN:
        raise Refused("keep_the_known")
    both = (kept.id, merged.id)
    waiting = select(HandOver.id).where(HandOver.worker_id.in_(both), HandOver.answered_at.is_(None))
    if session.scalar(waiting.limit(1)):
        raise Refused("offered_already")
    live = select(Referral.service_id).where(Referral.state.in_(LIVE), ~Referral.confidential)
    hers, others = (set(session.scalars(live.where(Referral.person_id == one))) for one in both)
    if hers & others:
        raise Refused("both_live")


def _join(kept: Worker, merged: Worker, chosen: Mapping[str, str]) -> dict[str, list[Any]]:
    """The kept record takes what it lacks and what was chosen; by column or fact, what stood there before and stands now."""
    changed: dict[str, list[Any]] = {}
    facts = dict(kept.facts)
    for field in fields(kept, merged):
        if field.asked and chosen.get(field.code) not in ("kept", "merged"):
            raise Refused("choose_each", field.code)
        if field.merged is None or (field.kept is not None and not (field.asked and chosen[field.code] == "merged")):
            continue
        if field.code.startswith(FACT):
            facts[field.code.removeprefix(FACT)] = field.merged
            changed[field.code] = [field.kept, field.merged]
            continue
        for name in FIELDS[field.code]:
            changed[name] = [plain(getattr(kept, name)), plain(getattr(merged, name))]
            setattr(kept, name, getattr(merged, name))
    kept.facts = facts
    return changed


def plain(value: Any) -> Any:
    """A column's value as it stands in JSON."""
    return value.decode() if isinstance(value, bytes) else value


def _move(session: Session, moving: Moving, kept: uuid.UUID, merged: uuid.UUID) -> list[list[str]]:
    """The rows that went over, each by its primary key without the column itself."""
    table: Table = moving.model.__table__
    column, own = table.c[moving.column], own_key(table, moving.column)
    wanted = select(*own).where(column == merged)
    if moving.beside:
        there = table.alias()
        equal = (there.c[name] == table.c[name] for name in moving.beside)
        wanted = wanted.where(~exists().where(there.c[moving.column] == kept, *equal))
    rows = session.execute(wanted).all()
    for row in rows:
        this = and_(column == merged, *(part == value for part, value in zip(own, row, strict=True)))
        session.execute(update(table).where(this).values({column.name: kept}))
    return [[str(value) for value in row] for row in rows]


def own_key(table: Table, column: str) -> list[Any]:
    """The primary key of a table without the column that names her."""
    return [part for part in table.primary_key.columns if part.name != column]


def tell_apart(session: Session, actor: User, one: Worker, other: Worker) -> None:
    """They are two women; nobody is asked about them again."""
    if one.id == other.id:
        raise Refused("same_record")
    lock(session, actor, one, other)
    if other.id not in told_apart(session, one):
        session.add(ToldApart(one_id=one.id, other_id=other.id, said_by_id=actor.id, said_at=now(session)))
        session.flush()


def told_apart(session: Session, worker: Worker) -> set[uuid.UUID]:
    """The records of which somebody has said that they are another woman's."""
    ones = session.scalars(select(ToldApart.other_id).where(ToldApart.one_id == worker.id))
    return {*ones, *session.scalars(select(ToldApart.one_id).where(ToldApart.other_id == worker.id))}


def merged_into(session: Session, worker: Worker) -> list[tuple[Merge, str]]:
    """What was merged into this record and can be undone, with the other's code; the last first."""
    wanted = select(Merge, Worker.code).join(Worker, Worker.id == Merge.merged_id)
    mine = wanted.where(Merge.kept_id == worker.id, Merge.undone_at.is_(None)).order_by(Merge.merged_at.desc())
    return [(row, code) for row, code in session.execute(mine)]
