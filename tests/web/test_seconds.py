"""A second pair of eyes on the pages: the send page asks first, the supervisor's Today, and the page where she answers."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Kind
from referral.loop import answering
from referral.models import Approval, Referral, User
from referral.states import Role, State
from tests.loop.stage import Stage, stage
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]
UNMET = {"outcome": "unmet", "said_by": "worker_phone", "next_step": "unmet_recorded", "unmet_reason": "all_declined"}


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    found = stage(session, make)
    session.commit()
    return found


def supervisor_of(here: Stage) -> User:
    made = here.make.user(Role.SUPERVISOR, organization=here.caseworker.organization)
    here.session.commit()
    return made


def eyes(here: Stage, *wanted: str) -> None:
    here.service.kind.second_eyes = list(wanted)
    here.session.commit()


def test_asked_agreed_and_sent(client: Sit, session: Session, here: Stage) -> None:
    eyes(here, "send")
    referral, supervisor = here.draft(), supervisor_of(here)
    send = f"/referrals/{referral.id}/send"
    browser = client(here.caseworker)
    assert "Ask a second person to agree" in browser.get(send).text
    assert browser.send(send, agrees="all", given_by="spoken").status_code == 303
    assert "A second person has been asked" in browser.get(f"/referrals/{referral.id}").text
    again = browser.send(send, agrees="before")
    assert again.status_code == 422 and "waited for" in again.text
    other = client(supervisor)
    page = re.search(r"/second/[0-9a-f-]{36}", other.get("/today").text)
    assert page and other.get(page[0]).status_code == 200
    assert client(here.caseworker).get(page[0]).status_code == 404
    back = other.send(page[0], agrees="no")
    assert back.status_code == 422
    assert other.send(page[0], agrees="yes", word="ভালো").status_code == 303
    assert other.get(page[0]).status_code == 404
    agreed = browser.get(send).text
    assert "has agreed. It can be done now, once." in agreed and "ভালো" in agreed and "Send the referral" in agreed
    assert browser.send(send, agrees="before").status_code == 303
    session.expire_all()
    assert session.get_one(Referral, referral.id).state is State.SENT
    assert "a second person had agreed" in browser.get(f"/referrals/{referral.id}").text


def test_alone_the_page_says_so(client: Sit, session: Session, here: Stage) -> None:
    eyes(here, "send")
    referral = here.draft()
    session.commit()
    browser, send = client(here.caseworker), f"/referrals/{referral.id}/send"
    assert "nobody else who could" in browser.get(send).text
    assert browser.send(send, agrees="before").status_code == 303
    assert "there was no second person to agree" in browser.get(f"/referrals/{referral.id}").text


def test_closing_as_unmet_asks_first(client: Sit, session: Session, here: Stage) -> None:
    eyes(here, "unmet")
    referral, supervisor = here.sent(), supervisor_of(here)
    answering.decline(session, here.provider, referral, reason="full")
    session.commit()
    browser, close = client(here.caseworker), f"/referrals/{referral.id}/close"
    assert browser.send(close, **UNMET).status_code == 303
    row = session.scalars(select(Approval)).one()
    page = client(supervisor).get(f"/second/{row.id}").text
    assert "not met" in page.lower()
    client(supervisor).send(f"/second/{row.id}", agrees="yes")
    assert browser.send(close, **UNMET).status_code == 303
    session.expire_all()
    assert session.get_one(Referral, referral.id).state is State.CLOSED


def test_recording_as_unmet_asks_first(client: Sit, session: Session, here: Stage) -> None:
    eyes(here, "unmet")
    referral, supervisor = here.sent(), supervisor_of(here)
    answering.decline(session, here.provider, referral, reason="full")
    session.commit()
    browser, unmet = client(here.caseworker), f"/needs/{here.need.id}/unmet"
    assert "a second person agree first" in browser.get(unmet).text
    assert browser.send(unmet, reason="all_declined").status_code == 303
    row = session.scalars(select(Approval)).one()
    client(supervisor).send(f"/second/{row.id}", agrees="no", word="আরেকবার খুঁজুন")
    assert "আরেকবার খুঁজুন" in browser.get(unmet).text
    assert browser.send(unmet, reason="all_declined").status_code == 303
    session.expire_all()
    fresh = session.scalars(select(Approval).where(Approval.answered_at.is_(None))).one()
    client(supervisor).send(f"/second/{fresh.id}", agrees="yes")
    assert browser.send(unmet, reason="all_declined").status_code == 303
    session.expire_all()
    assert here.need.closed_at is not None


def test_the_backbone_says_which_kinds_ask_for_it(client: Sit, session: Session, make: Make) -> None:
    backbone = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    session.commit()
    browser, page = client(backbone), "/agenda/kinds/credit"
    shown = browser.get(page).text
    typed = dict(re.findall(r'name="(name_bn|name_en|answer_working_days|seen)"[^>]*value="([^"]*)"', shown))
    kind = session.get_one(Kind, "credit")
    first, *needs = [pair.need_code for pair in kind.needs]
    typed |= {"outcome": kind.sub_outcome_code or kind.outcome_code, "first_need": first}
    sent = browser.send(page, **typed, needs=needs, second_eyes=["override", "unmet"])
    assert sent.status_code == 303, sent.text
    session.expire_all()
    assert session.get_one(Kind, "credit").second_eyes == ["override", "unmet"]
    assert browser.get(page).text.count("checked") >= 2
