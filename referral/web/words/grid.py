"""A week as a drawing: a row a day, Saturday first, with her shift, the way, class and childcare as bars; and in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time

from catalog.floor import shifts
from catalog.offer import OfferSession
from matching.hours import TRAVEL_MINUTES
from matching.plans.plan import Plan
from matching.plans.together import Given
from referral.i18n.dates import clock_time
from referral.i18n.speech import Said, _, _l
from referral.web.words.week import WEEK

FIRST, LAST = 5 * 60, 23 * 60
DAY = 24 * 60
KINDS: dict[str, Said] = {
    "shift": _l("Her shift"),
    "way": _l("The way"),
    "class": _l("Class or service"),
    "care": _l("Childcare"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """From `left`, so wide, both in minutes of the drawing; `kind` is one of KINDS."""

    kind: str
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """A day with its bars, and the same in words."""

    day: Said
    bars: tuple[Bar, ...]
    text: str


def grid(plan: Plan, shift: str | None) -> list[Row]:
    """The week of a plan beside her shift."""
    given = [part.given for part in plan.parts if part is not None]
    found: dict[int, list[tuple[str, int, int]]] = {day: [] for day in WEEK}
    for kind, day, start, end in (*_of_shift(shift), *(span for one in given for span in _of_part(one))):
        _put(found, kind, day, start, end)
    return [Row(WEEK[day], tuple(map(_bar, _shown(spans))), _text(spans)) for day, spans in found.items()]


def _put(found: dict[int, list[tuple[str, int, int]]], kind: str, day: int, start: int, end: int) -> None:
    """A span on its day; what runs past midnight stands on the next one too."""
    found[day].append((kind, max(0, start), min(end, DAY)))
    if end > DAY:
        found[(day + 1) % 7].append((kind, 0, end - DAY))


def _of_shift(code: str | None) -> Iterator[tuple[str, int, int, int]]:
    known = shifts().get(code or "")
    if known is None or known.starts is None or known.ends is None:
        return
    start, end = _minutes(known.starts), _minutes(known.ends)
    end += DAY if end <= start else 0
    for day in known.days:
        yield "shift", day, start, end
        yield "way", day, start - TRAVEL_MINUTES, start
        yield "way", day, end, end + TRAVEL_MINUTES


def _of_part(given: Given) -> Iterator[tuple[str, int, int, int]]:
    for session in given.intake.sessions if given.intake else ():
        start, end = _span(session)
        if given.minds_children:
            yield "care", session.weekday, start, end
        else:
            yield "class", session.weekday, start, end
            yield "way", session.weekday, start - TRAVEL_MINUTES, start
            yield "way", session.weekday, end, end + TRAVEL_MINUTES


def _span(session: OfferSession) -> tuple[int, int]:
    start, end = _minutes(session.starts), _minutes(session.ends)
    return start, end + (DAY if end <= start else 0)


def _shown(spans: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """What lies within the hours of the drawing."""
    for kind, start, end in spans:
        if min(end, LAST) > max(start, FIRST):
            yield kind, max(start, FIRST), min(end, LAST)


def _bar(span: tuple[str, int, int]) -> Bar:
    kind, start, end = span
    return Bar(kind, start - FIRST, end - start)


def _text(spans: Iterable[tuple[str, int, int]]) -> str:
    told = sorted((span for span in spans if span[0] != "way"), key=lambda span: span[1])
    return "; ".join(
        _("%(what)s %(starts)s to %(ends)s", what=KINDS[kind], starts=_clock(start), ends=_clock(end))
        for kind, start, end in told
    )


def _clock(minutes: int) -> str:
    return clock_time(time(minutes // 60 % 24, minutes % 60))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
