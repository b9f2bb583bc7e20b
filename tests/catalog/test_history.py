"""The history of a service: each stored change once, with old and new, who and when; by whatever route."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from catalog import intakes, offers
from catalog.base import now
from catalog.models import Intake, Kind, Organization, Rule, Service, ServiceChange
from tests.catalog.conftest import TODAY
from tests.make import Make
from tests.statements import statements


@pytest.fixture
def course(catalog: Session, partner: Organization, make: Make) -> Service:
    """A service with a rule, a fee, a place and a batch, as it was stored long ago."""
    made = offers.publish(catalog, partner, catalog.get_one(Kind, "skills_training"), TODAY, name_en="Sewing")
    made.rules.append(Rule(fact="birth_year", test="range", value={"min": 18}))
    offers.set_cost(catalog, made, "fee", 500)
    at = offers.give_at(catalog, made, offers.location(catalog, partner, "gazipur-sadar", "House 1"))
    intakes.open_intake(catalog, at, seats=10, times=[(4, time(9), time(13))])
    catalog.commit()
    return made


def told(session: Session, service: Service) -> list[ServiceChange]:
    session.commit()
    return list(session.scalars(select(ServiceChange).filter_by(service_id=service.id).order_by(ServiceChange.at)))


def last(session: Session, service: Service) -> tuple[str, dict[str, Any]]:
    *_, change = told(session, service)
    return change.what, change.changes


def test_a_new_service_is_told_once(catalog: Session, course: Service) -> None:
    assert [(one.what, one.changes) for one in told(catalog, course)] == [("new", {})]


def _intake(course: Service) -> Intake:
    return course.places[0].intakes[0]


CHANGES: list[tuple[Callable[[Session, Service], object], str, dict[str, list[Any]]]] = [
    (
        lambda session, course: offers.change(session, course, name_en="Overlock", phone="109", documents=["nid"]),
        "changed",
        {"name_en": ["Sewing", "Overlock"], "phone": [None, "109"], "documents": [[], ["nid"]]},
    ),
    (
        lambda session, course: offers.confirm(session, course, TODAY + timedelta(days=9)),
        "confirmed",
        {"confirmed_on": ["2026-11-24", "2026-12-03"]},
    ),
    (offers.suspend, "suspended", {"status": ["active", "suspended"]}),
    (
        lambda session, course: offers.set_cost(session, course, "fee", 300, "month"),
        "changed",
        {"costs": [[["fee", 500, "once"]], [["fee", 300, "month"]]]},
    ),
    (
        lambda session, course: offers.give_at(
            session, course, offers.location(session, course.organization, "dhaka-savar")
        ),
        "changed",
        {
            "places": [
                [["gazipur-sadar", None, "House 1"]],
                [["gazipur-sadar", None, "House 1"], ["dhaka-savar", None, None]],
            ]
        },
    ),
    (
        lambda session, course: offers.move_to(
            session, course.places[0], offers.location(session, course.organization, "dhaka-savar")
        ),
        "changed",
        {"places": [[["gazipur-sadar", None, "House 1"]], [["dhaka-savar", None, None]]]},
    ),
]


@pytest.mark.parametrize(("act", "what", "changes"), CHANGES)
def test_each_change_is_told_with_old_and_new(
    catalog: Session, course: Service, act: Callable[[Session, Service], object], what: str, changes: dict[str, Any]
) -> None:
    act(catalog, course)
    assert last(catalog, course) == (what, changes)


def test_rules_are_told_as_lists(catalog: Session, course: Service) -> None:
    age = {"fact": "birth_year", "test": "range", "value": {"min": 18}, "use": "must", "alternative": None}
    words = {
        "fact": None,
        "test": "words",
        "value": {"text": "x", "language": "en"},
        "use": "must",
        "alternative": None,
    }
    offers.set_rules(catalog, course, [*course.rules, offers.words_rule("x", "en")])
    assert last(catalog, course) == ("changed", {"rules": [[age], [age, words]]})
    course.rules[0].value = {"min": 20}
    assert last(catalog, course)[1]["rules"] == [[age, words], [{**age, "value": {"min": 20}}, words]]
    offers.set_rules(catalog, course, course.rules[1:])
    assert last(catalog, course)[1]["rules"] == [[{**age, "value": {"min": 20}}, words], [words]]


def test_a_batch_is_told_by_itself(catalog: Session, course: Service) -> None:
    intake = _intake(course)
    intakes.change_intake(catalog, intake, seats=12, starts_on=date(2027, 1, 1), times=[(5, time(9), time(13))])
    what, changes = last(catalog, course)
    old, new = changes[f"intake:{intake.id}"]
    assert what == "changed" and list(changes) == [f"intake:{intake.id}"]
    assert (old["seats"], old["starts_on"], old["times"]) == (10, None, [[4, "09:00:00", "13:00:00"]])
    assert (new["seats"], new["starts_on"], new["times"]) == (12, "2027-01-01", [[5, "09:00:00", "13:00:00"]])
    another = intakes.open_intake(catalog, course.places[0], seats=3)
    assert last(catalog, course)[1][f"intake:{another.id}"][0] is None
    intakes.end_intake(catalog, another)
    assert [one["ended_at"] for one in last(catalog, course)[1][f"intake:{another.id}"]] == [False, True]


def test_what_changes_nothing_is_not_told(catalog: Session, course: Service) -> None:
    offers.touch(catalog, course)
    offers.set_rules(catalog, course, list(course.rules))
    offers.set_cost(catalog, course, "fee", 500)
    intakes.change_intake(catalog, _intake(course), seats=10)
    assert len(told(catalog, course)) == 1
    offers.change(catalog, course, phone="109")
    catalog.flush()
    offers.change(catalog, course, phone=None)
    assert [one.changes for one in told(catalog, course)[1:]] in ([], [{}])


def test_one_transaction_is_one_change_with_who_and_when(catalog: Session, course: Service, make: Make) -> None:
    catalog.info["now"] = at = datetime(2026, 12, 1, 6, tzinfo=UTC)
    catalog.info["actor"] = someone = make.user().id
    offers.change(catalog, course, phone="109")
    catalog.flush()
    offers.change(catalog, course, phone="333", name_bn="সেলাই")
    offers.suspend(catalog, course)
    change = next(one for one in told(catalog, course) if one.what != "new")
    assert (change.what, change.by, change.at) == ("suspended", someone, at)
    assert change.changes == {"phone": [None, "333"], "name_bn": [None, "সেলাই"], "status": ["active", "suspended"]}
    assert (course.suspended_at, course.changed_at) == (at, at)


def test_nothing_stays_of_what_was_taken_back(catalog: Session, course: Service) -> None:
    offers.change(catalog, course, phone="109")
    catalog.flush()
    catalog.rollback()
    assert len(told(catalog, course)) == 1
    with catalog.begin_nested() as inner:
        offers.change(catalog, course, phone="109")
        catalog.flush()
        inner.rollback()
    offers.change(catalog, course, email="a@b.example")
    assert last(catalog, course) == ("changed", {"email": [None, "a@b.example"]})


def test_rows_set_by_hand_are_told_too(catalog: Session, course: Service) -> None:
    catalog.expire_all()
    catalog.get_one(Service, course.id).costs[0].taka = 700
    assert last(catalog, course) == ("changed", {"costs": [[["fee", 500, "once"]], [["fee", 700, "once"]]]})


def test_many_new_services_cost_few_statements(catalog: Session, partner: Organization) -> None:
    kind = catalog.get_one(Kind, "skills_training")
    connection = catalog.connection()
    counts = []
    for many in (5, 50):
        catalog.add_all(
            Service(organization_id=partner.id, kind_code=kind.code, name_en=f"{many} {one}") for one in range(many)
        )
        with statements(connection) as seen:
            catalog.flush()
        counts.append(sum("service_change" in one for one in seen))
    assert counts == [1, 1]


def test_services_stored_as_rows_are_told_too(catalog: Session, partner: Organization) -> None:
    ids = [uuid.uuid4() for _ in range(3)]
    rows = [
        {
            "id": one, "organization_id": partner.id, "kind_code": "skills_training", "status": "active", "version": 1,
            "confidential": False, "languages": [], "documents": [], "gives": [], "source": {}, "changed_at": now(),
        }
        for one in ids
    ]  # fmt: skip
    catalog.execute(insert(Service), rows)
    assert [told(catalog, catalog.get_one(Service, one))[0].what for one in ids] == ["new"] * 3
