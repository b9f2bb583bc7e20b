"""The page behind a one-time link, without an account; and an answer that a caseworker writes down."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.models import Organization
from referral.loop import closing
from referral.models import LinkOpening, Referral
from referral.moment import now, today
from referral.people.accounts import GUESSES
from referral.states import Role, State
from tests.loop.stage import Stage, stage
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    found = stage(session, make)
    found.provider.ended_at = now(session)
    found.provider.organization.by_link = True
    session.commit()
    return found


@pytest.fixture
def path(client: Sit, session: Session, here: Stage) -> str:
    """Where the link of a referral that was sent leads."""
    referral = here.sent()
    session.commit()
    browser = client(here.caseworker)
    assert "This partner does not sign in" in browser.get(f"/referrals/{referral.id}").text
    page = browser.send(f"/referrals/{referral.id}/link").text
    found = re.search(r"http://[^/]+(/answer/[\w-]{20,})", page)
    assert found and referral.code in page
    return found[1]


def referral_of(session: Session) -> Referral:
    session.expire_all()
    return session.scalars(select(Referral)).one()


def post(browser: Client, path: str, **values: Any) -> Any:
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(path.rsplit("/", 1)[0]).text)
    return browser.post(path, data={"csrf_token": token[1] if token else "", **values})


def openings(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(LinkOpening))


def test_the_link_is_opened_confirmed_answered_once(client: Sit, session: Session, here: Stage, path: str) -> None:
    browser = client()
    page = browser.get(path)
    assert page.status_code == 200 and str(here.worker.name_en) in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer" and page.headers["Cache-Control"] == "no-store"
    assert browser.get(path).status_code == 200 and openings(session) == 2
    day = (today(session) + timedelta(days=3)).isoformat()
    asked = post(browser, f"{path}/accept", starts_on=day)
    assert "Is this your answer?" in asked.text and referral_of(session).state is State.SENT
    sent = post(browser, f"{path}/accept", starts_on=day, sure="yes")
    assert sent.status_code == 200 and "Your answer is stored" in sent.text
    assert referral_of(session).state is State.ACCEPTED
    after = browser.get(path)
    assert "answered already" in after.text and str(here.worker.name_en) not in after.text
    again = browser.post(f"{path}/decline", data={"csrf_token": token_of(browser), "reason": "full", "sure": "yes"})
    assert "answered already" in again.text and referral_of(session).state is State.ACCEPTED


def token_of(browser: Client) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)
    assert found
    return found[1]


def test_a_mistake_is_told_and_nothing_is_used_up(client: Sit, session: Session, here: Stage, path: str) -> None:
    browser = client()
    wrong = post(browser, f"{path}/decline", reason="nonsense", sure="yes")
    assert wrong.status_code == 422
    past = (today(session) - timedelta(days=3)).isoformat()
    assert post(browser, f"{path}/accept", starts_on=past, sure="yes").status_code == 422
    assert referral_of(session).state is State.SENT
    assert "What is your answer?" in browser.get(path).text


def test_it_ends_with_her_consent(client: Sit, session: Session, here: Stage, path: str) -> None:
    closing.withdraw(session, here.caseworker, referral_of(session), reason="changed_mind")
    session.commit()
    page = client().get(path)
    assert "This link has ended" in page.text and str(here.worker.name_en) not in page.text
    assert openings(session) == 0


def test_who_guesses_waits(client: Sit, session: Session, here: Stage, path: str) -> None:
    browser = client()
    for number in range(GUESSES):
        assert browser.get(f"/answer/guess{number}").status_code == 404
    assert browser.get("/answer/guess").status_code == 409
    assert browser.get(path).status_code == 409


def test_an_answer_by_phone_is_written_down(client: Sit, session: Session, here: Stage) -> None:
    referral = here.sent()
    session.commit()
    browser, told = client(here.caseworker), f"/referrals/{referral.id}/told"
    assert browser.get(told).status_code == 200
    wrong = browser.send(f"{told}/decline", reason="full", how="phone", told_on=today(session).isoformat())
    assert wrong.status_code == 422 and "Who told you?" in wrong.text
    given = {"how": "phone", "said_by": "Dr. Salma", "told_on": today(session).isoformat()}
    assert browser.send(f"{told}/decline", reason="full", **given).status_code == 303
    page = browser.get(f"/referrals/{referral.id}").text
    assert "told by phone, written down by the caseworker" in page and "Dr. Salma" in page
    assert browser.get(told).status_code == 404


def test_the_backbone_marks_who_does_not_sign_in(client: Sit, session: Session, make: Make) -> None:
    backbone = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    partner = make.organization("Hospital")
    session.commit()
    given = {"name_bn": "হাসপাতাল", "name_en": "Hospital", "agreement_from": "2026-01-01", "by_link": "yes"}
    assert client(backbone).send(f"/organizations/{partner.id}", **given).status_code == 303
    session.expire_all()
    assert session.get_one(Organization, partner.id).by_link
