"""The common agenda as data: outcomes, needs, kinds, roles and their exposure, and places, from the files into the tables."""

from collections.abc import Iterable
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from catalog.data import rows, several
from catalog.models import AgendaNeed, Exposure, IndustryRole, Kind, KindNeed, Outcome, Place
from catalog.places import KnownPlace, places

OF_PLACE = ("code", "level", "parent_code", "name_en", "name_bn", "spellings", "latitude", "longitude")
Coded = TypeVar("Coded", Outcome, AgendaNeed, Kind, IndustryRole, Exposure)


def sync(session: Session) -> None:
    """Make the tables say what the files say; a code that left the files stays, for what refers to it.

    What the consortium has edited on its pages is the consortium's: no file changes it any more.
    """
    _store(session, Outcome, map(_outcome, rows("outcomes"), count(1)))
    _store(session, AgendaNeed, map(_need, rows("needs"), count(1)))
    _store(session, Kind, map(_kind, rows("kinds"), count(1)))
    _store_kind_needs(session)
    _store(session, IndustryRole, map(_role, rows("roles"), count(1)))
    _store(session, Exposure, map(_exposure, rows("exposure")))
    _store_places(session)


def _store(session: Session, table: type[Coded], wanted: Iterable[dict[str, Any]]) -> None:
    """Rows by their code: made where missing, changed where different. A parent stands before its parts."""
    known = {row.code: row for row in session.scalars(select(table))}
    for values in wanted:
        row = known.get(values["code"])
        if row is None:
            session.add(table(**values))
            continue
        if row.edited_at is not None:
            continue
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    session.flush()


def _store_kind_needs(session: Session) -> None:
    """Which needs each kind answers; a pair that left the file goes, since nothing is stored with it."""
    edited = set(session.scalars(select(Kind.code).where(Kind.edited_at.is_not(None))))
    wanted = {
        (row["code"], need): position
        for row in rows("kinds")
        if row["code"] not in edited
        for position, need in enumerate(several(row["needs"]), start=1)
    }
    known = {
        (row.kind_code, row.need_code): row for row in session.scalars(select(KindNeed)) if row.kind_code not in edited
    }
    for pair, position in wanted.items():
        if pair not in known:
            session.add(KindNeed(kind_code=pair[0], need_code=pair[1], position=position))
        elif known[pair].position != position:
            known[pair].position = position
    for pair in known.keys() - wanted.keys():
        session.delete(known[pair])
    session.flush()


def _store_places(session: Session) -> None:
    """The places of the files, thousands, as few statements: the larger are made before the smaller."""
    columns = [getattr(Place, name) for name in OF_PLACE]
    known = {row.code: row._asdict() for row in session.execute(select(*columns))}
    wanted = [_place(place) for place in places().values()]
    new = [values for values in wanted if values["code"] not in known]
    changed = [values for values in wanted if values["code"] in known and values != known[values["code"]]]
    if new:
        session.execute(insert(Place), new)
    if changed:
        session.execute(update(Place), changed)


def _outcome(row: dict[str, str], position: int) -> dict[str, Any]:
    names = {name: row[name] for name in ("code", "name_en", "name_bn")}
    return {**names, "parent_code": row["parent"] or None, "position": position}


def _need(row: dict[str, str], position: int) -> dict[str, Any]:
    words = ("code", "name_en", "name_bn", "say_en", "say_bn", "for_whom")
    return {name: row[name] for name in words} | {
        "position": position,
        "confidential": row["confidential"] == "yes",
        "urgent_hours": _number(row["urgent_hours"]),
        "synonyms": _synonyms(row),
    }


def _kind(row: dict[str, str], position: int) -> dict[str, Any]:
    return {name: row[name] for name in ("code", "name_en", "name_bn", "seats_count")} | {
        "position": position,
        "outcome_code": row["outcome"],
        "sub_outcome_code": row["sub_outcome"] or None,
        "confidential": row["confidential"] == "yes",
        "label_when_confidential_bn": row["label_when_confidential_bn"] or None,
        "answer_working_days": _number(row["answer_working_days"]),
        "answer_urgent_hours": _number(row["answer_urgent_hours"]),
        "synonyms": _synonyms(row),
    }


def _role(row: dict[str, str], position: int) -> dict[str, Any]:
    return {name: row[name] for name in ("code", "name_en", "name_bn", "section", "exposure_band", "why_band")} | {
        "position": position,
        "grade_2023": int(row["usual_grade_2023"]) if row["usual_grade_2023"].isdecimal() else None,
        "skills": list(several(row["skills"])),
        "synonyms": _synonyms(row),
    }


def _exposure(row: dict[str, str]) -> dict[str, Any]:
    return {**row, "caution": row["caution"] or None}


def _place(place: KnownPlace) -> dict[str, Any]:
    return {name: getattr(place, name) for name in OF_PLACE} | {"spellings": list(place.spellings)}


def _synonyms(row: dict[str, str]) -> dict[str, Any]:
    return {language: list(several(row[f"synonyms_{language}"])) for language in ("bn", "en", "rom")}


def _number(cell: str) -> int | None:
    return int(cell) if cell else None
