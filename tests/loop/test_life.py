"""What single steps of the loop bring about, beyond what the state machine looks at."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Rule
from catalog.offers import suspend
from referral import access
from referral.loop import answering, closing, ending, needs, sending, serving, tasks
from referral.loop.acting import Overtaken
from referral.loop.clock import sweep
from referral.loop.closing import Word
from referral.models import (
    Message,
    NeedOutcome,
    Referral,
    ReferralFacts,
    Remark,
    Seat,
    Task,
    TaskKind,
)
from referral.moment import now, today
from referral.refusals import Refused
from referral.states import Resolution, Role, State
from tests.loop.stage import Stage, stage
from tests.make import Make


def test_sending_wants_consent_an_open_service_and_an_answer_to_each_no(session: Session, make: Make) -> None:
    here = stage(session, make, rules=[Rule(fact="birth_year", test="range", value={"min": 40})])
    referral = sending.draft(session, here.caseworker, needs.choose(session, here.caseworker, here.need, here.service))
    with pytest.raises(Refused, match="no_consent"):
        sending.send(session, here.caseworker, referral)
    make.consent(here.need, here.service)
    with pytest.raises(Refused, match="override_needed"):
        sending.send(session, here.caseworker, referral)
    with pytest.raises(Refused, match="choose_reason"):
        sending.send(session, here.caseworker, referral, overrides={"birth_year": "because"})
    sending.send(session, here.caseworker, referral, overrides={"birth_year": "hardship"}, text="ছয় মাস পরে ৪০")
    facts = session.get_one(ReferralFacts, referral.id)
    assert (facts.overridden, facts.age_band, facts.district_code) == (1, "30_34", "gazipur")
    assert referral.events[-1].values == {"overrides": {"birth_year": "hardship"}}
    remark = session.scalars(select(Remark)).one()
    assert "৪০".encode() not in (remark.sealed or b"")


def test_a_suspended_service_takes_nobody(session: Session, make: Make) -> None:
    here = stage(session, make)
    referral = here.draft()
    suspend(session, here.service)
    with pytest.raises(Refused, match="service_closed"):
        sending.send(session, here.caseworker, referral)


def test_the_provider_with_fewest_turns_is_responsible_and_told(session: Session, make: Make) -> None:
    here = stage(session, make)
    second = make.user(Role.PROVIDER, organization=here.provider.organization)
    first = here.sent()
    here.need = needs.open_need(session, here.caseworker, make.worker(here.caseworker), "find_job")
    other = here.sent()
    assert {first.provider_user_id, other.provider_user_id} == {here.provider.id, second.id}
    told = session.scalars(select(Message.user_id).order_by(Message.due_at)).all()
    assert set(told) == {here.provider.id, second.id}


def test_an_acceptance_writes_whom_to_tell(session: Session, make: Make) -> None:
    here = stage(session, make, seats=1)
    referral = here.accepted()
    task = session.scalars(select(Task)).one()
    assert (task.kind, task.user_id, task.referral_id) == (TaskKind.TELL_HER, here.caseworker.id, referral.id)
    assert tasks.tasks_of(session, here.caseworker) == [task]
    assert tasks.tasks_of(session, here.provider) == []
    with pytest.raises(access.NotFound):
        tasks.done(session, here.provider, task)


def test_the_last_seat_is_given_once(session: Session, make: Make) -> None:
    here = stage(session, make, seats=1)
    first = here.sent()
    here.need = needs.open_need(session, here.caseworker, make.worker(here.caseworker), "find_job")
    late = here.sent()
    answering.accept(session, here.provider, first, intake=here.intake, starts_on=today(session))
    with pytest.raises(Refused, match="no_seat"):
        answering.accept(session, here.provider, late, intake=here.intake, starts_on=today(session))
    with pytest.raises(Refused, match="choose_intake"):
        answering.accept(session, here.provider, late, starts_on=today(session))


@pytest.mark.parametrize(
    ("reason", "kind", "mine"),
    [
        ("not_eligible", TaskKind.CHECK_RULE, False),
        ("wrong_listing", TaskKind.FIX_LISTING, False),
        ("closed_for_season", TaskKind.SUSPEND_SERVICE, False),
        ("could_not_reach", TaskKind.CHECK_PHONE, True),
    ],
)
def test_a_decline_has_its_effect(session: Session, make: Make, reason: str, kind: TaskKind, mine: bool) -> None:
    here = stage(session, make)
    answering.decline(session, here.provider, here.sent(), reason=reason, text="যাচাই করা হয়েছে")
    task = session.scalars(select(Task)).one()
    assert (task.kind, task.user_id) == (kind, (here.caseworker if mine else here.provider).id)


def test_silence_expires_after_its_grace_and_may_be_answered_late(session: Session, make: Make) -> None:
    here = stage(session, make, answer_working_days=1)
    second = make.service(make.user(Role.PROVIDER).organization)
    referral = here.sent()
    make.consent(here.need, second)
    needs.choose(session, here.caseworker, here.need, second)
    session.commit()

    def opener() -> Session:
        return Session(session.get_bind(), info=dict(session.info), join_transaction_mode="create_savepoint")

    due = referral.due_at
    assert due is not None
    assert sweep(opener, due + timedelta(hours=1))["expired"] == 0
    assert [sweep(opener, due + timedelta(days=9))["expired"] for _ in range(2)] == [1, 0]
    session.expire_all()
    assert referral.resolution is Resolution.NO_ANSWER
    draft = session.scalars(select(Referral).where(Referral.state == State.DRAFT)).one()
    assert draft.service_id == second.id
    answering.accept_late(session, here.provider, referral, starts_on=today(session) + timedelta(days=3))
    session.refresh(draft)
    assert (referral.state, draft.resolution) == (State.ACCEPTED, Resolution.OTHER_ACCEPTED)


def test_a_place_is_kept_until_she_leaves(session: Session, make: Make) -> None:
    here = stage(session, make, seats=1)
    referral = here.in_service()
    serving.complete(
        session, here.provider, referral, resolution=Resolution.COMPLETED, completion={"result": "attending"},
        on=today(session), keeps=True,
    )  # fmt: skip
    seat = session.scalars(select(Seat)).one()
    assert (seat.kept, seat.freed_at) == (True, None)
    serving.leave(session, here.provider, referral)
    assert seat.freed_at is not None
    with pytest.raises(Refused, match="no_place_kept"):
        serving.leave(session, here.provider, referral)


def test_completing_what_was_only_accepted_writes_the_start_too(session: Session, make: Make) -> None:
    here = stage(session, make)
    referral = here.accepted()
    serving.complete(
        session, here.provider, referral, resolution=Resolution.COMPLETED, completion={}, on=today(session)
    )
    assert [event.state for event in referral.events[-2:]] == [State.IN_SERVICE, State.RETURNED]


def done(here: Stage) -> Referral:
    referral = here.in_service()
    serving.complete(
        here.session, here.provider, referral, resolution=Resolution.COMPLETED, completion={}, on=today(here.session)
    )
    return referral


def test_a_mistake_is_put_right_within_fourteen_days(session: Session, make: Make) -> None:
    here = stage(session, make, seats=1)
    referral = done(here)
    closing.correct(session, here.provider, referral, reason="pressed_wrong_button", text="ভুল বোতাম")
    assert (referral.state, referral.resolution, referral.completion) == (State.IN_SERVICE, None, {})
    assert session.scalars(select(Seat).where(Seat.freed_at.is_(None))).one().used_at is not None
    serving.stop(session, here.provider, referral, reason="too_far")
    session.info["now"] = now(session) + timedelta(days=15)
    with pytest.raises(Refused, match="too_late_to_correct"):
        closing.correct(session, here.provider, referral, reason="pressed_wrong_button", text="ভুল বোতাম")


NEXT: list[tuple[NeedOutcome, str, bool]] = [
    (NeedOutcome.MET, "none", True),
    (NeedOutcome.PARTLY, "none", True),
    (NeedOutcome.UNMET, "unmet_recorded", True),
    (NeedOutcome.PARTLY, "wait_and_ask", False),
    (NeedOutcome.UNMET, "new_referral", False),
]


@pytest.mark.parametrize(("outcome", "step", "over"), NEXT)
def test_closing_says_what_becomes_of_the_need(
    session: Session, make: Make, outcome: NeedOutcome, step: str, over: bool
) -> None:
    here = stage(session, make)
    referral = done(here)
    word = Word(
        outcome=outcome, said_by="worker_phone", next_step=step, unmet_reason="cost_too_high",
        ask_again_on=today(session) + timedelta(days=30),
    )  # fmt: skip
    closing.close(session, here.caseworker, referral, word)
    assert referral.state is State.CLOSED
    assert (here.need.closed_at is not None) is over
    assert here.need.her_word is (True if over else None)


def test_a_need_that_is_not_met_is_not_just_dropped(session: Session, make: Make) -> None:
    here = stage(session, make)
    referral = here.sent()
    answering.decline(session, here.provider, referral, reason="full")
    word = Word(outcome=NeedOutcome.UNMET, said_by="caseworker_believes", next_step="none")
    with pytest.raises(Refused, match="say_next_step"):
        closing.close(session, here.caseworker, referral, word)


def test_a_supervisor_opens_again(session: Session, make: Make) -> None:
    here = stage(session, make)
    referral = done(here)
    closing.close(
        session, here.caseworker, referral, Word(outcome=NeedOutcome.MET, said_by="worker_sms", next_step="none")
    )
    with pytest.raises(Refused, match="supervisors_only"):
        closing.reopen(session, here.caseworker, referral, reason="late_news", text="নতুন খবর")
    supervisor = make.user(Role.SUPERVISOR, organization=here.caseworker.organization)
    closing.reopen(session, supervisor, referral, reason="late_news", text="নতুন খবর")
    assert (referral.state, here.need.closed_at) == (State.RETURNED, None)


def test_her_word_stands_where_the_provider_is_silent(session: Session, make: Make) -> None:
    here = stage(session, make)
    referral = here.accepted()
    report: Callable[[], None] = lambda: closing.report(  # noqa: E731
        session, here.caseworker, referral, resolution=Resolution.COMPLETED, said_by="worker_in_person"
    )
    with pytest.raises(Refused, match="report_later"):
        report()
    session.info["now"] = now(session) + timedelta(days=17)
    report()
    assert (referral.state, referral.returned_by) == (State.RETURNED, "referrer")


def test_taking_back_consent_stops_what_was_owed(session: Session, make: Make) -> None:
    here = stage(session, make)
    referral = here.sent()
    owed = session.scalars(select(Message)).one()
    closing.withdraw(session, here.caseworker, referral, reason="fear_family_or_employer")
    session.refresh(owed)
    assert owed.stopped_at is not None
    assert not access.granted(session, referral.person_id, referral.service_id, today(session))
    seen = tasks.history(session, here.provider, referral)
    assert "fear_family_or_employer" not in [past.reason for past in seen]
    assert "fear_family_or_employer" in [past.reason for past in tasks.history(session, here.caseworker, referral)]


def test_suspending_sends_back_what_has_not_begun(session: Session, make: Make) -> None:
    here = stage(session, make)
    served, waiting = here.in_service(), None
    here.need = needs.open_need(session, here.caseworker, make.worker(here.caseworker), "find_job")
    waiting = here.sent()
    assert ending.suspend(session, here.provider, here.service) == 1
    assert (served.state, waiting.resolution) == (State.IN_SERVICE, Resolution.SERVICE_ENDED)


def test_an_account_ends_when_its_desk_is_empty(session: Session, make: Make) -> None:
    here = stage(session, make)
    here.sent()
    admin = make.user(Role.ADMIN, organization=here.caseworker.organization)
    with pytest.raises(Refused, match="hand_over_first"):
        ending.end_user(session, admin, here.caseworker)
    idle = make.user(Role.CASEWORKER, organization=here.caseworker.organization)
    ending.end_user(session, admin, idle)
    assert idle.ended_at is not None


def test_an_old_form_is_told_who_was_first(session: Session, make: Make) -> None:
    here = stage(session, make)
    referral = here.sent()
    seen = referral.version
    answering.waitlist(session, here.provider, referral, review_on=today(session) + timedelta(days=3))
    with pytest.raises(Overtaken) as overtaken:
        answering.decline(session, here.provider, referral, reason="full", seen=seen)
    assert overtaken.value.values["name_en"] == here.provider.name_en


def test_a_confidential_decline_says_little(session: Session, make: Make) -> None:
    caseworker, focal = make.user(Role.CASEWORKER, safety_trained=True), make.user(Role.PROVIDER)
    service = make.service(focal.organization, "gbv_support", focal=focal)
    need = needs.open_need(
        session, caseworker, make.worker(caseworker), "safe_from_violence", agreed={"agreed_name": "শাপলা"}
    )
    make.consent(need, service)
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    sending.send(session, caseworker, referral)
    assert session.get_one(ReferralFacts, referral.id).age_band is None
    with pytest.raises(Refused, match="choose_reason"):
        answering.decline(session, focal, referral, reason="already_served")
    answering.decline(session, focal, referral, reason="not_this_time")
    assert referral.resolution is Resolution.DECLINED


@pytest.mark.parametrize(
    ("code", "changed", "refusal"),
    [
        ("safe_from_violence", {"safety_trained": False}, "not_trained"),
        ("safe_from_violence", {}, "agree_on_a_name"),
        ("nonsense", {}, "choose_need"),
    ],
)
def test_a_need_that_can_not_be_opened(
    session: Session, make: Make, code: str, changed: dict[str, Any], refusal: str
) -> None:
    user = make.user(Role.CASEWORKER, **({"safety_trained": True} | changed))
    with pytest.raises(Refused, match=refusal):
        needs.open_need(session, user, make.worker(user), code)


def test_a_woman_is_looked_for_thirty_days(session: Session, make: Make) -> None:
    here = stage(session, make)
    closing.cancel(session, here.caseworker, here.sent(), reason="could_not_reach")
    (task,) = tasks.tasks_of(session, here.caseworker)
    assert task.kind is TaskKind.CHECK_PHONE
    for days, seen in ((29, [task]), (31, [])):
        session.info["now"] = task.due_at + timedelta(days=days)
        assert tasks.tasks_of(session, here.caseworker) == seen
