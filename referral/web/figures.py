"""The backbone's figures: how far needs get, how fast, what waits on whom, what is unmet; counts, never people."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import select

from catalog.models import AgendaNeed
from catalog.places import places
from referral.figures import reach, speed, unmet, waiting
from referral.figures.hidden import OTHER, TOTAL, Hidden, Shown, Table
from referral.figures.period import Period, months
from referral.figures.reach import Reach, Share, Step
from referral.figures.speed import Stretch
from referral.i18n.names import named
from referral.i18n.numbers import number, percent
from referral.i18n.speech import Said, _, _l
from referral.lists import reasons
from referral.moment import now, today
from referral.states import TURN, Party, Role
from referral.web import edge
from referral.web.words.life import STATES

pages = Blueprint("figures", __name__)
edge.gate(pages, Role.BACKBONE)
MONTHS = 9
STEPS: Mapping[Step, Said] = {
    Step.OPENED: _l("Needs opened"),
    Step.SENT: _l("Sent"),
    Step.ANSWERED: _l("Answered"),
    Step.ACCEPTED: _l("Accepted"),
    Step.STARTED: _l("Begun"),
    Step.COMPLETED: _l("Completed"),
    Step.CLOSED: _l("Closed"),
    Step.HER_WORD: _l("Closed with her own word"),
    Step.MET: _l("Need met"),
    Step.UNMET: _l("Unmet"),
}
STRETCHES: Mapping[Stretch, Said] = {
    Stretch.TO_SEEN: _l("from sent to first seen"),
    Stretch.TO_ANSWER: _l("from sent to answered"),
    Stretch.TO_ASKED_BACK: _l("from a question to its answer"),
    Stretch.TO_START: _l("from accepted to begun"),
    Stretch.TO_COMPLETION: _l("from begun to completed"),
    Stretch.TO_CLOSING: _l("from come back to closed"),
}
TURN_WORDS: Mapping[Party | None, Said] = {
    Party.PROVIDER: _l("the provider's turn"),
    Party.REFERRER: _l("the referrer's turn"),
}
OF_FUNNEL = (Step.SENT, Step.ANSWERED, Step.ACCEPTED, Step.STARTED, Step.COMPLETED, Step.CLOSED, Step.MET)


def count(shown: Shown) -> str:
    """A count as it may be told."""
    if shown is Hidden.FEW:
        return _("fewer than 10")
    if shown is Hidden.BESIDE:
        return _("hidden, so that the one beside it can't be worked out")
    return number(shown)


def rate(share: Share) -> str:
    """A share as percent, where both parts may be told."""
    return _("hidden") if share.rate is None else percent(share.rate)


def hidden(shown: Hidden) -> str:
    """The same in a drawing, where there is little room."""
    return _("fewer than 10") if shown is Hidden.FEW else _("hidden")


pages.context_processor(
    lambda: {"count": count, "hidden": hidden, "rate": rate, "steps": STEPS, "stretches": STRETCHES, "states": STATES}
)


def span(day: date) -> Period:
    """The last nine months and today: the consortium's live totals."""
    return Period(months(day, MONTHS)[0].first, day + timedelta(days=1))


def until_yesterday(day: date) -> Period:
    """The same without today: slices are told as of yesterday."""
    return Period(span(day).first, day)


@pages.get("/figures")
def index() -> Response:
    """The consortium in one minute, then how far, how fast, month by month."""
    session = edge.session()
    day, at = today(session), now(session)
    period = span(day)
    whole, by_month = reach.month_by_month(session, months(day, MONTHS), day)
    sent = speed.times(session, period)
    waits = _waiting(waiting.by_state(session, at))
    return edge.page(
        "figures/figures.html",
        period=period,
        whole=whole,
        in_time=speed.answered_in_time(session, sent, at),
        funnel=_funnel(whole),
        speeds=speed.speeds(sent, at),
        by_month=by_month,
        most=max((one.steps[Step.SENT] for one in by_month if isinstance(one.steps[Step.SENT], int)), default=1),
        waiting=waits,
        latest=max((line for line in waits if line["late_width"]), key=lambda line: int(line["late"]), default=None),
    )


def _funnel(whole: Reach) -> list[dict[str, Any]]:
    """The steps as bars: how many needs, and what share of those sent."""
    sent = whole.steps[Step.SENT]
    bars = []
    for step in OF_FUNNEL:
        shown = whole.steps[step]
        known = isinstance(shown, int) and isinstance(sent, int) and sent > 0
        share = shown / sent if known else 0  # type: ignore[operator]
        bars.append(
            {"word": STEPS[step], "shown": shown, "width": round(206 * share), "share": share if known else None}
        )
    return bars


def _waiting(table: Table) -> list[dict[str, Any]]:
    """A line a state: all that wait, and the overdue ones where they may be told."""
    lines = []
    most = max(
        (cell for key, cell in table.cells.items() if key[1] == TOTAL and key[0] != TOTAL and isinstance(cell, int)),
        default=1,
    )
    for state in waiting.WAITING:
        total, late = table[state, TOTAL], table[state, waiting.OVERDUE]
        lines.append(
            {
                "state": state,
                "turn": TURN_WORDS[TURN[state]],
                "total": total,
                "late": late,
                "width": round(250 * total / most) if isinstance(total, int) else 0,
                "late_width": round(250 * late / most) if isinstance(total, int) and isinstance(late, int) else 0,
            }
        )
    return lines


@pages.get("/figures/waiting")
def waiting_page() -> Response:
    """What waits on which organisation, as the day began."""
    turns = waiting.by_organization(edge.session(), now(edge.session()))
    rows = [
        {
            "name": named(turns.names[row]) if row in turns.names else _("all others together"),
            "late": turns.table[row, waiting.OVERDUE],
            "total": turns.table[row, TOTAL],
        }
        for row in turns.table.rows
    ]
    return edge.page("figures/waiting.html", rows=rows)


@pages.get("/figures/unmet")
def unmet_page() -> Response:
    """Unmet needs by need and district, with the main reason."""
    session = edge.session()
    period = until_yesterday(today(session))
    found = unmet.unmet(session, period)
    agenda = {need.code: need for need in session.scalars(select(AgendaNeed))}
    columns = [(code, _district(code)) for code in (*found.table.columns, TOTAL)]
    rows = [
        {
            "name": named(agenda[row]) if row in agenda else _("other needs"),
            "cells": [found.table[row, column] for column, _word in columns],
            "why": named(reasons()["unmet", found.why[row]]) if row in found.why else "",
        }
        for row in found.table.rows
    ]
    return edge.page(
        "figures/unmet.html",
        rows=rows,
        columns=columns,
        total=found.table[TOTAL, TOTAL],
        period=period,
        bars=_bars(found.table),
    )


def _bars(table: Table) -> list[dict[str, Any]]:
    """A bar a district, where its count may be told."""
    told = [(code, table[TOTAL, code]) for code in table.columns]
    most = max((shown for _code, shown in told if isinstance(shown, int)), default=1)
    return [
        {
            "word": _district(code),
            "shown": shown,
            "width": round(180 * shown / most) if isinstance(shown, int) and most else 0,
        }
        for code, shown in told
    ]


def _district(code: str) -> str:
    if code in places():
        return named(places()[code])
    return {TOTAL: _("All"), OTHER: _("other districts"), unmet.NOT_KNOWN: _("place not known")}[code]
