"""Training from a database: what ended and what was known then; and no scikit-learn where pages are answered."""

import subprocess
import sys
import threading

from sqlalchemy.orm import Session

from referral.db import Database
from referral.learning.cases import cases
from referral.learning.keeping import keep, train
from referral.learning.learning import Learned
from referral.loop import serving
from referral.loop.learned import order_in_force
from referral.models import LearnedModel, ReferralFacts
from referral.moment import today
from referral.states import Resolution
from tests.loop.stage import stage
from tests.make import Make


def test_cases_are_what_ended_with_what_was_known_at_sending(session: Session, make: Make) -> None:
    done, open_still = stage(session, make, seats=5), stage(session, make, seats=5)
    referral = done.in_service()
    said = {"result": "passed_certified"}
    ended = Resolution.COMPLETED
    serving.complete(session, done.provider, referral, resolution=ended, completion=said, on=today(session))
    open_still.sent()
    session.flush()
    found = {case.service: case for case in cases(session)}
    assert found[done.service.id].completed is True
    assert found[open_still.service.id].completed is None
    case, facts = found[done.service.id], session.get_one(ReferralFacts, referral.id)
    assert case.kind == done.service.kind_code
    assert case.sent_on == today(session)
    assert case.groups["age_band"] == (facts.age_band or "not_known")
    assert case.levels["hours"] in ("yes", "ask", "no")


def test_too_little_is_kept_as_off_and_ends_the_model_before(session: Session) -> None:
    session.add(
        LearnedModel(number=1, in_use=True, coefficients={"usual": 0, "tables": {}, "kinds": {}, "services": {}})
    )
    session.flush()
    assert order_in_force(session).chance is not None
    row = keep(session, train(session))
    session.flush()
    assert (row.number, row.in_use, row.why_off) == (2, False, "too_few")
    assert order_in_force(session).chance is None


def test_two_that_learn_at_once_are_numbered_one_after_the_other(apart: Database) -> None:
    learned, numbers = Learned(None, "too_few"), list[int]()

    def other() -> None:
        with apart.session() as session:
            numbers.append(keep(session, learned).number)
            session.commit()

    with apart.session() as session:
        first = keep(session, learned).number
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive(), "it waits for the number"
        session.commit()
    thread.join()
    assert numbers == [first + 1]


def test_no_process_that_answers_pages_loads_scikit_learn() -> None:
    code = "import sys, referral.app, referral.cli; print([m for m in ('sklearn', 'scipy') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
