"""Waiting lists in words: why somebody stands where she stands, and which place it is."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from catalog.lists import facts
from matching.policies import POLICIES
from referral.i18n.dates import full_date
from referral.i18n.names import named
from referral.i18n.numbers import number
from referral.i18n.speech import Said, _, _l, _n
from referral.lists import PolicyWords, policies
from referral.loop.waiting.choosing import code_of
from referral.loop.waiting.facts import group_of
from referral.loop.waiting.inflow import OPEN_AT_ONCE
from referral.loop.waiting.line import Standing
from referral.loop.waiting.promises import Promise
from referral.models import SeatPolicy
from referral.web.reasons.values import value_words

Why = Mapping[str, Any]
URGENT = "urgent_always"
LAID_OFF: Mapping[int, Said] = {
    2: _l("laid off within 180 days"),
    1: _l("under notice, or laid off on a day that is not known"),
    0: _l("not laid off lately"),
}
EXPOSED: Mapping[int, Said] = {
    2: _l("a role highly exposed to automation"),
    1: _l("a role somewhat exposed to automation, or not known"),
    0: _l("a role little exposed to automation"),
}


def policy_words(policy: SeatPolicy | None) -> PolicyWords:
    """The name and the sentence of a policy; without one the usual one's."""
    return policies()[code_of(policy)]


def urgent_words() -> PolicyWords:
    """What stands before every policy."""
    return policies()[URGENT]


def options() -> list[tuple[str, str, str]]:
    """The policies that can be chosen, each with its sentence."""
    return [(code, named(one), named(one, "sentence")) for code, one in policies().items() if code in POLICIES]


def why(code: str, printed: Why, groups: Collection[str]) -> str:
    """What decided her place; a fact that she does not let this service know is not told."""
    parts = [named(policies()[URGENT])] if printed.get("urgent") else []
    if all(group_of(fact) in groups for fact in POLICIES[code].facts):
        parts.append(SAY[code](printed) if code in SAY else "")
    else:
        parts.append(_("the reason is not shared"))
    if "need_opened" in printed:
        parts.append(_("asked for it first on %(day)s", day=_on(printed["need_opened"])))
    return "; ".join(part for part in parts if part)


def groups_told(code: str) -> frozenset[str]:
    """The groups of fields that the reasons of a policy tell of."""
    return frozenset(group_of(fact) for fact in POLICIES[code].facts)


def _on(moment: str) -> str:
    return full_date(datetime.fromisoformat(moment))


def _alone(printed: Why) -> str:
    alone = (
        _("brings up children alone") if printed["alone_with_children"] else _("not known to be alone with children")
    )
    return "; ".join(part for part in (alone, _age(printed)) if part)


def _age(printed: Why) -> str:
    months = printed["child_age_months"]
    if months is None:
        return _("age of the child not known")
    return _n("child of %(num)s month", "child of %(num)s months", months)


def _income(printed: Why) -> str:
    band, members = printed["household_income_band"], printed["household_members"]
    if band is None or members is None:
        return _("income not known: counted as the middle of the list")
    said = value_words(facts()["household_income_band"], band)
    return _("household income %(band)s for %(members)s", band=said, members=members)


def _by_hand(printed: Why) -> str:
    return "" if printed["by_hand"] else _("not placed yet")


SAY: Mapping[str, Callable[[Why], str]] = {
    "first_come": lambda printed: _("sent on %(day)s", day=_on(printed["sent"])),
    "laid_off_first": lambda printed: str(LAID_OFF[printed["laid_off_band"]]),
    "exposed_role_first": lambda printed: str(EXPOSED[printed["exposure_band"]]),
    "lowest_grade_first": lambda printed: _("grade %(grade)s", grade=printed["wage_grade"]),
    "single_mother_first": _alone,
    "youngest_child_first": _age,
    "sibling_in_centre": lambda printed: (
        _("a sister or brother is there") if printed["sibling_in_same_place"] else _("no sister or brother there")
    ),
    "disability_first": lambda printed: (
        _("a lot of difficulty") if printed["wg_a_lot"] else _("no great difficulty known")
    ),
    "lowest_income_first": _income,
    "by_the_programme": _by_hand,
}


def place_words(standing: Standing) -> str:
    """Her place in words; where none is told, that she waits."""
    if standing.position is None or standing.of is None:
        return _("She is on the waiting list.")
    return _("She is number %(place)s of %(of)s on the waiting list.", place=standing.position, of=standing.of)


def promise_words(promise: Promise) -> str:
    """How a service keeps its promise to answer, with how sure that is."""
    if not promise.due:
        return _("No answer was due yet in 90 days.")
    said = _("%(kept)s of %(due)s answered in time in 90 days", kept=number(promise.kept), due=number(promise.due))
    low, high = promise.bounds
    sure = _("likely %(low)s to %(high)s of 100", low=number(round(low * 100)), high=number(round(high * 100)))
    if promise.few:
        return _("%(said)s (few answers yet: %(sure)s)", said=said, sure=sure)
    return _("%(said)s (%(sure)s)", said=said, sure=sure)


def slow_words(promise: Promise) -> str:
    """Why the inflow is slow, and what ends it; for the partner."""
    return _(
        "Only %(came)s of %(due)s that were due in the last 30 days were answered, so at most %(most)s new ones wait here "
        "at once. It ends when at least half are answered; a quick no counts too.",
        came=number(promise.came_lately),
        due=number(promise.due_lately),
        most=number(OPEN_AT_ONCE),
    )
