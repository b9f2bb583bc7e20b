"""Values of facts as words: codes by their names, numbers with their unit, days and months, spans."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from catalog.data import rows
from catalog.lists import Fact
from catalog.places import places
from referral.i18n.dates import full_date, month
from referral.i18n.names import named
from referral.i18n.numbers import money, number
from referral.i18n.speech import _, _l
from referral.web.words.agenda import agenda

YES_NO = {True: _l("yes"), False: _l("no")}
UNITS = {
    "years": _l("%(number)s years"),
    "months": _l("%(number)s months"),
    "km": _l("%(number)s km"),
}


def value_words(fact: Fact, value: Any) -> str:
    """One value of a fact: 28 years, Class 8, NID, Savar, March 2026, 30 to 34 years; a list of codes as a list."""
    if value is None:
        return _("not known")
    if fact.type == "place":
        return code_words(fact, value[0] if isinstance(value, list) else value)
    if fact.type == "date":
        return _day(value)
    if fact.type == "codes":
        return listed(code_words(fact, code) for code in value) or _("none")
    if fact.type == "number":
        low, high = value if isinstance(value, list) else (value, value)
        return with_unit(fact, _span(low, high))
    return str(YES_NO[value]) if isinstance(value, bool) else code_words(fact, value)


def code_words(fact: Fact, code: Any) -> str:
    """The name of a code of a fact; a code of no list stands for itself."""
    if fact.type == "place":
        return named(places()[code]) if code in places() else str(code)
    known = {choice.code: choice for choice in fact.values}
    if fact.values_from == "roles":
        return named(agenda().roles.get(str(code))) or str(code)
    row = _rows(fact.values_from).get(code) if fact.values_from else known.get(str(code))
    return named(row) if row is not None else number(code) if isinstance(code, int | float) else str(code)


def bounds(fact: Fact, value: Mapping[str, Any]) -> str:
    """A range as words: 18 to 35 years, 2 years or more, Class 8 or less."""
    low, high = (None if value.get(end) is None else _bound(fact, value[end]) for end in ("min", "max"))
    if low is not None and high is not None:
        return with_unit(fact, low if low == high else _("%(starts)s to %(ends)s", starts=low, ends=high))
    if low is not None:
        return _("%(least)s or more", least=with_unit(fact, low))
    return _("%(most)s or less", most=with_unit(fact, high or number(0)))


def with_unit(fact: Fact, text: str) -> str:
    """A number's words with the unit of its fact."""
    if fact.type != "number":
        return text
    if fact.unit == "taka":
        return _("%(number)s taka", number=text)
    return str(UNITS[fact.unit] % {"number": text}) if fact.unit in UNITS else text


def listed(words: Iterable[str]) -> str:
    """One, two, three."""
    return ", ".join(words)


def either_of(words: Iterable[str]) -> str:
    """One, two or three."""
    *first, last = list(words) or [""]
    return _("%(some)s or %(last)s", some=listed(first), last=last) if first else last


def taka(amount: Any) -> str:
    """An amount of money."""
    return money(amount)


def _bound(fact: Fact, end: Any) -> str:
    return number(end) if fact.type == "number" else code_words(fact, end)


def _span(low: Any, high: Any) -> str:
    return number(low) if low == high else _("%(starts)s to %(ends)s", starts=number(low), ends=number(high))


def _day(value: Any) -> str:
    first, last = (date.fromisoformat(end) for end in (value if isinstance(value, list) else (value, value)))
    return full_date(first) if first == last else month(first)


@cache
def _rows(name: str | None) -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows(name)} if name else {}
