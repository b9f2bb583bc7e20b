"""Our own services: what is missing of each, all that are due confirmed in one tap, the week, and what suspending does."""

import uuid
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from sqlalchemy.orm import Session

from catalog.models import Service, SessionTime
from referral.models import User
from referral.moment import today
from referral.states import Action, Role
from tests.conftest import UndoneDatabase
from tests.make import Make
from tests.statements import statements
from tests.web.conftest import Client

Sit = Callable[..., Client]
LONG_AGO = date(2026, 1, 1)


@pytest.fixture
def provider(make: Make, session: Session) -> User:
    return make.user(Role.PROVIDER)


def text(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_each_is_shown_with_what_is_missing(client: Sit, make: Make, session: Session, provider: User) -> None:
    make.service(provider.organization, name_en="Bare service", name_bn=None, confirmed_on=LONG_AGO)
    make.service(make.organization(), name_en="Somebody else's")
    session.commit()
    page = text(client(provider), "/services/ours")
    for said in (
        "Bare service",
        "No batch takes anybody",
        "No rules",
        "No Bengali name",
        "No phone",
        "No cost is told",
    ):
        assert said in page, said
    assert "Somebody else" not in page
    assert "যা নেই" not in page and "বাংলা নাম নেই" in text(client(provider, "bn"), "/services/ours")


def test_the_page_of_a_service_says_it_to_its_own_alone(
    client: Sit, make: Make, session: Session, provider: User
) -> None:
    service = make.service(provider.organization)
    other = make.user(Role.PROVIDER)
    session.commit()
    assert "Missing or doubtful" in text(client(provider), f"/services/{service.id}")
    assert "Missing or doubtful" not in text(client(other), f"/services/{service.id}")


def test_all_that_are_due_are_confirmed_in_one_tap(client: Sit, make: Make, session: Session, provider: User) -> None:
    ours = [make.service(provider.organization, confirmed_on=None) for _ in range(3)]
    theirs = make.service(make.organization(), confirmed_on=None)
    secret = make.service(provider.organization, "gbv_support", confirmed_on=None)
    session.commit()
    browser, day = client(provider), today(session)
    page = text(browser, "/services/word")
    assert "All of this is still true of all 3 services" in page
    seen = [f"{one.id}:{one.version}" for one in (*ours, theirs, secret)] + ["nonsense", f"{uuid.uuid4()}:1"]
    ours[2].phone = "109"
    session.commit()
    for said in (
        "2 services are confirmed as of today. 1 was changed",
        "0 services are confirmed as of today. 1 was changed",
    ):
        assert browser.send("/services/ours/confirm", seen=seen).status_code == 303
        assert said in text(browser, "/services/word")
    session.expire_all()
    assert [session.get_one(Service, one.id).confirmed_on for one in (*ours, theirs, secret)] == [
        day,
        day,
        None,
        None,
        None,
    ]


def test_batches_stand_on_the_week(client: Sit, make: Make, session: Session, provider: User) -> None:
    service = make.service(provider.organization)
    intake = make.intake(service, seats=8)
    intake.sessions.append(SessionTime(weekday=5, starts=time(19), ends=time(8, 30)))
    make.intake(service, ends_on=date.today() - timedelta(days=2), starts_on=date.today() - timedelta(days=40))
    session.commit()
    page = text(client(provider), f"/services/{service.id}/week")
    for said in (
        "8 of 8 seats free",
        "9:00<br>13:00",
        "19:00<br>8:30<br>next day",
        "Batches that are over",
        "New batch here",
    ):
        assert said in page, said
    assert "৯:০০<br>১৩:০০" in text(client(provider, "bn"), f"/services/{service.id}/week")


def test_suspending_tells_first_what_becomes_of_each(client: Sit, make: Make, session: Session, provider: User) -> None:
    service = make.service(provider.organization)
    moves = {Action.SEND: 2, Action.WAITLIST: 1, Action.ACCEPT: 1, Action.START: 1}
    for last, count in moves.items():
        for _ in range(count):
            referral = make.referral(make.need(make.worker()), service)
            before = [Action.SEND, *([Action.ACCEPT] if last is Action.START else []), last]
            for action in dict.fromkeys(before):
                make.event(referral, action)
    make.event(make.referral(make.need(make.worker(), confidential=True), service), Action.SEND)
    make.referral(make.need(make.worker()), service)
    admin = make.user(Role.ADMIN, organization=provider.organization)
    session.commit()
    for user in (provider, admin):
        page = text(client(user), f"/services/{service.id}/suspend")
        for said in (
            "4 referrals go back",
            "goes back unanswered",
            "leaves the waiting list",
            "seat is free",
            "stays until",
        ):
            assert said in page, said


def test_of_confidential_ones_only_who_is_named_learns(
    client: Sit, make: Make, session: Session, provider: User
) -> None:
    focal = make.user(Role.PROVIDER, organization=provider.organization)
    service = make.service(provider.organization, "gbv_support", focal=focal)
    make.event(make.referral(make.need(make.worker(), "safe_from_violence", confidential=True), service), Action.SEND)
    session.commit()
    assert "1 referral goes back" in text(client(focal), f"/services/{service.id}/suspend")
    page = text(client(provider), f"/services/{service.id}/suspend")
    assert "goes back unanswered" not in page and "Suspend this service?" in page


def test_the_lists_ask_the_same_for_more(
    client: Sit, make: Make, session: Session, provider: User, database: UndoneDatabase
) -> None:
    browser, counts = client(provider), []
    for _ in range(2):
        for _ in range(3):
            make.intake(make.service(provider.organization))
        session.commit()
        text(browser, "/services/ours")
        with statements(database.connection) as seen:
            text(browser, "/services/ours")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12
