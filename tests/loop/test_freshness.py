"""The freshness clock: a reminder before each step, once for one confirmation, to those who keep the service."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Service, ServiceStatus
from catalog.offer import Closed, is_unconfirmed
from catalog.offers import taking_referrals
from referral.db import Database
from referral.loop import freshness, needs, offering, sending
from referral.loop.clock import sweep
from referral.loop.fitting import ranking
from referral.loop.keeping import Asks, asks
from referral.models import FreshnessReminder, Holiday
from referral.refusals import Refused
from referral.states import Role
from tests.loop.stage import stage
from tests.make import Make

SUNDAY = datetime(2026, 11, 29, 4, tzinfo=UTC)
DAY = SUNDAY.date()


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def told(session: Session, service: Service) -> list[str]:
    session.expire_all()
    rows = select(FreshnessReminder.step).where(FreshnessReminder.service_id == service.id)
    return sorted(session.scalars(rows.where(FreshnessReminder.confirmed_on == service.confirmed_on)))


@pytest.mark.parametrize(
    ("days", "steps"),
    [(0, []), (75, []), (76, []), (77, ["unconfirmed"]), (112, ["unconfirmed"]), (114, ["closed"]), (400, ["closed"])],
)
def test_each_step_is_told_ahead_of_time(
    database: Database, session: Session, make: Make, days: int, steps: list[str]
) -> None:
    """76 days back: 15 days before it counts as unconfirmed. Of two steps that are due, the later one is told."""
    service = make.service(confirmed_on=ago(days))
    session.commit()
    assert freshness.remind(database.session, SUNDAY) == len(steps)
    assert told(session, service) == steps


def test_steps_come_when_the_catalog_says_so(make: Make, session: Session) -> None:
    service = make.service(confirmed_on=ago(0))
    unconfirmed, closed = (step.comes_on(ago(0)) for step in freshness.STEPS)
    assert [is_unconfirmed(DAY, day) for day in (unconfirmed - timedelta(days=1), unconfirmed)] == [False, True]
    assert [taking_referrals(service, day) for day in (closed - timedelta(days=1), closed)] == [None, Closed.STALE]
    assert freshness.next_step(DAY, unconfirmed) == (freshness.STEPS[1], closed)
    assert freshness.next_step(DAY, closed) is None


def test_what_would_be_told_on_days_off_is_told_before_them(database: Database, session: Session, make: Make) -> None:
    """Due on Friday, on Saturday, and on a Sunday that is a holiday: all on Thursday, two weeks ahead and more."""
    thursday = SUNDAY + timedelta(days=4)
    session.add(Holiday(day=DAY + timedelta(days=7), name_en="x", name_bn="x", source="backbone"))
    due_on = [DAY + timedelta(days=number) for number in (4, 5, 6, 7, 8)]
    for day in due_on:
        make.service(confirmed_on=day + freshness.STEPS[0].ahead - freshness.STEPS[0].after - timedelta(days=1))
    session.commit()
    assert freshness.remind(database.session, thursday - timedelta(days=1)) == 0
    assert freshness.remind(database.session, thursday) == 4
    assert freshness.remind(database.session, thursday + timedelta(days=1)) == 0
    assert freshness.remind(database.session, SUNDAY + timedelta(days=8)) == 1


def test_it_is_told_once_and_again_after_the_next_confirmation(
    database: Database, session: Session, make: Make
) -> None:
    provider = make.user(Role.PROVIDER)
    service = make.service(provider.organization, confirmed_on=ago(80))
    session.commit()
    assert [sweep(database.session, SUNDAY)["reminded"] for _ in range(3)] == [1, 0, 0]
    assert freshness.waiting(session, provider) == [service]
    assert sweep(database.session, SUNDAY + timedelta(days=35))["reminded"] == 1
    assert told(session, service) == ["closed", "unconfirmed"]
    assert asks(session, provider) == Asks(services=1)
    session.info["now"] = SUNDAY + timedelta(days=36)
    offering.confirm(session, provider, service)
    session.commit()
    assert freshness.waiting(session, provider) == []
    assert asks(session, provider) == Asks()
    assert sweep(database.session, SUNDAY + timedelta(days=37))["reminded"] == 0
    assert sweep(database.session, SUNDAY + timedelta(days=36 + 78))["reminded"] == 1


def test_a_clock_killed_halfway_has_told_nothing_and_the_next_tells_all(
    database: Database, session: Session, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = [make.service(confirmed_on=ago(days)) for days in (80, 85, 115)]
    session.commit()
    write = freshness._write

    def killed(session: Session, step: freshness.Step, *more: object) -> int:
        if step.code == "closed":
            raise KeyboardInterrupt
        return write(session, step, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(freshness, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        freshness.remind(database.session, SUNDAY)
    monkeypatch.undo()
    assert [told(session, service) for service in services] == [[], [], []]
    assert freshness.remind(database.session, SUNDAY) == 3
    assert [told(session, service) for service in services] == [["unconfirmed"], ["unconfirmed"], ["closed"]]


def test_what_is_suspended_is_left_alone_and_what_was_never_confirmed_is_asked(
    database: Database, session: Session, make: Make
) -> None:
    provider = make.user(Role.PROVIDER)
    make.service(provider.organization, confirmed_on=ago(100), status=ServiceStatus.SUSPENDED)
    never = make.service(provider.organization, confirmed_on=None)
    session.commit()
    assert freshness.remind(database.session, SUNDAY) == 0
    assert freshness.waiting(session, provider) == [never]


def test_those_who_keep_it_are_told_and_of_a_confidential_one_its_focal_persons(
    database: Database, session: Session, make: Make
) -> None:
    focal = make.user(Role.PROVIDER)
    here = focal.organization
    open_one = make.service(here, confirmed_on=ago(80))
    secret = make.service(here, "gbv_support", focal=focal, confirmed_on=ago(81))
    make.service(confirmed_on=ago(80))
    session.commit()
    freshness.remind(database.session, SUNDAY)
    everybody = [focal, *(make.user(role, organization=here) for role in Role), make.user(Role.PROVIDER)]
    assert [freshness.waiting(session, user) for user in everybody] == [
        [secret, open_one], [], [], [open_one], [open_one], [], []
    ]  # fmt: skip
    assert [asks(session, user).services for user in everybody] == [2, 0, 0, 1, 1, 0, 0]


@pytest.mark.parametrize(("days", "closed"), [(121, True), (120, False), (0, False)])
def test_a_service_that_nobody_confirms_takes_nobody(session: Session, make: Make, days: int, closed: bool) -> None:
    here = stage(session, make)
    session.info["now"] = SUNDAY
    here.service.confirmed_on = ago(days)
    referral = here.draft()
    act: Callable[[], object] = lambda: sending.send(session, here.caseworker, referral)  # noqa: E731
    found = ranking(session, here.caseworker, here.need, DAY)
    shown = {match.offer.id: match.rules[0].values for match in found.unfit if match.rules[0].code == "closed"}
    assert shown == ({here.service.id: {"why": "stale"}} if closed else {})
    if closed:
        with pytest.raises(Refused, match="service_closed"):
            act()
    else:
        act()


def test_unconfirmed_ones_come_below(session: Session, make: Make) -> None:
    here = stage(session, make, confirmed_on=date.today() - timedelta(days=95))
    other = make.service(make.user(Role.PROVIDER).organization, place_code="gazipur-kaliakair")
    need = needs.open_need(session, here.caseworker, make.worker(here.caseworker), "learn_skill")
    found = ranking(session, here.caseworker, need, date.today())
    assert [match.offer.id for match in found.suiting] == [other.id, here.service.id]
