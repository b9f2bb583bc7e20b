"""What a rule asks, and what is said where she does not have it."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from catalog.lists import Fact, facts
from referral.i18n.names import named
from referral.i18n.numbers import number
from referral.i18n.speech import _
from referral.web.reasons.values import YES_NO, bounds, code_words, either_of, listed

ENDS_OF_SENTENCE: Mapping[str, tuple[str, ...]] = {
    "years_in_rmg": ("min",),
    "schooling": ("min",),
    "savings_member_months": ("min",),
    "can_pay": ("min",),
    "running_loans": ("max",),
    "distance": ("max",),
    "child_age_months": ("min", "max"),
}
SAYS_WITHOUT_VALUE = {"children_under_6": {"min": 1}, "wgss": {"min": "some"}, "exposure_band": {"min": "high"}}


class Asking(Protocol):
    """A rule, of the catalog or of a match."""

    @property
    def fact(self) -> str | None: ...
    @property
    def test(self) -> str: ...
    @property
    def value(self) -> Mapping[str, Any]: ...


def asked(rule: Asking) -> str:
    """What a rule asks, for the page of a service: "Age: 18 to 35 years", or the partner's own words."""
    return asked_of(rule.fact, rule.test, rule.value)


def asked_of(code: str | None, test: str, value: Mapping[str, Any]) -> str:
    """The same of a rule's parts."""
    fact = facts().get(code or "")
    if fact is None or test not in WORDS:
        return str(value.get("text") or _("A condition that the partner has to explain"))
    return _("%(fact)s: %(asked)s", fact=named(fact), asked=WORDS[test](fact, value))


def failed(fact: Fact, test: str, value: Mapping[str, Any], lacking: list[str]) -> str:
    """That she does not have it: the sentence of the fact where that says this test, else what is asked."""
    text = named({"name_en": fact.fail_en, "name_bn": fact.fail_bn})
    filling = _filling(fact, test, value, lacking)
    if filling is None:
        return _("%(asked)s is asked.", asked=asked_of(fact.code, test, value))
    return text.replace("{value}", filling)


def _filling(fact: Fact, test: str, value: Mapping[str, Any], lacking: list[str]) -> str | None:
    """What stands for {value} in the sentence of a fact; None where that sentence does not say this test."""
    if "{value}" not in fact.fail_en:
        return "" if test == "yes" or SAYS_WITHOUT_VALUE.get(fact.code) == dict(value) else None
    if test == "within_days":
        return number(value["days"])
    if fact.code in ENDS_OF_SENTENCE:
        return _ends(fact, test, value)
    if lacking:
        return (either_of if test == "one_of" else listed)(code_words(fact, code) for code in lacking)
    return WORDS[test](fact, value)


def _ends(fact: Fact, test: str, value: Mapping[str, Any]) -> str | None:
    """The bare ends of a range, where they are the ones that the sentence speaks of."""
    ends = ENDS_OF_SENTENCE[fact.code]
    if test != "range" or {end for end in ("min", "max") if value.get(end) is not None} != set(ends):
        return None
    words = [number(value[end]) if fact.type == "number" else code_words(fact, value[end]) for end in ends]
    return words[0] if len(words) == 1 else _("%(starts)s to %(ends)s", starts=words[0], ends=words[1])


def _one_of(fact: Fact, value: Mapping[str, Any]) -> str:
    return either_of(code_words(fact, code) for code in value["codes"])


def _all_of(fact: Fact, value: Mapping[str, Any]) -> str:
    return listed(code_words(fact, code) for code in value["codes"])


def _yes(fact: Fact, value: Mapping[str, Any]) -> str:
    return str(YES_NO[True])


def _no(fact: Fact, value: Mapping[str, Any]) -> str:
    return str(YES_NO[False])


def _within_days(fact: Fact, value: Mapping[str, Any]) -> str:
    return _("in the last %(days)s days", days=value["days"])


WORDS: Mapping[str, Callable[[Fact, Mapping[str, Any]], str]] = {
    "range": bounds,
    "one_of": _one_of,
    "all_of": _all_of,
    "yes": _yes,
    "no": _no,
    "in_place": _one_of,
    "within_days": _within_days,
}
