"""The history of services: with each stored change a `ServiceChange` that says what was before and what is now.

It is written when a session stores its rows, whatever route they came by, in the same transaction: one for each service
that a transaction touches, with the actor of the session. Of a new service it says only that it is new.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Result, delete, event, insert, inspect
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction

from catalog.base import moment
from catalog.models.history import ServiceChange
from catalog.models.offering import CostOption, Intake, Rule, Service, ServiceAtLocation, ServiceStatus, SessionTime

TOLD = "service_history"
NOT_TOLD = {"id", "organization_id", "source", "suspended_at", "changed_at", "changed_by", "version", "answered_for"}
FIELDS = tuple(one.key for one in inspect(Service).column_attrs if one.key not in NOT_TOLD)
OF_INTAKE = ("seats", "starts_on", "ends_on", "closes_on", "full", "ended_at")
NEW, CONFIRMED, CHANGED, SUSPENDED, RESUMED = "new", "confirmed", "changed", "suspended", "resumed"
Pair = list[Any]
Row = Service | Rule | CostOption | ServiceAtLocation | Intake | SessionTime


@event.listens_for(Session, "before_flush")
def _write(session: Session, context: UOWTransaction, instances: object) -> None:
    gone = [row.id for row in session.deleted if isinstance(row, Service)]
    if gone:
        session.execute(delete(ServiceChange).where(ServiceChange.service_id.in_(gone)))
    touched = [*session.new, *(row for row in session.dirty if session.is_modified(row))]
    told = session.info.setdefault(TOLD, {})
    for service, rows in _by_service(touched).items():
        if inspect(service).persistent and told.get(service) != NEW:
            _note(session, service, _changes(service, rows))


@event.listens_for(Session, "after_flush")
def _write_new(session: Session, context: UOWTransaction) -> None:
    """All new services of a flush in one statement: a sheet may bring twenty thousand."""
    made = [row for row in session.new if isinstance(row, Service)]
    _insert_new(session, [service.id for service in made])
    session.info.setdefault(TOLD, {}).update(dict.fromkeys(made, NEW))


@event.listens_for(Session, "do_orm_execute")
def _write_inserted(state: ORMExecuteState) -> Result[Any] | None:
    """New services that are stored as rows, without an object each, pass by the flush."""
    mapper = state.bind_mapper
    if not state.is_insert or mapper is None or mapper.class_ is not Service:
        return None
    result = state.invoke_statement()
    given: Any = state.parameters
    rows = given if isinstance(given, list) else [given or {}]
    _insert_new(state.session, [row["id"] for row in rows])
    return result


def _insert_new(session: Session, ids: list[UUID]) -> None:
    by, at = session.info.get("actor"), moment(session)
    rows: list[dict[str, Any]] = [
        {"id": uuid4(), "service_id": one, "what": NEW, "changes": {}, "by": by, "at": at} for one in ids
    ]
    if rows:
        session.connection().execute(insert(ServiceChange), rows)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(TOLD, None)


def _by_service(rows: Iterable[object]) -> dict[Service, list[object]]:
    """The rows that are a part of a service, with it."""
    found: dict[Service, list[object]] = {}
    for row in rows:
        service = _service_of(row)
        if service is not None:
            found.setdefault(service, []).append(row)
    return found


def _service_of(row: object) -> Service | None:
    if isinstance(row, Service):
        return row
    if isinstance(row, Rule | CostOption | ServiceAtLocation):
        return row.service
    if isinstance(row, SessionTime):
        row = row.intake
    return row.place.service if isinstance(row, Intake) and row.place is not None else None


def _note(session: Session, service: Service, changes: dict[str, Pair]) -> None:
    """Into the row of this transaction: the first old value and the last new one of each field."""
    told: dict[Service, ServiceChange] = session.info[TOLD]
    kept = told.get(service)
    if kept is None or kept not in session:
        if changes:
            by, at = session.info.get("actor"), moment(session)
            told[service] = ServiceChange(service_id=service.id, what=_what(changes), changes=changes, by=by, at=at)
            session.add(told[service])
        return
    first = {name: kept.changes[name][0] if name in kept.changes else old for name, (old, _) in changes.items()}
    merged = {**kept.changes, **{name: [first[name], new] for name, (_, new) in changes.items()}}
    kept.changes = {name: pair for name, pair in merged.items() if pair[0] != pair[1]}
    kept.what = _what(kept.changes)


def _what(changes: dict[str, Pair]) -> str:
    if "status" in changes:
        return SUSPENDED if changes["status"][1] == ServiceStatus.SUSPENDED else RESUMED
    return CONFIRMED if set(changes) == {"confirmed_on"} else CHANGED


def _changes(service: Service, rows: Iterable[object]) -> dict[str, Pair]:
    """Old and new by field; rules, costs and places as whole lists, each batch for itself."""
    rows = list(rows)
    found = {name: [_plain(_before(service, name)), _plain(getattr(service, name))] for name in _set(service, FIELDS)}
    for name, sort, say in (
        ("rules", Rule, _rule),
        ("costs", CostOption, _cost),
        ("places", ServiceAtLocation, _place),
    ):
        if any(isinstance(row, sort) for row in rows) or _set(service, (name,)):
            held = inspect(service).attrs[name].load_history()
            before = [*(held.unchanged or ()), *(held.deleted or ())]
            before.sort(key=lambda one: _before(one, "position") if isinstance(one, Rule) else 0)
            found[name] = [[say(one, True) for one in before], [say(one, False) for one in getattr(service, name)]]
    batches = {
        row.intake if isinstance(row, SessionTime) else row for row in rows if isinstance(row, SessionTime | Intake)
    }
    for intake in batches:
        if isinstance(intake, Intake):
            new = not inspect(intake).persistent
            found[f"intake:{intake.id}"] = [None if new else _intake(intake, True), _intake(intake, False)]
    return {name: pair for name, pair in found.items() if _in_order(pair[0]) != _in_order(pair[1])}


def _in_order(value: Any) -> Any:
    """Lists compare whatever order they were stored in."""
    return sorted(map(repr, value)) if isinstance(value, list) else value


def _set(row: Service, names: Iterable[str]) -> list[str]:
    """Which of these attributes were set to something else."""
    attrs = inspect(row).attrs
    return [name for name in names if attrs[name].history.has_changes()]


def _before(row: Row, name: str) -> Any:
    """What stood there before this transaction stored it."""
    state: Any = inspect(row)
    history = state.attrs[name].history
    return history.deleted[0] if history.deleted else None if history.added else getattr(row, name)


def _of(row: Row, name: str, before: bool) -> Any:
    return _plain(_before(row, name) if before else getattr(row, name))


def _rule(rule: Rule, before: bool) -> dict[str, Any]:
    return {name: _of(rule, name, before) for name in ("fact", "test", "value", "use", "alternative")}


def _cost(cost: CostOption, before: bool) -> list[Any]:
    return [_of(cost, name, before) for name in ("what", "taka", "per")]


def _place(place: ServiceAtLocation, before: bool) -> list[Any]:
    where = _before(place, "location") if before else place.location
    return [where.place_code, where.address_bn, where.address_en] if where is not None else []


def _intake(intake: Intake, before: bool) -> dict[str, Any]:
    held = inspect(intake).attrs["sessions"].load_history()
    times = [*(held.unchanged or ()), *(held.deleted or ())] if before else list(intake.sessions)
    said = {name: _of(intake, name, before) for name in OF_INTAKE}
    week = sorted([_of(one, "weekday", before), _of(one, "starts", before), _of(one, "ends", before)] for one in times)
    return {**said, "ended_at": said["ended_at"] is not None, "times": week, "place": intake.place.location.place_code}


def _plain(value: Any) -> Any:
    """As it can be stored: text, number, list."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
