"""Rules of eligibility answered for one worker: each test has one definition, what is not known is asked."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from catalog.lists import Fact, facts
from catalog.offer import OfferRule
from catalog.places import ancestors, places
from matching.profile import Profile, Span, read
from matching.reason import Answer, Reason, any_of

Value = Mapping[str, Any]
EVERYBODY_SPEAKS = "bn"


@dataclass(frozen=True, slots=True)
class Test:
    """How a value of a fact is tried against the value of a rule, and which types of facts it is for."""

    types: tuple[str, ...]
    tried: Callable[[Fact, Any, Value, date], Answer]


def answer(rule: OfferRule, profile: Profile, day: date, km: float | None = None) -> Reason:
    """What one rule says to her on that day; a rule in words, or one that nobody can read, is to be asked."""
    fact = fact_of(rule)
    if fact is None:
        return Reason("words", Answer.ASK, {"test": rule.test, **rule.value})
    own = read(profile, fact, day, km)
    values = {"test": rule.test, **rule.value}
    if own is None:
        return Reason(fact.code, Answer.ASK, values)
    found = [tried_on(rule, fact, one, day) for one in own]
    tried = found[0] if len(found) == 1 else any_of(found)
    values["own"] = [_plain(one) for one in own]
    if tried is Answer.NO and fact.type == "codes" and own:
        values["missing"] = [code for code in rule.value["codes"] if code not in own[0]]
    return Reason(fact.code, tried, values)


def fact_of(rule: OfferRule) -> Fact | None:
    """The fact that it tests; None where it is in words, or where nobody can read it."""
    fact, test = facts().get(rule.fact or ""), TESTS.get(rule.test)
    return fact if fact is not None and test is not None and fact.type in test.types else None


def tried_on(rule: OfferRule, fact: Fact, one: Any, day: date) -> Answer:
    """What it says to one value of its fact as `read` gives it; None there is not known."""
    return Answer.ASK if one is None else TESTS[rule.test].tried(fact, one, rule.value, day)


def answers(rules: Iterable[OfferRule], each: Callable[[OfferRule], Reason]) -> tuple[Reason, ...]:
    """`each` rule's reason, and one, `either`, for each group of alternatives, in the order of the rules."""
    found = ([each(rule) for rule in group] for group in grouped(rules))
    return tuple(group[0] if len(group) == 1 else either(group) for group in found)


def grouped(rules: Iterable[OfferRule]) -> list[list[OfferRule]]:
    """Rules that stand alone, and those joined by "or" together, in the order of the rules."""
    groups: dict[tuple[str, int], list[OfferRule]] = {}
    for number, rule in enumerate(rules):
        group = ("one", number) if rule.alternative is None else ("either", rule.alternative)
        groups.setdefault(group, []).append(rule)
    return list(groups.values())


def either(reasons: Iterable[Reason]) -> Reason:
    """Reasons joined by "or" as one."""
    joined = tuple(reasons)
    return Reason("either", any_of(reason.answer for reason in joined), {"reasons": joined})


class Offered(Protocol):
    """A service as an offer or as a row."""

    @property
    def id(self) -> uuid.UUID: ...
    @property
    def documents(self) -> Sequence[str]: ...
    @property
    def languages(self) -> Sequence[str]: ...


def implied(offer: Offered) -> tuple[OfferRule, ...]:
    """What a service asks outside its rules: its papers, and its language where that is not everybody's."""
    found = []
    if offer.documents:
        found.append(OfferRule(offer.id, "documents", "all_of", {"codes": tuple(offer.documents)}))
    if offer.languages and EVERYBODY_SPEAKS not in offer.languages:
        found.append(OfferRule(offer.id, "language", "one_of", {"codes": tuple(offer.languages)}))
    return tuple(found)


def _range(fact: Fact, own: Any, value: Value, day: date) -> Answer:
    low, high = value.get("min"), value.get("max")
    if fact.type == "ordered":
        ranks: dict[Any, int] = {choice.code: rank for rank, choice in enumerate(fact.values)}
        if not {own, low, high} - {None} <= ranks.keys():
            return Answer.ASK
        own, low, high = Span(ranks[own], ranks[own]), ranks.get(low), ranks.get(high)
    return _within(own, low, high)


def _within(own: Span, low: Any, high: Any) -> Answer:
    """Yes where all of it lies within, no where nothing of it does."""
    if (low is not None and own.high < low) or (high is not None and own.low > high):
        return Answer.NO
    inside = (low is None or own.low >= low) and (high is None or own.high <= high)
    return Answer.YES if inside else Answer.ASK


def _one_of(fact: Fact, own: Any, value: Value, day: date) -> Answer:
    codes = value["codes"]
    if fact.type == "number":
        return any_of(_within(own, float(code), float(code)) for code in codes)
    return _yes(bool(own & set(codes)) if fact.type == "codes" else own in codes)


def _all_of(fact: Fact, own: Any, value: Value, day: date) -> Answer:
    return _yes(own >= set(value["codes"]))


def _in_place(fact: Fact, own: Any, value: Value, day: date) -> Answer:
    """Her place lies in one of them; to be asked where one of them lies in what is known of her place."""
    codes = value["codes"]
    if any(code in own for code in codes):
        return Answer.YES
    return Answer.ASK if any(own[0] in ancestors(code) for code in codes if code in places()) else Answer.NO


def _within_days(fact: Fact, own: Any, value: Value, day: date) -> Answer:
    return _within(own, day - timedelta(days=value["days"]), None)


def _holds(fact: Fact, own: Any, value: Value, day: date) -> Answer:
    return _yes(own)


def _does_not_hold(fact: Fact, own: Any, value: Value, day: date) -> Answer:
    return _yes(not own)


def _yes(holds: bool) -> Answer:
    return Answer.YES if holds else Answer.NO


TESTS: Mapping[str, Test] = {
    "range": Test(("number", "ordered"), _range),
    "one_of": Test(("number", "ordered", "choice", "code", "codes"), _one_of),
    "all_of": Test(("codes",), _all_of),
    "yes": Test(("yes_no",), _holds),
    "no": Test(("yes_no",), _does_not_hold),
    "in_place": Test(("place",), _in_place),
    "within_days": Test(("date",), _within_days),
}


def _plain(value: Any) -> Any:
    """Her own value as plain data: a number, a text, a bool or a list of them."""
    if isinstance(value, Span):
        low, high = (_plain(end) for end in value)
        return low if low == high else [low, high]
    if isinstance(value, float):
        return int(value) if value == int(value) else value
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else list(value) if isinstance(value, tuple) else value
