"""A merge of two records undone: all that went over goes back. What it keeps of her for that is sealed, and not for ever."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, and_, or_, select, update
from sqlalchemy.orm import Session

from matching.same.keys import keys
from referral import access
from referral.models import Merge, Referral, Seat, User, Worker, WorkerStatus
from referral.moment import now
from referral.people.merging import FACT, MOVES, Moving, lock, own_key, plain
from referral.refusals import Refused
from referral.sealing import keyring

KEPT_FOR = timedelta(days=3 * 365)
"""How long a merge can be undone; then what stood in the kept record before is gone."""


def undo(session: Session, actor: User, row: Merge) -> None:
    """Everything that moved goes back, and values that nobody has changed since; what happened since stays."""
    kept, merged = (access.get_worker(session, actor, one) for one in (row.kept_id, row.merged_id))
    lock(session, actor, kept, merged)
    session.refresh(row, with_for_update=True)
    if row.undone_at is not None:
        raise Refused("undone_already")
    if row.sealed is None:
        raise Refused("merge_values_gone")
    if access.current_worker(session, kept.id) != kept.id:
        raise Refused("undo_later_first")
    for moving in MOVES:
        _move_back(session, moving, row)
    _follow_needs(session, row)
    told, facts = keyring(session).open_json(row.sealed), dict(kept.facts)
    for code, (before, after) in told["changed"].items():
        _restore(kept, facts, code, before, after)
    kept.facts = facts
    own = {key for name in (kept.name_bn, kept.name_en, kept.nickname) if name for key in keys(name)}
    kept.keys[:] = [key for key in kept.keys if key.key in own or key.key not in told["keys"]]
    merged.status = WorkerStatus(row.moved["status"])
    kept.changed_at = merged.changed_at = row.undone_at = now(session)
    row.undone_by_id, row.sealed = actor.id, None
    session.flush()
    session.expire_all()


def _move_back(session: Session, moving: Moving, row: Merge) -> None:
    table: Table = moving.model.__table__
    column, own = table.c[moving.column], own_key(table, moving.column)
    for key in row.moved["rows"][f"{table.name}.{column.name}"]:
        values = (uuid.UUID(one) if part.name.endswith("id") else one for part, one in zip(own, key, strict=True))
        this = and_(column == row.kept_id, *(part == value for part, value in zip(own, values, strict=True)))
        session.execute(update(table).where(this).values({column.name: row.merged_id}))


def _follow_needs(session: Session, row: Merge) -> None:
    """A referral made since for a need that went back goes with its need, and its seat with it."""
    needs = [uuid.UUID(one) for (one,) in row.moved["rows"]["need.person_id"]]
    made = select(Referral.id).where(Referral.need_id.in_(needs), Referral.person_id == row.kept_id)
    referrals = session.scalars(made).all()
    session.execute(update(Seat).where(Seat.referral_id.in_(referrals)).values(person_id=row.merged_id))
    session.execute(update(Referral).where(Referral.id.in_(referrals)).values(person_id=row.merged_id))


def _restore(kept: Worker, facts: dict[str, Any], code: str, before: Any, after: Any) -> None:
    if code.startswith(FACT):
        name = code.removeprefix(FACT)
        if facts.get(name) == after:
            facts.pop(name) if before is None else facts.update({name: before})
    elif plain(getattr(kept, code)) == after:
        sealed = code == "phone_sealed" and before is not None
        setattr(kept, code, before.encode() if sealed else before)


def drop_old_values(session: Session, now: datetime) -> int:
    """What merges keep of her beside her record goes after three years; of how many."""
    old = update(Merge).where(Merge.sealed.is_not(None), Merge.merged_at < now - KEPT_FOR)
    return len(session.execute(old.values(sealed=None).returning(Merge.id)).all())


def drop_values(session: Session, worker_id: uuid.UUID) -> None:
    """Her record is erased, and with it what merges keep of it."""
    hers = or_(Merge.kept_id == worker_id, Merge.merged_id == worker_id)
    session.execute(update(Merge).where(hers).values(sealed=None))
