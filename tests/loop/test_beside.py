"""Up to three choices asked side by side: facts alone before one is accepted, her order first, the rest end with it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Rule, Service
from referral import disclosing
from referral.loop import amending, answering, closing, ending, following, needs, sending, tasks
from referral.loop.clock import sweep
from referral.loop.conditions import is_held
from referral.loop.reminding import APART
from referral.models import Need, Referral, Seat, Task, TaskKind, User
from referral.moment import now, today
from referral.refusals import Refused
from referral.states import Party, Resolution, Role, State
from tests.loop.stage import Stage, stage
from tests.make import Make

SUNDAY = datetime(2026, 11, 29, 5, tzinfo=UTC)
Three = tuple[Stage, list[Referral], list[User]]


@pytest.fixture
def asked(session: Session, make: Make) -> Three:
    """One need asked of three partners at once, in this order."""
    session.info["now"] = SUNDAY
    here = stage(session, make, answer_working_days=3)
    services = [here.service, *(make.service(make.user(Role.PROVIDER).organization) for _ in range(2))]
    make.intake(services[1], seats=1)
    sent = _beside(session, make, here.caseworker, here.need, services)
    return here, sent, [session.get_one(User, one.provider_user_id) for one in sent]


def _beside(session: Session, make: Make, caseworker: User, need: Need, services: list[Service]) -> list[Referral]:
    for service in services:
        make.consent(need, service)
    choices = [needs.choose(session, caseworker, need, service) for service in services]
    return sending.send_beside(session, caseworker, need, choices)


def _yes(session: Session, referral: Referral, provider: User) -> None:
    intakes = [intake for place in referral.service.places for intake in place.intakes]
    starts_on = today(session) + timedelta(days=4)
    answering.accept(session, provider, referral, intake=intakes[0] if intakes else None, starts_on=starts_on)


def test_nobody_is_told_her_name_before_accepting(session: Session, asked: Three) -> None:
    here, (first, second, _), (provider, _, _) = asked
    here.worker.name_en, here.worker.area = "Morjina Begum", "Blue lane"
    day = today(session)
    shown = disclosing.shown(session, provider, first, day)
    assert not {"name", "contact"} & shown.groups and {"age", "work"} <= shown.groups
    assert not {"name_en", "phone", "area"} & shown.values.keys()
    assert disclosing.names(session, provider, [first], day) == {}
    _yes(session, first, provider)
    assert disclosing.shown(session, provider, first, day).values["name_en"] == "Morjina Begum"
    assert first.id in disclosing.names(session, provider, [first], day)
    assert second.facts_only


def test_the_first_wish_accepts_and_the_rest_end_in_the_same_act(session: Session, asked: Three) -> None:
    _, sent, (provider, _, _) = asked
    _yes(session, sent[0], provider)
    assert sent[0].state is State.ACCEPTED
    assert {one.resolution for one in sent[1:]} == {Resolution.OTHER_ACCEPTED}
    assert {one.state for one in sent[1:]} == {State.CLOSED}


def test_a_lower_yes_is_held_for_a_working_day_at_most_and_then_is_one(session: Session, asked: Three) -> None:
    here, (first, second, third), (_, provider, _) = asked
    _yes(session, second, provider)
    until = datetime(2026, 11, 30, 11, tzinfo=UTC)
    assert is_held(second) and (second.held_until, second.due_at) == (until, until)
    assert session.scalars(select(Seat).where(Seat.referral_id == second.id)).one().freed_at is None
    assert disclosing.names(session, provider, [second], today(session)) == {}
    session.commit()

    def opener() -> Session:
        return Session(session.get_bind(), info=dict(session.info), join_transaction_mode="create_savepoint")

    for at in (until - timedelta(hours=1), until, until + APART):
        sweep(opener, at)
    session.expire_all()
    assert second.state is State.ACCEPTED
    assert {first.resolution, third.resolution} == {Resolution.OTHER_ACCEPTED}
    assert session.scalars(select(Task.user_id).where(Task.kind == TaskKind.TELL_HER)).all() == [here.caseworker.id]


@pytest.mark.parametrize("how", ["declined", "cancelled", "her word"])
def test_a_held_yes_is_one_at_once_when_nothing_is_left_to_wait_for(session: Session, asked: Three, how: str) -> None:
    here, (first, second, _), (upper, provider, _) = asked
    _yes(session, second, provider)
    if how == "declined":
        answering.decline(session, upper, first, reason="full")
    elif how == "cancelled":
        closing.cancel(session, here.caseworker, first, reason="plan_changed")
    else:
        following.confirm(session, here.caseworker, second)
    assert second.state is State.ACCEPTED and not second.facts_only
    assert first.state in (State.RETURNED, State.CLOSED)


def test_her_first_wish_wins_over_a_yes_that_waits_and_its_seat_is_free_again(session: Session, asked: Three) -> None:
    _, (first, second, _), (upper, provider, _) = asked
    _yes(session, second, provider)
    _yes(session, first, upper)
    assert (first.state, second.resolution) == (State.ACCEPTED, Resolution.OTHER_ACCEPTED)
    assert session.scalars(select(Seat).where(Seat.referral_id == second.id)).one().freed_at is not None


def test_three_at_most_and_none_beside_one_that_was_sent_alone(session: Session, make: Make, asked: Three) -> None:
    here, _, _ = asked
    fourth = make.service(make.user(Role.PROVIDER).organization)
    make.consent(here.need, fourth)
    choice = needs.choose(session, here.caseworker, here.need, fourth)
    with pytest.raises(Refused, match="three_at_most"):
        sending.draft(session, here.caseworker, choice, beside=True)
    with pytest.raises(Refused, match="three_at_most"):
        sending.send_beside(session, here.caseworker, here.need, [choice])
    alone = stage(session, make)
    alone.sent()
    with pytest.raises(Refused, match="need_has_live"):
        _beside(session, make, alone.caseworker, alone.need, [make.service(), make.service()])


def test_one_that_needs_a_reason_is_sent_by_itself(session: Session, make: Make) -> None:
    here = stage(session, make)
    strict = make.service(
        make.user(Role.PROVIDER).organization, rules=[Rule(fact="birth_year", test="range", value={"min": 60})]
    )
    with pytest.raises(Refused, match="send_it_alone"):
        _beside(session, make, here.caseworker, here.need, [here.service, strict])


def test_when_all_say_no_the_next_choice_is_drafted_once(session: Session, make: Make, asked: Three) -> None:
    here, sent, providers = asked
    later = make.service(make.user(Role.PROVIDER).organization)
    needs.choose(session, here.caseworker, here.need, later)
    for referral, provider in zip(sent, providers, strict=True):
        assert not session.scalars(select(Referral).where(Referral.state == State.DRAFT)).all()
        answering.decline(session, provider, referral, reason="full")
    assert session.scalars(select(Referral).where(Referral.state == State.DRAFT)).one().service_id == later.id


def test_a_no_by_mistake_is_put_right_while_the_others_are_open(session: Session, asked: Three) -> None:
    _, (first, second, _), (provider, other, _) = asked
    answering.decline(session, provider, first, reason="full")
    closing.correct(session, provider, first, reason="pressed_wrong_button", text="ভুল")
    assert first.state is State.SENT and first.facts_only
    _yes(session, second, other)
    assert is_held(second)


def test_words_for_the_provider_are_read_after_it_accepted(session: Session, make: Make) -> None:
    here = stage(session, make)
    other = make.service(make.user(Role.PROVIDER).organization)
    sent = _beside(session, make, here.caseworker, here.need, [here.service, other])
    answering.ask(session, here.provider, sent[0], reason="when_free")
    answering.answer(session, here.caseworker, sent[0], text="Morjina is free on Fridays")
    read = [past.text for past in tasks.history(session, here.provider, sent[0])]
    assert "Morjina is free on Fridays" not in read


def test_her_order_changes_among_what_was_not_asked(session: Session, make: Make) -> None:
    here = stage(session, make)
    services = [here.service, *(make.service(here.provider.organization) for _ in range(2))]
    first, second, third = (needs.choose(session, here.caseworker, here.need, one) for one in services)
    needs.reorder(session, here.caseworker, third, up=True)
    needs.reorder(session, here.caseworker, third, up=True)
    needs.reorder(session, here.caseworker, third, up=True)
    assert [one.id for one in here.need.choices] == [third.id, first.id, second.id]
    needs.drop(session, here.caseworker, first)
    assert [one.id for one in here.need.choices] == [third.id, second.id]
    here.make.consent(here.need, third.service)
    sending.send(session, here.caseworker, sending.draft(session, here.caseworker, third))
    with pytest.raises(Refused, match="choice_is_sent"):
        needs.reorder(session, here.caseworker, third, up=False)
    with pytest.raises(Refused, match="has_referral"):
        needs.drop(session, here.caseworker, third)


def test_both_may_be_services_of_the_own_organisation(session: Session, make: Make) -> None:
    here = stage(session, make)
    organization = here.caseworker.organization
    provider = make.user(Role.PROVIDER, organization=organization)
    sent = _beside(session, make, here.caseworker, here.need, [make.service(organization), here.service])
    assert now(session) >= (sent[0].sent_at or now(session))
    _yes(session, sent[0], provider)
    assert sent[0].state is State.ACCEPTED and sent[1].resolution is Resolution.OTHER_ACCEPTED


def test_a_yes_for_this_very_day_waits_for_nobody(session: Session, asked: Three) -> None:
    _, (first, _, third), (_, _, provider) = asked
    answering.accept(session, provider, third, starts_on=today(session))
    assert (third.state, first.resolution) == (State.ACCEPTED, Resolution.OTHER_ACCEPTED)


def test_of_two_that_wait_the_one_that_she_would_rather_have_is_taken(session: Session, asked: Three) -> None:
    _, (_, second, third), (_, provider, last) = asked
    _yes(session, third, last)
    _yes(session, second, provider)
    answering.lapse(session, third)
    assert (second.state, third.resolution) == (State.ACCEPTED, Resolution.OTHER_ACCEPTED)


def test_a_yes_waits_no_longer_once_the_others_have_a_list_for_her(session: Session, asked: Three) -> None:
    _, (first, second, _), (upper, provider, _) = asked
    _yes(session, second, provider)
    answering.waitlist(session, upper, first, review_on=today(session) + timedelta(days=20))
    assert (second.state, first.resolution) == (State.ACCEPTED, Resolution.OTHER_ACCEPTED)


def test_a_consent_that_ends_lets_the_yes_that_waited_be_one(session: Session, asked: Three) -> None:
    here, (first, second, _), (_, provider, _) = asked
    _yes(session, second, provider)
    ending.end_consent(session, here.caseworker, here.need.person_id, first.service_id)
    assert (first.resolution, second.state) == (Resolution.WITHDRAWN, State.ACCEPTED)


def test_a_new_street_is_told_to_none_before_it_accepts(session: Session, make: Make, asked: Three) -> None:
    here, (first, second, _), (provider, _, _) = asked
    before = disclosing.of_worker(session, here.worker)
    here.worker.area, here.worker.facts = "Blue lane", {**here.worker.facts, "schooling": "ssc"}
    amending.tell_changes(session, here.caseworker, here.worker, before)
    theirs = frozenset({Party.PROVIDER})
    told = [one.field for changes in amending.changes_of(session, first, theirs).values() for one in changes]
    assert "area" not in told
    _yes(session, first, provider)
    assert second.facts_only and "area" in disclosing.shown(session, provider, first, today(session)).values


def test_what_is_suggested_comes_before_what_waits(session: Session, make: Make) -> None:
    here = stage(session, make)
    other, better = (make.service(make.user(Role.PROVIDER).organization) for _ in range(2))
    referral = here.sent()
    needs.choose(session, here.caseworker, here.need, other)
    answering.decline(session, here.provider, referral, reason="full", suggested=better)
    choice = needs.take_up(session, here.caseworker, referral)
    session.expire(here.need, ["choices"])
    assert [one.service_id for one in here.need.choices] == [here.service.id, better.id, other.id]
    assert needs.take_up(session, here.caseworker, referral) is choice
