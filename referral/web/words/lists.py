"""Names of rows and codes as options of forms, in the reader's language."""

from collections.abc import Iterable, Mapping

from catalog.agenda import offered
from catalog.floor import grades, shifts
from catalog.lists import documents, facts
from catalog.places import KnownPlace, ancestors, places
from referral.i18n.names import named
from referral.i18n.speech import Said, _, _l
from referral.lists import reasons
from referral.web.forms.places import asked_back
from referral.web.words.agenda import agenda

Option = tuple[str, str]
UNKNOWN: Said = _l("not known")
PHONE_OWNERS: Mapping[str, Said] = {
    "own": _l("her own"),
    "husband": _l("her husband's"),
    "relative": _l("a relative's"),
    "neighbour": _l("a neighbour's"),
    "employer": _l("her employer's"),
    "none": _l("she has none"),
}
SAFE_WAYS: Mapping[str, Said] = {
    "call": _l("a call"),
    "sms": _l("an SMS"),
    "missed_call": _l("one ring, she calls back"),
    "in_person": _l("only in person"),
    "none": _l("no contact is safe"),
}
SAFE_TIMES: Mapping[str, Said] = {
    "morning": _l("in the morning"),
    "noon": _l("at noon"),
    "evening": _l("in the evening"),
    "friday": _l("on Fridays"),
    "any": _l("at any time"),
}
RELATIONS: Mapping[str, Said] = {"father": _l("father"), "husband": _l("husband"), "mother": _l("mother")}
GIVEN_BY: Mapping[str, Said] = {
    "spoken": _l("said aloud"),
    "signed": _l("signature"),
    "thumbprint": _l("thumbprint"),
}


def options(words: Mapping[str, Said]) -> list[Option]:
    """A table of words as options."""
    return [(code, str(word)) for code, word in words.items()]


def names(rows: Iterable[object]) -> list[Option]:
    """Rows with a code and names as options."""
    return [(str(getattr(row, "code")), named(row)) for row in rows]  # noqa: B009 - rows of several lists


def keyed(rows: Iterable[object]) -> list[Option]:
    """Rows with an id and names as options."""
    return [(str(getattr(row, "id")), named(row)) for row in rows]  # noqa: B009 - rows of several tables


def of_fact(code: str) -> list[Option]:
    """The choices of a fact."""
    return names(facts()[code].values)


def reason_options(group: str, only: Iterable[str] | None = None) -> list[Option]:
    """The reason codes of a group, or those named of it."""
    allowed = None if only is None else set(only)
    return names(row for (of, code), row in reasons().items() if of == group and (allowed is None or code in allowed))


def role_options(own: str | None = None) -> list[Option]:
    """The roles of the industry that are offered, and the one that she has."""
    return names(offered(agenda().roles, own))


def shift_options() -> list[Option]:
    """The working patterns."""
    return names(shifts().values())


def grade_options() -> list[Option]:
    """The wage grades of the present scheme."""
    return [(grade.grade, named(grade)) for grade in grades().values() if grade.scheme == "2023" and grade.grade_2023]


def paper_options(only: Iterable[str] | None = None) -> list[Option]:
    """The papers that services ask for."""
    allowed = None if only is None else set(only)
    return names(row for row in documents().values() if allowed is None or row.code in allowed)


def place_name(code: str | None) -> str:
    """A place with the upazila, where it is a union, and the district that it lies in: words that mean it alone."""
    if not code or code not in places():
        return ""
    above = [places()[one] for one in ancestors(code)]
    levels = ("upazila", "district") if places()[code].level == "union" else ("district",)
    return ", ".join([_own_name(places()[code]), *(named(one) for one in above if one.level in levels)])


def _own_name(place: KnownPlace) -> str:
    """A union and a division have it behind their name what they are: others bear the same name."""
    if place.level == "union":
        return _("%(name)s Union", name=named(place))
    return _("%(name)s Division", name=named(place)) if place.level == "division" else named(place)


def places_asked(words: str) -> list[Option]:
    """What may be meant by a place that was not clear, as options."""
    return [(code, place_name(code)) for code in asked_back(words)]


def place_words(typed: str) -> str:
    """What stands in the field of a place: what was typed, or the name of what was picked."""
    return place_name(typed) or typed
