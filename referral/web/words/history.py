"""A change of a service in words: what was changed, from what to what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from catalog.lists import documents, languages, skills
from catalog.models import CostOption, Intake, Kind, ServiceChange, SessionTime
from referral.i18n.dates import full_date
from referral.i18n.names import named
from referral.i18n.numbers import number, phone
from referral.i18n.speech import Said, _, _l
from referral.web import edge, reasons
from referral.web.reasons.values import listed
from referral.web.words import lists, offering

WHAT: Mapping[str, Said] = {
    "new": _l("The service was entered"),
    "changed": _l("Changed"),
    "confirmed": _l("Confirmed as still true"),
    "suspended": _l("Suspended"),
    "resumed": _l("Takes referrals again"),
}
FIELDS: Mapping[str, Said] = {
    "kind_code": _l("Kind"),
    "name_bn": _l("Name in Bengali"),
    "name_en": _l("Name in English"),
    "description_bn": _l("What it is, in Bengali"),
    "description_en": _l("What it is, in English"),
    "status": _l("State"),
    "confidential": _l("Confidential"),
    "women_only_staff": _l("Women staff only"),
    "childcare_on_site": _l("Childcare on site"),
    "languages": _l("Languages"),
    "documents": _l("Papers"),
    "gives": _l("Gives"),
    "bring_bn": _l("She brings, in Bengali"),
    "bring_en": _l("She brings, in English"),
    "phone": _l("Phone"),
    "email": _l("E-mail"),
    "answer_working_days": _l("Answers within how many working days"),
    "answer_hours": _l("Answers within how many hours"),
    "confirmed_on": _l("Confirmed on"),
    "source_id": _l("Your own number"),
    "rules": _l("For whom"),
    "costs": _l("What it costs"),
    "places": _l("Where"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field that was changed: its word, and what it said before and says now."""

    field: str
    old: list[str]
    new: list[str]


def lines(change: ServiceChange) -> list[Line]:
    """What was changed, a line a field; of lists only what is gone and what has come."""
    found = []
    for name, (old, new) in change.changes.items():
        said = [_said(name, value) for value in (old, new)]
        if isinstance(old, list) and isinstance(new, list):
            said = [[one for one in said[0] if one not in said[1]], [one for one in said[1] if one not in said[0]]]
        word = _("Batch") if name.startswith("intake:") else str(FIELDS.get(name, name))
        if said[0] or said[1]:
            found.append(Line(word, *said))
    return found


def _said(name: str, value: Any) -> list[str]:
    if value is None or value == "":
        return []
    say = SAID.get(name.partition(":")[0], _text)
    return [say(one) for one in value] if isinstance(value, list) else [say(value)]


def _text(value: Any) -> str:
    return number(value) if isinstance(value, int) else str(value)


def _yes_no(value: Any) -> str:
    return _("yes") if value else _("no")


def _kind(code: str) -> str:
    return named(edge.session().get(Kind, code)) or code


def _name(known: Mapping[str, object]) -> Callable[[str], str]:
    return lambda code: named(known[code]) if code in known else code


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule as it was told."""

    fact: str | None
    test: str
    value: Mapping[str, Any] = field(default_factory=dict)


def _rule(told: Mapping[str, Any]) -> str:
    said = reasons.asked(_Rule(told["fact"], told["test"], told["value"]))
    return _("%(rule)s (comes first)", rule=said) if told["use"] == "priority" else said


def _cost(told: list[Any]) -> str:
    what, taka, per = told
    return f"{offering.COSTS.get(what, what)}: {offering.cost(CostOption(what=what, taka=taka, per=per))}"


def _place(told: list[Any]) -> str:
    code, address_bn, address_en = told
    address = named({"name_bn": address_bn, "name_en": address_en})
    return ", ".join(filter(None, (lists.place_name(code), address)))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _intake(told: Mapping[str, Any]) -> str:
    """A batch as it is said on the page of its service."""
    starts, ends, closes = (_day(told[name]) for name in ("starts_on", "ends_on", "closes_on"))
    intake = Intake(seats=told["seats"], full=told["full"], starts_on=starts, ends_on=ends, closes_on=closes)
    intake.sessions = [
        SessionTime(weekday=day, starts=time.fromisoformat(first), ends=time.fromisoformat(last))
        for day, first, last in told["times"]
    ]
    parts = [
        lists.place_name(told["place"]),
        offering.span(intake),
        offering.weekly(intake),
        offering.seats(intake, None),
    ]
    if closes:
        parts.append(_("referrals until %(day)s", day=full_date(closes, near=True)))
    return listed(filter(None, [*parts, _("ended") if told["ended_at"] else ""]))


SAID: Mapping[str, Callable[[Any], str]] = {
    "kind_code": _kind,
    "status": lambda value: str(STATES[value]),
    "confidential": _yes_no,
    "women_only_staff": _yes_no,
    "childcare_on_site": _yes_no,
    "languages": _name(languages()),
    "documents": _name(documents()),
    "gives": _name(skills()),
    "phone": phone,
    "confirmed_on": lambda value: full_date(date.fromisoformat(value)),
    "rules": _rule,
    "costs": _cost,
    "places": _place,
    "intake": _intake,
}
STATES: Mapping[str, Said] = {"active": _l("Takes referrals"), "suspended": _l("Suspended")}
