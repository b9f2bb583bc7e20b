"""What puts a woman at risk and how much it counts, and the groups that a floor may be for."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.lists import facts
from catalog.offer import OfferRule
from catalog.places import places
from matching.profile import Profile, age, read
from matching.reason import Answer
from matching.rules import answer

WHOLE = 100
AGE_BANDS = ((18, "under_18"), (25, "18_24"), (30, "25_29"), (35, "30_34"), (40, "35_39"), (50, "40_49"))
OLDEST = "50_plus"


@dataclass(frozen=True, slots=True)
class Risk:
    """A named risk: the rule that it is, and by how many hundredths it makes her weigh more by default."""

    weight: int
    rule: OfferRule


def _risk(weight: int, fact: str, test: str, **value: Any) -> Risk:
    return Risk(weight, OfferRule(uuid.UUID(int=0), fact, test, value))


RISKS: Mapping[str, Risk] = {
    "exposed_role": _risk(30, "exposure_band", "one_of", codes=["high"]),
    "laid_off": _risk(40, "employment", "one_of", codes=["laid_off"]),
    "notice_given": _risk(30, "employment", "one_of", codes=["notice_given"]),
    "single_mother": _risk(40, "alone_with_children", "yes"),
    "small_children": _risk(15, "children_under_6", "range", min=1),
    "disability": _risk(40, "wgss", "range", min="a_lot"),
    "no_own_phone": _risk(15, "own_phone", "no"),
    "low_grade": _risk(20, "wage_grade", "range", min=4),
    "no_schooling": _risk(15, "schooling", "range", max="signs_only"),
    "low_income": _risk(20, "household_income_band", "one_of", codes=["under_10000"]),
    "older": _risk(10, "birth_year", "range", min=40),
}
"""Our proposal of weights; a caseworker may change each, and nought is a weight. What is not known is no risk."""

RISK_WEIGHTS: Mapping[str, int] = {code: risk.weight for code, risk in RISKS.items()}


def risks_of(profile: Profile, day: date) -> tuple[str, ...]:
    """The risks that are known of her."""
    return tuple(code for code, risk in RISKS.items() if _holds(risk.rule, profile, day))


def weight(risks: Iterable[str], weights: Mapping[str, int]) -> int:
    """What she weighs in hundredths: 100 and what each of her risks adds; one that is not in `weights` adds nothing."""
    return WHOLE + sum(weights.get(code, 0) for code in risks)


def age_band(profile: Profile, day: date) -> str | None:
    """Her age as a group; None where it is not known. Of an approximate year the lowest that it may be."""
    years = age(profile, day)
    return None if years is None else next((band for limit, band in AGE_BANDS if years.low < limit), OLDEST)


def groups_of(profile: Profile, day: date, risks: Iterable[str]) -> tuple[str, ...]:
    """The groups that she is in: each risk by its code, and `district:CODE` and `age_band:CODE` where they are known."""
    found = {kind: of(profile, day) for kind, of in KINDS.items()}
    return (*risks, *(f"{kind}:{code}" for kind, code in found.items() if code is not None))


def _district(profile: Profile, day: date) -> str | None:
    return next((code for code in profile.place_chain if places()[code].level == "district"), None)


KINDS: Mapping[str, Callable[[Profile, date], str | None]] = {"district": _district, "age_band": age_band}
_seen: dict[tuple[str | None, str, str], bool] = {}


def _holds(rule: OfferRule, profile: Profile, day: date) -> bool:
    """The rule's answer; of a coded fact it is kept, since a roster has the same few values many times."""
    own = profile.facts.get(rule.fact or "")
    if own is None and read(profile, facts()[rule.fact or ""], day) is None:
        return False
    if not isinstance(own, str):
        return answer(rule, profile, day).answer is Answer.YES
    key = rule.fact, repr(rule.value), own
    if key not in _seen:
        _seen[key] = answer(rule, profile, day).answer is Answer.YES
    return _seen[key]
