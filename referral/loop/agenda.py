"""The backbone edits the common agenda: each edit knows which state of the row it was made on."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from catalog import editing, merging
from catalog.editing import Edited, Unfit
from catalog.models import AgendaNeed, Exposure, IndustryRole, Kind, Outcome
from referral import access
from referral.models import User
from referral.refusals import Refused
from referral.states import Role

TABLES: Mapping[str, type[Any]] = {
    "kinds": Kind,
    "needs": AgendaNeed,
    "outcomes": Outcome,
    "roles": IndustryRole,
    "figures": Exposure,
}


def get(session: Session, actor: User, what: str, code: str) -> Any:
    """A row of the agenda, for the backbone; for others it is not there."""
    if not actor.has(Role.BACKBONE):
        raise access.NotFound
    return access.found(session.get(TABLES[what], code) if code.isprintable() else None)


def take(session: Session, actor: User, row: Edited, seen: str | None) -> None:
    """Lock a row to edit it; refused where it is not what she saw, with who edited it and when."""
    if not actor.has(Role.BACKBONE):
        raise access.NotFound
    session.refresh(row, with_for_update=True)
    if seen is not None and seen != editing.seen(row):
        if row.edited_at is None:
            raise Refused("changed_meanwhile")
        who = session.get(User, row.edited_by) if row.edited_by else None
        name_bn, name_en = (who.name_bn, who.name_en) if who else (None, None)
        raise Refused("agenda_changed", at=row.edited_at, name_bn=name_bn, name_en=name_en)


def add(session: Session, actor: User, what: str, needs: Iterable[str] = (), **values: Any) -> Any:
    """A new row; a kind with the needs that it answers."""
    if not actor.has(Role.BACKBONE):
        raise access.NotFound
    with _refusing():
        called = values.get("name_en") or f"{values['study']} {values['year']}"
        row = editing.add(session, TABLES[what], called, **values)
        if isinstance(row, Kind):
            editing.choose_needs(session, row, needs)
    return row


def change(
    session: Session, actor: User, row: Edited, *, seen: str | None, needs: Iterable[str] = (), **values: Any
) -> None:
    """Other words, terms, or needs."""
    take(session, actor, row, seen)
    with _refusing():
        editing.change(session, row, **values)
        if isinstance(row, Kind):
            editing.choose_needs(session, row, needs)


def retire(session: Session, actor: User, row: Edited, *, seen: str | None) -> None:
    """It is offered to nobody new."""
    take(session, actor, row, seen)
    editing.retire(session, row)


def bring_back(session: Session, actor: User, row: Edited, *, seen: str | None) -> None:
    """It is offered again."""
    take(session, actor, row, seen)
    with _refusing():
        editing.bring_back(session, row)


def merge(session: Session, actor: User, row: Any, into: str | None, *, seen: str | None) -> None:
    """What it had is the other's from now on."""
    take(session, actor, row, seen)
    other = session.get(type(row), into or "", with_for_update=True, populate_existing=True)
    if other is None:
        raise Refused("choose_another", "into")
    with _refusing():
        merging.merge(session, row, other)


@contextmanager
def _refusing() -> Iterator[None]:
    """What does not fit is refused, at its field."""
    try:
        yield
    except Unfit as unfit:
        raise Refused(unfit.code, unfit.field) from unfit
