"""What she did not want is parked for sixty days: not shown, in no plan, sent only past it with a reason; others see it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from matching.rank import Fit
from referral.loop import answering, closing, fitting, needs, plans
from referral.moment import now, today
from tests.loop.stage import Stage, stage
from tests.make import Make


def suits(here: Stage) -> bool:
    found = fitting.ranking(here.session, here.caseworker, here.need, today(here.session))
    return here.service.id in {match.offer.id for match in found.suiting}


def test_for_sixty_days_it_is_not_shown_to_her_and_says_why(session: Session, make: Make) -> None:
    here = stage(session, make)
    assert suits(here)
    answering.decline(session, here.provider, here.sent(), reason="refused_by_worker")
    again = today(session) + timedelta(days=60)
    shown = fitting.ranking(session, here.caseworker, here.need, today(session))
    match = next(one for one in shown.unfit if one.offer.id == here.service.id)
    assert (match.fit, match.rules[0].code, match.rules[0].values["until"]) == (Fit.NOT, "parked", again.isoformat())
    asked = fitting.match(session, here.caseworker, here.need, here.service, today(session))
    assert list(fitting.rules_against(asked)) == ["parked"]
    both = [here.need, needs.open_need(session, here.caseworker, here.worker, "find_job")]
    found = plans.best(session, here.caseworker, both, today(session))
    assert not any(part and part.match for plan in found for part in plan.parts)
    session.info["now"] = now(session) + timedelta(days=61)
    assert suits(here)


def test_another_woman_and_another_reason_park_nothing(session: Session, make: Make) -> None:
    here = stage(session, make)
    answering.decline(session, here.provider, here.sent(), reason="other", text="পরে জানানো হবে")
    assert suits(here)
    here.need = needs.open_need(session, here.caseworker, make.worker(here.caseworker), here.need.code)
    assert suits(here)


def test_a_no_put_right_parks_no_more(session: Session, make: Make) -> None:
    here = stage(session, make)
    referral = here.sent()
    answering.decline(session, here.provider, referral, reason="refused_by_worker")
    closing.correct(session, here.provider, referral, reason="pressed_wrong_button", text="ভুল চাপ")
    assert suits(here)
