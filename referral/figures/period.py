"""The months and spans of time that figures are about, as days in Dhaka."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from referral.moment import DHAKA


@dataclass(frozen=True, order=True)
class Period:
    """From the first day on, until the day `until`, which is no part of it."""

    first: date
    until: date

    @property
    def begins(self) -> datetime:
        """The first moment of it."""
        return midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return midnight(self.until)


def midnight(day: date) -> datetime:
    """When a day begins in Dhaka."""
    return datetime.combine(day, time(), DHAKA)


def month(day: date) -> Period:
    """The calendar month that a day lies in."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1))


def months(day: date, count: int) -> tuple[Period, ...]:
    """The month that a day lies in and those before it, the oldest first."""
    found = [month(day)]
    while len(found) < count:
        found.append(month(found[-1].first - timedelta(days=1)))
    return tuple(reversed(found))
