"""How many open needs would suit: by the real rules, never fewer than ten told, and nobody found by asking again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.base import now
from catalog.models import Rule, RuleUse, Service
from referral.loop import reach
from referral.loop.reach import Reach, how_many, told
from referral.models import ReachCount, User
from referral.states import Role
from tests.make import Make
from tests.statements import statements

BEFORE = timedelta(days=2)
ADULT = Rule(fact="birth_year", test="range", value={"min": 18, "max": 35})


@pytest.fixture
def provider(make: Make) -> User:
    return make.user(Role.PROVIDER)


@pytest.fixture
def service(make: Make, provider: User) -> Service:
    return make.service(provider.organization)


def women(make: Make, count: int, code: str = "learn_skill", caseworker: User | None = None, **of_her: Any) -> None:
    caseworker = caseworker or make.user(Role.CASEWORKER)
    for _ in range(count):
        make.need(make.worker(caseworker, **of_her), code, opened_at=now() - BEFORE)


def rule(fact: str, test: str, use: RuleUse = RuleUse.MUST, **value: Any) -> Rule:
    return Rule(fact=fact, test=test, value=value, use=use)


@pytest.mark.parametrize(
    ("count", "about"), [(0, None), (9, None), (10, 10), (14, 10), (15, 20), (24, 20), (25, 30), (104, 100)]
)
def test_fewer_than_ten_or_to_the_nearest_ten(
    session: Session, make: Make, provider: User, service: Service, count: int, about: int | None
) -> None:
    women(make, count)
    assert how_many(session, provider, service, []) == Reach(about)


def test_only_open_needs_that_its_kind_answers_and_no_rule_excludes(
    session: Session, make: Make, provider: User, service: Service
) -> None:
    women(make, 21)
    women(make, 20, birth_year=1960)
    women(make, 20, birth_year=None)
    women(make, 20, code="legal_help")
    caseworker = make.user(Role.CASEWORKER)
    for _ in range(20):
        make.need(make.worker(caseworker), confidential=True, opened_at=now() - BEFORE)
        make.need(make.worker(caseworker), opened_at=now() - BEFORE, closed_at=now() - timedelta(days=1, hours=1))
        make.need(make.worker(caseworker))
    assert how_many(session, provider, service, [ADULT]) == Reach(40)
    assert how_many(session, provider, service, [ADULT, rule("own_phone", "no", RuleUse.PRIORITY)]) == Reach(40)
    service.documents = ["nid"]
    women(make, 10, facts={"documents": []})
    assert how_many(session, provider, service, [ADULT]) == Reach(40)


def test_a_child_is_counted_by_her_own_age(session: Session, make: Make, provider: User) -> None:
    service, caseworker = make.service(provider.organization, "childcare"), make.user(Role.CASEWORKER)
    for _ in range(11):
        mother = make.worker(caseworker)
        make.need(mother, "childcare", served=make.child(mother), opened_at=now() - BEFORE)
    assert how_many(session, provider, service, [rule("child_age_months", "range", min=6, max=60)]) == Reach(10)
    assert how_many(session, provider, service, [rule("child_age_months", "range", min=60, max=90)]) == Reach(None)


def test_records_made_up_at_home_lift_nobody_elses_over_ten(
    session: Session, make: Make, provider: User, service: Service
) -> None:
    women(make, 1)
    women(make, 9, caseworker=make.user(Role.CASEWORKER, organization=provider.organization))
    assert how_many(session, provider, service, []) == Reach(None)


def test_the_answer_of_a_day_stays(session: Session, make: Make, provider: User, service: Service) -> None:
    women(make, 11)
    assert told(session, provider, service, []) is None
    assert how_many(session, provider, service, []) == Reach(10)
    women(make, 20)
    assert how_many(session, provider, service, []) == told(session, provider, service, []) == Reach(10)
    session.info["now"] = now() + timedelta(days=1)
    assert how_many(session, provider, service, []) == Reach(30)
    assert len(session.scalars(select(ReachCount)).all()) == 1


def test_narrow_rules_are_widened(session: Session, make: Make, provider: User, service: Service) -> None:
    women(make, 6, birth_year=1996)
    women(make, 6, birth_year=1998)
    year = now().year
    assert how_many(
        session, provider, service, [rule("birth_year", "range", min=year - 1996, max=year - 1996)]
    ) == Reach(10)
    women(make, 10, place_code="dhaka-baipail")
    for place, about in (("dhaka-jamgora", 10), ("narayanganj-bandar", None)):
        lives_there = rule("district", "in_place", codes=[place])
        assert how_many(session, provider, service, [lives_there]) == Reach(about)


def test_so_many_counts_a_day_and_no_more(session: Session, make: Make, provider: User, service: Service) -> None:
    women(make, 20)
    asked = [[rule("years_in_rmg", "range", min=years)] for years in range(reach.A_DAY)]
    assert {how_many(session, provider, service, one) for one in asked} == {Reach(20)}
    colleague = make.user(Role.ADMIN, organization=provider.organization)
    another = make.service(provider.organization)
    assert how_many(session, colleague, another, [ADULT]) == Reach(why="enough")
    assert how_many(session, colleague, another, asked[0]) == Reach(20)
    assert how_many(session, make.user(Role.PROVIDER), service, [ADULT]) == Reach(20)


def test_nothing_is_counted_for_a_confidential_service(session: Session, make: Make, provider: User) -> None:
    service = make.service(provider.organization, "gbv_support")
    women(make, 20, code="safe_from_violence")
    assert how_many(session, provider, service, []) == told(session, provider, service, []) == Reach(why="confidential")
    assert session.scalars(select(ReachCount)).all() == []


def test_it_asks_the_same_for_more(session: Session, make: Make, provider: User, service: Service) -> None:
    connection = session.connection()
    seen = []
    for years in (1, 2):
        women(make, 15)
        session.expunge_all()
        mine = session.get_one(Service, service.id), session.get_one(User, provider.id)
        with statements(connection) as found:
            how_many(session, mine[1], mine[0], [rule("years_in_rmg", "range", min=years)])
        seen.append(len(found))
    assert seen[0] == seen[1] <= 9
