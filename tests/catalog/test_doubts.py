"""What is missing or doubtful of a service: one check a line, and nothing of one that is whole."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from catalog import offers
from catalog.doubts import CHECKS, Doubt, doubts
from catalog.models import CostOption, Rule, Service
from tests.make import Make

TODAY = date(2026, 12, 1)


@pytest.fixture
def whole(session: Session, make: Make) -> Service:
    """A service of which all is told."""
    service = make.service(phone="109", confirmed_on=TODAY)
    service.rules.append(Rule(fact="birth_year", test="range", value={"min": 18}))
    service.costs.append(CostOption(what="fee", taka=0))
    make.intake(service, seats=10, starts_on=TODAY + timedelta(days=9), ends_on=TODAY + timedelta(days=60))
    return service


def test_of_a_whole_one_there_is_no_doubt(whole: Service) -> None:
    assert doubts(whole, TODAY) == ()


Spoil = Callable[[Service], Any]
SPOILT: list[tuple[Spoil, list[Doubt]]] = [
    (lambda one: setattr(one, "confirmed_on", None), [Doubt("never_confirmed")]),
    (lambda one: setattr(one, "confirmed_on", TODAY - timedelta(days=91)), [Doubt("unconfirmed")]),
    (lambda one: setattr(one, "confirmed_on", TODAY - timedelta(days=121)), [Doubt("closed")]),
    (lambda one: one.places.clear(), [Doubt("no_place")]),
    (lambda one: one.places[0].intakes.clear(), [Doubt("no_batch")]),
    (lambda one: setattr(one.places[0].intakes[0], "closes_on", TODAY - timedelta(days=1)), [Doubt("no_batch")]),
    (lambda one: one.places[0].intakes[0].sessions.clear(), [Doubt("no_hours")]),
    (lambda one: setattr(one.places[0].intakes[0], "seats", None), [Doubt("no_seats")]),
    (lambda one: one.rules.clear(), [Doubt("no_rules")]),
    (
        lambda one: one.rules.extend([offers.words_rule("x", "en"), offers.words_rule("y", "en")]),
        [Doubt("in_words", 2)],
    ),
    (lambda one: setattr(one, "name_bn", None), [Doubt("no_bengali")]),
    (lambda one: setattr(one, "phone", None), [Doubt("no_phone")]),
    (lambda one: one.costs.clear(), [Doubt("no_cost")]),
]


@pytest.mark.parametrize(("spoil", "found"), SPOILT)
def test_each_thing_that_is_missing_is_told(whole: Service, spoil: Spoil, found: list[Doubt]) -> None:
    spoil(whole)
    assert list(doubts(whole, TODAY)) == found


def test_every_check_is_tried() -> None:
    assert {found[0].code for _, found in SPOILT} == set(CHECKS)


def test_seats_that_nobody_counts_all_year_are_no_doubt(whole: Service) -> None:
    intake = whole.places[0].intakes[0]
    intake.seats = intake.starts_on = intake.ends_on = None
    assert doubts(whole, TODAY) == ()


def test_the_organisations_phone_does(whole: Service) -> None:
    whole.phone, whole.organization.phone = None, "+8801700000001"
    assert doubts(whole, TODAY) == ()


def test_a_suspended_one_is_not_asked_for_its_times(session: Session, whole: Service) -> None:
    offers.suspend(session, whole)
    whole.confirmed_on = None
    whole.places[0].intakes.clear()
    assert doubts(whole, TODAY) == ()
