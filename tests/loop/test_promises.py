"""How a service keeps its promise to answer, with how sure that is; silence slows what is sent to it, seats close and open it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from referral.figures.reach import ANSWERS as FIGURES_ANSWERS
from referral.loop import answering, closing, needs, offering
from referral.loop.waiting import choosing, inflow
from referral.loop.waiting.promises import ANSWERS, Promise, promises, wilson
from referral.models import Referral
from referral.moment import now, today
from referral.refusals import Refused
from referral.states import Role
from tests.loop.stage import Stage, stage
from tests.make import Make


def sent(here: Stage) -> Referral:
    here.worker = here.make.worker(here.caseworker)
    here.need = needs.open_need(here.session, here.caseworker, here.worker, "learn_skill")
    return here.sent()


def later(session: Session, **time: int) -> None:
    session.info["now"] = now(session) + timedelta(**time)


def measured(here: Stage) -> Promise:
    return promises(here.session, [here.service.id])[here.service.id]


def test_a_quick_no_and_a_place_on_the_list_keep_the_promise(session: Session, make: Make) -> None:
    here = stage(session, make, answer_hours=48)
    accepted, declined, waitlisted, late, silent, taken_back, open_one = (sent(here) for _ in range(7))
    later(session, hours=2)
    answering.accept(session, here.provider, accepted, starts_on=today(session) + timedelta(days=3))
    answering.decline(session, here.provider, declined, reason="not_this_time")
    answering.waitlist(session, here.provider, waitlisted, review_on=today(session) + timedelta(days=9))
    closing.cancel(session, here.caseworker, taken_back, reason="plan_changed")
    assert (measured(here).kept, measured(here).due) == (3, 3)
    later(session, hours=50)
    answering.decline(session, here.provider, late, reason="not_this_time")
    answering.expire(session, silent)
    assert (measured(here).kept, measured(here).due) == (3, 6)
    assert measured(here).few
    assert open_one.answer_by is not None


def test_the_time_of_a_question_is_taken_out(session: Session, make: Make) -> None:
    here = stage(session, make, answer_hours=48)
    referral = sent(here)
    later(session, hours=47)
    answering.ask(session, here.provider, referral, reason="when_free")
    later(session, hours=30)
    assert measured(here).due == 0
    answering.answer(session, here.caseworker, referral, text="শুক্রবার")
    answering.decline(session, here.provider, referral, reason="not_this_time")
    assert (measured(here).kept, measured(here).due) == (1, 1)


def test_nothing_confidential_and_nothing_old_is_counted(session: Session, make: Make) -> None:
    here = stage(session, make, answer_hours=48)
    referral = sent(here)
    later(session, hours=2)
    answering.decline(session, here.provider, referral, reason="not_this_time")
    referral.confidential = True
    assert measured(here).due == 0
    referral.confidential = False
    assert measured(here).due == 1
    later(session, days=91)
    assert measured(here).due == 0


@given(st.integers(1, 400).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_interval_holds_the_share_and_narrows(of: tuple[int, int]) -> None:
    part, whole = of
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole + 1e-9
    assert part / whole - 1e-9 <= high <= 1
    more = wilson(part * 10, whole * 10)
    assert more[1] - more[0] <= high - low


def test_the_interval_is_wilsons() -> None:
    assert [round(end, 3) for end in wilson(8, 10)] == [0.490, 0.943]
    assert wilson(0, 0) == (0.0, 1.0)


def silent(session: Session, make: Make) -> tuple[Stage, list[Referral], list[Referral]]:
    """None of five was answered in time: three went back, two are open; a new one waits beside them."""
    here = stage(session, make, answer_hours=48)
    gone, late = [sent(here) for _ in range(3)], [sent(here) for _ in range(2)]
    later(session, days=5)
    for referral in gone:
        answering.expire(session, referral)
    return here, gone, [*late, sent(here)]


def test_silence_slows_the_inflow_until_half_is_answered(session: Session, make: Make) -> None:
    here, gone, waiting = silent(session, make)
    assert measured(here).slow
    with pytest.raises(Refused, match="inflow_slow"):
        sent(here)
    [(service, promise)] = inflow.slow(session, here.provider)
    assert (service.id, promise.due_lately, promise.came_lately) == (here.service.id, 5, 0)
    assert inflow.slow(session, here.caseworker) == []
    assert inflow.slow(session, make.user(Role.PROVIDER)) == []
    for referral in waiting[:2]:
        answering.decline(session, here.provider, referral, reason="not_this_time")
    assert measured(here).slow
    answering.accept_late(session, here.provider, gone[0], starts_on=today(session))
    assert not measured(here).slow
    assert inflow.slow(session, here.provider) == []
    for _ in range(4):
        sent(here)


def test_a_slow_one_takes_a_new_one_for_each_that_is_answered(session: Session, make: Make) -> None:
    here, _, waiting = silent(session, make)
    answering.decline(session, here.provider, waiting[-1], reason="not_this_time")
    assert measured(here).slow
    sent(here)
    with pytest.raises(Refused, match="inflow_slow"):
        sent(here)
    later(session, days=31)
    sent(here)


def test_a_full_service_takes_nobody_until_a_seat_is_free_or_a_list_is_kept(session: Session, make: Make) -> None:
    here = stage(session, make, seats=1)
    has_it = here.accepted()
    with pytest.raises(Refused, match="service_full"):
        sent(here)
    closing.cancel(session, here.caseworker, has_it, reason="plan_changed")
    sent(here)
    assert here.intake is not None
    offering.mark_full(session, here.provider, here.service, here.intake, full=True)
    with pytest.raises(Refused, match="service_full"):
        sent(here)
    choosing.choose(session, here.provider, here.service, "longest_wait")
    sent(here)


def test_a_service_that_counts_no_seats_is_never_full(session: Session, make: Make) -> None:
    here = stage(session, make, seats=None)
    make.intake(here.service, seats=None)
    assert not inflow.is_full(session, here.service, today(session))


def test_what_is_an_answer_is_one_thing_here_and_in_the_figures() -> None:
    assert set(ANSWERS) == set(FIGURES_ANSWERS)
