"""Rule 8: nobody goes to a service twice at once, whichever way the second referral would come alive."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from referral.loop import answering, closing, needs, sending
from referral.models import Referral
from referral.moment import today
from referral.refusals import Refused
from tests.loop.stage import Stage, stage
from tests.make import Make


@pytest.fixture
def set_up(session: Session, make: Make) -> Stage:
    return stage(session, make)


def sent_for_another_need(set_up: Stage) -> Referral:
    """The same woman goes to the same service for something else."""
    session, caseworker = set_up.session, set_up.caseworker
    other = needs.open_need(session, caseworker, set_up.worker, "use_a_computer")
    set_up.make.consent(other, set_up.service)
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, other, set_up.service))
    sending.send(session, caseworker, referral)
    return referral


def test_a_late_answer_is_refused_while_she_goes_there_for_another_need(session: Session, set_up: Stage) -> None:
    referral = set_up.sent()
    answering.expire(session, referral)
    sent_for_another_need(set_up)
    with pytest.raises(Refused, match="live_already"):
        answering.accept_late(session, set_up.provider, referral, starts_on=today(session) + timedelta(days=2))


def test_a_return_is_not_corrected_while_she_goes_there_for_another_need(session: Session, set_up: Stage) -> None:
    referral = set_up.sent()
    answering.decline(session, set_up.provider, referral, reason="could_not_reach")
    other = sent_for_another_need(set_up)
    with pytest.raises(Refused, match="live_already"):
        closing.correct(session, set_up.provider, referral, reason="she_came_after_all", text="-")
    closing.cancel(session, set_up.caseworker, other, reason="sent_by_mistake")
    closing.correct(session, set_up.provider, referral, reason="she_came_after_all", text="-")
