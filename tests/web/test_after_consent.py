"""What a provider still reads once she has taken back her consent, and what it never reads of calls to her."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from referral.loop import closing, ending, needs, sending, tasks
from referral.models import Referral, User
from referral.moment import today
from referral.people import consents
from referral.states import Party, Role
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]
HERS = "Her sister has the yellow house"
BOTH = frozenset({Party.REFERRER, Party.PROVIDER})


@pytest.fixture
def sent(session: Session, make: Make) -> tuple[User, User, Referral]:
    caseworker, provider = make.user(Role.CASEWORKER), make.user(Role.PROVIDER)
    service = make.service(provider.organization, focal=provider)
    need = needs.open_need(session, caseworker, make.worker(caseworker, phone="+8801712345678"), "learn_skill")
    make.consent(need, service)
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    sending.send(session, caseworker, referral, text=HERS)
    session.commit()
    return caseworker, provider, referral


@pytest.mark.parametrize("how", ["withdrawn", "consent ended", "consent over"])
def test_words_about_her_end_with_her_consent(
    client: Sit, session: Session, sent: tuple[User, User, Referral], how: str
) -> None:
    caseworker, provider, referral = sent
    path = f"/referrals/{referral.id}"
    assert HERS in client(provider).get(path).text
    if how == "withdrawn":
        closing.withdraw(session, caseworker, referral, reason="changed_mind")
    elif how == "consent ended":
        ending.end_consent(session, caseworker, referral.person_id, referral.service_id)
    else:
        for grant in consents.in_force(session, referral.person_id):
            grant.until = today(session) - timedelta(days=1)
    session.commit()
    assert HERS not in client(provider).get(path).text
    assert HERS in client(caseworker).get(path).text


def test_a_call_to_her_is_told_on_its_own_side_and_the_referrers(
    client: Sit, session: Session, sent: tuple[User, User, Referral]
) -> None:
    caseworker, provider, referral = sent
    tasks.note_call(session, caseworker, referral, to="worker", result="not_safe_to_talk")
    tasks.note_call(session, caseworker, referral, to="other_side", result="reached")
    tasks.note_call(session, provider, referral, to="worker", result="wrong_number")
    session.commit()
    path = f"/referrals/{referral.id}"
    ours, theirs = client(caseworker).get(path).text, client(provider).get(path).text
    assert [word in ours for word in ("could not talk safely", "wrong number")] == [True, True]
    assert [word in theirs for word in ("could not talk safely", "wrong number")] == [False, True]


def test_a_call_without_a_result_is_not_said_to_be_noted(
    client: Sit, session: Session, sent: tuple[User, User, Referral]
) -> None:
    caseworker, _, referral = sent
    answer = client(caseworker).send(f"/referrals/{referral.id}/call", to="worker")
    assert answer.status_code == 409
    assert not tasks.calls_of(session, referral, BOTH)


def test_a_change_is_told_with_what_it_was_until_her_consent_ends(
    client: Sit, session: Session, sent: tuple[User, User, Referral]
) -> None:
    caseworker, provider, referral = sent
    path = f"/referrals/{referral.id}"
    told = client(caseworker).send(f"{path}/amend", phone="০১৮১২-৩৪৫৬৭৮", seen=referral.version)
    assert told.status_code == 303
    assert "was 01712-345 678, is now 01812-345 678" in client(provider).get(path).text
    closing.withdraw(session, caseworker, referral, reason="changed_mind")
    session.commit()
    page = client(provider).get(path).text
    assert "01712-345" not in page and "01812-345" not in page
    assert "01712-345" in client(caseworker).get(path).text


def test_a_wrong_number_keeps_what_was_typed_and_changes_nothing(
    client: Sit, session: Session, sent: tuple[User, User, Referral]
) -> None:
    caseworker, _, referral = sent
    answer = client(caseworker).send(f"/referrals/{referral.id}/amend", phone="0181", text="New since May")
    assert answer.status_code == 422
    assert "New since May" in answer.text and 'value="0181"' in answer.text
    assert len(tasks.history(session, caseworker, referral)) == 2
