"""A sheet of services in words: its columns, and what its cells say, in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time

from catalog.conditions import Condition
from catalog.floor import WEEKDAYS
from catalog.lists import facts, languages
from catalog.places import places
from referral.i18n.dates import clock_time, full_date, weekday
from referral.i18n.names import named
from referral.i18n.numbers import money, number, phone
from referral.i18n.speech import Said, _, _l, digits
from referral.web.reasons.rules import asked
from referral.web.reasons.values import either_of, listed
from referral.web.words.agenda import agenda

COLUMNS: Mapping[str, Said] = {
    "service_id": _l("Number of the service"),
    "kind": _l("Kind"),
    "organization": _l("Organisation"),
    "service_name": _l("Name"),
    "description": _l("Description"),
    "address": _l("Address"),
    "upazila_or_thana": _l("Upazila or thana"),
    "district": _l("District"),
    "days": _l("Days"),
    "start_time": _l("From"),
    "end_time": _l("Until"),
    "time": _l("Time"),
    "weekly_hours": _l("Hours a week"),
    "age": _l("Age"),
    "min_age": _l("Age from"),
    "max_age": _l("Age to"),
    "grade": _l("Wage grade"),
    "employment": _l("Standing at work"),
    "eligibility": _l("Conditions"),
    "fee_bdt": _l("Fee"),
    "max_loan_bdt": _l("Largest loan"),
    "seats": _l("Seats"),
    "start_date": _l("Starts on"),
    "end_date": _l("Ends on"),
    "confidential": _l("Confidential"),
    "phone": _l("Phone"),
    "email": _l("E-mail"),
    "language": _l("Languages"),
    "last_confirmed": _l("Confirmed on"),
}
NOT_TOLD = frozenset(
    {
        "address",
        "upazila_or_thana",
        "district",
        "days",
        "start_time",
        "end_time",
        "weekly_hours",
        "seats",
        "start_date",
        "end_date",
    }
)
"""What of a confidential service only its own organisation is told: where and when it is given, and its seats."""


def cell(column: str, text: str) -> str:
    """What a cell says; of a column of plain words, the words."""
    say = CELLS.get(column)
    return say(text) if say and text else text


def _kind(code: str) -> str:
    return named(agenda().kinds.get(code)) or code


def _place(name: str) -> str:
    return named(next((place for place in places().values() if place.name_en == name), None)) or name


def _days(text: str) -> str:
    return listed(weekday(WEEKDAYS.index(day)) for day in text.split(";"))


def _languages(text: str) -> str:
    return listed(named(languages().get(code)) or code for code in text.split(";"))


def _time(text: str) -> str:
    return clock_time(time.fromisoformat(text))


def _day(text: str) -> str:
    return full_date(date.fromisoformat(text))


def _number(text: str) -> str:
    return number(int(text))


def _standings(text: str) -> str:
    words = {choice.code: choice for choice in facts()["employment"].values}
    return listed(named(words.get(code)) or code for code in text.split(";"))


def understood(conditions: Iterable[Condition]) -> str:
    """What a condition in words is understood as: what each of its rules asks."""
    together: dict[object, list[Condition]] = {}
    for at, one in enumerate(conditions):
        together.setdefault(("one", at) if one.alternative is None else one.alternative, []).append(one)
    return "; ".join(either_of(map(asked, some)) for some in together.values()) or _("It asks nothing.")


CELLS: Mapping[str, Callable[[str], str]] = {
    "kind": _kind,
    "upazila_or_thana": _place,
    "district": _place,
    "days": _days,
    "language": _languages,
    "phone": phone,
    "fee_bdt": lambda text: money(int(text)),
    "max_loan_bdt": lambda text: money(int(text)),
    "employment": _standings,
    "grade": digits,
    "weekly_hours": digits,
    "confidential": lambda text: _("yes") if text == "yes" else _("no"),
    "start_time": _time,
    "end_time": _time,
    "min_age": _number,
    "max_age": _number,
    "seats": _number,
    "start_date": _day,
    "end_date": _day,
    "last_confirmed": _day,
}
