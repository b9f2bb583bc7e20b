"""An open turn is reminded of before, at and after its due time, then taken further up, and only then does it end."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.loop import answering, needs, sending
from referral.loop.clock import sweep
from referral.loop.due import working_day
from referral.loop.reminding import APART
from referral.models import About, FocalPerson, Holiday, Message, Referral, User
from referral.states import Resolution, Role, State
from tests.loop.stage import Stage, stage
from tests.make import Make

SUNDAY = datetime(2026, 11, 29, 5, tzinfo=UTC)
DUE = datetime(2026, 12, 2, 11, tzinfo=UTC)
Open = Callable[[], Session]


@pytest.fixture
def opener(session: Session) -> Open:
    return lambda: Session(session.get_bind(), info=dict(session.info), join_transaction_mode="create_savepoint")


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    """Sent on a Sunday with three working days to answer: due on Wednesday when offices close."""
    session.info["now"] = SUNDAY
    return stage(session, make, answer_working_days=3)


def told(session: Session) -> list[tuple[About, User]]:
    rows = session.scalars(select(Message).where(Message.about != About.EVENT).order_by(Message.due_at, Message.id))
    return [(row.about, session.get_one(User, row.user_id)) for row in rows]


def at_each(session: Session, opener: Open, *moments: datetime) -> list[dict[str, int]]:
    session.commit()
    done = [sweep(opener, moment) for moment in moments]
    session.expire_all()
    return done


def dhaka(day: int, hour: int) -> datetime:
    """A moment of December 2026 by the clocks of Dhaka."""
    return datetime(2026, 12, day, hour, tzinfo=UTC) - timedelta(hours=6)


def test_before_at_and_after_then_the_supervisor_then_it_ends(
    session: Session, make: Make, here: Stage, opener: Open
) -> None:
    boss = make.user(Role.SUPERVISOR, organization=here.provider.organization)
    referral = here.sent()
    assert referral.due_at == DUE
    steps = [
        (dhaka(1, 9), (About.DUE_SOON, here.provider)),
        (dhaka(2, 9), (About.DUE_NOW, here.provider)),
        (dhaka(3, 9), (About.OVERDUE, here.provider)),
        (dhaka(3, 17), (About.ESCALATED, boss)),
    ]
    for number, (moment, _) in enumerate(steps):
        done = at_each(session, opener, moment - timedelta(minutes=1), moment, moment + timedelta(minutes=1))
        assert [one["reminded"] for one in done] == [0, 1, 0]
        assert told(session) == [step for _, step in steps[: number + 1]]
    assert [one["expired"] for one in at_each(session, opener, dhaka(6, 16), dhaka(6, 17))] == [0, 1]
    assert (referral.state, referral.resolution) == (State.RETURNED, Resolution.NO_ANSWER)


def test_a_clock_that_jumps_tells_the_newest_alone_and_ends_nothing_at_once(
    session: Session, here: Stage, opener: Open
) -> None:
    referral = here.sent()
    (jumped,) = at_each(session, opener, DUE + timedelta(days=40))
    assert (jumped["reminded"], jumped["expired"]) == (1, 0)
    assert told(session) == [(About.ESCALATED, here.provider)]
    back = at_each(session, opener, SUNDAY + timedelta(hours=1), dhaka(1, 9))
    assert [(one["reminded"], one["expired"]) for one in back] == [(0, 0), (1, 0)]
    assert {about for about, _ in told(session)} == {About.ESCALATED, About.DUE_SOON}
    assert referral.state is State.SENT
    late = at_each(session, opener, dhaka(6, 16), dhaka(6, 17))
    assert [one["expired"] for one in late] == [0, 1]
    assert len(told(session)) == 2


def test_a_reminder_takes_nothing_from_who_has_the_page_before_her(session: Session, here: Stage, opener: Open) -> None:
    referral = here.sent()
    version, events = referral.version, len(referral.events)
    at_each(session, opener, dhaka(1, 9))
    assert (referral.version, len(referral.events)) == (version, events)
    assert told(session) == [(About.DUE_SOON, here.provider)]


def test_of_a_confidential_referral_the_second_named_person_is_told_and_no_supervisor(
    session: Session, make: Make, here: Stage, opener: Open
) -> None:
    here.service.confidential = True
    second = make.user(Role.PROVIDER, organization=here.provider.organization)
    make.user(Role.SUPERVISOR, organization=here.provider.organization)
    for position, user in enumerate((here.provider, second)):
        session.add(FocalPerson(service_id=here.service.id, user_id=user.id, position=position))
    named = make.user(Role.CASEWORKER, organization=here.caseworker.organization, safety_trained=True)
    agreed = {"agreed_name": "Bina"}
    need = needs.open_need(session, named, here.worker, "learn_skill", confidential=True, agreed=agreed)
    make.consent(need, here.service)
    sending.send(session, named, sending.draft(session, named, needs.choose(session, named, need, here.service)))
    at_each(session, opener, dhaka(3, 17))
    assert told(session) == [(About.ESCALATED, second)]


def test_an_urgent_one_is_reminded_of_in_hours_around_the_clock(
    session: Session, make: Make, here: Stage, opener: Open
) -> None:
    here.service.answer_hours, here.service.answer_working_days = 24, None
    referral = here.sent()
    due = SUNDAY + timedelta(hours=24)
    assert referral.due_at == due
    done = at_each(session, opener, *(due + timedelta(hours=one) for one in (-12, 0, 6, 12, 23, 24)))
    assert [one["reminded"] for one in done] == [1, 1, 1, 1, 0, 0]
    assert [one["expired"] for one in done] == [0, 0, 0, 0, 0, 1]


def test_the_referrers_turn_is_reminded_of_too(session: Session, make: Make, here: Stage, opener: Open) -> None:
    referral = here.sent()
    answering.ask(session, here.provider, referral, reason="still_wants")
    done = at_each(session, opener, dhaka(1, 9), dhaka(2, 9), DUE)
    assert told(session) == [(About.DUE_SOON, here.caseworker), (About.DUE_NOW, here.caseworker)]
    assert [one["lapsed"] for one in done] == [0, 0, 1]


def test_a_draft_that_nobody_touched_goes_after_ninety_days_and_its_need_stays(
    session: Session, here: Stage, opener: Open
) -> None:
    draft = here.draft()
    ends = SUNDAY + timedelta(days=90)
    done = at_each(session, opener, ends - timedelta(days=30), ends - timedelta(days=4), ends, ends + APART)
    assert [one["drafts"] for one in done] == [0, 0, 1, 0]
    assert told(session) == [(About.DRAFT_ENDS, here.caseworker)]
    assert (draft.resolution, draft.return_reason, here.need.closed_at) == (
        Resolution.CANCELLED, "draft_untouched", None,
    )  # fmt: skip


def test_a_turn_that_was_taken_is_reminded_of_no_more(session: Session, here: Stage, opener: Open) -> None:
    here.accepted()
    assert at_each(session, opener, dhaka(1, 8))[0]["reminded"] == 0
    live = session.scalars(select(Referral)).one()
    assert live.remind_at == dhaka(1, 9)


@pytest.mark.parametrize(
    ("day", "offset", "expected"),
    [
        (date(2026, 12, 2), -1, date(2026, 12, 1)),
        (date(2026, 12, 6), -1, date(2026, 12, 3)),
        (date(2026, 12, 3), 1, date(2026, 12, 6)),
        (date(2026, 12, 17), -1, date(2026, 12, 15)),
        (date(2026, 12, 15), 2, date(2026, 12, 20)),
        (date(2026, 12, 4), 0, date(2026, 12, 4)),
    ],
)
def test_working_days_leave_out_fridays_saturdays_and_holidays(day: date, offset: int, expected: date) -> None:
    assert working_day(day, offset, {date(2026, 12, 16)}) == expected


def test_a_holiday_moves_the_reminder_before_it(session: Session, here: Stage, opener: Open) -> None:
    session.add(Holiday(day=date(2026, 12, 1), name_en="Eid", name_bn="ঈদ", source="test"))
    session.flush()
    session.info.pop("holidays", None)
    assert here.sent().remind_at == dhaka(2, 9)
