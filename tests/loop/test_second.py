"""A second pair of eyes: asked, agreed or sent back, good for one act; never by who asks; alone where nobody else is."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Rule
from referral import access
from referral.loop import answering, closing, desk, needs, second, sending
from referral.loop.closing import Word
from referral.loop.conditions import actions
from referral.models import About, Approval, Message, NeedOutcome, Referral, User
from referral.moment import now
from referral.refusals import Refused
from referral.states import Action, Eye, Role, State
from tests.loop.stage import Stage, stage
from tests.make import Make

UNMET = Word(outcome=NeedOutcome.UNMET, said_by="worker_phone", next_step="unmet_recorded", unmet_reason="all_declined")
NOTHING: dict[str, dict[str, str]] = {"overrides": {}}


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    return stage(session, make)


@pytest.fixture
def supervisor(here: Stage) -> User:
    return here.make.user(Role.SUPERVISOR, organization=here.caseworker.organization)


def eyes(here: Stage, *wanted: Eye) -> None:
    here.service.kind.second_eyes = list(wanted)
    here.session.flush()


def asked(here: Stage, referral: Referral, what: Eye = Eye.SEND) -> Approval:
    return second.ask(here.session, here.caseworker, referral, what, NOTHING)


def test_nothing_is_sent_before_a_second_person_agrees(session: Session, here: Stage, supervisor: User) -> None:
    eyes(here, Eye.SEND)
    referral = here.draft()
    with pytest.raises(Refused, match="second_needed"):
        sending.send(session, here.caseworker, referral)
    assert Action.SEND not in actions(session, here.caseworker, referral, now(session))
    row = asked(here, referral)
    assert [one.kind for one in desk.asked_of_us(session, supervisor)] == ["second"]
    assert desk.asked_of_us(session, here.caseworker) == []
    with pytest.raises(Refused, match="second_waits"):
        asked(here, referral)
    with pytest.raises(Refused, match="second_needed"):
        sending.send(session, here.caseworker, referral)
    second.answer(session, supervisor, row, agrees=True)
    assert desk.asked_of_us(session, supervisor) == []
    sending.send(session, here.caseworker, referral)
    assert referral.state is State.SENT
    assert referral.events[-1].values == {"second": str(supervisor.id)}
    assert row.used_at is not None
    told = {one.about for one in session.scalars(select(Message).where(Message.referral_id == referral.id))}
    assert told >= {About.SECOND_ASKED, About.SECOND_AGREED}


def test_it_is_sent_back_with_a_word_and_asked_again(session: Session, here: Stage, supervisor: User) -> None:
    eyes(here, Eye.SEND)
    referral = here.draft()
    row = asked(here, referral)
    with pytest.raises(Refused, match="write_words"):
        second.answer(session, supervisor, row, agrees=False)
    second.answer(session, supervisor, row, agrees=False, word="আগে ফোন করুন")
    assert second.word_of(session, row) == "আগে ফোন করুন"
    with pytest.raises(access.NotFound):
        second.answer(session, supervisor, row, agrees=True)
    with pytest.raises(Refused, match="second_needed"):
        sending.send(session, here.caseworker, referral)
    second.answer(session, supervisor, asked(here, referral), agrees=True)
    sending.send(session, here.caseworker, referral)


def test_who_asks_can_t_agree_nor_can_others(session: Session, here: Stage, supervisor: User, make: Make) -> None:
    eyes(here, Eye.SEND)
    referral = here.draft()
    row = asked(here, referral)
    colleague = make.user(Role.CASEWORKER, Role.PROVIDER, Role.ADMIN, organization=here.caseworker.organization)
    stranger = make.user(Role.SUPERVISOR)
    for user in (here.caseworker, colleague, stranger, here.provider):
        with pytest.raises(access.NotFound):
            second.answer(session, user, row, agrees=True)
    referral = another(here)
    own = second.ask(session, supervisor, referral, Eye.SEND, NOTHING)
    with pytest.raises(access.NotFound):
        second.answer(session, supervisor, own, agrees=True)


def another(here: Stage) -> Referral:
    here.need = needs.open_need(here.session, here.caseworker, here.make.worker(here.caseworker), "find_job")
    return here.draft()


def test_alone_it_goes_through_and_says_so(session: Session, here: Stage) -> None:
    eyes(here, Eye.SEND)
    referral = here.draft()
    assert not second.must_ask(session, here.caseworker, referral, Eye.SEND, NOTHING)
    sending.send(session, here.caseworker, referral)
    assert referral.events[-1].values == {"second": "nobody"}


def test_an_override_is_agreed_for_the_rules_that_were_shown(session: Session, here: Stage, supervisor: User) -> None:
    eyes(here, Eye.OVERRIDE)
    sending.send(session, here.caseworker, another(here))
    here.service.rules.append(Rule(fact="birth_year", test="range", value={"min": 40}))
    referral, given = another(here), {"birth_year": "hardship"}
    with pytest.raises(Refused, match="second_needed"):
        sending.send(session, here.caseworker, referral, overrides=given)
    row = asked(here, referral, Eye.OVERRIDE)
    second.answer(session, supervisor, row, agrees=True)
    with pytest.raises(Refused, match="second_needed"):
        sending.send(session, here.caseworker, referral, overrides=given)
    again = second.ask(session, here.caseworker, referral, Eye.OVERRIDE, {"overrides": given})
    second.answer(session, supervisor, again, agrees=True)
    sending.send(session, here.caseworker, referral, overrides=given)
    assert referral.events[-1].values == {"overrides": given, "second": str(supervisor.id)}


def test_unmet_is_closed_as_it_was_agreed(session: Session, here: Stage, supervisor: User) -> None:
    eyes(here, Eye.UNMET)
    referral = here.sent()
    answering.decline(session, here.provider, referral, reason="full")
    with pytest.raises(Refused, match="second_needed"):
        closing.close(session, here.caseworker, referral, UNMET)
    with pytest.raises(Refused, match="second_needed"):
        needs.record_unmet(session, here.caseworker, here.need, reason="all_declined")
    row = second.ask(session, here.caseworker, referral, Eye.UNMET, UNMET.codes)
    second.answer(session, supervisor, row, agrees=True)
    with pytest.raises(Refused, match="second_needed"):
        needs.record_unmet(session, here.caseworker, here.need, reason="no_seat_in_time")
    closing.close(session, here.caseworker, referral, UNMET)
    assert here.need.outcome is NeedOutcome.UNMET
    assert referral.events[-1].values["second"] == str(supervisor.id)


def test_of_what_is_confidential_the_other_named_person_is_asked(session: Session, make: Make) -> None:
    caseworker = make.user(Role.CASEWORKER, safety_trained=True)
    home = caseworker.organization
    named, supervisor = make.user(Role.CASEWORKER, organization=home), make.user(Role.SUPERVISOR, organization=home)
    focal = make.user(Role.PROVIDER)
    service = make.service(focal.organization, "gbv_support", focal=focal)
    service.kind.second_eyes = [Eye.SEND]
    need = needs.open_need(
        session, caseworker, make.worker(caseworker), "safe_from_violence", agreed={"agreed_name": "শাপলা"},
        named=[named],
    )  # fmt: skip
    make.consent(need, service)
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    row = second.ask(session, caseworker, referral, Eye.SEND, NOTHING)
    assert desk.asked_of_us(session, supervisor) == []
    assert [one.kind for one in desk.asked_of_us(session, named)] == ["second"]
    with pytest.raises(access.NotFound):
        second.get_asked(session, supervisor, row.id)
    assert session.scalars(select(Message.user_id).where(Message.about == About.SECOND_ASKED)).all() == [named.id]
    second.answer(session, named, row, agrees=True)
    sending.send(session, caseworker, referral)


def test_what_has_gone_on_waits_on_nobody(session: Session, here: Stage, supervisor: User) -> None:
    eyes(here, Eye.SEND)
    referral = here.draft()
    row = asked(here, referral)
    closing.cancel(session, here.caseworker, referral, reason="plan_changed")
    assert desk.asked_of_us(session, supervisor) == []
    with pytest.raises(access.NotFound):
        second.answer(session, supervisor, row, agrees=True)
    with pytest.raises(Refused, match="second_gone"):
        second.ask(session, here.caseworker, referral, Eye.SEND, NOTHING)
