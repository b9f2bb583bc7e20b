"""What a partner does with its services: published, changed, confirmed, suspended, moved; who changed them last."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from catalog import offers
from catalog.base import imported_id
from catalog.intakes import open_intake
from catalog.models import Kind, Location, Organization, Rule, RuleUse, Service, ServiceStatus
from catalog.offer import Closed
from tests.catalog.conftest import TODAY
from tests.make import Make


@pytest.fixture
def course(catalog: Session, partner: Organization) -> Service:
    return offers.publish(catalog, partner, catalog.get_one(Kind, "skills_training"), TODAY, name_en="Sewing")


def test_a_new_service_takes_what_its_kind_proposes(catalog: Session, partner: Organization) -> None:
    support = offers.publish(catalog, partner, catalog.get_one(Kind, "gbv_support"), TODAY)
    assert (support.confidential, support.status, support.confirmed_on) == (True, ServiceStatus.ACTIVE, TODAY)
    assert support.answer_working_days == catalog.get_one(Kind, "gbv_support").answer_working_days


def test_what_the_partner_says_comes_before_what_the_kind_proposes(catalog: Session, partner: Organization) -> None:
    course = offers.publish(
        catalog, partner, catalog.get_one(Kind, "skills_training"), None, confidential=True, answer_working_days=9
    )
    assert (course.confidential, course.answer_working_days, course.confirmed_on) == (True, 9, None)


def test_a_partners_own_id_gives_the_same_key_always(catalog: Session, partner: Organization) -> None:
    course = offers.publish(catalog, partner, catalog.get_one(Kind, "skills_training"), None, source_id="S-1")
    assert course.id == imported_id(str(partner.id), "S-1")


def test_a_change_says_whether_anything_differs(catalog: Session, course: Service) -> None:
    assert offers.change(catalog, course, name_en="Overlock", phone="109") is True
    before = course.changed_at
    assert offers.change(catalog, course, name_en="Overlock") is False
    assert course.changed_at == before
    offers.change(catalog, course, kind_code="job_placement")
    assert course.kind.code == "job_placement"


def test_it_is_known_who_changed_it_last(catalog: Session, course: Service) -> None:
    catalog.info["actor"] = someone = uuid.uuid4()
    offers.change(catalog, course, name_en="Overlock")
    assert course.changed_by == someone


def test_each_change_of_any_part_moves_the_version(catalog: Session, course: Service, make: Make) -> None:
    where = offers.location(catalog, course.organization, "gazipur-sadar")
    at = offers.give_at(catalog, course, where)
    catalog.flush()
    seen = {course.version}
    for change in (
        lambda: open_intake(catalog, at, seats=4),
        lambda: offers.set_cost(catalog, course, "fee", 500),
        lambda: offers.set_rules(catalog, course, [offers.words_rule("Helpers", "en")]),
        lambda: offers.move_to(catalog, at, offers.location(catalog, course.organization, "dhaka-savar")),
        lambda: offers.confirm(catalog, course, TODAY + timedelta(days=1)),
        lambda: offers.suspend(catalog, course),
    ):
        change()
        catalog.flush()
        assert course.version not in seen
        seen.add(course.version)


def test_of_two_who_change_one_service_at_once_the_second_is_refused(catalog: Session, course: Service) -> None:
    catalog.flush()
    catalog.execute(text("UPDATE service SET version = version + 1"))
    offers.change(catalog, course, name_en="Mine")
    with pytest.raises(StaleDataError):
        catalog.flush()


def test_suspended_and_resumed(catalog: Session, course: Service) -> None:
    offers.suspend(catalog, course)
    since = course.suspended_at
    offers.suspend(catalog, course)
    assert (course.status, course.suspended_at) == (ServiceStatus.SUSPENDED, since)
    assert offers.taking_referrals(course, TODAY) is Closed.SUSPENDED
    later = TODAY + timedelta(days=200)
    offers.resume(catalog, course, later)
    assert (course.status, course.suspended_at, course.confirmed_on) == (ServiceStatus.ACTIVE, None, later)
    assert offers.taking_referrals(course, later) is None
    offers.resume(catalog, course, later + timedelta(days=1))
    assert course.confirmed_on == later


def test_an_earlier_day_never_replaces_a_later_one(catalog: Session, course: Service) -> None:
    offers.confirm(catalog, course, TODAY - timedelta(days=1))
    assert course.confirmed_on == TODAY
    assert offers.stale_since(course) == TODAY + timedelta(days=91)
    course.confirmed_on = None
    assert offers.stale_since(course) is None


def test_one_location_for_one_address(catalog: Session, partner: Organization) -> None:
    first = offers.location(catalog, partner, "gazipur-sadar", "House 1")
    assert offers.location(catalog, partner, "gazipur-sadar", "House 1") is first
    assert offers.location(catalog, partner, "gazipur-sadar", "House 2") is not first
    assert offers.location(catalog, partner, "dhaka-savar", "House 1") is not first
    assert catalog.scalar(select(func.count()).select_from(Location).filter_by(organization_id=partner.id)) == 3


def test_given_twice_at_one_place_it_is_given_once(catalog: Session, course: Service) -> None:
    where = offers.location(catalog, course.organization, "gazipur-sadar")
    assert offers.give_at(catalog, course, where) is offers.give_at(catalog, course, where)
    assert len(course.places) == 1


def test_moved_to_where_it_is_given_already_its_intakes_join(catalog: Session, course: Service) -> None:
    here, there = (offers.location(catalog, course.organization, code) for code in ("gazipur-sadar", "dhaka-savar"))
    first, second = offers.give_at(catalog, course, here), offers.give_at(catalog, course, there)
    batch = open_intake(catalog, first, seats=4)
    catalog.flush()
    offers.move_to(catalog, first, there)
    catalog.commit()
    catalog.expire_all()
    assert batch.place is second
    assert [one.intakes for one in (first, second)] == [[], [batch]]


def test_rules_of_the_other_use_stay(catalog: Session, course: Service) -> None:
    age = Rule(fact="birth_year", test="range", value={"min": 18})
    offers.set_rules(catalog, course, [age, offers.words_rule("Helpers", "en")])
    offers.set_rules(catalog, course, [Rule(fact="employment", test="one_of", value={})], RuleUse.PRIORITY)
    offers.set_rules(catalog, course, [offers.words_rule("NID", "en"), age])
    catalog.commit()
    catalog.expire_all()
    musts = [rule for rule in course.rules if rule.use is RuleUse.MUST]
    assert [rule.value.get("text", rule.fact) for rule in musts] == ["NID", "birth_year"]
    assert musts[1] is age
    assert [rule.fact for rule in course.rules if rule.use is RuleUse.PRIORITY] == ["employment"]


def test_a_fee_is_one_and_may_be_unknown(catalog: Session, course: Service) -> None:
    offers.set_cost(catalog, course, "stipend", 300, "month")
    offers.set_cost(catalog, course, "fee", 500)
    before = next(cost for cost in course.costs if cost.what == "fee")
    offers.set_cost(catalog, course, "fee", 500)
    assert before in course.costs
    offers.set_cost(catalog, course, "fee", 0)
    assert {(cost.what, cost.taka, cost.per) for cost in course.costs} == {
        ("stipend", 300, "month"),
        ("fee", 0, "once"),
    }
    offers.set_cost(catalog, course, "fee", None)
    assert [cost.what for cost in course.costs] == ["stipend"]


@pytest.mark.parametrize(
    ("since", "until", "open_"),
    [(None, None, False), (TODAY, None, True), (TODAY, TODAY, True), (date(2027, 1, 1), None, False)],
)
def test_nothing_is_sent_without_an_agreement_in_force(
    course: Service, since: date | None, until: date | None, open_: bool
) -> None:
    course.organization.agreement_from, course.organization.agreement_until = since, until
    assert (offers.taking_referrals(course, TODAY) is None) is open_
    assert course.organization.may_be_sent_to(TODAY) is open_
