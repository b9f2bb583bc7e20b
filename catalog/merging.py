"""Two rows of the agenda made one: what the one had goes over to the other, and its code stays known as another name."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from catalog import offers
from catalog.base import now
from catalog.editing import LANGUAGES, Unfit, set_needs, touch
from catalog.models import AgendaNeed, IndustryRole, Kind, KindNeed, Outcome, Service

Merged = Outcome | AgendaNeed | Kind | IndustryRole
SAME = {Kind: ("seats_count", "merge_seats"), AgendaNeed: ("for_whom", "merge_whom")}


def moves(session: Session, row: Merged) -> Mapping[str, int]:
    """How much a merge would carry over, by what it is; only what there is any of."""
    counts = {what: session.scalar(query) or 0 for what, query in _carried(row).items()}
    return {what: count for what, count in counts.items() if count}


def merge(session: Session, row: Merged, into: Merged) -> None:
    """All that the row had is the other's from now on, its names and synonyms too; the row itself is offered no more.

    A confidential one goes only into a confidential one. Nothing stored with the old code is touched but services and the agenda.
    """
    _check(row, into)
    MOVE[type(row)](session, row, into)
    table = type(row)
    session.execute(update(table).where(table.merged_into == row.code).values(merged_into=into.code))
    if not isinstance(row, Outcome) and not isinstance(into, Outcome):
        into.synonyms, row.synonyms = _both(row, into), {}
    row.merged_into, row.retired_at = into.code, row.retired_at or now()
    for one in (row, into):
        touch(session, one)
    session.flush()


def _check(row: Merged, into: Merged) -> None:
    if type(row) is not type(into) or row.code == into.code or into.retired_at is not None:
        raise Unfit("choose_another", "into")
    if row.merged_into is not None:
        raise Unfit("merged_already")
    if getattr(row, "confidential", False) and not getattr(into, "confidential", False):
        raise Unfit("merge_confidential", "into")
    for name, code in filter(None, [SAME.get(type(row))]):
        if getattr(row, name) != getattr(into, name):
            raise Unfit(code, "into")
    if (
        isinstance(row, Outcome)
        and isinstance(into, Outcome)
        and (row.parent_code is None) != (into.parent_code is None)
    ):
        raise Unfit("merge_level", "into")


def _both(row: Any, into: Any) -> dict[str, list[str]]:
    """The other's synonyms, with names and synonyms of the row behind them."""
    names = {"bn": [row.name_bn], "en": [row.name_en, row.code.replace("_", " ")], "rom": []}
    found = {}
    for language in LANGUAGES:
        both = [*into.synonyms.get(language, ()), *names[language], *row.synonyms.get(language, ())]
        found[language] = list({word.casefold(): word for word in reversed(both)}.values())[::-1]
    return found


def _carried(row: Merged) -> Mapping[str, Any]:
    count = select(func.count())
    if isinstance(row, Kind):
        return {"services": count.select_from(Service).where(Service.kind_code == row.code)}
    if isinstance(row, AgendaNeed):
        return {"kinds": count.select_from(KindNeed).where(KindNeed.need_code == row.code)}
    if isinstance(row, Outcome):
        of_kind = (Kind.outcome_code == row.code) | (Kind.sub_outcome_code == row.code)
        parts = count.select_from(Outcome).where(Outcome.parent_code == row.code)
        return {"kinds": count.select_from(Kind).where(of_kind), "parts": parts}
    return {}


def _kind(session: Session, row: Kind, into: Kind) -> None:
    for service in session.scalars(select(Service).where(Service.kind_code == row.code).with_for_update()):
        service.kind_code = into.code
        offers.touch(session, service)
    more = [pair.need_code for pair in row.needs]
    set_needs(session, into, [*(pair.need_code for pair in into.needs), *more])
    for pair in list(row.needs):
        session.delete(pair)
    session.flush()
    session.expire(row, ["needs"])


def _need(session: Session, row: AgendaNeed, into: AgendaNeed) -> None:
    answering = select(Kind).join(KindNeed, KindNeed.kind_code == Kind.code).where(KindNeed.need_code == row.code)
    for kind in session.scalars(answering).all():
        codes = [into.code if pair.need_code == row.code else pair.need_code for pair in kind.needs]
        set_needs(session, kind, codes)


def _outcome(session: Session, row: Outcome, into: Outcome) -> None:
    whole, part = (into.parent_code, into.code) if into.parent_code else (into.code, None)
    for kind in session.scalars(
        select(Kind).where((Kind.outcome_code == row.code) | (Kind.sub_outcome_code == row.code))
    ):
        kind.outcome_code = whole or into.code
        if kind.sub_outcome_code == row.code:
            kind.sub_outcome_code = part
        touch(session, kind)
    for one in session.scalars(select(Outcome).where(Outcome.parent_code == row.code)):
        one.parent_code = into.code
        touch(session, one)


MOVE: Mapping[Any, Any] = {Kind: _kind, AgendaNeed: _need, Outcome: _outcome, IndustryRole: lambda *_: None}
