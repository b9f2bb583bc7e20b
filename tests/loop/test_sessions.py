"""Class days laid out, marked and moved; what a mark begins, what absences ask, who is reminded; each seen in words."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.class_days import class_days
from catalog.models import Intake
from referral.access import NotFound
from referral.lists import absences, reasons
from referral.loop import offering, serving
from referral.loop.clock import sweep
from referral.loop.sessions import absent, changing, days, hers, marking, planning, reminding
from referral.loop.sessions.marking import Mark
from referral.models import (
    About,
    Attendance,
    Came,
    Event,
    Holiday,
    Message,
    Referral,
    SessionDay,
    Task,
    TaskKind,
)
from referral.moment import today
from referral.refusals import Refused
from referral.states import Action, Role, State
from tests.conftest import UndoneDatabase
from tests.loop.stage import Stage, stage
from tests.make import Make

MONDAY = datetime(2027, 3, 1, 4, tzinfo=UTC)
FRIDAYS = (time(9), time(13))


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    """A batch on Fridays for eight weeks from a Monday on, to which one woman is accepted."""
    session.info["now"] = MONDAY
    found = stage(session, make)
    found.service.confirmed_on = MONDAY.date()
    found.intake = make.intake(
        found.service, seats=30, starts_on=MONDAY.date(), ends_on=MONDAY.date() + timedelta(days=55)
    )
    return found


def at(here: Stage, day: date, hour: int = 8) -> None:
    here.session.info["now"] = datetime.combine(day, time(hour), UTC)


def rows(here: Stage) -> list[SessionDay]:
    return list(here.session.scalars(select(SessionDay).order_by(SessionDay.on)))


def came(here: Stage, day: SessionDay, who: Came = Came.ATTENDED, reason: str | None = None, **more: int) -> int:
    at(here, max(day.on, today(here.session)))
    people = days.attendees(here.session, here.provider, day)
    said = {one.referral.id: Mark(who, reason) for one in people}
    return marking.mark(here.session, here.provider, day, said, **more)


def test_accepting_lays_out_the_class_days_less_holidays(here: Stage) -> None:
    third = MONDAY.date() + timedelta(days=18)
    here.session.add(Holiday(day=third, name_en="Holiday", name_bn="ছুটি", source="test"))
    here.accepted()
    found = rows(here)
    assert len(found) == 7
    assert {row.on.weekday() for row in found} == {4}
    assert {(row.starts, row.ends) for row in found} == {FRIDAYS}
    assert here.intake is not None
    last = MONDAY.date() + timedelta(days=60)
    assert planning.holidays_of(here.session, here.intake, MONDAY.date(), last) == [third]


def test_other_hours_lay_out_anew_and_leave_what_is_marked_or_moved(here: Stage) -> None:
    here.accepted()
    first, second, *_ = rows(here)
    came(here, first)
    changing.move(
        here.session, here.provider, second, on=second.on + timedelta(days=1), starts=time(10), reason="holiday"
    )
    times = [(0, time(15), time(17))]
    offering.set_intake(here.session, here.provider, here.service, here.intake, times=times)
    found = rows(here)
    assert first in found
    assert second in found
    assert {row.on.weekday() for row in found if row not in (first, second)} == {0}
    assert all(row.on >= today(here.session) for row in found if row is not first)
    told = select(Message).where(Message.about == About.SESSION_CHANGED, Message.key.startswith("hours:"))
    assert here.session.scalars(told).one().user_id == here.caseworker.id


def test_the_first_mark_begins_the_service_and_later_ones_are_progress(here: Stage) -> None:
    referral = here.accepted()
    first, second, third, fourth, *_ = rows(here)
    assert came(here, first) == 1
    assert (referral.state, referral.started_on) == (State.IN_SERVICE, first.on)
    for day in (second, third, fourth):
        came(here, day)
    done = [one.action for one in here.session.scalars(select(Event).order_by(Event.number))]
    assert done.count(Action.START) == 1
    assert done.count(Action.NOTE_PROGRESS) == 1
    assert referral.progress_on is not None
    assert referral.progress_on > fourth.on + timedelta(days=14)


def test_the_same_marks_again_change_nothing(here: Stage) -> None:
    here.accepted()
    day = rows(here)[0]
    version = day.version
    assert came(here, day, seen=version) == 1
    assert came(here, day, seen=version) == 0
    assert here.session.scalar(select(func.count()).select_from(Attendance)) == 1


def test_a_mark_that_is_put_right_keeps_what_was_before(here: Stage) -> None:
    here.accepted()
    day = rows(here)[0]
    came(here, day)
    came(here, day, Came.ABSENT, "ill")
    marks = here.session.scalars(select(Attendance).order_by(Attendance.replaced_at.is_(None))).all()
    assert [(one.came, one.reason, one.replaced_at is None) for one in marks] == [
        (Came.ATTENDED, None, False),
        (Came.ABSENT, "ill", True),
    ]


def test_who_marks_later_is_told_who_was_first_and_may_go_on(here: Stage, make: Make) -> None:
    here.accepted()
    day = rows(here)[0]
    seen = day.version
    came(here, day)
    colleague = make.user(Role.PROVIDER, organization=here.provider.organization)
    said = {one.referral.id: Mark(Came.ABSENT, "ill") for one in days.attendees(here.session, colleague, day)}
    with pytest.raises(Refused) as refused:
        marking.mark(here.session, colleague, day, said, seen=seen)
    assert (refused.value.code, refused.value.values["name_en"]) == ("marked_meanwhile", here.provider.name_en)
    assert marking.mark(here.session, colleague, day, said, seen=day.version) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda day: setattr(day, "cancelled_at", MONDAY), "session_off"),
        (lambda day: setattr(day, "on", date(2027, 12, 1)), "session_to_come"),
    ],
)
def test_what_is_not_held_takes_no_marks(here: Stage, change: object, code: str) -> None:
    here.accepted()
    day = rows(here)[0]
    at(here, day.on)
    change(day)  # type: ignore[operator]
    with pytest.raises(Refused, match=code):
        marking.mark(here.session, here.provider, day, {uuid.uuid4(): Mark(Came.ATTENDED)})


def test_absences_in_a_row_ask_once_whether_she_still_comes(here: Stage) -> None:
    referral = here.accepted()
    first, *others = rows(here)
    came(here, first)
    asked = select(Task).where(Task.kind == TaskKind.STILL_COMING)
    told = select(Message).where(Message.about == About.STAYS_AWAY)
    for day, reason in zip(others, ("ill", "provider_absent", "strike_or_hartal", "overtime"), strict=False):
        came(here, day, Came.ABSENT, reason)
        assert here.session.scalars(asked).all() == []
    came(here, others[4], Came.ABSENT)
    task = here.session.scalars(asked).one()
    assert (task.user_id, task.referral_id) == (here.provider.id, referral.id)
    assert here.session.scalars(told).one().user_id == here.caseworker.id
    proposed = absent.proposal(here.session, referral, hers.marks_of(here.session, referral))
    assert proposed == absent.Proposal("left", (others[0].on, others[3].on, others[4].on))
    came(here, others[5], Came.ABSENT)
    assert len(here.session.scalars(told).all()) == 1
    serving.stop(here.session, here.provider, referral, reason="too_far")
    assert task.done_at is not None


def test_coming_again_answers_the_question(here: Stage) -> None:
    here.accepted()
    found = rows(here)
    for day in found[:3]:
        came(here, day, Came.ABSENT, "ill")
    task = here.session.scalars(select(Task).where(Task.kind == TaskKind.STILL_COMING)).one()
    came(here, found[3], Came.LATE)
    here.session.refresh(task)
    assert task.done_at is not None


def test_after_the_last_session_completing_is_proposed(here: Stage) -> None:
    referral = here.accepted()
    found = rows(here)
    came(here, found[0])
    assert absent.proposal(here.session, referral, hers.marks_of(here.session, referral)) is None
    came(here, found[-1])
    proposed = absent.proposal(here.session, referral, hers.marks_of(here.session, referral))
    assert proposed == absent.Proposal("done", (found[-1].on,))


def test_whose_reason_each_absence_is(here: Stage) -> None:
    assert {code for group, code in reasons() if group == "no_show"} == set(absences())
    hidden = {code for (group, code), one in reasons().items() if group == "no_show" and one.seen_by == "referrer"}
    assert hidden == {"family", "employer"}


def test_an_appointment_is_made_once_moved_and_called_off(here: Stage) -> None:
    referral = here.accepted()
    on = MONDAY.date() + timedelta(days=3)
    day = changing.appoint(here.session, here.provider, referral, on=on, starts=time(10))
    assert changing.appoint(here.session, here.provider, referral, on=on, starts=time(10)) is day
    changing.move(
        here.session, here.provider, day, on=on + timedelta(days=1), starts=time(11), reason="her_wish", seen=1
    )
    assert (day.planned_on, day.on, day.moved) == (on, on + timedelta(days=1), True)
    with pytest.raises(Refused, match="changed_meanwhile"):
        changing.cancel(here.session, here.provider, day, reason="her_wish", seen=1)
    changing.cancel(here.session, here.provider, day, reason="her_wish", seen=2)
    told = select(Message).where(Message.about == About.SESSION_CHANGED, Message.referral_id == referral.id)
    assert {one.user_id for one in here.session.scalars(told)} == {here.caseworker.id}
    assert len(here.session.scalars(told).all()) == 3
    with pytest.raises(NotFound):
        changing.appoint(here.session, here.caseworker, referral, on=on, starts=time(10))


def reminders(here: Stage) -> list[tuple[About, uuid.UUID]]:
    wanted = (About.SESSION_TOMORROW, About.CLASS_TOMORROW)
    found = here.session.scalars(select(Message).where(Message.about.in_(wanted))).all()
    return sorted((one.about, one.user_id) for one in found)


@pytest.fixture
def coming(here: Stage, database: UndoneDatabase) -> Stage:
    here.accepted()
    here.session.commit()
    return here


def test_the_day_before_both_sides_are_reminded_once(coming: Stage, database: UndoneDatabase) -> None:
    thursday = datetime(2027, 3, 4, 4, tzinfo=UTC)
    assert sweep(database.session, thursday - timedelta(days=1))["sessions"] == 0
    assert [sweep(database.session, thursday)["sessions"] for _ in range(3)] == [2, 0, 0]
    here = coming
    assert reminders(here) == sorted(
        [(About.SESSION_TOMORROW, here.caseworker.id), (About.CLASS_TOMORROW, here.provider.id)]
    )


def test_a_holiday_declared_tomorrow_reminds_of_nothing_and_takes_the_class_away(
    coming: Stage, database: UndoneDatabase
) -> None:
    thursday = datetime(2027, 3, 4, 4, tzinfo=UTC)
    friday = date(2027, 3, 5)
    coming.session.add(Holiday(day=friday, name_en="Mourning", name_bn="শোক", source="test"))
    planning.plan_all_again(coming.session)
    coming.session.commit()
    counts = sweep(database.session, thursday)
    assert (counts["planned"], counts["sessions"]) == (1, 0)
    assert friday not in {row.on for row in rows(coming)}


def test_nobody_is_reminded_of_a_class_on_a_holiday_that_is_still_laid_out(
    coming: Stage, database: UndoneDatabase
) -> None:
    coming.session.add(Holiday(day=date(2027, 3, 5), name_en="Mourning", name_bn="শোক", source="test"))
    coming.session.commit()
    assert reminding.remind(database.session, datetime(2027, 3, 4, 4, tzinfo=UTC)) == 0


def test_a_holiday_declared_after_the_reminder_is_told_again(coming: Stage, database: UndoneDatabase) -> None:
    thursday = datetime(2027, 3, 4, 4, tzinfo=UTC)
    sweep(database.session, thursday)
    coming.session.add(Holiday(day=date(2027, 3, 5), name_en="Mourning", name_bn="শোক", source="test"))
    planning.plan_all_again(coming.session)
    coming.session.commit()
    sweep(database.session, thursday + timedelta(hours=1))
    told = select(Message.user_id).where(Message.about == About.SESSION_CHANGED)
    assert coming.session.scalars(told).all() == [coming.caseworker.id]


def test_a_batch_without_an_end_is_laid_out_further_and_further(here: Stage, database: UndoneDatabase) -> None:
    assert here.intake is not None
    here.intake.starts_on = here.intake.ends_on = None
    here.accepted()
    here.session.commit()
    assert len(rows(here)) == 6
    counts = [sweep(database.session, MONDAY + timedelta(days=22))["planned"] for _ in range(2)]
    assert counts == [1, 0]
    assert len(rows(here)) == 9


def test_a_confidential_class_is_there_for_its_focal_person_alone(session: Session, make: Make) -> None:
    session.info["now"] = MONDAY
    firm = make.organization()
    focal, other = make.user(Role.PROVIDER, organization=firm), make.user(Role.PROVIDER, organization=firm)
    supervisor = make.user(Role.SUPERVISOR, organization=firm)
    service = make.service(firm, "gbv_support", focal=focal, confirmed_on=MONDAY.date())
    intake = make.intake(service, starts_on=MONDAY.date(), ends_on=None)
    caseworker = make.user(Role.CASEWORKER, safety_trained=True)
    need = make.need(make.worker(caseworker), "safe_from_violence", confidential=True)
    referral = make.referral(need, service, sent_at=MONDAY, intake_id=intake.id, starts_on=MONDAY.date())
    referral.state, referral.provider_user_id = State.ACCEPTED, focal.id
    session.flush()
    planning.plan(session, intake)
    day = session.scalars(select(SessionDay).order_by(SessionDay.on)).first()
    assert day is not None
    assert days.get_day(session, focal, day.id) is day
    assert [one.referral for one in days.attendees(session, focal, day)] == [referral]
    for user in (other, supervisor, caseworker):
        with pytest.raises(NotFound):
            days.get_day(session, user, day.id)
        assert days.of_desk(session, user, day.on, day.on) == []


def test_class_days_keep_within_the_batch(make: Make) -> None:
    intake: Intake = make.intake(make.service(), starts_on=date(2027, 3, 5), ends_on=date(2027, 3, 12))
    found = [one.on for one in class_days(intake, date(2027, 1, 1), date(2028, 1, 1))]
    assert found == [date(2027, 3, 5), date(2027, 3, 12)]


def test_who_is_accepted_for_later_is_not_on_an_earlier_list(here: Stage) -> None:
    referral = here.accepted()
    referral.starts_on = MONDAY.date() + timedelta(days=20)
    here.session.flush()
    first, *_, last = rows(here)
    assert days.attendees(here.session, here.provider, first) == []
    assert [one.referral.id for one in days.attendees(here.session, here.provider, last)] == [referral.id]
    assert hers.next_of(here.session, [referral], MONDAY.date())[referral.id].on > MONDAY.date() + timedelta(days=20)
    assert isinstance(referral, Referral)
