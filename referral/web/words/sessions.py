"""Sessions in words: when, where, whether she came and whose reason it was, and what her marks speak for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from catalog.models import Service
from referral.i18n.dates import clock_time, full_date, hours, weekday
from referral.i18n.names import named
from referral.i18n.numbers import number
from referral.i18n.speech import Said, _, _lp
from referral.lists import reasons
from referral.loop.sessions.absent import Proposal
from referral.loop.sessions.hers import came_to
from referral.loop.tasks import may_read
from referral.models import Attendance, Came, SessionDay
from referral.states import Party
from referral.web.words.offering import name_of_service

CAME: Mapping[Came, Said] = {
    Came.ATTENDED: _lp("attendance", "came"),
    Came.LATE: _lp("attendance", "late"),
    Came.ABSENT: _lp("attendance", "absent"),
}


def service_of(day: SessionDay) -> Service:
    """The service that a session belongs to."""
    if day.intake is not None:
        return day.intake.place.service
    assert day.referral is not None
    return day.referral.service


def is_confidential(day: SessionDay) -> bool:
    """Whether nothing of it stands in lists and titles."""
    return day.referral.confidential if day.referral is not None else service_of(day).confidential


def what(day: SessionDay) -> str:
    """The service; of a confidential one nothing of it in lists."""
    return _("confidential service") if is_confidential(day) else name_of_service(service_of(day))


def at_hours(day: SessionDay) -> str:
    """From when to when; an appointment has a beginning alone."""
    return hours(day.starts, day.ends) if day.ends else clock_time(day.starts)


def when(day: SessionDay) -> str:
    """Friday, 5 March, 9 am to 1 pm."""
    return f"{weekday(day.on)}, {full_date(day.on, near=True)}, {at_hours(day)}"


def where(day: SessionDay) -> str:
    """The address, or the place that it lies in."""
    place = day.place or (day.intake.place if day.intake is not None else None)
    return (named(place.location, "address") or named(place.location.place)) if place else ""


def reason_word(code: str | None, group: str = "no_show") -> str:
    """A reason in words."""
    known = reasons().get((group, code or ""))
    return named(known) if known else ""


def mark_words(mark: Attendance, mine: frozenset[Party]) -> str:
    """Whether she came, and why not, where that is for this side to read: it was the provider who wrote it."""
    known = reasons().get(("no_show", mark.reason or ""))
    word = str(CAME[mark.came])
    if known is None or known.code == "unknown" or not may_read(known.seen_by, Party.PROVIDER, mine):
        return word
    return f"{word} ({named(known)})"


def attendance(marks: Sequence[Attendance], mine: frozenset[Party]) -> str:
    """How often she came, and how it was the last time."""
    if not marks:
        return ""
    came, of = came_to(marks)
    return _(
        "Came to %(came)s of %(of)s sessions. Last, %(day)s: %(how)s.",
        came=came,
        of=of,
        day=full_date(marks[0].day.on, near=True),
        how=mark_words(marks[0], mine),
    )


def proposal_words(proposal: Proposal) -> str:
    """What the marks speak for."""
    days = dates(proposal.days)
    if proposal.what == "left":
        return _("She did not come on %(days)s. Is she still coming?", days=days)
    return _("The last session was on %(day)s. Has she completed it?", day=days)


def dates(days: Iterable[date]) -> str:
    """Days after one another."""
    return ", ".join(full_date(day, near=True) for day in days)


def count_words(people: int, marked: int) -> str:
    """How many come, and how many of them are marked."""
    return _("%(marked)s of %(people)s marked", marked=number(marked), people=number(people))


WORDS: dict[str, Any] = {
    "session_what": what,
    "session_when": when,
    "session_hours": at_hours,
    "session_where": where,
    "session_secret": is_confidential,
    "reason_word": reason_word,
    "mark_words": mark_words,
    "came_words": CAME,
    "count_words": count_words,
}
