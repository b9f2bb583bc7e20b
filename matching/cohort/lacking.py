"""Why nothing suits an asker: no service answers the need, or which rule says no most often."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from catalog.offer import Offer, OfferRule
from matching.cohort.build import Cohort
from matching.index import Index, index
from matching.profile import Profile
from matching.rank import Fit, Search, match_one
from matching.reason import Answer
from matching.rules import answer

DISTANCE = "distance"


def lacking(cohort: Cohort, askers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Of each of these, `code` (`no_service` or `rule`) and the `rule` that most of the need's services say no by."""
    ready = index(cohort.offers)
    return {asker: _one(cohort, ready, asker) for asker in askers}


def _one(cohort: Cohort, ready: Index, asker: int) -> dict[str, Any]:
    search = cohort.search(asker)
    offers = ready.answering(search.need)
    if not offers:
        return {"code": "no_service", "rule": None}
    said: dict[int, bool] = {}
    counts = Counter(code for offer in offers for code in _against(search, offer, ready, said))
    if not counts:
        counts = Counter(code for offer in offers for code in _slowly(search, offer, ready))
    if not counts:
        return {"code": "no_seats", "rule": None}
    rule, _ = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return {"code": "rule", "rule": rule}


def _against(search: Search, offer: Offer, ready: Index, said: dict[int, bool]) -> set[str]:
    """The facts of a service's own rules that say no; alternatives and distances are left to the slow way."""
    return {
        rule.fact
        for rule in ready.asks[offer.id].must
        if rule.fact and rule.alternative is None and rule.fact != DISTANCE and _no(rule, search.profile, search, said)
    }


def _no(rule: OfferRule, profile: Profile, search: Search, said: dict[int, bool]) -> bool:
    known = said.get(id(rule))
    if known is None:
        known = said[id(rule)] = answer(rule, profile, search.day).answer is Answer.NO
    return known


def _slowly(search: Search, offer: Offer, ready: Index) -> set[str]:
    """What `match_one` says is missing."""
    match = match_one(search, offer, ready)
    return set() if match.fit is Fit.SUITS else {lack.reason.code for lack in match.missing}
