"""A service as matching sees it: `Offer`, a frozen value with all that decides whether and when it fits."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

from catalog.models import RuleUse, ServiceStatus, last_day

UNCONFIRMED_AFTER = timedelta(days=90)
CLOSED_AFTER = timedelta(days=120)


class Closed(StrEnum):
    """Why a service takes no new referrals."""

    SUSPENDED = "suspended"
    NO_AGREEMENT = "no_agreement"
    STALE = "stale"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class OfferSession:
    """A weekly session: weekday 0 is Monday; an end that is not after the start is on the next day."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class OfferIntake:
    """An intake that has not ended; `seats` None means that seats are not counted."""

    id: uuid.UUID
    seats: int | None
    starts_on: date | None
    ends_on: date | None
    closes_on: date | None
    full: bool
    sessions: tuple[OfferSession, ...] = ()

    def is_open(self, day: date) -> bool:
        """Whether a new seat of it may be given on that day; the same test as `Intake.is_open`."""
        last = last_day(self.starts_on, self.ends_on, self.closes_on)
        return last is None or day <= last


@dataclass(frozen=True, slots=True)
class OfferPlace:
    """Where it is given: `chain` is the code of the place and of all that it lies in, the smallest first."""

    id: uuid.UUID
    location_id: uuid.UUID
    chain: tuple[str, ...]
    name_en: str
    name_bn: str
    latitude: float | None
    longitude: float | None
    intakes: tuple[OfferIntake, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferRule:
    """A rule as a value; tests and their values are those of `catalog.models.Rule`."""

    id: uuid.UUID
    fact: str | None
    test: str
    value: Mapping[str, Any]
    use: RuleUse = RuleUse.MUST
    alternative: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class OfferCost:
    """What it costs her or brings her, in taka: fee, deposit, stipend or fare."""

    what: str
    taka: int
    per: str = "once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A service; where its partner gave no name in a language, the other's or the kind's stands there."""

    id: uuid.UUID
    organization_id: uuid.UUID
    organization_en: str
    organization_bn: str
    kind_code: str
    kind_en: str
    kind_bn: str
    outcome_code: str
    seats_count: str
    name_en: str
    name_bn: str
    needs: tuple[str, ...] = ()
    status: ServiceStatus = ServiceStatus.ACTIVE
    confidential: bool = False
    women_only_staff: bool | None = None
    childcare_on_site: bool | None = None
    languages: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    answer_working_days: int | None = None
    answer_hours: int | None = None
    confirmed_on: date | None = None
    agreement_from: date | None = None
    agreement_until: date | None = None
    answered_for: bool = True
    rules: tuple[OfferRule, ...] = ()
    places: tuple[OfferPlace, ...] = ()
    costs: tuple[OfferCost, ...] = ()

    def closed(self, day: date) -> Closed | None:
        """Why it takes no new referrals on that day; None when it takes them."""
        closed = why_closed(self.status, self.agreement_from, self.agreement_until, self.confirmed_on, day)
        return closed or (None if self.answered_for else Closed.NOBODY)

    def unconfirmed(self, day: date) -> bool:
        """Whether it is to be shown as unconfirmed and ranked below."""
        return is_unconfirmed(self.confirmed_on, day)


def why_closed(
    status: ServiceStatus,
    agreed_from: date | None,
    agreed_until: date | None,
    confirmed_on: date | None,
    day: date,
) -> Closed | None:
    """The first reason why nothing is sent there: suspended, no agreement in force, long not confirmed."""
    if status is not ServiceStatus.ACTIVE:
        return Closed.SUSPENDED
    if agreed_from is None or not agreed_from <= day <= (agreed_until or date.max):
        return Closed.NO_AGREEMENT
    if confirmed_on is None or day > confirmed_on + CLOSED_AFTER:
        return Closed.STALE
    return None


def is_unconfirmed(confirmed_on: date | None, day: date) -> bool:
    """Whether its partner has not said for 90 days that it is still true, or never has."""
    return confirmed_on is None or day > confirmed_on + UNCONFIRMED_AFTER
