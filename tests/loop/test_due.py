"""Due times: working days of Bangladesh, hours around the clock for what is urgent, the shorter of two promises."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from referral.loop import answering, needs
from referral.loop.due import close_of, expires_at, working_days_later
from referral.models import Holiday
from referral.states import State
from tests.loop.stage import stage
from tests.make import Make

SUNDAY = datetime(2026, 11, 22, 5, tzinfo=UTC)
NOBODY = frozenset[date]()


@pytest.mark.parametrize(
    ("moment", "days", "closed", "day"),
    [
        (SUNDAY, 1, NOBODY, date(2026, 11, 23)),
        (SUNDAY, 4, NOBODY, date(2026, 11, 26)),
        (SUNDAY, 5, NOBODY, date(2026, 11, 29)),
        (SUNDAY, 1, {date(2026, 11, 23)}, date(2026, 11, 24)),
        (SUNDAY + timedelta(days=5), 1, NOBODY, date(2026, 11, 29)),
        (datetime(2026, 11, 22, 20, tzinfo=UTC), 1, NOBODY, date(2026, 11, 24)),
        (SUNDAY, 0, NOBODY, date(2026, 11, 22)),
    ],
    ids=[
        "next day",
        "Thursday",
        "over Friday and Saturday",
        "holiday",
        "from a Friday",
        "after midnight in Dhaka",
        "none",
    ],
)
def test_working_days(moment: datetime, days: int, closed: frozenset[date], day: date) -> None:
    assert working_days_later(moment, days, closed) == close_of(day)


@pytest.mark.parametrize(
    ("promise", "need", "hours", "days"),
    [
        ({"answer_working_days": None}, "learn_skill", None, 3),
        ({"answer_working_days": 5}, "learn_skill", None, 5),
        ({"answer_working_days": 5}, "food_or_cash_now", 24, None),
        ({"answer_working_days": None, "answer_hours": 6}, "food_or_cash_now", 6, None),
    ],
)
def test_the_shorter_promise_counts(
    session: Session, make: Make, promise: dict[str, int], need: str, hours: int | None, days: int | None
) -> None:
    session.info["now"] = SUNDAY
    here = stage(session, make, confirmed_on=SUNDAY.date(), **promise)
    here.need = needs.open_need(session, here.caseworker, here.worker, need) if need != "learn_skill" else here.need
    referral = here.sent()
    expected = SUNDAY + timedelta(hours=hours) if hours else working_days_later(SUNDAY, days or 0, NOBODY)
    assert referral.due_at == expected
    grace = timedelta(hours=hours) if hours else working_days_later(expected, 2, NOBODY) - expected
    assert expires_at(session, referral) == expected + grace


def test_a_question_stops_the_providers_clock(session: Session, make: Make) -> None:
    session.info["now"] = SUNDAY
    here = stage(session, make, confirmed_on=SUNDAY.date(), answer_working_days=3)
    referral = here.sent()
    left = referral.due_at - (SUNDAY + timedelta(hours=20))  # type: ignore[operator]
    session.info["now"] = SUNDAY + timedelta(hours=20)
    answering.ask(session, here.provider, referral, reason="when_free")
    session.info["now"] = SUNDAY + timedelta(hours=60)
    answering.answer(session, here.caseworker, referral, text="শুক্রবার")
    assert referral.state is State.SENT
    assert referral.due_at == SUNDAY + timedelta(hours=60) + left


def test_holidays_of_the_consortium_count(session: Session, make: Make) -> None:
    session.info["now"] = SUNDAY
    session.add(Holiday(day=date(2026, 11, 23), name_en="x", name_bn="x", source="backbone"))
    referral = stage(session, make, confirmed_on=SUNDAY.date(), answer_working_days=1).sent()
    assert referral.due_at == close_of(date(2026, 11, 24))
