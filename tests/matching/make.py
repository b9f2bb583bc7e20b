"""Offers, rules and intakes as values: say only what the test is about."""

import itertools
import uuid
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from catalog.models import RuleUse
from catalog.offer import Offer, OfferIntake, OfferPlace, OfferRule, OfferSession
from catalog.places import ancestors, places

DAY = date(2026, 11, 25)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
_number = itertools.count(1)


def new_id() -> uuid.UUID:
    return uuid.UUID(int=next(_number))


def rule(fact: str | None, test: str, value: dict[str, Any] | None = None, **more: Any) -> OfferRule:
    return OfferRule(new_id(), fact, test, value or {}, **more)


def first(fact: str, test: str, value: dict[str, Any] | None = None) -> OfferRule:
    return rule(fact, test, value, use=RuleUse.PRIORITY)


def session(weekday: int, starts: str, ends: str) -> OfferSession:
    return OfferSession(weekday, time.fromisoformat(starts), time.fromisoformat(ends))


def intake(*sessions: OfferSession, **values: Any) -> OfferIntake:
    plain = {"seats": None, "starts_on": None, "ends_on": None, "closes_on": None, "full": False}
    return OfferIntake(id=new_id(), sessions=sessions, **plain | values)


def batch(*sessions: OfferSession, **values: Any) -> OfferIntake:
    return intake(*sessions, **{"seats": 20, "starts_on": date(2027, 1, 15), "ends_on": date(2027, 6, 30)} | values)


def place(code: str = "dhaka-savar", intakes: Sequence[OfferIntake] = (), point: Any = (23.85, 90.26)) -> OfferPlace:
    known = places()[code]
    latitude, longitude = point or (None, None)
    chain = (code, *ancestors(code))
    return OfferPlace(new_id(), new_id(), chain, known.name_en, known.name_bn, latitude, longitude, tuple(intakes))


def offer(*rules: OfferRule, **values: Any) -> Offer:
    """Open, confirmed a month ago, for learning a skill; nothing is told but what the test says."""
    number = new_id()
    names = {"organization_en": "Partner", "organization_bn": "সংস্থা", "kind_en": "Training", "kind_bn": "প্রশিক্ষণ"}
    plain: dict[str, Any] = {
        "id": number,
        "organization_id": number,
        "kind_code": "skills_training",
        "outcome_code": "agency",
        "seats_count": "worker",
        "name_en": "Sewing course",
        "name_bn": "সেলাই কোর্স",
        "needs": ("learn_skill", "find_job"),
        "confirmed_on": date(2026, 10, 25),
        "agreement_from": date(2026, 1, 1),
        "rules": rules,
    }
    return Offer(**names | plain | values)
