"""A batch's weekly sessions as a row of the week: a column a day, Saturday first."""

from collections.abc import Mapping
from datetime import time

from catalog.intakes import times_of
from catalog.models import Intake
from referral.i18n.speech import Said, _, _lp, digits

WEEK: Mapping[int, Said] = {
    5: _lp("short weekday", "Sat"),
    6: _lp("short weekday", "Sun"),
    0: _lp("short weekday", "Mon"),
    1: _lp("short weekday", "Tue"),
    2: _lp("short weekday", "Wed"),
    3: _lp("short weekday", "Thu"),
    4: _lp("short weekday", "Fri"),
}


def row(intake: Intake) -> list[list[tuple[str, str, str]]]:
    """Of each day of WEEK its sessions, each as its start, its end, and whether that is the next day."""
    found: dict[int, list[tuple[str, str, str]]] = {day: [] for day in WEEK}
    for day, starts, ends in times_of(intake):
        found[day].append((_clock(starts), _clock(ends), "" if ends > starts else _("next day")))
    return list(found.values())


def _clock(at: time) -> str:
    return digits(f"{at.hour}:{at.minute:02}")
