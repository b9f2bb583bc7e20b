"""When an intake meets: its weekly sessions laid over its days."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import NamedTuple

from catalog.intakes import times_of
from catalog.models import Intake


class Meeting(NamedTuple):
    """One session on its day; an end that is not later than the start is on the next day."""

    on: date
    starts: time
    ends: time


def class_days(intake: Intake, since: date, until: date) -> Iterator[Meeting]:
    """Its sessions from one day through another, as far as its own first and last day allow; holidays are in it."""
    first = max(since, intake.starts_on or since)
    last = min(until, intake.ends_on or until)
    times = times_of(intake)
    for passed in range((last - first).days + 1):
        day = first + timedelta(days=passed)
        yield from (Meeting(day, starts, ends) for weekday, starts, ends in times if weekday == day.weekday())
