"""A cohort's life: chosen, run at once or by the clock, pinned, forbidden, run again, sent in bulk, unmet needs recorded."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from catalog.base import now
from catalog.models import Service
from referral import access
from referral.db import Database
from referral.loop.cohorts import bulk, choosing, runs, showing
from referral.models import Cohort, CohortMember, CohortRun, GivenBy, Need, Referral, User, WorkerStatus
from referral.moment import today
from referral.people import consents
from referral.refusals import Refused
from referral.states import Role, State
from tests.make import Make

NEED = "learn_skill"


def made(session: Session, make: Make, women: int = 4, seats: int = 2) -> tuple[User, Cohort, Service]:
    """A cohort of some women, the second alone with children, and one service with a few seats."""
    caseworker, provider = make.user(Role.CASEWORKER), make.user(Role.PROVIDER)
    service = make.service(provider.organization)
    make.intake(service, seats=seats)
    cohort = Cohort(
        organization_id=caseworker.organization_id,
        made_by_id=caseworker.id,
        name="Lay-off",
        until=today(session) + timedelta(days=180),
        place_code="gazipur-sadar",
    )
    session.add(cohort)
    session.flush()
    for row in range(1, women + 1):
        facts = {"employment": "laid_off"} | ({"alone_with_children": "yes"} if row == women else {})
        worker = make.worker(caseworker, facts=facts, status=WorkerStatus.LISTED)
        member = CohortMember(worker_id=worker.id, row=row)
        member.cohort_id = cohort.id
        session.add(member)
    session.flush()
    session.refresh(cohort)
    return caseworker, cohort, service


def chosen(session: Session, actor: User, cohort: Cohort, **given: Any) -> None:
    values: dict[str, Any] = {"needs": [NEED], "risks": {"single_mother": 40}, "floors": {}, "seen": cohort.version}
    choosing.choose(session, actor, cohort, **(values | given))


def run(session: Session, actor: User, cohort: Cohort) -> CohortRun:
    asked = runs.ask(session, actor, cohort)
    runs.do_now(session, asked)
    return asked


def got(session: Session, actor: User, done: CohortRun) -> list[int]:
    """The rows of the roster that got a seat."""
    return [one.member.row for one in showing.lines(session, actor, done, only="got")]


def test_who_weighs_more_comes_first_and_the_others_are_told_why(session: Session, make: Make) -> None:
    caseworker, cohort, service = made(session, make)
    chosen(session, caseworker, cohort)
    done = run(session, caseworker, cohort)
    assert done.state == "done" and (done.result["women"], done.result["served"], done.result["first"]) == (4, 2, 2)
    assert 4 in got(session, caseworker, done)
    assert done.result["groups"]["single_mother"] == [1, 0, 1]
    assert done.result["unmet"] == {NEED: {"full": 2}}
    (line,) = showing.line_of(session, caseworker, done, cohort.members[3].worker_id)
    assert line.service == service and line.intake is not None and line.line.why["risks"]
    none = showing.lines(session, caseworker, done, only="none")[0].line.why
    assert none["none"]["code"] == "full" and none["better"][0]["wanted"] == 4
    assert showing.counts(session, done) == {"all": 4, "got": 2, "none": 2, "changed": 0}


def test_a_pin_and_what_is_forbidden_hold_and_the_rest_stays(session: Session, make: Make) -> None:
    caseworker, cohort, service = made(session, make)
    chosen(session, caseworker, cohort)
    first = run(session, caseworker, cohort)
    had = got(session, caseworker, first)
    without = next(row for row in (1, 2, 3) if row not in had)
    choosing.change(session, caseworker, cohort.members[without - 1], pinned=service.id, forbidden=[])
    choosing.change(session, caseworker, cohort.members[3], pinned=None, forbidden=[service.id])
    again = run(session, caseworker, cohort)
    now_has = got(session, caseworker, again)
    assert without in now_has and 4 not in now_has and len(set(had) & set(now_has)) == 1
    assert again.result["moved"] == 2
    with pytest.raises(Refused, match="pinned_and_forbidden"):
        choosing.change(session, caseworker, cohort.members[0], pinned=service.id, forbidden=[service.id])


def test_pins_that_clash_are_told_and_change_nothing(session: Session, make: Make) -> None:
    caseworker, cohort, service = made(session, make, seats=1)
    chosen(session, caseworker, cohort)
    for member in cohort.members[:2]:
        choosing.change(session, caseworker, member, pinned=service.id, forbidden=[])
    failed = run(session, caseworker, cohort)
    assert failed.state == "failed" and set(failed.result["clash"]) <= {str(one.worker_id) for one in cohort.members}
    assert failed.result["clash"] and runs.last_done(session, cohort.id) is None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"needs": []}, "choose_needs"), ({"needs": ["safe_from_violence"]}, "choose_needs"), ({"needs": ["x"]}, "choose_needs"),
        ({"risks": {"older": 900}}, "weight_range"), ({"risks": {"x": 1}}, "weight_range"),
        ({"floors": {"disability": 101}}, "share_range"), ({"seen": 99}, "changed_meanwhile"),
    ],
)  # fmt: skip
def test_what_is_chosen_wrongly_is_refused(session: Session, make: Make, given: dict[str, Any], code: str) -> None:
    caseworker, cohort, _ = made(session, make, women=1)
    with pytest.raises(Refused, match=code):
        chosen(session, caseworker, cohort, **given)
    with pytest.raises(Refused, match="choose_needs"):
        runs.ask(session, caseworker, cohort)


def test_weights_of_nought_and_floors_that_cant_be_met(session: Session, make: Make) -> None:
    caseworker, cohort, _ = made(session, make)
    chosen(session, caseworker, cohort, risks={}, floors={"district": 100})
    done = run(session, caseworker, cohort)
    (floor,) = done.result["floors"]
    assert (floor["wanted"], floor["had"], floor["short"], floor["reachable"]) == (4, 2, 2, 2)


def test_a_confidential_service_is_never_in_a_cohort(session: Session, make: Make) -> None:
    caseworker, cohort, _ = made(session, make, seats=1)
    secret = make.service(confidential=True)
    make.intake(secret, seats=10)
    chosen(session, caseworker, cohort)
    done = run(session, caseworker, cohort)
    assert done.result["served"] == 1 and str(secret.id) not in str(done.result)
    with pytest.raises(Refused, match="choose_service"):
        choosing.change(session, caseworker, cohort.members[0], pinned=secret.id, forbidden=[])


def test_those_who_agreed_are_sent_once(session: Session, make: Make) -> None:
    caseworker, cohort, service = made(session, make)
    chosen(session, caseworker, cohort)
    done = run(session, caseworker, cohort)
    first, second = showing.lines(session, caseworker, done, only="got")
    need = bulk.need_of(session, caseworker, first.line)
    consents.give(session, caseworker, need, service, ["name"], given_by=GivenBy.SPOKEN, language="bn")
    assert bulk.consented(session, done) == {(first.worker.id, service.id)}
    outcomes = {one.line.worker_id: one.code for one in bulk.send_all(session, caseworker, done)}
    assert outcomes == {first.worker.id: "sent", second.worker.id: "no_consent"}
    sent = session.scalars(select(Referral)).one()
    assert sent.state is State.SENT and sent.person_id == first.worker.id
    assert {one.code for one in bulk.send_all(session, caseworker, done)} == {"sent_before", "no_consent"}
    assert len(session.scalars(select(Referral)).all()) == 1


def test_seats_that_went_meanwhile_and_services_that_closed_are_told(session: Session, make: Make) -> None:
    caseworker, cohort, service = made(session, make)
    chosen(session, caseworker, cohort)
    done = run(session, caseworker, cohort)
    for one in showing.lines(session, caseworker, done, only="got"):
        need = bulk.need_of(session, caseworker, one.line)
        consents.give(session, caseworker, need, service, ["name"], given_by=GivenBy.SPOKEN, language="bn")
    service.places[0].intakes[0].seats = 1
    session.flush()
    assert sorted(one.code for one in bulk.send_all(session, caseworker, done)) == ["seat_gone", "sent"]


def test_unmet_needs_are_recorded_once(session: Session, make: Make) -> None:
    caseworker, cohort, _ = made(session, make)
    chosen(session, caseworker, cohort)
    done = run(session, caseworker, cohort)
    assert bulk.record_unmet(session, caseworker, done)["recorded"] == 2
    assert bulk.record_unmet(session, caseworker, done) == {"before": 2}
    reasons = session.scalars(select(Need.unmet_reason)).all()
    assert reasons == ["no_seat_in_time"] * 2


def test_another_organization_can_do_nothing(session: Session, make: Make) -> None:
    caseworker, cohort, _ = made(session, make)
    chosen(session, caseworker, cohort)
    done = run(session, caseworker, cohort)
    for other in (
        make.user(Role.SUPERVISOR),
        make.user(Role.BACKBONE),
        make.user(Role.PROVIDER, organization=caseworker.organization),
    ):
        assert showing.cohorts(session, other) == []
        for act in (
            lambda other=other: runs.ask(session, other, cohort),
            lambda other=other: showing.lines(session, other, done),
            lambda other=other: bulk.send_all(session, other, done),
            lambda other=other: bulk.record_unmet(session, other, done),
            lambda other=other: choosing.change(session, other, cohort.members[0], pinned=None, forbidden=[]),
            lambda other=other: chosen(session, other, cohort),
        ):
            with pytest.raises(access.NotFound):
                act()


def test_the_clock_does_a_run_and_takes_up_one_that_a_killed_clock_held(database: Database) -> None:
    with database.session() as session:
        caseworker, cohort, _ = made(session, Make(session))
        chosen(session, caseworker, cohort)
        asked = runs.ask(session, caseworker, cohort)
        assert runs.ask(session, caseworker, cohort) is asked
        asked.state, asked.leased_until = "running", now() + timedelta(minutes=1)
        run_id = asked.id
        session.commit()
    assert runs.work(database.session, now()) == 0
    with database.session() as session:
        session.execute(update(CohortRun).values(leased_until=now() - timedelta(seconds=1)))
        session.commit()
    assert (runs.work(database.session, now()), runs.work(database.session, now())) == (1, 0)
    with database.session() as session:
        done = session.get_one(CohortRun, run_id)
        assert (done.state, done.done_part, done.result["served"], done.leased_until) == ("done", 100, 2, None)
