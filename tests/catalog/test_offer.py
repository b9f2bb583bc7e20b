"""When a service takes referrals and when it counts as confirmed, day by day at each border."""

import uuid
from datetime import date, timedelta

import pytest

from catalog.models import ServiceStatus
from catalog.offer import CLOSED_AFTER, UNCONFIRMED_AFTER, Closed, Offer, is_unconfirmed, why_closed
from tests.catalog.conftest import TODAY

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ACTIVE, SUSPENDED = ServiceStatus.ACTIVE, ServiceStatus.SUSPENDED


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("status", "agreed_from", "agreed_until", "confirmed_on", "answer"),
    [
        (ACTIVE, YESTERDAY, None, TODAY, None),
        (ACTIVE, TODAY, TODAY, TODAY, None),
        (ACTIVE, YESTERDAY, TOMORROW, ago(120), None),
        (ACTIVE, YESTERDAY, None, ago(121), Closed.STALE),
        (ACTIVE, YESTERDAY, None, None, Closed.STALE),
        (ACTIVE, YESTERDAY, None, TOMORROW, None),
        (ACTIVE, None, None, TODAY, Closed.NO_AGREEMENT),
        (ACTIVE, TOMORROW, None, TODAY, Closed.NO_AGREEMENT),
        (ACTIVE, ago(30), YESTERDAY, TODAY, Closed.NO_AGREEMENT),
        (SUSPENDED, YESTERDAY, None, TODAY, Closed.SUSPENDED),
        (SUSPENDED, None, None, None, Closed.SUSPENDED),
    ],
)
def test_closed(
    status: ServiceStatus,
    agreed_from: date | None,
    agreed_until: date | None,
    confirmed_on: date | None,
    answer: Closed | None,
) -> None:
    assert why_closed(status, agreed_from, agreed_until, confirmed_on, TODAY) is answer
    offer = Offer(
        id=uuid.uuid4(), organization_id=uuid.uuid4(), organization_en="Doyel", organization_bn="দোয়েল",
        kind_code="credit", kind_en="Credit", kind_bn="ঋণ", outcome_code="agency", seats_count="worker",
        name_en="Loan", name_bn="ঋণ", status=status, agreement_from=agreed_from, agreement_until=agreed_until,
        confirmed_on=confirmed_on,
    )  # fmt: skip
    assert offer.closed(TODAY) is answer
    assert offer.unconfirmed(TODAY) is is_unconfirmed(confirmed_on, TODAY)


@pytest.mark.parametrize(
    ("confirmed_on", "answer"),
    [(TODAY, False), (ago(90), False), (ago(91), True), (ago(400), True), (None, True), (TOMORROW, False)],
)
def test_unconfirmed(confirmed_on: date | None, answer: bool) -> None:
    assert is_unconfirmed(confirmed_on, TODAY) is answer


def test_it_is_warned_of_before_it_is_closed() -> None:
    assert timedelta(days=30) == CLOSED_AFTER - UNCONFIRMED_AFTER
