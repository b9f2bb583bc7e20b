"""Talk on a referral: for its two sides alone, with read marks, gone from the provider when her consent ends."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral import access
from referral.loop import closing, desk, needs, sending, serving, talking
from referral.loop.closing import Word
from referral.models import About, FocalPerson, Message, NeedOutcome, Referral, Talk, User
from referral.moment import now
from referral.people.consents import end_grants
from referral.refusals import Refused
from referral.states import Party, Resolution, Role
from tests.loop.stage import Stage, stage
from tests.make import Make

ASKS, ANSWERS = "কখন আসবেন?", "শুক্রবার সকালে"


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    return stage(session, make)


def _words(session: Session, user: User, referral: Referral) -> list[str | None]:
    return [line.words for line in talking.talk(session, referral, talking.side_of(session, user, referral))]


def test_both_sides_read_it_and_each_sees_when_the_other_has(session: Session, here: Stage) -> None:
    referral = here.sent()
    talking.say(session, here.provider, referral, ASKS)
    assert talking.has_unread(session, here.caseworker, referral)
    assert not talking.has_unread(session, here.provider, referral)
    talking.read(session, here.caseworker, referral)
    talking.say(session, here.caseworker, referral, ANSWERS)
    assert _words(session, here.provider, referral) == [ASKS, ANSWERS] == _words(session, here.caseworker, referral)
    first, second = talking.talk(session, referral, Party.PROVIDER)
    assert (first.own, second.own) == (True, False)
    assert first.read_at is not None and second.read_at is None


def test_the_other_side_is_told_that_there_is_something_and_not_what(session: Session, here: Stage) -> None:
    referral = here.sent()
    said = talking.say(session, here.provider, referral, ASKS)
    message = session.scalars(select(Message).where(Message.about == About.TALK)).one()
    assert (message.user_id, message.referral_id) == (here.caseworker.id, referral.id)
    assert said.sealed is not None and ASKS.encode() not in said.sealed


def test_lists_of_both_sides_mark_what_is_new_for_them(session: Session, here: Stage) -> None:
    talking.say(session, here.provider, here.sent(), ASKS)
    session.expire_all()
    assert [one.unread_talk for one in desk.sent_by(session, here.caseworker)] == [True]
    assert [one.unread_talk for one in desk.inbox(session, here.provider)] == [False]


def test_nobody_else_reads_it(session: Session, make: Make, here: Stage) -> None:
    referral = here.sent()
    talking.say(session, here.provider, referral, ASKS)
    for stranger in (make.user(Role.CASEWORKER, Role.PROVIDER), make.user(Role.BACKBONE)):
        assert talking.side_of(session, stranger, referral) is None
        with pytest.raises(access.NotFound):
            talking.say(session, stranger, referral, ASKS)


def test_it_is_gone_from_the_provider_when_her_consent_ends(session: Session, here: Stage) -> None:
    referral = here.sent()
    talking.say(session, here.caseworker, referral, ANSWERS)
    end_grants(session, here.caseworker, referral.person_id, referral.service_id)
    session.flush()
    session.expire_all()
    assert talking.side_of(session, here.provider, referral) is None
    assert [one.unread_talk for one in desk.inbox(session, here.provider)] == [False]
    assert _words(session, here.caseworker, referral) == [ANSWERS]
    with pytest.raises(Refused, match="talk_over"):
        talking.say(session, here.caseworker, referral, ANSWERS)


def test_of_a_confidential_referral_the_named_alone_talk(session: Session, make: Make, here: Stage) -> None:
    here.service.confidential = True
    session.add(FocalPerson(service_id=here.service.id, user_id=here.provider.id))
    named = make.user(Role.CASEWORKER, organization=here.caseworker.organization, safety_trained=True)
    agreed = {"agreed_name": "Bina"}
    here.need = needs.open_need(session, named, here.worker, "learn_skill", confidential=True, agreed=agreed)
    make.consent(here.need, here.service)
    referral = sending.draft(session, named, needs.choose(session, named, here.need, here.service))
    sending.send(session, named, referral)
    talking.say(session, here.provider, referral, ASKS)
    assert _words(session, named, referral) == [ASKS]
    supervisor = make.user(Role.SUPERVISOR, organization=here.caseworker.organization)
    other = make.user(Role.PROVIDER, organization=here.provider.organization)
    assert {talking.side_of(session, one, referral) for one in (supervisor, other, here.caseworker)} == {None}


def test_a_draft_a_closed_one_and_too_much_are_refused(session: Session, here: Stage) -> None:
    draft = here.draft()
    assert talking.side_of(session, here.caseworker, draft) is None
    sending.send(session, here.caseworker, draft)
    with pytest.raises(Refused, match="write_words"):
        talking.say(session, here.caseworker, draft, None)
    for _ in range(talking.MOST_A_DAY):
        talking.say(session, here.caseworker, draft, ANSWERS)
    with pytest.raises(Refused, match="talk_enough"):
        talking.say(session, here.caseworker, draft, ANSWERS)
    session.info["now"] = now(session) + timedelta(days=2)
    talking.say(session, here.caseworker, draft, ANSWERS)
    assert session.scalar(select(func.count()).select_from(Talk)) == talking.MOST_A_DAY + 1


def test_a_closed_referral_is_read_and_no_more(session: Session, here: Stage) -> None:
    referral = here.in_service()
    talking.say(session, here.provider, referral, ASKS)
    day, done = now(session).date(), Resolution.COMPLETED
    serving.complete(
        session, here.provider, referral, resolution=done, completion={"result": "passed_certified"}, on=day
    )
    word = Word(outcome=NeedOutcome.MET, said_by="worker_phone", next_step="none")
    closing.close(session, here.caseworker, referral, word)
    side = talking.side_of(session, here.provider, referral)
    assert not talking.may_say(session, referral, side)
    assert _words(session, here.provider, referral) == [ASKS]
