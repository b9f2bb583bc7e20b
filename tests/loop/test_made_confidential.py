"""A service that has become confidential takes nobody for an ordinary need, chosen before or not."""

import pytest
from sqlalchemy.orm import Session

from referral.loop import answering, ending, needs, sending
from referral.models import WorkerStatus
from referral.refusals import Refused
from referral.states import Role
from tests.make import Make


def test_a_choice_whose_service_has_become_confidential_is_passed_over(session: Session, make: Make) -> None:
    caseworker, provider = make.user(Role.CASEWORKER), make.user(Role.PROVIDER)
    first, second, third = (make.service(provider.organization) for _ in range(3))
    worker = make.worker(caseworker)
    need = needs.open_need(session, caseworker, worker, "learn_skill")
    choices = [needs.choose(session, caseworker, need, service) for service in (first, second, third)]
    make.consent(need, first)
    referral = sending.draft(session, caseworker, choices[0])
    sending.send(session, caseworker, referral)
    second.confidential = True
    session.flush()
    answering.decline(session, provider, referral, reason="full")
    assert [one.service_id for one in needs.live(session, need)] == [third.id]
    third.confidential = True
    make.consent(need, third)
    with pytest.raises(Refused, match="needs_confidential_need"):
        sending.send(session, caseworker, needs.live(session, need)[0])
    ending.end_worker(session, caseworker, worker)
    assert worker.status is WorkerStatus.LEFT
