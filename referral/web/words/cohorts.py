"""A cohort in words: columns of a roster, risks and groups, why a line is as it is, what came of sending."""

from collections.abc import Mapping
from typing import Any

from catalog.lists import facts
from catalog.places import places
from referral.i18n.names import named
from referral.i18n.numbers import number
from referral.i18n.speech import Said, _, _l

COLUMNS: Mapping[str, Said] = {
    "name": _l("Name"),
    "name_other": _l("Name in the other letters"),
    "guardian": _l("Father or husband"),
    "father": _l("Father"),
    "husband": _l("Husband"),
    "mother": _l("Mother"),
    "birth": _l("Year of birth or age"),
    "grade": _l("Wage grade"),
    "role": _l("Post in the factory"),
    "section": _l("Section"),
    "line": _l("Line"),
    "years_of_work": _l("Years of work"),
    "shift": _l("Shift"),
    "children_under_6": _l("Children under 6"),
    "schooling": _l("Schooling"),
    "phone": _l("Phone"),
    "phone_owner": _l("Whose phone is it?"),
    "nid_last4": _l("NID, last 4 digits"),
    "home_upazila": _l("The village she comes from"),
    "lives_in": _l("Where she lives now"),
    "skills": _l("Skills"),
    "employment": _l("Work at present"),
    "last_day": _l("Last day of work"),
    "alone": _l("Brings up children alone"),
    "disability": _l("Disability"),
    "card_no": _l("Card number"),
}
RISKS: Mapping[str, tuple[Said, Said]] = {
    "exposed_role": (_l("Her post may go to a machine"), _l("Posts that studies name as most exposed to automation.")),
    "laid_off": (_l("Laid off"), _l("Her job has ended.")),
    "notice_given": (_l("Under notice"), _l("Her job is about to end.")),
    "single_mother": (_l("Alone with children"), _l("By her own word; no paper is asked.")),
    "small_children": (_l("Children under 6"), _l("At least one.")),
    "disability": (_l("Disability"), _l("A lot of difficulty in one of the six questions, or more.")),
    "no_own_phone": (_l("No phone of her own"), _l("None, or one that she shares.")),
    "low_grade": (_l("Lowest wage grade"), _l("Grade 4 of today.")),
    "no_schooling": (_l("No schooling"), _l("Never at school, or signs her name.")),
    "low_income": (_l("Low income"), _l("Under 10,000 taka a month in the household.")),
    "older": (_l("40 or older"), _l("Finds other work less easily.")),
}
FLOORS: Mapping[str, Said] = {
    "district": _l("Each district"),
    "age_band": _l("Each age band"),
    "disability": _l("Women with a disability"),
    "no_own_phone": _l("Women without a phone of their own"),
    "single_mother": _l("Women alone with children"),
    "low_grade": _l("Women of the lowest grade"),
    "exposed_role": _l("Women whose post may go to a machine"),
    "no_schooling": _l("Women without schooling"),
}
AGE_BANDS: Mapping[str, Said] = {
    "under_18": _l("under 18"),
    "18_24": _l("18 to 24 years"),
    "25_29": _l("25 to 29 years"),
    "30_34": _l("30 to 34 years"),
    "35_39": _l("35 to 39 years"),
    "40_49": _l("40 to 49 years"),
    "50_plus": _l("50 years or older"),
}
WHY_NOT: Mapping[str, Said] = {
    "full": _l("The seats went to women who weigh more"),
    "floor": _l("A floor keeps the seat for another group"),
    "once": _l("She gets this service for another need"),
    "forbidden": _l("It is forbidden for her"),
    "no_seats": _l("No seat was free"),
    "pinned": _l("The seat is pinned"),
    "no_service": _l("No service answers this need"),
    "rule": _l("No service's conditions are met"),
}
OUTCOMES: Mapping[str, Said] = {
    "sent": _l("Sent"),
    "sent_before": _l("Sent before"),
    "no_consent": _l("No consent yet"),
    "seat_gone": _l("The seat is gone"),
    "closed": _l("The service takes nobody now"),
    "not_sent": _l("Not sent: look at her page"),
}


def group(code: str) -> str:
    """A group of women: a risk, a district, an age band."""
    kind, _colon, own = code.partition(":")
    if kind == "district":
        return named(places()[own])
    if kind == "age_band":
        return str(AGE_BANDS[own])
    return str(RISKS[kind][0])


def why_nothing(none: Mapping[str, Any]) -> str:
    """Why she got nothing: where a condition fails most often, which."""
    fact = facts().get(none.get("rule") or "")
    if none["code"] == "rule" and fact is not None:
        return _("Conditions that are not met: %(fact)s", fact=named(fact))
    return str(WHY_NOT.get(none["code"], WHY_NOT["full"]))


def reason(code: str) -> str:
    """The same from a count of reasons ("rule:CODE")."""
    head, _colon, rule = code.partition(":")
    return why_nothing({"code": head, "rule": rule or None})


def in_line(better: Mapping[str, Any]) -> str:
    """How many want a seat there, and her number among them."""
    return _(
        "%(wanted)s want its %(seats)s seats; she is number %(line)s",
        wanted=number(better["wanted"]),
        seats=number(better["seats"] or 0),
        line=number(better["line"]),
    )


def swap(better: Mapping[str, Any]) -> str:
    """What it would cost to give her the seat of one with less weight."""
    told = better.get("swap")
    if not told:
        return ""
    if told["cause"] == "floor":
        return _("A swap would break a floor: %(floors)s.", floors=", ".join(map(group, told["floors"])))
    return _("A swap with one of less weight would lose %(cost)s points in all.", cost=number(round(told["cost"] / 10)))
