"""A plan is sent whole or not at all, who takes part is told when a part falls away, and what fits instead is offered."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Rule, Service
from referral import access
from referral.loop import answering, plans
from referral.loop.plans import Chosen
from referral.models import Need, Plan, Task, TaskKind
from referral.moment import today
from referral.refusals import Refused
from referral.states import Role, State
from tests.loop.stage import Stage, stage
from tests.make import Make


def planned(session: Session, make: Make) -> tuple[Stage, Plan, Need, Service]:
    """A course and childcare for one worker, drafted together, with the consent for the course alone."""
    here = stage(session, make)
    other = make.user(Role.PROVIDER)
    nursery = make.service(other.organization, "childcare")
    need = make.need(here.worker, "childcare")
    chosen = [Chosen(here.need, here.service.id), Chosen(need, nursery.id)]
    plan = plans.make(session, here.caseworker, here.worker, chosen)
    make.consent(here.need, here.service)
    return here, plan, need, nursery


def states(session: Session, plan: Plan) -> set[State]:
    return {referral.state for part in plan.parts if (referral := plans.referral_of(session, part))}


def whole(plan: Plan) -> bool:
    return plan.ended_at is None and len(plan.parts) == 2


def told(session: Session) -> set[tuple[Any, Any]]:
    found = session.scalars(select(Task).where(Task.kind == TaskKind.PLAN_CHANGED))
    return {(task.user_id, task.referral_id) for task in found}


def test_a_plan_is_sent_whole_or_only_where_she_says_so(session: Session, make: Make) -> None:
    here, plan, need, nursery = planned(session, make)
    session.commit()
    with pytest.raises(Refused, match="plan_part") as no:
        plans.send(session, here.caseworker, plan)
    assert no.value.values["why"].code == "no_consent"
    session.rollback()
    assert states(session, plan) == {State.DRAFT}
    refused = plans.send(session, here.caseworker, plan, what_can=True)
    assert [one.code for one in refused.values()] == ["no_consent"]
    assert states(session, plan) == {State.DRAFT, State.SENT}
    make.consent(need, nursery)
    assert not plans.send(session, here.caseworker, plan)
    assert states(session, plan) == {State.SENT}
    with pytest.raises(Refused, match="plan_sent"):
        plans.send(session, here.caseworker, plan)


def test_who_takes_part_is_told_of_what_fell_away_and_it_is_mended(session: Session, make: Make) -> None:
    here, plan, need, nursery = planned(session, make)
    make.consent(need, nursery)
    plans.send(session, here.caseworker, plan)
    gone, left = (
        next(one for part in plan.parts if (one := plans.referral_of(session, part)) and one.service_id == service.id)
        for service in (nursery, here.service)
    )
    second = make.service(nursery.organization, "childcare")
    assert gone.provider_user_id is not None
    answering.decline(session, session.get_one(type(here.provider), gone.provider_user_id), gone, reason="full")
    assert told(session) == {(here.caseworker.id, left.id), (here.provider.id, left.id)}
    assert not whole(plan)
    wanted, found = plans.instead(session, here.caseworker, plan, today(session))
    parts = dict(zip(wanted, found[0].parts, strict=True))
    assert {option.given.offer.id for option in parts.values() if option} == {here.service.id, second.id}
    plans.mend(session, here.caseworker, plan, Chosen(need, second.id))
    assert whole(plan)
    make.consent(need, second)
    plans.send(session, here.caseworker, plan)
    assert states(session, plan) == {State.SENT}
    stranger = make.user(Role.CASEWORKER)
    with pytest.raises(access.NotFound):
        plans.get(session, stranger, plan.id)


def test_confidential_needs_and_services_are_in_no_plan(session: Session, make: Make) -> None:
    here = stage(session, make, rules=[Rule(fact="birth_year", test="range", value={"min": 18})])
    hidden = make.service(here.provider.organization, "childcare", confidential=True)
    need = make.need(here.worker, "childcare")
    found = plans.best(session, here.caseworker, [here.need, need], today(session))
    assert not any(part and part.given.offer.id == hidden.id for plan in found for part in plan.parts)
    need.confidential = True
    with pytest.raises(Refused, match="plan_ordinary"):
        plans.best(session, here.caseworker, [here.need, need], today(session))
