"""The code of conduct before anything else, and the page of what a partner still lacks."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from referral.models import User
from referral.states import Role
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]


def test_nothing_opens_before_the_code_is_accepted(client: Sit, session: Session, make: Make) -> None:
    user = make.user(Role.CASEWORKER, code_version=1)
    session.commit()
    browser = client(user)
    sent = browser.get("/workers")
    assert sent.status_code == 303 and sent.headers["Location"] == "/code?next=/workers"
    page = browser.get("/code?next=/workers").text
    assert "I take no money and no favour." in page and 'value="/workers"' in page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    wrong = browser.post("/code", data={"csrf_token": token, "next": "/workers"})
    assert wrong.status_code == 422
    well = browser.post("/code", data={"csrf_token": token, "next": "/workers", "conduct": "yes"})
    assert well.headers["Location"] == "/workers"
    assert browser.get("/workers").status_code == 200
    assert "Begin" not in browser.get("/code").text


def test_a_form_that_meets_the_code_is_kept(client: Sit, session: Session, make: Make) -> None:
    user = make.user(Role.CASEWORKER)
    session.commit()
    browser = client(user)
    page = browser.get("/workers/new").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    session.get_one(User, user.id).code_version = 1
    session.commit()
    sent = browser.post("/workers/new", data={"csrf_token": token, "name_en": "Rina"})
    assert sent.status_code == 303 and "/code?next=/kept/" in sent.headers["Location"].replace("%2F", "/")
    kept = sent.headers["Location"].split("next=")[1].replace("%2F", "/")
    browser.post("/code", data={"csrf_token": token, "next": kept, "conduct": "yes"})
    assert "Rina" in browser.get(kept).text


def test_an_administrator_sees_what_is_missing(client: Sit, session: Session, make: Make) -> None:
    admin = make.user(Role.ADMIN)
    provider = make.user(Role.PROVIDER, organization=admin.organization)
    service = make.service(admin.organization, answer_working_days=3)
    session.commit()
    browser = client(admin)
    page = browser.get("/joining").text
    assert "Still missing" in page and "nobody is named" in page and "answers within 3 working days" in page
    assert browser.send(f"/users/services/{service.id}", focal=[str(provider.id)]).status_code == 303
    assert browser.send("/joining/times").status_code == 303
    assert "Nothing is missing" in browser.get("/joining").text
    backbone = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    session.commit()
    assert "Nothing is missing" in client(backbone).get(f"/organizations/{admin.organization_id}").text
