"""A freed seat goes to the first in line, with time to answer, then to the next; nobody else has it meanwhile."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.models import Intake
from matching.policies import lot, print_of_seed
from referral import access
from referral.loop import answering, closing, needs, offering, reminding, seats, sending, serving
from referral.loop.due import working_days
from referral.loop.waiting import choosing, line, offers
from referral.models import Child, Referral, ReferralFacts, Seat, Worker
from referral.moment import now, today
from referral.refusals import Refused
from referral.states import Action, Resolution, Role, State
from tests.loop.stage import Stage, stage
from tests.make import Make


def full(session: Session, make: Make, waiting: int = 3) -> tuple[Stage, Referral, list[Referral]]:
    """A batch with one seat, which is taken, and some who wait for it on the list that the provider keeps."""
    here = stage(session, make, seats=1)
    choosing.choose(session, here.provider, here.service, "first_come")
    has_it = here.accepted()
    return here, has_it, [waits(here) for _ in range(waiting)]


def waits(here: Stage, **of_worker: Any) -> Referral:
    another(here, **of_worker)
    referral = here.sent()
    review_on = today(here.session) + timedelta(days=30)
    answering.waitlist(here.session, here.provider, referral, review_on=review_on)
    return referral


def another(here: Stage, **of_worker: Any) -> Worker:
    here.worker = here.make.worker(here.caseworker, **of_worker)
    here.need = needs.open_need(here.session, here.caseworker, here.worker, "learn_skill")
    return here.worker


def cancel(here: Stage, referral: Referral) -> int:
    closing.cancel(here.session, here.caseworker, referral, reason="plan_changed")
    return offers.offer_freed(here.session)


def states(*referrals: Referral) -> list[State]:
    return [referral.state for referral in referrals]


def test_a_freed_seat_is_held_for_the_first_with_time_to_answer(session: Session, make: Make) -> None:
    here, has_it, (first, second, _) = full(session, make)
    assert cancel(here, has_it) == 1
    assert states(first, second) == [State.ASKED, State.WAITLISTED]
    assert first.due_at == working_days(session, now(session), 2)
    seat = session.scalars(select(Seat).where(Seat.referral_id == first.id)).one()
    assert (seat.intake_id, seat.freed_at) == (first.intake_id, None)
    event = first.events[-1]
    assert (event.action, event.values["policy"], event.values["place"]) == (Action.OFFER, "first_come", 1)
    assert event.values["why"]["sent"] == first.sent_at.isoformat()  # type: ignore[union-attr]
    another(here)
    late = here.sent()
    with pytest.raises(Refused, match="no_seat"):
        answering.accept(session, here.provider, late, intake=here.intake, starts_on=today(session))


def test_yes_takes_it(session: Session, make: Make) -> None:
    here, has_it, (first, *_) = full(session, make)
    cancel(here, has_it)
    with pytest.raises(Refused, match="say_yes_or_no"):
        answering.answer(session, here.caseworker, first, text="হ্যাঁ")
    with pytest.raises(Refused, match="not_yours"):
        offers.take_seat(session, here.provider, first)
    offers.take_seat(session, here.caseworker, first)
    assert here.intake is not None
    assert (first.state, first.starts_on, first.intake_id) == (State.ACCEPTED, here.intake.starts_on, here.intake.id)
    assert offers.offer_seats(session, here.intake.id) == 0


def test_no_passes_it_on_and_she_keeps_her_place(session: Session, make: Make) -> None:
    here, has_it, (first, second, third) = full(session, make)
    cancel(here, has_it)
    offers.wait_on(session, here.caseworker, first)
    assert first.intake_id is None
    assert offers.offer_freed(session) == 1
    assert states(first, second, third) == [State.WAITLISTED, State.ASKED, State.WAITLISTED]
    them = line.line(session, here.service, here.intake, None)
    assert [one.referral.id for one in them] == [first.id, third.id]


def test_silence_passes_it_on(session: Session, make: Make) -> None:
    here, has_it, (first, second, _) = full(session, make)
    cancel(here, has_it)
    assert first.due_at is not None
    assert first.remind_at is not None
    assert first.remind_at < first.due_at
    assert reminding.turn(session, first, first.due_at - timedelta(hours=1)) == "reminded"
    assert reminding.turn(session, first, first.due_at + timedelta(hours=1)) == "lapsed"
    offers.offer_freed(session)
    assert states(first, second) == [State.WAITLISTED, State.ASKED]
    assert first.review_on is not None
    assert first.review_on >= today(session) + timedelta(days=14)


def test_whoever_passed_is_asked_again_after_two_weeks_and_the_seat_is_free_meanwhile(
    session: Session, make: Make
) -> None:
    here, has_it, (only,) = full(session, make, waiting=1)
    cancel(here, has_it)
    offers.wait_on(session, here.caseworker, only)
    assert here.intake is not None
    assert offers.offer_freed(session) == 0
    another(here)
    new = here.sent()
    answering.accept(session, here.provider, new, intake=here.intake, starts_on=today(session))
    closing.cancel(session, here.caseworker, new, reason="plan_changed")
    session.info["now"] = now(session) + timedelta(days=13)
    assert offers.offer_seats(session, here.intake.id) == 0
    session.info["now"] = now(session) + timedelta(days=2)
    here.intake.starts_on = today(session) + timedelta(days=3)
    assert offers.offer_seats(session, here.intake.id) == 1


def test_an_ordinary_question_frees_and_takes_nothing(session: Session, make: Make) -> None:
    here, _, (first, *_) = full(session, make)
    answering.ask(session, here.provider, first, reason="when_free")
    for act in (offers.take_seat, offers.wait_on):
        with pytest.raises(Refused, match="no_offer"):
            act(session, here.caseworker, first)
    answering.answer(session, here.caseworker, first, text="শুক্রবার")
    assert first.state is State.WAITLISTED


def test_what_ends_an_offer_frees_its_seat_for_the_next(session: Session, make: Make) -> None:
    here, has_it, (first, second, third) = full(session, make)
    cancel(here, has_it)
    cancel(here, first)
    assert states(second, third) == [State.ASKED, State.WAITLISTED]
    answering.decline(session, here.provider, second, reason="not_this_time")
    offers.offer_freed(session)
    assert third.state is State.ASKED
    closing.correct(session, here.provider, second, reason="pressed_wrong_button", text="ভুল")
    assert (second.state, second.intake_id) == (State.WAITLISTED, None)


def test_each_way_in_which_a_seat_is_freed_offers_it(session: Session, make: Make) -> None:
    here, has_it, them = full(session, make, waiting=2)
    serving.stop(session, here.provider, has_it, reason="never_came")
    assert offers.offer_freed(session) == 1
    offers.take_seat(session, here.caseworker, them[0])
    serving.start(session, here.provider, them[0], on=today(session))
    serving.complete(
        session, here.provider, them[0], resolution=Resolution.COMPLETED, completion={"result": "passed_certified"},
        on=today(session), keeps=True, keeps_until=today(session),
    )  # fmt: skip
    assert offers.offer_freed(session) == 0
    session.info["now"] = now(session) + timedelta(days=2)
    assert seats.free_ended(session, now(session)) == 1
    assert offers.offer_freed(session) == 1


def test_more_seats_are_offered_at_once_and_fewer_take_nobodys(session: Session, make: Make) -> None:
    here, has_it, (first, second, third) = full(session, make)
    offering.set_intake(session, here.provider, here.service, here.intake, seats=3)
    assert offers.offer_freed(session) == 2
    assert states(first, second, third) == [State.ASKED, State.ASKED, State.WAITLISTED]
    offering.set_intake(session, here.provider, here.service, here.intake, seats=1)
    assert offers.offer_freed(session) == 0
    assert here.intake is not None
    assert seats.taken(session, [here.intake.id])[here.intake.id] == 3
    cancel(here, has_it)
    assert states(first, second, third) == [State.ASKED, State.ASKED, State.WAITLISTED]
    offers.take_seat(session, here.caseworker, first)
    cancel(here, second)
    assert states(third) == [State.WAITLISTED]
    cancel(here, first)
    assert states(third) == [State.ASKED]


def test_a_batch_that_is_over_full_or_suspended_offers_nothing(session: Session, make: Make) -> None:
    here, has_it, (first, *_) = full(session, make)
    assert here.intake is not None
    here.intake.closes_on = today(session) - timedelta(days=1)
    assert cancel(here, has_it) == 0
    here.intake.closes_on = None
    offering.mark_full(session, here.provider, here.service, here.intake, full=True)
    assert offers.offer_seats(session, here.intake.id) == 0
    offering.mark_full(session, here.provider, here.service, here.intake, full=False)
    assert offers.offer_freed(session) == 1
    assert first.state is State.ASKED


def test_the_policy_of_the_service_decides_with_the_facts_at_sending(session: Session, make: Make) -> None:
    here, has_it, (first,) = full(session, make, waiting=1)
    grade = waits(here, facts={"wage_grade": 4})
    laid_off = waits(
        here, facts={"employment": "laid_off", "employment_end": today(session).isoformat(), "wage_grade": 1}
    )
    first_facts = session.get_one(ReferralFacts, first.id)
    assert first_facts.line is not None
    first_facts.line = {"wage_grade": 2}
    for code, expected in (("laid_off_first", laid_off), ("lowest_grade_first", grade), ("longest_wait", first)):
        policy = choosing.choose(session, here.provider, here.service, code)
        assert line.line(session, here.service, here.intake, policy)[0].referral.id == expected.id
    choosing.choose(session, here.provider, here.service, "laid_off_first")
    cancel(here, has_it)
    assert laid_off.state is State.ASKED
    assert laid_off.events[-1].values["why"]["laid_off_band"] == 2


def test_what_she_does_not_let_this_service_know_orders_nothing(session: Session, make: Make) -> None:
    here = stage(session, make, seats=1)
    here.worker.facts = {"employment": "laid_off", "alone_with_children": True}
    make.child(here.worker, date(2025, 3, 1))
    make.consent(here.need, here.service, ("name", "children"))
    choice = needs.choose(session, here.caseworker, here.need, here.service)
    referral = sending.draft(session, here.caseworker, choice)
    sending.send(session, here.caseworker, referral)
    assert session.get_one(ReferralFacts, referral.id).line == {"child_born": "2025-03-01"}


def test_a_child_whose_sister_is_there(session: Session, make: Make) -> None:
    here = stage(session, make, seats=2)
    children: list[Child] = [make.child(here.worker, date(2024, 1, 1)), make.child(here.worker, date(2025, 1, 1))]
    for child in children:
        here.need = needs.open_need(session, here.caseworker, here.worker, "learn_skill", served=child)
        referral = here.sent()
        facts = session.get_one(ReferralFacts, referral.id).line
        assert facts is not None
        assert facts["sibling_in_same_place"] is (child is children[1])
        answering.accept(session, here.provider, referral, intake=here.intake, starts_on=today(session))
        serving.start(session, here.provider, referral, on=today(session))


def test_the_programmes_own_order_needs_its_rule_and_keeps_who_ordered(session: Session, make: Make) -> None:
    here, has_it, (first, second, third) = full(session, make)
    with pytest.raises(Refused, match="write_the_rule"):
        choosing.choose(session, here.provider, here.service, "by_the_programme")
    policy = choosing.choose(session, here.provider, here.service, "by_the_programme", rule="যাঁর ঘর নেই, তিনি আগে")
    choosing.order_by_hand(session, here.provider, here.service, policy, [str(third.id), str(first.id)])
    written = choosing.by_hand(session, policy)
    assert written is not None
    assert written.by_id == here.provider.id
    them = [one.referral.id for one in line.line(session, here.service, here.intake, policy)]
    assert them == [third.id, first.id, second.id]
    cancel(here, has_it)
    assert third.events[-1].values["ordered"] == str(written.id)


def lottery(session: Session, make: Make) -> tuple[Stage, Intake, list[Referral]]:
    here = stage(session, make, seats=2)
    assert here.intake is not None
    day = today(session)
    here.intake.starts_on, here.intake.closes_on = day + timedelta(days=20), day + timedelta(days=5)
    choosing.choose(session, here.provider, here.service, "lottery", intake=here.intake)
    return here, here.intake, [waits(here) for _ in range(4)]


def test_a_lottery_shows_the_hash_before_and_the_seed_after(session: Session, make: Make) -> None:
    here, intake, them = lottery(session, make)
    policy = choosing.policy_of(session, intake)
    assert policy is not None
    assert choosing.seed_shown(session, policy, intake) is None
    assert offers.offer_seats(session, intake.id) == 0
    another(here)
    direct = here.sent()
    with pytest.raises(Refused, match="drawn_by_lot"):
        answering.accept(session, here.provider, direct, intake=intake, starts_on=today(session))
    assert choosing.choose(session, here.provider, here.service, "lottery", intake=intake) is policy
    session.info["now"] = now(session) + timedelta(days=6)
    seed = choosing.seed_shown(session, policy, intake)
    assert seed is not None
    assert print_of_seed(seed) == policy.seed_hash
    answering.waitlist(session, here.provider, direct, review_on=today(session) + timedelta(days=9))
    in_time = [*them, direct]
    assert offers.offer_seats(session, intake.id) == 2
    drawn = sorted(in_time, key=lambda one: lot(seed, str(one.id)))
    assert [one.id for one in in_time if one.state is State.ASKED] == [one.id for one in in_time if one in drawn[:2]]
    offers.take_seat(session, here.caseworker, drawn[0])
    assert drawn[0].state is State.ACCEPTED
    with pytest.raises(Refused, match="lottery_drawn"):
        choosing.choose(session, here.provider, here.service, "longest_wait", intake=intake)


def test_who_was_sent_after_the_last_day_is_not_drawn(session: Session, make: Make) -> None:
    here, intake, them = lottery(session, make)
    session.info["now"] = now(session) + timedelta(days=6)
    late = waits(here)
    policy = choosing.policy_of(session, intake)
    assert late.id not in {one.referral.id for one in line.line(session, here.service, intake, policy)}
    assert len(line.line(session, here.service, intake, policy)) == len(them)


def test_a_lottery_needs_a_last_day_that_is_to_come(session: Session, make: Make) -> None:
    here = stage(session, make, seats=2)
    for intake in (None, here.intake):
        with pytest.raises(Refused, match="lottery_needs_last_day"):
            choosing.choose(session, here.provider, here.service, "lottery", intake=intake)
    with pytest.raises(Refused, match="choose_policy"):
        choosing.choose(session, here.provider, here.service, "urgent_always")


def test_her_caseworker_knows_her_place_and_nobody_of_a_confidential_one(session: Session, make: Make) -> None:
    here, _, (first, second) = full(session, make, waiting=2)
    second.confidential = second.need.confidential = True
    make.named(second.need, here.caseworker)
    session.flush()
    third = waits(here)
    told = line.standing(session, here.caseworker, third)
    assert told is not None
    assert (told.position, told.of) == (2, 2)
    secret = line.standing(session, here.caseworker, second)
    assert secret is not None
    assert secret.position is None
    assert line.standing(session, here.provider, first) is None


def test_only_who_answers_for_a_confidential_service_chooses(session: Session, make: Make) -> None:
    here = stage(session, make)
    focal = make.user(Role.PROVIDER, organization=here.provider.organization)
    secret = make.service(here.provider.organization, "gbv_support", focal=focal)
    with pytest.raises(access.NotFound):
        choosing.choose(session, here.provider, secret, "longest_wait")
    choosing.choose(session, focal, secret, "longest_wait")
    with pytest.raises(access.NotFound):
        choosing.choose(session, here.caseworker, here.service, "longest_wait")


def test_the_mark_full_goes_with_the_freed_seat_and_nobody_waiting_leaves_it_open(session: Session, make: Make) -> None:
    here, has_it, _ = full(session, make, waiting=0)
    assert cancel(here, has_it) == 0
    another(here)
    new = here.sent()
    answering.accept(session, here.provider, new, intake=here.intake, starts_on=today(session))
    held = session.scalar(select(func.count()).select_from(Seat).where(Seat.freed_at.is_(None)))
    assert held == 1
