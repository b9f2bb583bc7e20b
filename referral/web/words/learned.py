"""What the learned chance looks at, in words: each input, and each of its levels."""

from collections.abc import Mapping
from typing import Any

from referral.i18n.names import named
from referral.i18n.speech import Said, _, _l
from referral.web.words.agenda import agenda

INPUTS: Mapping[str, Said] = {
    "km": _l("how far it is by road"),
    "hours": _l("whether its hours fit her shift"),
    "seat": _l("whether a seat is free, and how long she waits for it"),
    "cost": _l("what the first month costs her or brings"),
    "asks": _l("whether any condition is still to be asked"),
    "need": _l("whether the need is the first that it answers"),
    "kind": _l("the kind of service"),
    "service": _l("the service itself, once some of its referrals have ended"),
}
LEVELS: Mapping[str, Mapping[str, Said]] = {
    "km": {
        "to_2": _l("it is within 2 km"),
        "to_5": _l("it is 2 to 5 km away"),
        "to_10": _l("it is 5 to 10 km away"),
        "to_20": _l("it is 10 to 20 km away"),
        "farther": _l("it is more than 20 km away"),
        "by_phone": _l("there is no way to go"),
        "not_known": _l("the distance is not known"),
    },
    "hours": {
        "yes": _l("its hours fit her shift"),
        "ask": _l("whether its hours fit is not known"),
        "no": _l("its hours clash with her shift"),
    },
    "seat": {
        "now": _l("a seat can be had now"),
        "to_14": _l("it starts within two weeks"),
        "to_45": _l("it starts in two to six weeks"),
        "to_90": _l("it starts in six weeks to three months"),
        "later": _l("it starts in more than three months"),
        "none": _l("no seat is free"),
        "not_told": _l("whether there is a seat is not known"),
    },
    "cost": {
        "brings": _l("it brings her money"),
        "free": _l("it is free of charge"),
        "to_500": _l("it costs up to 500 taka in the first month"),
        "to_3000": _l("it costs 500 to 3,000 taka in the first month"),
        "dearer": _l("it costs more than 3,000 taka in the first month"),
        "not_told": _l("what it costs is not told"),
    },
    "asks": {
        "none": _l("nothing is left to ask her"),
        "some": _l("something is left to ask her"),
    },
    "need": {
        "first": _l("it is there for this need first of all"),
        "other": _l("it helps with this need besides others"),
    },
}


def level(code: str, value: str) -> str:
    """One level of an input as a clause: "it is within 2 km"."""
    if code == "kind":
        known = agenda().kinds.get(value)
        return _("its kind: %(kind)s", kind=named(known)) if known else _("its kind")
    if code == "service":
        return _("what became of earlier referrals to it")
    return str(LEVELS[code][value])


def grounds(pushes: list[list[Any]], *, up: bool) -> list[str]:
    """Those that push the chance up, or down, as clauses."""
    return [level(code, value) for code, value, push in pushes if (push > 0) is up]
