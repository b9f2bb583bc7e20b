"""Many referrals answered at once: one form, each done for itself, and what could not be done told."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from catalog.models import Service
from referral.loop import answering, closing, needs, sending
from referral.models import Referral, Seat, User
from referral.moment import today
from referral.states import Role, State
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]


@pytest.fixture
def waiting(session: Session, make: Make) -> tuple[User, list[Referral]]:
    """Four referrals to one service with three seats, and one to another of the same partner."""
    caseworker, provider = make.user(Role.CASEWORKER), make.user(Role.PROVIDER)
    course, other = (make.service(provider.organization, focal=provider) for _ in range(2))
    make.intake(course, seats=3)
    sent = [_sent(session, make, caseworker, course) for _ in range(4)]
    sent.append(_sent(session, make, caseworker, other))
    session.commit()
    return provider, sent


def _sent(session: Session, make: Make, caseworker: User, service: Service) -> Referral:
    need = needs.open_need(session, caseworker, make.worker(caseworker), "learn_skill")
    make.consent(need, service)
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    sending.send(session, caseworker, referral)
    return referral


def _ids(referrals: list[Referral]) -> list[str]:
    return [str(one.id) for one in referrals]


def _form(client: Client, name: str, **values: Any) -> str:
    return str(client.send(f"/together/{name}/choose", **values).text)


def _given(session: Session, page: str) -> dict[str, Any]:
    """What the page of the form would send: its picks, the batch that it proposes, a first day."""
    intake = re.search(r'name="intake" value="([^"]+)"', page)
    first_day = (today(session) + timedelta(days=3)).isoformat()
    picks = re.findall(r'name="pick" value="([^"]+)"', page)
    return {"pick": picks, "starts_on": first_day} | ({"intake": intake[1]} if intake else {})


def test_the_list_is_ticked_and_one_form_is_asked(
    client: Sit, session: Session, waiting: tuple[User, list[Referral]]
) -> None:
    provider, sent = waiting
    browser = client(provider)
    assert browser.get("/inbox").text.count('name="pick"') == 5
    page = _form(browser, "accept", pick=_ids(sent[:2]))
    assert "Accept: 2 referrals" in page
    assert "goes to another service" in _form(browser, "accept", pick=_ids(sent))


def test_all_are_accepted_for_whom_there_are_seats_and_of_the_rest_it_is_told(
    client: Sit, session: Session, waiting: tuple[User, list[Referral]]
) -> None:
    provider, sent = waiting
    browser = client(provider)
    page = _form(browser, "accept", all="yes")
    told = browser.send("/together/accept", **_given(session, page))
    assert told.status_code == 303
    page = browser.get("/inbox").text
    assert "Done for 3." in page and "no seat" in page.lower()
    session.expire_all()
    states = sorted(one.state for one in sent[:4])
    assert states == [State.ACCEPTED, State.ACCEPTED, State.ACCEPTED, State.SENT]
    assert (sent[4].state, session.query(Seat).count()) == (State.SENT, 3)


def test_a_mistake_in_the_form_changes_nothing_and_keeps_the_ticks(
    client: Sit, session: Session, waiting: tuple[User, list[Referral]]
) -> None:
    provider, sent = waiting
    answer = client(provider).send("/together/waitlist", pick=_ids(sent[:3]), review_on="2020-01-01")
    assert answer.status_code == 422
    assert answer.text.count('name="pick"') == 3 and 'value="2020-01-01"' in answer.text
    session.expire_all()
    assert {one.state for one in sent} == {State.SENT}


def test_one_answered_meanwhile_is_left_as_it_is(
    client: Sit, session: Session, waiting: tuple[User, list[Referral]]
) -> None:
    provider, sent = waiting
    browser = client(provider)
    page = _form(browser, "decline", pick=_ids(sent[:2]))
    closing.cancel(session, session.get_one(User, sent[0].referrer_user_id), sent[0], reason="plan_changed")
    session.commit()
    browser.send("/together/decline", reason="full", **_given(session, page))
    session.expire_all()
    assert (str(sent[0].resolution), str(sent[1].resolution)) == ("cancelled", "declined")


def test_the_same_form_twice_acts_once(client: Sit, session: Session, waiting: tuple[User, list[Referral]]) -> None:
    provider, sent = waiting
    browser = client(provider)
    given: dict[str, Any] = {"pick": _ids(sent[:2]), "review_on": (today(session) + timedelta(days=9)).isoformat()}
    key = "0" * 32
    assert browser.send("/together/waitlist", key=key, **given).status_code == 303
    assert browser.send("/together/waitlist", key=key, **given).status_code == 303
    session.expire_all()
    assert [event.action for event in sent[0].events].count(sent[0].events[-1].action) == 1


def test_those_served_begin_and_complete_together(
    client: Sit, session: Session, waiting: tuple[User, list[Referral]]
) -> None:
    provider, sent = waiting
    for referral in sent[:2]:
        intake = referral.service.places[0].intakes[0]
        answering.accept(session, provider, referral, intake=intake, starts_on=today(session))
    session.commit()
    browser, day = client(provider), today(session).isoformat()
    browser.send("/together/start", pick=_ids(sent[:2]), on=day)
    done = {"resolution": "completed", "on": day, "c_result": "passed_certified"}
    browser.send("/together/complete", pick=_ids(sent[:2]), **done)
    session.expire_all()
    assert {str(one.resolution) for one in sent[:2]} == {"completed"}


def test_what_is_somebody_elses_is_not_there(
    client: Sit, session: Session, make: Make, waiting: tuple[User, list[Referral]]
) -> None:
    _, sent = waiting
    stranger = make.user(Role.PROVIDER)
    session.commit()
    answer = client(stranger).send("/together/decline", reason="full", pick=_ids(sent))
    assert answer.status_code == 303
    session.expire_all()
    assert {one.state for one in sent} == {State.SENT}
