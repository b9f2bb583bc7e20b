"""The agenda as entries of the lexicon: kinds and needs with their names, synonyms and what women say of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import AgendaNeed, Kind, KindNeed
from catalog.search.lexicon import WRITINGS, Entry

NEED = 0.8


def agenda_entries(session: Session) -> tuple[Entry, ...]:
    """An entry for each kind and need; a need speaks most for the kind that names it first.

    What was merged into another keeps its words and speaks for that one; what was retired says nothing.
    """
    kinds = {kind.code: kind for kind in session.scalars(select(Kind).order_by(Kind.position))}
    needs = session.scalars(select(AgendaNeed).where(AgendaNeed.retired_at.is_(None)).order_by(AgendaNeed.position))
    answers = _answers(session, kinds)
    of_kinds = [
        Entry(f"kind:{kind.code}", kind.name_en, kind.name_bn, _written(kind), ((target, 1.0),))
        for kind in kinds.values()
        if (target := current_kind(kinds, kind.code))
    ]
    of_needs = [
        Entry(f"need:{need.code}", need.name_en, need.name_bn, _written(need), answers.get(need.code, ()))
        for need in needs
    ]
    return (*of_kinds, *of_needs)


def current_kind(kinds: Mapping[str, Kind], code: str) -> str | None:
    """The kind that this code means today: itself, or the one that it was merged into; None where it is retired."""
    seen: set[str] = set()
    while code in kinds and code not in seen:
        seen.add(code)
        kind = kinds[code]
        if kind.merged_into is None:
            return code if kind.retired_at is None else None
        code = kind.merged_into
    return None


def _answers(session: Session, kinds: Mapping[str, Kind]) -> dict[str, tuple[tuple[str, float], ...]]:
    """How strongly each need speaks for the kinds that answer it: less, the more kinds name it earlier."""
    positions: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for kind_code, need_code, position in session.execute(
        select(KindNeed.kind_code, KindNeed.need_code, KindNeed.position)
    ):
        if target := current_kind(kinds, kind_code):
            positions[need_code].append((position, target))
    return {
        need: tuple((kind, NEED / (1 + _earlier(its, position))) for position, kind in sorted(its))
        for need, its in positions.items()
    }


def _earlier(positions: Iterable[tuple[int, str]], position: int) -> int:
    return sum(other < position for other, _ in positions)


def _written(row: Kind | AgendaNeed) -> tuple[str, ...]:
    synonyms: dict[str, Any] = row.synonyms
    return (row.name_bn, row.name_en, *(str(word) for writing in WRITINGS for word in synonyms.get(writing, ())))
