"""What the consortium does with its agenda: add, change, retire, bring back; merging stands in merging.py.

Who does it is the actor of the session. Confidentiality is never lowered, and what is used is never broken: a row that
is retired stays for what refers to it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.base import now
from catalog.models import AgendaNeed, Exposure, IndustryRole, Kind, KindNeed, Outcome
from catalog.spelling import clean

Edited = Outcome | AgendaNeed | Kind | IndustryRole | Exposure
Row = TypeVar("Row", Outcome, AgendaNeed, Kind, IndustryRole, Exposure)
LANGUAGES = ("bn", "en", "rom")
FIXED = ("seats_count", "for_whom", "parent_code")
MOST_SYNONYMS, LONGEST = 60, 60


class Unfit(Exception):
    """It can't be done so, and nothing was changed; `field` is what it is about."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code)
        self.code, self.field = code, field


def seen(row: Edited) -> str:
    """What tells one state of a row from the next: the moment of its last edit."""
    return row.edited_at.isoformat() if row.edited_at else ""


def add(session: Session, table: type[Row], called: str, **values: Any) -> Row:
    """A new row, with a code made of what it is called in English that nothing else has."""
    row = table(code=_new_code(session, table, called), **_checked(session, table, None, values))
    session.add(row)
    touch(session, row)
    session.flush()
    return row


def change(session: Session, row: Edited, **values: Any) -> bool:
    """Other words or terms; whether anything was different."""
    checked = _checked(session, type(row), row, values)
    different = {name: value for name, value in checked.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    if different:
        touch(session, row)
    session.flush()
    return bool(different)


def choose_needs(session: Session, kind: Kind, codes: Iterable[str]) -> bool:
    """The needs that a kind answers, the strongest first; a retired one may stay but not come new."""
    wanted, before = list(dict.fromkeys(codes)), {pair.need_code for pair in kind.needs}
    offered = set(session.scalars(select(AgendaNeed.code).where(AgendaNeed.retired_at.is_(None))))
    if not wanted or not set(wanted) <= offered | before:
        raise Unfit("choose_needs", "needs")
    return set_needs(session, kind, wanted)


def set_needs(session: Session, kind: Kind, codes: Iterable[str]) -> bool:
    """These needs, in this order; whether anything was different."""
    wanted, before = list(dict.fromkeys(codes)), {pair.need_code: pair for pair in kind.needs}
    if [pair.need_code for pair in kind.needs] == wanted:
        return False
    for code, pair in before.items():
        if code not in wanted:
            session.delete(pair)
    for position, code in enumerate(wanted, start=1):
        if code in before:
            before[code].position = position
        else:
            session.add(KindNeed(kind_code=kind.code, need_code=code, position=position))
    touch(session, kind)
    session.flush()
    session.expire(kind, ["needs"])
    return True


def retire(session: Session, row: Edited) -> None:
    """It is offered to nobody from now on; what refers to it goes on."""
    if row.retired_at is None:
        row.retired_at = now()
        touch(session, row)
        session.flush()


def bring_back(session: Session, row: Edited) -> None:
    """It is offered again; what was merged stays merged."""
    if getattr(row, "merged_into", None):
        raise Unfit("merged_already")
    if row.retired_at is not None:
        row.retired_at = None
        touch(session, row)
        session.flush()


def words(typed: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Synonyms in three writings, clean and each once; Unfit where there are too many or one is a sentence."""
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        said = {one.casefold(): one for one in map(clean, typed.get(language, ())) if one}
        if len(said) > MOST_SYNONYMS or any(len(one) > LONGEST for one in said):
            raise Unfit("too_many_words", f"synonyms_{language}")
        found[language] = list(said.values())
    return found


def touch(session: Session, row: Edited) -> None:
    """Note who edited it and when: the files change it no more."""
    row.edited_at, row.edited_by = now(), session.info.get("actor")


def _checked(session: Session, table: type[Any], row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they may be stored."""
    checked = dict(values)
    if "synonyms" in checked:
        checked["synonyms"] = words(checked["synonyms"])
    if row is None and table is not Exposure:
        checked["position"] = (session.scalar(select(func.max(table.position))) or 0) + 1
    if row is not None and getattr(row, "confidential", False) and checked.get("confidential") is False:
        raise Unfit("agenda_stays_confidential", "confidential")
    if row is not None and any(getattr(row, name) != checked[name] for name in FIXED if name in checked):
        raise Unfit("fixed_for_good")
    if table is Kind:
        _check_kind(session, row, checked)
    return checked


def _check_kind(session: Session, row: Kind | None, values: Mapping[str, Any]) -> None:
    def said(name: str) -> Any:
        return values.get(name, getattr(row, name, None))

    if said("confidential") and not said("label_when_confidential_bn"):
        raise Unfit("write_a_label", "label_when_confidential_bn")
    outcome, part = said("outcome_code"), said("sub_outcome_code")
    known = {one.code: one for one in session.scalars(select(Outcome))}
    for field, code, parent in (("outcome_code", outcome, None), ("sub_outcome_code", part, outcome)):
        if code is None and field == "sub_outcome_code":
            continue
        held = row is not None and getattr(row, field) == code
        if code not in known or (known[code].retired_at and not held) or known[code].parent_code != parent:
            raise Unfit("choose_outcome", field)


def _new_code(session: Session, table: type[Any], name: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40].strip("_") or table.__tablename__
    taken = set(session.scalars(select(table.code)))
    return next(
        code for code in (stem, *(f"{stem}_{number}" for number in range(2, len(taken) + 3))) if code not in taken
    )
