"""Batches and rolling capacities: opened, changed, ended, marked full, and until when they take referrals."""

from datetime import date, time

import pytest
from sqlalchemy.orm import Session

from catalog import intakes
from catalog.models import Intake, ServiceAtLocation
from catalog.offer import OfferIntake
from tests.catalog.conftest import TODAY
from tests.make import Make

MORNING = (time(9), time(13))
JANUARY, APRIL, MAY = date(2027, 1, 15), date(2027, 4, 9), date(2027, 5, 1)


@pytest.fixture
def place(catalog: Session, make: Make) -> ServiceAtLocation:
    return make.service().places[0]


def test_a_batch_is_stored_with_its_week(catalog: Session, place: ServiceAtLocation) -> None:
    times = [(5, *MORNING), (4, *MORNING), (4, *MORNING)]
    batch = intakes.open_intake(catalog, place, seats=20, starts_on=JANUARY, ends_on=APRIL, times=times)
    catalog.commit()
    catalog.expire_all()
    assert (batch.seats, batch.starts_on, batch.place) == (20, JANUARY, place)
    assert intakes.times_of(batch) == [(4, *MORNING), (5, *MORNING)]


def test_what_is_not_named_stays(catalog: Session, place: ServiceAtLocation) -> None:
    batch = intakes.open_intake(catalog, place, seats=20, starts_on=JANUARY, times=[(4, *MORNING)])
    catalog.flush()
    before = list(batch.sessions)
    intakes.change_intake(catalog, batch, seats=25, times=[(4, *MORNING)])
    assert (batch.seats, batch.starts_on, list(batch.sessions)) == (25, JANUARY, before)
    intakes.change_intake(catalog, batch, seats=None, times=[])
    catalog.commit()
    assert (batch.seats, batch.sessions) == (None, [])


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"seats": -1}, "negative"),
        ({"starts_on": APRIL, "ends_on": JANUARY}, "ends_before_start"),
        ({"starts_on": JANUARY, "ends_on": APRIL, "closes_on": MAY}, "closes_after_end"),
    ],
)
def test_terms_that_can_not_be_are_refused_whole(
    catalog: Session, place: ServiceAtLocation, terms: intakes.Terms, code: str
) -> None:
    batch = intakes.open_intake(catalog, place, seats=20)
    with pytest.raises(intakes.WrongIntake) as wrong:
        intakes.change_intake(catalog, batch, **terms)
    assert (wrong.value.code, batch.seats, batch.starts_on) == (code, 20, None)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "closes_on", "last"),
    [
        (None, None, None, None),
        (JANUARY, None, None, None),
        (None, APRIL, None, APRIL),
        (JANUARY, APRIL, None, JANUARY),
        (JANUARY, APRIL, MAY, MAY),
    ],
)
def test_until_when_it_takes_referrals(
    starts_on: date | None, ends_on: date | None, closes_on: date | None, last: date | None
) -> None:
    row = Intake(starts_on=starts_on, ends_on=ends_on, closes_on=closes_on)
    value = OfferIntake(row.id, None, starts_on, ends_on, closes_on, full=False)
    for day in (TODAY, JANUARY, date(2027, 1, 16), APRIL, date(2027, 4, 10), MAY, date(2028, 1, 1)):
        assert row.is_open(day) == value.is_open(day) == (last is None or day <= last)


def test_ended_it_takes_nobody_and_stays_ended(catalog: Session, place: ServiceAtLocation) -> None:
    batch = intakes.open_intake(catalog, place, seats=20)
    assert batch.is_open(TODAY)
    intakes.end_intake(catalog, batch)
    since = batch.ended_at
    intakes.end_intake(catalog, batch)
    assert batch.ended_at == since
    assert not batch.is_open(TODAY)


def test_full_is_a_mark_that_is_taken_back(catalog: Session, place: ServiceAtLocation) -> None:
    batch = intakes.open_intake(catalog, place, seats=20)
    intakes.mark_full(catalog, batch)
    assert batch.full
    intakes.mark_full(catalog, batch, full=False)
    assert not batch.full
