"""The card of the learned chance: what it is, what it looks at and never looks at, how good it is, on or off and why."""

from typing import Any

from flask import Blueprint, Response
from sqlalchemy import select

from catalog.lists import facts
from referral.i18n.names import named
from referral.models import LearnedModel
from referral.states import Role
from referral.web import edge
from referral.web.words import card, learned

pages = Blueprint("learned", __name__)
edge.gate(pages, Role.BACKBONE, Role.SUPERVISOR, Role.CASEWORKER)
VERSIONS = 12
SIDE = 220


@pages.get("/learned")
def index() -> Response:
    """The newest model with its card, and the versions before it; one statement."""
    newest_first = select(LearnedModel).order_by(LearnedModel.number.desc()).limit(VERSIONS)
    rows = edge.session().scalars(newest_first).all()
    row = rows[0] if rows else None
    return edge.page(
        "learned/card.html",
        row=row,
        versions=[(one, card.status(one)) for one in rows[1:]],
        stands=card.status(row) if row else "",
        made_of=card.made_of(row) if row else (),
        how_good=card.how_good(row) if row else (),
        bins=row.card.get("bins", []) if row else [],
        points=_points(row.card.get("bins", [])) if row else [],
        groups=row.card.get("groups", {}) if row else {},
        axes=card.AXES,
        group=card.group,
        count=card.count,
        share=card.share,
        inputs=learned.INPUTS,
        protected=[named(fact) for fact in facts().values() if fact.protected],
        pushes=_pushes(row) if row else [],
        side=SIDE,
    )


def _points(bins: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Where the dots of the drawing lie: said to the right, seen upwards."""
    told = [line for line in bins if line["said"] is not None and line["seen"] is not None]
    return [(round(SIDE * line["said"]), round(SIDE * (1 - line["seen"]))) for line in told]


def _pushes(row: LearnedModel) -> list[tuple[str, bool]]:
    """What pushes most of all, in words, and whether up; only of inputs that say how a service fits her."""
    tables = row.coefficients.get("tables", {})
    found = [(abs(add), code, level, add > 0) for code, table in tables.items() for level, add in table.items()]
    strong = sorted(one for one in found if one[0] >= 0.1)[::-1][:8]
    return [(learned.level(code, level), up) for _, code, level, up in strong]
