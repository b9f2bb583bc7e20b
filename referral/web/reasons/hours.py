"""Hours of sessions as words, and whether they fit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from catalog.floor import shifts
from matching.reason import Answer, Reason
from referral.i18n.dates import hours, weekday
from referral.i18n.speech import Said, _, _l
from referral.web.reasons.values import listed

FIRST_OF_WEEK = 5
ASKING: Mapping[str | None, Said] = {
    "unknown": _l("Her shift is not known: %(hours)s"),
    "rotates": _l("Fits her shift, if it stays as it is: %(hours)s"),
    "overtime": _l("In her usual overtime: %(hours)s"),
    "day_off": _l("Fits only on her day off: %(hours)s"),
    "some": _l("Some of the hours fit her shift: %(hours)s"),
}


def hours_sentence(reason: Reason) -> str:
    """Whether the hours fit her shift, with the hours."""
    sessions = reason.values.get("sessions")
    if not sessions:
        return _("The hours are not told.")
    said = sessions_words(sessions)
    if reason.values.get("covers"):
        return _open_while_she_works(reason, said)
    if reason.answer is Answer.ASK:
        return str(ASKING[reason.values["why"]]) % {"hours": said}
    return _("Clashes with her shift: %(hours)s", hours=said) if reason.answer is Answer.NO else _fitting(reason, said)


def _fitting(reason: Reason, said: str) -> str:
    """Why they fit: she has no shift, a day off, or work at other hours."""
    shift = shifts()[reason.values["shift"]]
    if shift.starts is None and not shift.rotates_over:
        return _("She is free then: %(hours)s", hours=said)
    if shift.days and not {day for day, *_ in reason.values["sessions"]} & set(shift.days):
        return _("On her day off: %(hours)s", hours=said)
    return _("Fits her shift: %(hours)s", hours=said)


def sessions_words(sessions: Sequence[Sequence[Any]]) -> str:
    """Friday 9 am to 1 pm; Saturday, Monday 5 pm to 7 pm; the week begins with Saturday."""
    by_hours: dict[tuple[str, str], list[int]] = defaultdict(list)
    for day, starts, ends in sorted(sessions, key=lambda one: (one[0] - FIRST_OF_WEEK) % 7):
        by_hours[starts, ends].append(day)
    return "; ".join(f"{_days(days)} {_hours(*span)}" for span, days in by_hours.items())


def _open_while_she_works(reason: Reason, said: str) -> str:
    if reason.answer is Answer.YES:
        return _("Open while she works: %(hours)s", hours=said)
    return _("Perhaps not open all the while that she works: %(hours)s", hours=said)


def _days(days: list[int]) -> str:
    """Their names; a run of three and more by its ends."""
    every = set(days)
    if len(every) == 7:
        return _("every day")
    if len(every) > 2 and all((day + 1) % 7 in every for day in days[:-1]):
        return _("%(starts)s to %(ends)s", starts=weekday(days[0]), ends=weekday(days[-1]))
    return listed(weekday(day) for day in dict.fromkeys(days))


def _hours(starts: str, ends: str) -> str:
    return hours(time.fromisoformat(starts), time.fromisoformat(ends))
