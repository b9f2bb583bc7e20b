"""What has changed about her is told to those who may know it: old value, new value and why, each field by its consent."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from referral import access
from referral.disclosing import is_told, of_worker, open_groups
from referral.loop.acting import take
from referral.loop.fitting import worker_of
from referral.models import Amendment, Referral, User, Worker
from referral.moment import today
from referral.people.workers import put_right
from referral.refusals import Refused
from referral.sealing import keyring
from referral.states import MOVES, Action, Party

USUAL = "new_fact"
REASON_OF = {
    "phone": "new_phone",
    "phone_owner": "new_phone",
    "place_code": "new_address",
    "area": "new_address",
    "shift": "new_shift",
    "name_bn": "spelling",
    "name_en": "spelling",
    "nickname": "spelling",
    "agreed_name": "spelling",
    "safe_way": "safe_contact_changed",
    "safe_time": "safe_contact_changed",
}
FACTS = ("shift",)


@dataclass(frozen=True, slots=True)
class Change:
    """One field or fact of hers as it was and as it is; None: not known."""

    field: str
    old: Any
    new: Any


def amend(
    session: Session,
    actor: User,
    referral: Referral,
    *,
    given: Mapping[str, Any],
    text: str | None = None,
    seen: int | None = None,
) -> None:
    """Something about her has changed: `given` are the new values by field, `text` words for the other side.

    Her record is put right, and every live referral whose service may know the field is told; of a confidential referral
    it is the agreed particulars of its own need, told within that need alone. Raises Refused where nothing is said.
    """
    take(session, actor, referral, Action.AMEND, seen=seen)
    new = {field: value for field, value in given.items() if value not in (None, "", [])}
    if not new and not text:
        raise Refused("say_what_changed", "text")
    if new and referral.confidential:
        _amend_agreed(session, actor, referral, new)
    elif new:
        worker, _ = worker_of(session, actor, referral.need)
        before = of_worker(session, worker)
        facts = {**worker.facts, **{field: new.pop(field) for field in FACTS if field in new}}
        put_right(session, actor, worker, {**new, "facts": facts})
        tell_changes(session, actor, worker, before)
    if text:
        take(session, actor, referral, Action.AMEND).write(reason=USUAL, text=text)


def tell_changes(session: Session, actor: User, worker: Worker, before: Mapping[str, Any]) -> None:
    """Tell what differs from her record `before` (`disclosing.of_worker`) to those of her live referrals that may know it."""
    persons = [worker.id, *(child.id for child in worker.children)]
    hers = Referral.person_id.in_(persons) & ~Referral.confidential
    _tell(session, actor, hers, _differing(before, of_worker(session, worker)))


def _amend_agreed(session: Session, actor: User, referral: Referral, new: Mapping[str, Any]) -> None:
    sealed = access.unseal(session, actor, referral.need)
    before = sealed["values"]
    access.seal(session, referral.need, uuid.UUID(sealed["worker"]), {**before, **new})
    _tell(session, actor, Referral.need_id == referral.need_id, _differing(before, {**before, **new}))


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    fields = dict.fromkeys([*before, *after])
    return [Change(one, before.get(one), after.get(one)) for one in fields if before.get(one) != after.get(one)]


def _tell(session: Session, actor: User, of_hers: ColumnElement[bool], changes: Sequence[Change]) -> None:
    """One event for each referral to whose service any of it may be told: what may not is not in it."""
    if not changes:
        return
    alive = select(Referral).where(of_hers, Referral.state.in_(MOVES[Action.AMEND].start), access.visible(actor))
    for referral in session.scalars(alive.order_by(Referral.id)).all():
        open_to = open_groups(session, referral, today(session))
        told = [change for change in changes if is_told(referral, open_to, change.field)]
        if told:
            reasons = {REASON_OF.get(change.field, USUAL) for change in told}
            step = take(session, actor, referral, Action.AMEND, party=Party.REFERRER)
            event = step.write(reason=reasons.pop() if len(reasons) == 1 else USUAL)
            session.add_all(_sealed(session, referral.id, event.id, told))
    session.flush()


def _sealed(
    session: Session, referral_id: uuid.UUID, event_id: uuid.UUID, changes: Iterable[Change]
) -> Iterable[Amendment]:
    for change in changes:
        kept = keyring(session).seal_json({"old": _plain(change.old), "new": _plain(change.new)})
        yield Amendment(referral_id=referral_id, event_id=event_id, field=change.field, sealed=kept)


def _plain(value: Any) -> Any:
    """A value as JSON keeps it: days as text, children as a list."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return {key: _plain(one) for key, one in value.items()} if isinstance(value, dict) else value


def changes_of(session: Session, referral: Referral, mine: frozenset[Party]) -> dict[uuid.UUID, list[Change]]:
    """What was changed, by event, as far as this side may read it now: the provider by the consent in force."""
    rows = session.scalars(
        select(Amendment).where(Amendment.referral_id == referral.id).order_by(Amendment.field)
    ).all()
    open_to = None
    if Party.REFERRER not in mine:
        open_to = open_groups(session, referral, today(session))
    found: dict[uuid.UUID, list[Change]] = {}
    for row in rows:
        if row.sealed is not None and (open_to is None or is_told(referral, open_to, row.field)):
            kept = keyring(session).open_json(row.sealed)
            found.setdefault(row.event_id, []).append(Change(row.field, kept["old"], kept["new"]))
    return found
