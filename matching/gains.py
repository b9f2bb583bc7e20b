"""What a service gives and whom it makes of her: her profile after it, and the codes that may change a rule's answer."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache

from catalog.data import rows
from catalog.lists import documents, facts, skills
from catalog.offer import Offer, OfferRule
from matching.profile import AtLeast, Profile

OF_KIND = "kind:"
SCHOOLING = "schooling"
LISTS = ("skills", "certificates", "documents")
MEANS: Mapping[str, tuple[str, ...]] = {"reading_bangla": ("can_read",)}


def gives(offer: Offer) -> frozenset[str]:
    """The codes that a service gives, what they mean besides, and its kind as `kind:CODE` of the services she has had."""
    return _gives(offer.gives, offer.kind_code)


def after(profile: Profile, gained: Iterable[str]) -> Profile:
    """Her profile with these codes: what she did not know to have stays not known, but for them."""
    known = dict(profile.facts)
    for code in gained:
        for fact in _changed(code):
            if fact in (*LISTS, "earlier_services"):
                own = known.get(fact)
                known[fact] = _more(own, code.removeprefix(OF_KIND))
            elif fact == SCHOOLING:
                known[fact] = max(known.get(fact, code), code, key=_level)
            else:
                known[fact] = True
    return replace(profile, facts=known)


def mentions(rule: OfferRule) -> frozenset[str]:
    """The codes that a service may give which could change what this rule says."""
    fact = facts().get(rule.fact or "")
    if fact is None:
        return frozenset()
    codes = [str(code) for code in rule.value.get("codes", ())]
    if fact.code == "earlier_services":
        return frozenset(OF_KIND + code for code in codes)
    if fact.code == SCHOOLING:
        return frozenset(level.code for level in fact.values)
    if fact.code in LISTS:
        return frozenset(codes)
    return frozenset([fact.code]) if fact.type == "yes_no" else frozenset()


@lru_cache(10_000)
def _gives(codes: tuple[str, ...], kind: str) -> frozenset[str]:
    return frozenset((*codes, *(more for code in codes for more in MEANS.get(code, ())), OF_KIND + kind))


@lru_cache(10_000)
def _changed(code: str) -> tuple[str, ...]:
    """The facts that a code changes: one code may be a paper and an account."""
    if code.startswith(OF_KIND):
        return ("earlier_services",)
    lists = {"skills": skills(), "certificates": _standards(), "documents": documents()}
    found = [name for name, known in lists.items() if code in known]
    if any(level.code == code for level in facts()[SCHOOLING].values):
        found.append(SCHOOLING)
    if code in facts() and facts()[code].type == "yes_no":
        found.append(code)
    return tuple(found)


def _more(own: Iterable[str] | None, code: str) -> Iterable[str]:
    if own is None or isinstance(own, AtLeast):
        return AtLeast({*(own or ()), code})
    return [*own, code]


def _level(code: str) -> int:
    return [level.code for level in facts()[SCHOOLING].values].index(code)


@cache
def _standards() -> frozenset[str]:
    return frozenset(row["code"] for row in rows("standards"))
