"""Catalog health: each service counted where it stands, partners in order of what is worst, the same few statements."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.doubts import doubts
from catalog.health import STATES, states
from catalog.models import Organization, Rule, Service, ServiceStatus
from referral.figures import health
from referral.figures.health import Line
from referral.loop import reports
from referral.models import ServiceReport
from referral.states import Role
from tests.make import Make
from tests.statements import statements

NOW = datetime(2026, 11, 29, 4, tzinfo=UTC)
DAY = NOW.date()


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


NO_HOURS = {"no_hours", "no_batch", "no_place"}
SAME = {
    "stale": {"closed", "never_confirmed"}, "unconfirmed": {"unconfirmed"}, "hours": NO_HOURS, "rules": {"no_rules"},
    "bengali": {"no_bengali"},
}  # fmt: skip


def told(service: Service) -> set[str]:
    return {one.code for one in doubts(service, DAY)}


def lines(session: Session) -> dict[Organization, Line]:
    session.flush()
    return {line.organization: line for line in health.lines(session, NOW, DAY)}


@pytest.mark.parametrize(
    ("days", "status", "state"),
    [
        (0, "active", "fresh"),
        (90, "active", "fresh"),
        (91, "active", "unconfirmed"),
        (120, "active", "unconfirmed"),
        (121, "active", "stale"),
        (None, "active", "stale"),
        (0, "suspended", "suspended"),
        (None, "suspended", "suspended"),
    ],
)
def test_a_service_stands_in_one_place(session: Session, make: Make, days: int | None, status: str, state: str) -> None:
    confirmed = None if days is None else ago(days)
    service = make.service(confirmed_on=confirmed, status=ServiceStatus(status))
    found = [code for code, holds in states(DAY).items() if session.scalar(select(Service.id).where(holds))]
    assert found == [state]
    assert state in STATES
    assert lines(session)[service.organization].counts[state] == 1


@pytest.mark.parametrize(
    ("batch", "open_now"),
    [
        ({"starts_on": None, "ends_on": None}, True),
        ({"starts_on": ago(90), "ends_on": None}, True),
        ({"starts_on": ago(0), "ends_on": ago(-30)}, True),
        ({"starts_on": ago(1), "ends_on": ago(-30)}, False),
        ({"starts_on": ago(1), "ends_on": ago(-30), "closes_on": ago(-2)}, True),
        ({"starts_on": ago(-9), "ends_on": ago(-30), "closes_on": ago(1)}, False),
        ({"starts_on": None, "ends_on": ago(1)}, False),
        ({"starts_on": None, "ends_on": ago(0)}, True),
        ({"starts_on": None, "ends_on": None, "ended_at": NOW}, False),
    ],
)
def test_hours_are_asked_of_batches_that_take_somebody(
    session: Session, make: Make, batch: dict[str, Any], open_now: bool
) -> None:
    service = make.service()
    intake = make.intake(service, **batch)
    assert intake.is_open(DAY) is open_now
    assert lines(session)[service.organization].counts["hours"] == (not open_now) == bool(told(service) & NO_HOURS)
    intake.sessions.clear()
    assert lines(session)[service.organization].counts["hours"] == 1 == bool(told(service) & NO_HOURS)


@pytest.mark.parametrize("values", [{}, {"name_bn": None}, {"name_bn": ""}, {"in_words": True}])
@pytest.mark.parametrize("days", [None, 0, 90, 91, 120, 121])
def test_counts_say_what_the_partner_is_told_of_each_service(
    session: Session, make: Make, days: int | None, values: dict[str, Any]
) -> None:
    values = dict(values)
    rules = [Rule(fact=None, test="words", value={})] if values.pop("in_words", False) else []
    service = make.service(confirmed_on=None if days is None else ago(days), rules=rules, **values)
    counts, found = lines(session)[service.organization].counts, told(service)
    assert {code for code, names in SAME.items() if found & names} == {code for code in SAME if counts[code]}


def test_what_is_not_told_is_counted(session: Session, make: Make) -> None:
    partner = make.organization()
    whole = make.service(partner, rules=[Rule(fact="birth_year", test="range", value={"min": 18})], confirmed_on=ago(3))
    make.intake(whole)
    make.service(partner, name_bn=None, confirmed_on=ago(1))
    make.service(partner, status=ServiceStatus.SUSPENDED, name_bn=None, confirmed_on=ago(9))
    ended = make.intake(make.service(partner, confirmed_on=ago(2)))
    ended.ended_at = NOW
    line = lines(session)[partner]
    wanted = {"services": 4, "fresh": 3, "suspended": 1, "hours": 2, "rules": 2, "bengali": 1, "reported": 0}
    assert {code: line.counts[code] for code in wanted} == wanted
    assert (line.confirmed_on, line.waits_since) == (ago(1), None)


def test_reports_are_counted_by_service_while_they_are_open(session: Session, make: Make) -> None:
    caseworker, provider = make.user(Role.CASEWORKER), make.user(Role.PROVIDER)
    dead, odd = (make.service(provider.organization) for _ in range(2))
    secret = make.service(provider.organization, "gbv_support", focal=provider)
    for days, service, reason in ((9, dead, "phone_dead"), (8, dead, "hours_wrong"), (1, odd, "cost_differs")):
        session.info["now"] = NOW - timedelta(days=days)
        reports.report(session, caseworker, service, reason=reason)
    reports.report(session, caseworker, secret, reason="phone_dead")
    line = lines(session)[provider.organization]
    assert {code: line.counts[code] for code in health.REPORTS} == {"phone": 2, "reported": 3, "late": 1}
    assert line.waits_since == NOW - timedelta(days=9)
    for one in session.scalars(select(ServiceReport)):
        reports.answer(session, provider, one, answer="still_right")
    assert sum(lines(session)[provider.organization].counts[code] for code in health.REPORTS) == 0


def test_the_worst_comes_first_and_sums_are_of_all(session: Session, make: Make) -> None:
    good, old, older = (make.organization(name) for name in ("A", "B", "C"))
    for partner, ages in ((good, (1, 2)), (old, (100, 95, 3)), (older, (150, 4, 5, 6, 7))):
        for days in ages:
            make.intake(make.service(partner, confirmed_on=ago(days), rules=[Rule(fact=None, test="words", value={})]))
    session.flush()
    found = health.lines(session, NOW, DAY)

    def order(by: str) -> list[str]:
        return [line.organization.name_en for line in health.worst_first(found, by)]

    assert (order("doubts"), order("stale"), order("fresh")) == (["B", "C", "A"], ["C", "B", "A"], ["B", "C", "A"])
    assert order("confirmed") == ["C", "B", "A"]
    assert {code: health.sums(found)[code] for code in ("services", "fresh", "unconfirmed", "stale")} == {
        "services": 10, "fresh": 7, "unconfirmed": 2, "stale": 1
    }  # fmt: skip
    assert all(len(health.worst_first(found, by)) == 3 for by in health.ORDERS)


def test_it_asks_three_statements_however_much_there_is(session: Session, make: Make) -> None:
    caseworker = make.user(Role.CASEWORKER)
    for number in range(1, 4):
        partner = make.organization()
        for _ in range(number):
            reports.report(session, caseworker, make.service(partner), reason="phone_dead")
        session.flush()
        session.expire_all()
        with statements(session.connection()) as sent:
            assert len(health.lines(session, NOW, DAY)) == number
        assert len(sent) == 3
