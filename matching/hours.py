"""Sessions against her shift: in the minutes of a week, with the way there and back, overtime and nights."""

from collections.abc import Iterable, Iterator
from datetime import time
from functools import lru_cache

from catalog.floor import Shift, shifts
from catalog.offer import OfferIntake, OfferSession
from matching.reason import Answer, Reason, all_of

TRAVEL_MINUTES = 60
VISIT_MINUTES = 60
DAY = 24 * 60
WEEK = 7 * DAY
Stretch = tuple[int, int]


def when(shift: str | None, intake: OfferIntake | None, *, for_child: bool = False) -> Reason:
    """The hours of an intake as a reason: what she attends lies outside her shift, a place for her child covers it."""
    if intake is None or not intake.sessions:
        return Reason("hours", Answer.ASK)
    return covers(shift, intake.sessions) if for_child else attends(shift, intake)


def attends(shift: str | None, intake: OfferIntake) -> Reason:
    """Whether she can come outside her shift: to all sessions of a batch, to one where it is open to visits.

    Where seats are counted but no dates are told, some sessions alone are not enough to say yes.
    """
    dated = intake.starts_on is not None and intake.ends_on is not None
    return _attends(shift, intake.sessions, dated, intake.seats is not None)


@lru_cache(50_000)
def covers(shift: str | None, sessions: tuple[OfferSession, ...]) -> Reason:
    """Whether it is open all the while that she works, as a place for her child should be; else it is to be asked."""
    values = {"shift": shift, "sessions": plain(sessions), "covers": True}
    known = shifts().get(shift or "unknown", shifts()["unknown"])
    patterns = [shifts()[code] for code in known.rotates_over] or [known]
    certain = known.rotates != "ask"
    opened = [stretch for session in sessions for stretch in _round(_of_session(session))]
    open_then = all(any(a <= start and end <= b for a, b in _joined(opened)) for start, end in _work(patterns))
    return Reason("hours", Answer.YES if certain and open_then else Answer.ASK, values)


def fits(shift: str | None, session: OfferSession, need: int | None = None) -> tuple[Answer, str | None]:
    """Whether one session lies outside her shift and the way, and what makes it a question: unknown, rotates, overtime.

    A changing shift fits where all that it changes over fit. `need` minutes of it are enough; None: all of it.
    """
    known = shifts().get(shift or "unknown", shifts()["unknown"])
    if known.rotates_over:
        found = [_outside(shifts()[code], session, need) for code in known.rotates_over]
        answer = all_of(one for one, _ in found)
        return answer, next((why for one, why in found if one is answer), None)
    answer, why = _outside(known, session, need)
    if answer is Answer.YES and known.rotates == "ask":
        return Answer.ASK, "unknown" if known.code == "unknown" else "rotates"
    return answer, why


def plain(sessions: Iterable[OfferSession]) -> list[list[object]]:
    """Sessions as plain data: weekday, start and end."""
    return [[one.weekday, one.starts.isoformat("minutes"), one.ends.isoformat("minutes")] for one in sessions]


@lru_cache(50_000)
def _attends(shift: str | None, sessions: tuple[OfferSession, ...], dated: bool, counted: bool) -> Reason:
    found = [(session, *fits(shift, session, None if dated else VISIT_MINUTES)) for session in sessions]
    fitting = [session for session, answer, _ in found if answer is Answer.YES]
    if dated or not fitting:
        order = (Answer.NO, Answer.ASK) if dated else (Answer.ASK, Answer.NO)
        answer = next((one for one in order if any(one is other for _, other, _ in found)), Answer.YES)
        why = next((why for _, one, why in found if one is answer), None)
        shown = [session for session, one, _ in found if one is answer]
    else:
        answer = Answer.ASK if counted and len(fitting) < len(found) else Answer.YES
        why, shown = "some" if answer is Answer.ASK else None, fitting
    return Reason("hours", answer, {"shift": shift, "sessions": plain(shown), "why": why})


def _outside(shift: Shift, session: OfferSession, need: int | None) -> tuple[Answer, str | None]:
    """One pattern: within the usual overtime it is to be asked; whose day off is not known, on one day too."""
    if shift.starts is None:
        return Answer.YES, None
    wanted = need or _length(session.starts, session.ends)
    if _free(shift, session, shift.overtime_ends) >= wanted:
        return Answer.YES, None
    if _free(shift, session, shift.ends) >= wanted:
        return Answer.ASK, "overtime"
    return (Answer.NO, None) if shift.days else (Answer.ASK, "day_off")


def _free(shift: Shift, session: OfferSession, ends: time | None) -> int:
    """The longest stretch of a session, in minutes, that work until then and the way to and from it leave free."""
    start, end = _of_session(session)
    longest, at = 0, start
    for busy_from, busy_until in sorted(_busy(shift, ends)):
        longest = max(longest, min(busy_from, end) - at)
        at = max(at, busy_until)
    return max(longest, end - at)


def _busy(shift: Shift, ends: time | None) -> Iterator[Stretch]:
    """Her working week with the way, and the weeks before and after."""
    assert shift.starts is not None
    assert ends is not None
    for day in shift.days or range(7):
        start = day * DAY + _minutes(shift.starts)
        for week in (-WEEK, 0, WEEK):
            yield (
                start + week - TRAVEL_MINUTES,
                start + week + _length(shift.starts, ends) + TRAVEL_MINUTES,
            )


def _work(patterns: Iterable[Shift]) -> Iterator[Stretch]:
    """The stretches of the week that she works, without the usual overtime and the way."""
    for shift in patterns:
        if shift.starts is not None and shift.ends is not None:
            for day in shift.days or range(7):
                start = day * DAY + _minutes(shift.starts)
                yield from _round((start, start + _length(shift.starts, shift.ends)))


def _round(stretch: Stretch) -> list[Stretch]:
    """The same within one week: what runs over its end is at its beginning."""
    start, end = stretch
    return [stretch] if end <= WEEK else [(start, WEEK), (0, end - WEEK)]


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches that touch or overlap made one."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _of_session(session: OfferSession) -> Stretch:
    start = session.weekday * DAY + _minutes(session.starts)
    return start, start + _length(session.starts, session.ends)


def _length(starts: time, ends: time) -> int:
    """Minutes from one time to the other, which is on the next day where it is not later."""
    return (_minutes(ends) - _minutes(starts) - 1) % DAY + 1


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


@lru_cache(50_000)
def surrounds(opened: tuple[OfferSession, ...], sessions: tuple[OfferSession, ...], way: int) -> bool:
    """Whether it is open all the while of these sessions, with the way before and after in minutes."""
    stretches = _joined(stretch for one in opened for stretch in _round(_of_session(one)))
    wanted = (stretch for one in sessions for stretch in _round(_with_way(one, way)))
    return all(any(a <= start and end <= b for a, b in stretches) for start, end in wanted)


@lru_cache(50_000)
def meet(one: tuple[OfferSession, ...], other: tuple[OfferSession, ...], way: int) -> bool:
    """Whether some of these sessions are at the same time, or too near for the way between them in minutes."""
    mine = [stretch for session in one for stretch in _round(_with_way(session, way))]
    others = [stretch for session in other for stretch in _round(_of_session(session))]
    return any(start < until and since < end for start, end in mine for since, until in others)


@lru_cache(50_000)
def as_bits(sessions: tuple[OfferSession, ...], way: int) -> int:
    """The minutes of the week of these sessions, with the way before and after in minutes, as the bits of a number."""
    bits = 0
    for session in sessions:
        for start, end in _round(_with_way(session, way)):
            bits |= (1 << end) - (1 << start)
    return bits


def _with_way(session: OfferSession, way: int) -> Stretch:
    """A session with the way there and back, moved into the week where it begins before it."""
    start, end = _of_session(session)
    return (start - way, end + way) if start >= way else (start - way + WEEK, end + way + WEEK)
