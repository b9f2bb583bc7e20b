"""What is kept at sending for learning, and the newest model at work in the order of services."""

import pytest
from sqlalchemy.orm import Session

from catalog.current import current_offers
from matching.chance import Chance, levels_of
from matching.rank import rank
from referral.loop import fitting, needs, plans, sending
from referral.loop.cohorts import showing
from referral.loop.learned import order_in_force
from referral.loop.ways import goal, ways
from referral.models import LearnedModel, PartWeight, ReferralFacts
from referral.moment import today
from referral.people.profile import profile
from referral.states import Role
from tests.loop.stage import stage
from tests.loop.test_cohorts import NEED, chosen, made, run
from tests.make import Make
from tests.statements import statements


def model(session: Session, number: int, *, in_use: bool) -> Chance:
    chance = Chance(number, usual=0.7, tables={"hours": {"ask": -0.5}})
    session.add(LearnedModel(number=number, in_use=in_use, coefficients=chance.plain()))
    session.flush()
    return chance


def test_sending_keeps_what_matching_knew_then(session: Session, make: Make) -> None:
    here = stage(session, make, seats=5)
    referral = here.sent()
    kept = session.get_one(ReferralFacts, referral.id).match
    assert kept is not None
    assert (kept["service"], kept["kind"]) == (str(here.service.id), here.service.kind_code)
    assert kept.keys() == {*("service", "kind", "asks", "way", "hours", "seat", "starts_in", "taka", "need")}
    found = fitting.match(session, here.caseworker, here.need, here.service, today(session))
    assert levels_of(kept) == levels_of(fitting.known_of(found, here.need, today(session)))


def test_of_a_confidential_referral_nothing_is_kept_and_nothing_is_learned_for_it(session: Session, make: Make) -> None:
    caseworker, focal = make.user(Role.CASEWORKER, safety_trained=True), make.user(Role.PROVIDER)
    service = make.service(focal.organization, "gbv_support", focal=focal)
    agreed = {"agreed_name": "শাপলা"}
    need = needs.open_need(session, caseworker, make.worker(caseworker), "safe_from_violence", agreed=agreed)
    model(session, 1, in_use=True)
    make.consent(need, service)
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    sending.send(session, caseworker, referral)
    assert session.get_one(ReferralFacts, referral.id).match is None
    found = fitting.ranking(session, caseworker, need, today(session))
    assert found.suiting
    assert all(match.part("chance") is None for match in (*found.suiting, *found.nearly))


def test_the_newest_model_counts_where_it_is_in_use(session: Session, make: Make) -> None:
    here, day = stage(session, make, seats=5), today(session)
    assert order_in_force(session).chance is None
    first = model(session, 1, in_use=True)
    assert order_in_force(session).chance == first
    of_all = fitting.ranking(session, here.caseworker, here.need, day).suiting[0].part("chance")
    of_one = fitting.match(session, here.caseworker, here.need, here.service, day).part("chance")
    assert of_all is not None
    assert of_one is not None
    assert of_all.reason.values["model"] == of_one.reason.values["model"] == 1
    model(session, 2, in_use=False)
    assert order_in_force(session).chance is None
    assert fitting.ranking(session, here.caseworker, here.need, day).suiting[0].part("chance") is None


def test_weights_and_model_are_read_in_one_statement(session: Session) -> None:
    model(session, 3, in_use=True)
    order_in_force(session)
    with statements(session.connection()) as seen:
        order_in_force(session)
    assert len(seen) == 1


@pytest.mark.parametrize("learned", [False, True])
def test_plans_and_ways_give_the_points_of_the_match_page(session: Session, make: Make, learned: bool) -> None:
    here, day = stage(session, make, seats=5), today(session)
    make.service(here.provider.organization, "childcare")
    other = make.need(here.worker, "childcare")
    session.add(PartWeight(code="confirmed", weight=50, set_by_id=here.caseworker.id))
    model(session, 1, in_use=learned)
    told = [fitting.ranking(session, here.caseworker, need, day).suiting[0] for need in (here.need, other)]
    (best, *_) = plans.best(session, here.caseworker, [here.need, other], day)
    assert [part and part.score for part in best.parts] == [match.score for match in told]
    (way, *_) = ways(session, here.caseworker, here.need, goal(here.need, here.service.id), day)
    worth = {part.code: part.points for part in told[0].parts if part.code in ("confirmed", "chance")}
    assert len(worth) == 1 + learned
    assert worth.items() <= {part.code: part.points for part in way.steps[0].match.parts}.items()


def test_a_cohort_gives_the_points_of_the_match_page(session: Session, make: Make) -> None:
    caseworker, cohort, service = made(session, make, women=1)
    chosen(session, caseworker, cohort)
    learned = model(session, 1, in_use=True)
    done = run(session, caseworker, cohort)
    (line,) = showing.line_of(session, caseworker, done, cohort.members[0].worker_id)
    offers, order = current_offers(session), order_in_force(session)
    hers = profile(session, cohort.members[0].worker)
    (match,) = rank(hers, offers, NEED, today(session), {}, weights=order.weights, chance=learned).suiting
    assert match.part("chance") is not None
    assert (line.service, line.line.score) == (service, match.score)
