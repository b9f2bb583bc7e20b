"""Her records of two organisations linked over the pages: a hint, her consent, the other side's answer, the end of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.models import LinkQuestion, Worker
from referral.people import workers
from referral.states import Role
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]
HER: dict[str, Any] = {"name_bn": "রহিমা খাতুন", "guardian_name": "আবদুল হক", "birth_year": 1990}
TYPED = {"name_en": "Rohima Khatun", "guardian_name": "Abdul Hoque", "birth_year": "1990", "phone": "01712345678"}
SAYS = {
    "en": ("She may already be known to another organisation", "Another organisation asks", "Linked with her record"),
    "bn": ("অন্য কোনো সংস্থা হয়তো তাঁকে আগে থেকেই চেনে", "অন্য একটি সংস্থা জানতে চায়", "অন্য সংস্থায় তাঁর রেকর্ডের"),
}


@pytest.mark.parametrize("language", SAYS)
def test_asked_with_her_consent_linked_and_ended(client: Sit, make: Make, session: Session, language: str) -> None:
    firms = [make.organization(name, name_bn=name) for name in ("Asking House", "Asked House")]
    here, there = (make.user(Role.CASEWORKER, organization=firm, language=language) for firm in firms)
    theirs = workers.new_worker(session, there, HER)
    make.need(theirs)
    session.commit()
    ours, other = client(here, language), client(there, language)
    hint, asks, linked = SAYS[language]
    saved = ours.send("/workers/new", **TYPED)
    assert saved.status_code == 303, "another organisation's record is not told of before she is written down"
    address = saved.headers["Location"]
    page = ours.get(address).get_data(as_text=True)
    assert hint in page and "Asked House" not in page and str(theirs.id) not in page and str(theirs.code) not in page
    wish = ours.get(address + "/elsewhere").get_data(as_text=True)
    assert "Asked House" not in wish and "checked" not in wish
    assert ours.send(address + "/elsewhere/ask", given_by="spoken", parts="birth").status_code == 422
    assert ours.send(address + "/elsewhere/ask", given_by="spoken", parts=["name", "birth"]).status_code == 303
    assert hint not in ours.get(address).get_data(as_text=True)
    today = other.get("/today").get_data(as_text=True)
    assert asks in today
    question = "/asked/" + re.findall(r'href="/asked/([^"]+)"', today)[0]
    seen = other.get(question).get_data(as_text=True)
    assert "Rohima Khatun" in seen and "Abdul Hoque" not in seen and "712345678" not in seen.replace("-", "")
    assert "Asking House" not in seen and theirs.code in seen
    assert ours.get(question).status_code == 404
    assert other.send(question).status_code == 422
    assert other.send(question, answer="yes").status_code == 303
    assert linked in ours.get(address).get_data(as_text=True)
    both = ((ours, address, "Asked House"), (other, f"/workers/{theirs.id}", "Asking House"))
    for browser, path, firm in both:
        assert firm in browser.get(path + "/elsewhere").get_data(as_text=True)
    ends = re.findall(r'action="([^"]+/end)"', ours.get(address + "/elsewhere").get_data(as_text=True))[0]
    assert ours.send(ends).status_code == 303
    for browser, path, _ in both:
        assert linked not in browser.get(path).get_data(as_text=True)
    assert "Asking House" not in other.get(f"/workers/{theirs.id}/elsewhere").get_data(as_text=True)
    assert ours.send(ends.replace("/end", "/restore")).status_code == 303
    assert linked in other.get(f"/workers/{theirs.id}").get_data(as_text=True)


def test_a_look_by_hand_is_counted_and_says_no_more(client: Sit, make: Make, session: Session) -> None:
    here, there = make.user(Role.CASEWORKER), make.user(Role.CASEWORKER)
    worker = workers.new_worker(session, here, HER)
    session.commit()
    browser, path = client(here), f"/workers/{worker.id}/elsewhere"
    assert "No other organisation was found" in _said(browser.send(path + "/look"), browser)
    for number in range(30):
        row = session.get_one(Worker, worker.id)
        row.nickname = f"ক {number}"
        session.commit()
        answer = browser.send(path + "/look")
    assert "You have looked for many women today" in _said(answer, browser)
    assert client(there).send(path + "/look").status_code == 404
    assert session.scalars(select(LinkQuestion)).all() == []


def _said(answer: Any, browser: Client) -> str:
    text: str = browser.get(answer.headers["Location"]).get_data(as_text=True)
    return text
