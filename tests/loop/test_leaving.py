"""A worker who leaves: what she agreed to ends, confidential needs by those who are named there alone."""

import pytest
from sqlalchemy.orm import Session

from referral import access
from referral.loop import ending, needs, sending
from referral.models import Referral, User, Worker
from referral.moment import today
from referral.states import Resolution, Role, State
from tests.make import Make


@pytest.fixture
def staged(session: Session, make: Make) -> tuple[User, Worker, Referral]:
    """A confidential referral that was sent under an agreed name."""
    caseworker, focal = make.user(Role.CASEWORKER, safety_trained=True), make.user(Role.PROVIDER)
    second = make.user(Role.CASEWORKER, organization=caseworker.organization)
    service = make.service(focal.organization, "gbv_support", focal=focal)
    worker = make.worker(caseworker)
    agreed = {"agreed_name": "শাপলা"}
    need = needs.open_need(session, caseworker, worker, "safe_from_violence", agreed=agreed, named=[second])
    make.consent(need, service)
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    sending.send(session, caseworker, referral)
    return caseworker, worker, referral


def test_the_named_end_what_is_confidential_too(session: Session, staged: tuple[User, Worker, Referral]) -> None:
    caseworker, worker, referral = staged
    ending.end_worker(session, caseworker, worker)
    assert referral.resolution is Resolution.WITHDRAWN
    assert not access.granted(session, referral.person_id, referral.service_id, today(session))


def test_a_colleague_who_is_not_named_moves_nothing(
    session: Session, make: Make, staged: tuple[User, Worker, Referral]
) -> None:
    caseworker, worker, referral = staged
    ending.end_worker(session, make.user(Role.CASEWORKER, organization=caseworker.organization), worker)
    assert referral.state is State.SENT
