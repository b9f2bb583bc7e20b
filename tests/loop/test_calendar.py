"""A holiday declared tomorrow moves what is reckoned in working days, once, and both sides are told; nothing else moves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral import access
from referral.loop import answering, calendar
from referral.loop.clock import sweep
from referral.models import About, Holiday, Message, Referral
from referral.states import Role
from tests.loop.stage import Stage, stage
from tests.make import Make

SUNDAY = datetime(2026, 11, 29, 5, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 12, day) for day in (1, 2, 3))
EID = {"name_en": "Eid", "name_bn": "ঈদ"}


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    session.info["now"] = SUNDAY
    return stage(session, make, answer_working_days=3)


def due_on(session: Session, referral: Referral) -> date:
    session.refresh(referral)
    assert referral.due_at is not None
    return referral.due_at.date()


def test_a_day_declared_moves_what_goes_over_it_and_taken_away_moves_it_back(session: Session, here: Stage) -> None:
    referral = here.sent()
    assert due_on(session, referral) == WEDNESDAY
    assert calendar.declare(session, TUESDAY, **EID) == 1
    assert due_on(session, referral) == THURSDAY
    assert calendar.declare(session, TUESDAY, name_en="Eid al-Adha", name_bn="ঈদুল আজহা") == 0
    assert due_on(session, referral) == THURSDAY
    assert calendar.declare(session, THURSDAY, **EID) == 1
    assert due_on(session, referral) == date(2026, 12, 6)
    assert calendar.take_away(session, session.get_one(Holiday, TUESDAY)) == 1
    assert due_on(session, referral) == WEDNESDAY


def test_both_sides_are_told_and_the_reminders_move_along(session: Session, here: Stage) -> None:
    referral = here.sent()
    calendar.declare(session, TUESDAY, **EID)
    told = session.scalars(select(Message.user_id).where(Message.about == About.DUE_MOVED)).all()
    assert set(told) == {here.caseworker.id, here.provider.id}
    session.commit()

    def opener() -> Session:
        return Session(session.get_bind(), info=dict(session.info), join_transaction_mode="create_savepoint")

    sweep(opener, SUNDAY + timedelta(hours=1))
    session.expire_all()
    assert referral.remind_at == datetime(2026, 12, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 12, 4), date(2026, 11, 29), date(2026, 11, 26), date(2026, 12, 6)])
def test_a_friday_a_day_that_has_come_and_one_after_it_move_nothing(session: Session, here: Stage, day: date) -> None:
    referral = here.sent()
    assert calendar.declare(session, day, **EID) == 0
    assert due_on(session, referral) == WEDNESDAY


def test_what_is_due_in_hours_stays(session: Session, here: Stage) -> None:
    here.service.answer_hours, here.service.answer_working_days = 72, None
    referral = here.sent()
    before = referral.due_at
    assert calendar.declare(session, TUESDAY, **EID) == 0
    session.refresh(referral)
    assert referral.due_at == before


def test_a_question_moves_too(session: Session, here: Stage) -> None:
    referral = here.sent()
    answering.ask(session, here.provider, referral, reason="still_wants")
    calendar.declare(session, WEDNESDAY, **EID)
    assert due_on(session, referral) == THURSDAY


def test_an_organisations_own_day_moves_its_own_turns_alone(session: Session, make: Make, here: Stage) -> None:
    referral = here.sent()
    admins = {
        side: make.user(Role.ADMIN, organization=user.organization)
        for side, user in (("ours", here.caseworker), ("theirs", here.provider))
    }
    assert calendar.close_own(session, admins["ours"], TUESDAY, None) == 0
    assert calendar.close_own(session, admins["theirs"], TUESDAY, "Founder's day") == 1
    assert due_on(session, referral) == THURSDAY
    assert calendar.declare(session, TUESDAY, **EID) == 0
    assert due_on(session, referral) == THURSDAY
    assert calendar.open_own(session, admins["theirs"], TUESDAY) == 0
    answering.ask(session, here.provider, referral, reason="still_wants")
    assert due_on(session, referral) == THURSDAY
    with pytest.raises(access.NotFound):
        calendar.close_own(session, here.provider, WEDNESDAY, None)


def test_what_is_sent_later_skips_it_too_and_so_do_its_reminders(session: Session, make: Make, here: Stage) -> None:
    admin = make.user(Role.ADMIN, organization=here.provider.organization)
    calendar.close_own(session, admin, TUESDAY, None)
    referral = here.sent()
    assert due_on(session, referral) == THURSDAY
    assert referral.remind_at == datetime(2026, 12, 2, 3, tzinfo=UTC)
