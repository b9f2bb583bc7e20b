"""A service reported as wrong: said once, asked of those who keep it, reminded of once, answered once, read by her."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import ServiceStatus
from referral import access
from referral.db import Database
from referral.loop import answering, needs, offering, reports
from referral.loop.clock import sweep
from referral.loop.due import working_days
from referral.loop.keeping import Asks, asks
from referral.models import Referral, ServiceReport, Task, TaskKind, User
from referral.moment import now, today
from referral.refusals import Refused
from referral.states import Resolution, Role
from tests.loop.stage import Stage, stage
from tests.make import Make

SUNDAY = datetime(2026, 11, 29, 4, tzinfo=UTC)


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    session.info["now"] = SUNDAY
    return stage(session, make, confirmed_on=SUNDAY.date() - timedelta(days=100))


def reported(here: Stage, reason: str = "phone_dead", by: User | None = None) -> ServiceReport:
    reports.report(here.session, by or here.caseworker, here.service, reason=reason, text="Rang three times")
    return here.session.scalars(select(ServiceReport).order_by(ServiceReport.at.desc())).first()  # type: ignore[return-value]


def all_of(session: Session) -> int:
    return len(session.scalars(select(ServiceReport)).all())


def test_the_same_is_said_once_until_it_is_answered(session: Session, make: Make, here: Stage) -> None:
    first = reported(here)
    assert (first.organization_id, first.due_at) == (here.caseworker.organization_id, working_days(session, SUNDAY, 5))
    reported(here)
    assert all_of(session) == 1
    reported(here, "hours_wrong")
    reported(here, by=make.user(Role.SUPERVISOR))
    assert all_of(session) == 3
    reports.answer(session, here.provider, first, answer="still_right")
    reported(here)
    assert all_of(session) == 4


@pytest.mark.parametrize(
    "text", ["call 01712345678", "ফোন ০১৭১২-৩৪৫ ৬৭৮", "+88 (01712) 345678", "NID 1234567890123", "02-9123456789"]
)
def test_nobodys_number_is_taken(session: Session, here: Stage, text: str) -> None:
    with pytest.raises(Refused, match="no_numbers"):
        reports.report(session, here.caseworker, here.service, reason="other", text=text)
    assert all_of(session) == 0


@pytest.mark.parametrize("text", ["open 09:00-17:00 now", "since 15/01/2027", "৳ 1,50,000 since 15-01-2027", None])
def test_other_numbers_are(session: Session, here: Stage, text: str | None) -> None:
    reports.report(session, here.caseworker, here.service, reason="hours_wrong", text=text)
    assert all_of(session) == 1


def test_a_reason_of_the_table_and_words_where_it_asks_for_them(session: Session, here: Stage) -> None:
    for reason, code in (("nonsense", "choose_reason"), (None, "choose_reason"), ("other", "write_words")):
        with pytest.raises(Refused, match=code):
            reports.report(session, here.caseworker, here.service, reason=reason)
    with pytest.raises(access.NotFound):
        reports.report(session, here.provider, here.service, reason="phone_dead")
    assert all_of(session) == 0


@pytest.mark.parametrize(
    ("answer", "confirmed", "status"),
    [
        ("fixed", True, ServiceStatus.ACTIVE),
        ("still_right", True, ServiceStatus.ACTIVE),
        ("suspended", False, ServiceStatus.SUSPENDED),
    ],
)
def test_the_answer_does_what_it_means(
    session: Session, here: Stage, answer: str, confirmed: bool, status: ServiceStatus
) -> None:
    here.service.confirmed_on = today(session)
    sent = here.sent()
    here.service.confirmed_on = today(session) - timedelta(days=100)
    found = reported(here)
    assert reports.to_answer(session, here.provider) == [found]
    assert reports.answered(session, here.caseworker) == []
    reports.answer(session, here.provider, found, answer=answer, text="New number on the page")
    assert (here.service.confirmed_on == today(session)) is confirmed
    assert here.service.status is status
    assert sent.resolution is (Resolution.SERVICE_ENDED if answer == "suspended" else None)
    assert reports.to_answer(session, here.provider) == []
    assert reports.answered(session, here.caseworker) == [found]
    reports.read(session, here.caseworker, found)
    assert reports.answered(session, here.caseworker) == []


def test_it_is_answered_once_and_read_by_her_who_said_it(session: Session, make: Make, here: Stage) -> None:
    found = reported(here)
    colleague = make.user(Role.CASEWORKER, organization=here.caseworker.organization)
    reports.read(session, here.caseworker, found)
    assert found.read_at is None
    reports.answer(session, here.provider, found, answer="fixed")
    with pytest.raises(Refused, match="report_answered"):
        reports.answer(session, here.provider, found, answer="suspended")
    assert (found.answer, here.service.status) == ("fixed", ServiceStatus.ACTIVE)
    with pytest.raises(access.NotFound):
        reports.read(session, colleague, found)
    with pytest.raises(access.NotFound):
        reports.said(session, colleague, found.id)


def test_the_partners_people_answer_and_of_a_confidential_service_its_focal_persons(
    session: Session, make: Make, here: Stage
) -> None:
    focal = make.user(Role.PROVIDER, organization=here.provider.organization)
    secret = make.service(focal.organization, "gbv_support", focal=focal)
    open_one = reported(here)
    reports.report(session, here.caseworker, secret, reason="phone_dead")
    hidden = session.scalars(select(ServiceReport).where(ServiceReport.service_id == secret.id)).one()
    admin = make.user(Role.ADMIN, organization=focal.organization)
    others = [make.user(role, organization=focal.organization) for role in (Role.CASEWORKER, Role.SUPERVISOR)]
    others += [make.user(Role.PROVIDER), make.user(Role.BACKBONE), here.caseworker]
    seen = {user: set(reports.to_answer(session, user)) for user in (focal, here.provider, admin, *others)}
    assert {user: found for user, found in seen.items() if found} == {
        focal: {open_one, hidden}, here.provider: {open_one}, admin: {open_one}
    }  # fmt: skip
    for user in (here.provider, admin, *others):
        with pytest.raises(access.NotFound):
            reports.answer(session, user, hidden, answer="fixed")
    codes = {user: [one.code for one in reports.open_reasons(session, user, secret)] for user in seen}
    assert {user for user, found in codes.items() if found} == {focal}
    shown = {user for user in seen if reports.open_reasons(session, user, here.service)}
    assert shown == {focal, here.provider, admin, here.caseworker, *others[:2]}


def test_a_reminder_goes_a_working_day_ahead_and_once(
    database: Database, session: Session, make: Make, here: Stage
) -> None:
    found = reported(here)
    session.commit()
    assert found.due_at == SUNDAY.replace(hour=11) + timedelta(days=7)
    assert sweep(database.session, SUNDAY + timedelta(days=3))["reminded"] == 1
    session.expire_all()
    assert (asks(session, here.provider), found.reminded_at) == (Asks(services=1, reports=1), None)
    assert [sweep(database.session, SUNDAY + timedelta(days=4))["reminded"] for _ in range(2)] == [1, 0]
    session.expire_all()
    assert found.reminded_at == SUNDAY + timedelta(days=4)
    assert asks(session, here.provider) == Asks(services=1, reports=1, reminded=1)
    reports.answer(session, here.provider, found, answer="still_right")
    session.commit()
    assert sweep(database.session, SUNDAY + timedelta(days=9))["reminded"] == 0
    assert asks(session, here.provider) == Asks()


def test_the_task_to_put_it_right_is_done_with_the_answer(session: Session, make: Make) -> None:
    here = stage(session, make)
    answering.decline(session, here.provider, here.sent(), reason="wrong_listing", text="Other hours")
    task = session.scalars(select(Task)).one()
    reports.answer(session, here.provider, reported(here), answer="fixed")
    assert (task.done_by_id, task.done_at is not None) == (here.provider.id, True)
    assert now(session) >= task.done_at  # type: ignore[operator]


def test_who_declines_as_it_does_not_run_is_asked_to_suspend_it(session: Session, make: Make) -> None:
    here = stage(session, make)
    declined, waiting = here.sent(), another(here)
    answering.decline(session, here.provider, declined, reason="closed_for_season", text="Repairs")
    task = session.scalars(select(Task)).one()
    assert (task.kind, task.user_id, task.done_at) == (TaskKind.SUSPEND_SERVICE, here.provider.id, None)
    assert (here.service.status, waiting.resolution) == (ServiceStatus.ACTIVE, None)
    offering.suspend(session, here.provider, here.service)
    assert (task.done_by_id, waiting.resolution) == (here.provider.id, Resolution.SERVICE_ENDED)


def another(here: Stage) -> Referral:
    worker = here.make.worker(here.caseworker)
    here.need = needs.open_need(here.session, here.caseworker, worker, "find_job")
    return here.sent()
