"""A week as a small drawing: when she works, and when a service is given; a column a day, Saturday first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time

from catalog.floor import Shift, shifts
from catalog.offer import OfferSession
from referral.web.words.week import WEEK

HOUR = 5
DAY_WIDTH = 30
LEFT = 22
TOP = 18
MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of a day in the units of the drawing; `tone` says what of: shift, over (overtime), session."""

    x: float
    y: float
    width: float
    height: float
    tone: str


def boxes(shift: str | None, sessions: Iterable[OfferSession]) -> list[Box]:
    """Her shift (all patterns that it changes over), its usual overtime, and the sessions over them."""
    known = shifts().get(shift or "")
    patterns = [shifts()[code] for code in known.rotates_over] or [known] if known else []
    found = [box for pattern in patterns for box in _of_shift(pattern)]
    found += [box for one in sessions for box in _boxes(one.weekday, one.starts, one.ends, "session")]
    return found


def _of_shift(shift: Shift) -> Iterator[Box]:
    if shift.starts is None or shift.ends is None:
        return
    for day in shift.days or range(7):
        yield from _boxes(day, shift.starts, shift.ends, "shift")
        if shift.overtime_ends not in (None, shift.ends):
            yield from _boxes(day, shift.ends, shift.overtime_ends, "over")


def _boxes(day: int, starts: time, ends: time | None, tone: str) -> Iterator[Box]:
    """One stretch; what runs past midnight is on the next day too."""
    if ends is None:
        return
    start, end = _minutes(starts), _minutes(ends)
    if end <= start:
        yield _box(day, start, MINUTES, tone)
        day, start = (day + 1) % 7, 0
    if end > start:
        yield _box(day, start, end, tone)


def _box(day: int, start: int, end: int, tone: str) -> Box:
    inset = 5 if tone == "session" else 1
    column = list(WEEK).index(day)
    return Box(
        LEFT + column * DAY_WIDTH + inset,
        round(TOP + start * HOUR / 60, 1),
        DAY_WIDTH - 2 * inset,
        round((end - start) * HOUR / 60, 1),
        tone,
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
