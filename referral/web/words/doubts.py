"""What is missing or doubtful of a service, in words, and where its people put it right."""

from collections.abc import Iterable, Mapping

from catalog.doubts import Doubt
from referral.i18n.speech import Said, _l, _n

DOUBTS: Mapping[str, tuple[Said, str]] = {
    "never_confirmed": (_l("Never confirmed: it takes nobody"), ""),
    "closed": (_l("Not confirmed for 120 days: it takes nobody"), ""),
    "unconfirmed": (_l("Not confirmed for 90 days: shown below others"), ""),
    "no_place": (_l("No place"), "places/new"),
    "no_batch": (_l("No batch takes anybody: no dates"), "week"),
    "no_hours": (_l("No hours"), "week"),
    "no_seats": (_l("Dated, but no seats are told"), "week"),
    "no_rules": (_l("No rules: is it for everybody?"), "rules"),
    "in_words": ("", "rules"),
    "no_bengali": (_l("No Bengali name"), "edit"),
    "no_phone": (_l("No phone"), "edit"),
    "no_cost": (_l("No cost is told: 0 is free"), "edit"),
}


def lines(found: Iterable[Doubt]) -> list[tuple[str, str]]:
    """Each doubt as a sentence with the page, under the service's own, that puts it right; none: a tap confirms it."""
    return [(_said(doubt), DOUBTS[doubt.code][1]) for doubt in found]


def _said(doubt: Doubt) -> str:
    if doubt.code == "in_words":
        return _n("%(num)s condition is still in words", "%(num)s conditions are still in words", doubt.count)
    return str(DOUBTS[doubt.code][0])
