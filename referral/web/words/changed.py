"""What has changed about her, in words: the field, what it was, what it is."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from catalog.lists import facts
from referral.i18n.dates import full_date
from referral.i18n.names import named
from referral.i18n.numbers import phone
from referral.i18n.speech import Said, _, _l, digits
from referral.loop.amending import Change
from referral.web.reasons.values import value_words
from referral.web.words import lists

LABELS: Mapping[str, Said] = {
    "agreed_name": _l("Name agreed on"),
    "name_bn": _l("Name in Bengali letters"),
    "name_en": _l("Name in English letters"),
    "nickname": _l("What she is called"),
    "birth_year": _l("Year of birth"),
    "birth_year_about": _l("Year of birth is about"),
    "nid_last4": _l("NID, last 4 digits"),
    "phone": _l("Mobile number"),
    "phone_owner": _l("Whose phone it is"),
    "safe_way": _l("What is safe"),
    "safe_time": _l("When it is safe"),
    "place_code": _l("Lives in"),
    "area": _l("Area"),
    "children": _l("Children"),
}


def change_words(change: Change) -> str:
    """One field: was this, is now that."""
    old, new = (_value(change.field, value) for value in (change.old, change.new))
    return _("%(what)s: was %(old)s, is now %(new)s", what=_label(change.field), old=old, new=new)


def _label(field: str) -> str:
    return str(LABELS[field]) if field in LABELS else named(facts()[field])


def _value(field: str, value: Any) -> str:
    if value in (None, "", []):
        return str(lists.UNKNOWN)
    say = SAY.get(field)
    if say is not None:
        return say(value)
    return value_words(facts()[field], value) if field in facts() else str(value)


def _of(words: Mapping[str, Said]) -> Callable[[Any], str]:
    return lambda code: str(words.get(code, code))


def _children(rows: list[Mapping[str, Any]]) -> str:
    return "; ".join(filter(None, (_child(row) for row in rows))) or str(len(rows))


def _child(row: Mapping[str, Any]) -> str:
    when = ""
    if row.get("birth_month"):
        born = date.fromisoformat(row["birth_month"])
        when = full_date(born).split(" ", 1)[1] if row.get("month_known") else digits(born.year)
    return ", ".join(part for part in (row.get("name"), _("born %(when)s", when=when) if when else "") if part)


SAY: Mapping[str, Callable[[Any], str]] = {
    "phone": phone,
    "phone_owner": _of(lists.PHONE_OWNERS),
    "safe_way": _of(lists.SAFE_WAYS),
    "safe_time": _of(lists.SAFE_TIMES),
    "place_code": lists.place_name,
    "children": _children,
    "birth_year": digits,
    "birth_year_about": lambda about: _("yes") if about else _("no"),
    "nid_last4": digits,
}
