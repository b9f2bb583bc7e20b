"""Providers that do not sign in: a link for one answer, the phone, paper; marked so, and in no measure of speed."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral import access, disclosing
from referral.db import Database
from referral.figures import speed
from referral.figures.period import Period
from referral.loop import answering, by_link, closing, needs, sending, tasks
from referral.loop.acting import InItsPlace
from referral.loop.clock import sweep
from referral.models import Disclosure, LinkOpening, Message, Referral, User
from referral.moment import now, today
from referral.people.opened import who_saw
from referral.refusals import Refused
from referral.states import Action, Party, Role, State
from tests.loop.stage import Stage, stage
from tests.make import Make


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    """A partner without anybody who signs in."""
    found = stage(session, make)
    found.provider.ended_at = now(session)
    found.provider.organization.by_link = True
    session.flush()
    return found


def accept(session: Session, secret: str) -> None:
    link, actor = by_link.answering(session, secret)
    answering.accept(session, actor, link.referral, starts_on=today(session) + timedelta(days=2))


def test_it_is_sent_and_answered_by_the_link_once(session: Session, here: Stage) -> None:
    referral = here.sent()
    assert referral.provider_user_id is None
    secret = by_link.make(session, here.caseworker, referral)
    link = by_link.find(session, secret)
    assert by_link.refusal(session, link) is None and secret not in link.fingerprint
    by_link.opened(session, link)
    by_link.opened(session, link)
    assert [event.action for event in referral.events].count(Action.OPEN) == 1
    accept(session, secret)
    event = referral.events[-1]
    assert (event.action, event.party, event.actor_id, event.values["how"]) == (
        Action.ACCEPT, Party.PROVIDER, None, "link",
    )  # fmt: skip
    assert (referral.state, referral.answered_how) == (State.ACCEPTED, "link")
    assert session.scalars(select(Message.user_id).where(Message.event_id == event.id)).all() == [here.caseworker.id]
    assert by_link.refusal(session, link) == "link_answered"
    with pytest.raises(Refused, match="link_answered"):
        by_link.answering(session, secret)


def test_each_opening_is_a_disclosure_that_she_can_hear_of(session: Session, here: Stage) -> None:
    referral = here.sent()
    link = by_link.find(session, by_link.make(session, here.caseworker, referral))
    for _ in range(2):
        by_link.opened(session, link)
    openings = session.scalars(select(LinkOpening)).all()
    assert len(openings) == 2 and "name" in openings[0].groups
    (seen,) = who_saw(session, here.caseworker, here.worker)
    assert seen.organization.id == referral.provider_id and "name" in seen.groups
    assert session.scalars(select(Disclosure)).all() == []


def test_only_what_she_agreed_to_is_shown(session: Session, here: Stage, make: Make) -> None:
    worker = make.worker(here.caseworker, phone="+8801712345678", area="Lane 7")
    here.need = needs.open_need(session, here.caseworker, worker, "find_job")
    make.consent(here.need, here.service, groups=("age",))
    referral = sending.draft(session, here.caseworker, needs.choose(session, here.caseworker, here.need, here.service))
    sending.send(session, here.caseworker, referral)
    shown = disclosing.shown_by_link(session, referral, today(session))
    assert shown.groups == {"age"} and "birth_year" in shown.values
    assert not {"name_bn", "phone", "area"} & shown.values.keys()


def test_it_ends_with_her_consent_with_its_time_and_with_a_new_one(session: Session, here: Stage) -> None:
    referral = here.sent()
    first = by_link.make(session, here.caseworker, referral)
    second = by_link.make(session, here.caseworker, referral)
    assert by_link.refusal(session, by_link.find(session, first)) == "link_over"
    link = by_link.find(session, second)
    session.info["now"] = link.until + timedelta(seconds=1)
    assert by_link.refusal(session, link) == "link_over"
    with pytest.raises(Refused, match="link_over"):
        by_link.answering(session, second)
    del session.info["now"]
    closing.withdraw(session, here.caseworker, referral, reason="changed_mind")
    assert by_link.refusal(session, link) == "link_over"
    with pytest.raises(access.NotFound):
        by_link.find(session, "never made")


def test_an_answer_by_phone_is_written_down_with_who_said_it(session: Session, here: Stage) -> None:
    referral = here.sent()
    secret = by_link.make(session, here.caseworker, referral)
    day = today(session)
    with pytest.raises(Refused, match="say_how_told"):
        by_link.told(session, here.caseworker, referral, how="link", said_by="Dr. Salma", on=day)
    with pytest.raises(Refused, match="say_who_told"):
        by_link.told(session, here.caseworker, referral, how="phone", said_by=None, on=day)
    with pytest.raises(Refused, match="in_the_future"):
        by_link.told(session, here.caseworker, referral, how="phone", said_by="X", on=day + timedelta(days=1))
    actor = by_link.told(session, here.caseworker, referral, how="phone", said_by="Dr. Salma", on=day)
    answering.decline(session, actor, referral, reason="full", text="আসন নেই")
    event = referral.events[-1]
    assert event.values == {"how": "phone", "told_on": day.isoformat()}
    assert (event.actor_id, event.organization_id, event.party) == (
        here.caseworker.id, referral.provider_id, Party.PROVIDER,
    )  # fmt: skip
    past = tasks.history(session, here.caseworker, referral)[0]
    assert past.text == "Dr. Salma: আসন নেই"
    assert by_link.refusal(session, by_link.find(session, secret)) == "link_answered"


def test_a_waiting_list_is_answered_by_a_second_link(session: Session, here: Stage) -> None:
    referral = here.sent()
    secret = by_link.make(session, here.caseworker, referral)
    _, actor = by_link.answering(session, secret)
    answering.waitlist(session, actor, referral, review_on=today(session) + timedelta(days=9))
    with pytest.raises(Refused, match="link_answered"):
        by_link.answering(session, secret)
    accept(session, by_link.make(session, here.caseworker, referral))
    assert referral.state is State.ACCEPTED


def test_a_question_by_link_is_answered_and_asked_for_again(session: Session, here: Stage) -> None:
    referral = here.sent()
    _, actor = by_link.answering(session, by_link.make(session, here.caseworker, referral))
    answering.ask(session, actor, referral, reason="when_free")
    answering.answer(session, here.caseworker, referral, text="শুক্রবার")
    accept(session, by_link.make(session, here.caseworker, referral))
    assert referral.state is State.ACCEPTED


def test_nobody_else_makes_a_link_or_writes_an_answer_down(session: Session, make: Make, here: Stage) -> None:
    referral = here.sent()
    signing_in = stage(session, make).sent()
    for user, which in ((make.user(Role.CASEWORKER), referral), (here.provider, referral)):
        with pytest.raises(access.NotFound):
            by_link.make(session, user, which)
    other = session.get_one(User, signing_in.referrer_user_id)
    with pytest.raises(access.NotFound):
        by_link.make(session, other, signing_in)
    with pytest.raises(access.NotFound):
        by_link.told(session, other, signing_in, how="phone", said_by="X", on=today(session))
    with pytest.raises(access.NotFound):
        answering.decline(session, InItsPlace(referral.id, "link"), signing_in, reason="full")


def test_what_is_confidential_never_goes_there(session: Session, make: Make) -> None:
    caseworker = make.user(Role.CASEWORKER, safety_trained=True)
    partner = make.organization(by_link=True)
    need = needs.open_need(
        session, caseworker, make.worker(caseworker), "learn_skill", confidential=True, agreed={"agreed_name": "শাপলা"}
    )
    service = make.service(partner)
    make.consent(need, service)
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    with pytest.raises(Refused, match="never_by_link"):
        sending.send(session, caseworker, referral)
    with pytest.raises(access.NotFound):
        by_link.make(session, caseworker, referral)


def test_it_counts_in_no_measure_of_speed(session: Session, here: Stage, make: Make) -> None:
    month = Period(today(session).replace(day=1), today(session) + timedelta(days=40))
    referral = here.sent()
    assert speed.times(session, month) == []
    accept(session, by_link.make(session, here.caseworker, referral))
    here.provider.organization.by_link = False
    assert speed.times(session, month) == []
    stage(session, make).sent()
    assert len(speed.times(session, month)) == 1


def test_silence_expires_as_everywhere(session: Session, database: Database, here: Stage) -> None:
    referral = here.sent()
    secret = by_link.make(session, here.caseworker, referral)
    key = referral.id
    session.commit()
    for days in range(1, 31):
        sweep(database.session, now(session) + timedelta(days=days))
    session.expire_all()
    assert session.get_one(Referral, key).state is State.RETURNED
    assert by_link.refusal(session, by_link.find(session, secret)) is not None
