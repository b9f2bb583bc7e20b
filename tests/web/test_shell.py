"""The shell around all pages: signing in and out, forms once, kept forms, headers, errors, both languages."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.base import now
from referral.models import KeptForm, RequestKey, SignIn, SignInFailure, User
from referral.people import accounts
from referral.states import Role
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]
PASSWORD = "three words together"


@pytest.fixture(autouse=True)
def quick_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def user(make: Make, session: Session) -> User:
    made = make.user(Role.CASEWORKER, e_mail="rashida@setu.example", password=accounts.HASHER.hash(PASSWORD))
    session.commit()
    return made


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def sign_in(browser: Client, password: str = PASSWORD, e_mail: str = "Rashida@Setu.example ", to: str = "/"):  # type: ignore[no-untyped-def]
    page = browser.get("/sign-in").get_data(as_text=True)
    data = {"csrf_token": token(page), "e_mail": e_mail, "password": password, "next": to}
    return browser.post("/sign-in", data=data)


def test_signing_in_and_out(client: Sit, user: User, session: Session) -> None:
    browser = client()
    assert browser.get("/account").status_code == 303
    assert sign_in(browser, to="/account").location == "/account"
    assert browser.get("/account").status_code == 200
    out = browser.send("/sign-out")
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.get("/account").status_code == 303
    assert session.scalars(select(SignIn.ended_at)).one() is not None


@pytest.mark.parametrize(
    "to",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", "/\t/evil.example", "/\nx", "//["],
)
def test_signing_in_leads_nowhere_else(client: Sit, user: User, to: str) -> None:
    assert sign_in(client(), to=to).location == "/"
    assert client(user).get("/sign-in", query_string={"next": to}).location == "/"


def test_a_wrong_password_says_nothing_more_and_counts(client: Sit, user: User, session: Session) -> None:
    browser = client()
    for _ in range(accounts.TRIES_OF_AN_E_MAIL):
        page = sign_in(browser, "not this one")
        assert page.status_code == 422
        assert "E-mail or password is not right." in page.get_data(as_text=True)
    assert "Too many tries. Please wait 15 minutes." in sign_in(browser).get_data(as_text=True)
    assert "Too many tries" not in sign_in(browser, e_mail="another@setu.example").get_data(as_text=True)
    assert session.scalar(select(func.count()).select_from(SignInFailure)) == 12
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert sign_in(client()).status_code == 303


def test_a_session_ends_by_idleness_and_by_age(client: Sit, user: User) -> None:
    browser = client(user)
    assert browser.get("/account").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=50)):
        assert browser.get("/account").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=100)):
        assert browser.get("/account").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=170)):
        assert browser.get("/account").status_code == 303


def test_a_form_without_its_token_is_a_page_in_her_language(client: Sit, user: User) -> None:
    page = client(user, "bn").post("/account/language", data={"language": "en"})
    assert page.status_code == 400
    assert "ফর্মটি পড়া যায়নি" in page.get_data(as_text=True)


def test_the_same_form_twice_acts_once(client: Sit, user: User, session: Session) -> None:
    browser, key = client(user), uuid.uuid4().hex
    answers = [browser.send("/account/language", key=key, language=language) for language in ("en", "bn")]
    assert [answer.location for answer in answers] == ["/account", "/account"]
    session.expire_all()
    assert session.get_one(User, user.id).language == "en"
    assert session.scalar(select(func.count()).select_from(RequestKey)) == 1


def test_a_form_with_a_mistake_can_be_sent_again_with_the_same_key(client: Sit, user: User) -> None:
    browser, key = client(user), uuid.uuid4().hex
    wrong = browser.send("/account/password", key=key, old="no", password="a quite new one")
    assert wrong.status_code == 422
    right = browser.send("/account/password", key=key, old=PASSWORD, password="a quite new one")
    assert right.status_code == 303


def test_a_form_whose_session_has_ended_is_kept_for_its_owner(
    client: Sit, user: User, make: Make, session: Session
) -> None:
    browser = client(user)
    tokens = token(browser.get("/account").get_data(as_text=True))
    with session.begin_nested():
        for sitting in session.scalars(select(SignIn)):
            sitting.ended_at = now()
    session.commit()
    sent = {"csrf_token": tokens, "request_key": uuid.uuid4().hex, "language": "en", "text": "যা লিখেছিলাম"}
    gone = browser.post("/account/language", data=sent)
    assert gone.status_code == 303
    row = session.scalars(select(KeptForm)).one()
    assert "লিখেছিলাম".encode() not in row.sealed
    assert gone.location == f"/sign-in?next=/kept/{row.id}"
    page = client(user).get(f"/kept/{row.id}").get_data(as_text=True)
    assert "যা লিখেছিলাম" in page
    assert 'action="/account/language"' in page
    other = make.user(Role.CASEWORKER)
    session.commit()
    assert client(other).get(f"/kept/{row.id}").status_code == 404
    with time_machine.travel(now() + timedelta(minutes=31)):
        assert client(user).get(f"/kept/{row.id}").status_code == 404


def test_a_one_time_link_works_once(client: Sit, make: Make, session: Session, app: Flask) -> None:
    newcomer = make.user(Role.PROVIDER, e_mail="new@setu.example")
    secret = accounts.invite(session, newcomer)
    session.commit()
    browser = client()
    page = browser.get(f"/welcome/{secret}").get_data(as_text=True)
    data = {"csrf_token": token(page), "password": "short", "conduct": "yes"}
    assert "at least 10 letters" in browser.post(f"/welcome/{secret}", data=data).get_data(as_text=True)
    assert browser.post(f"/welcome/{secret}", data=data | {"password": PASSWORD}).location == "/"
    assert browser.get("/account").status_code == 200
    assert client().get(f"/welcome/{secret}").status_code == 404
    assert client().get("/welcome/nonsense").status_code == 404


@pytest.mark.parametrize("language", ["bn", "en"])
def test_every_page_is_safe_and_of_its_language(client: Sit, user: User, language: str) -> None:
    for path in ("/sign-in", "/account", "/no-such-page"):
        page = client(user if path != "/sign-in" else None, language).get(path)
        assert f'<html lang="{language}">' in page.get_data(as_text=True)
        assert "<script" not in page.get_data(as_text=True)
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "typed", ["\0", "x" * 10_000, "😀", "\ud800".encode("utf-8", "replace").decode(), "' OR 1=1 --"]
)
def test_whatever_is_typed_there_is_a_page(client: Sit, user: User, typed: str) -> None:
    page = client(user).send("/account/password", old=typed, password=typed)
    assert page.status_code == 422


def test_too_large_is_said(client: Sit, user: User) -> None:
    page = client(user).send("/account/password", old="x" * 13 * 1024 * 1024)
    assert page.status_code == 413
    assert "This is too large" in page.get_data(as_text=True)


def test_the_quick_exit_and_health(client: Sit) -> None:
    out = client().get("/out")
    assert (out.status_code, out.headers["Clear-Site-Data"]) == (303, '"cache"')
    assert client().get("/health/live").json == {"status": "live"}
    assert client().get("/health/ready").json == {"status": "ready"}


def test_files_are_kept_for_good_under_an_address_of_their_own(client: Sit) -> None:
    page = client().get("/sign-in").get_data(as_text=True)
    style = re.search(r'href="(/static/[0-9a-f]{12}/setu.css)"', page)
    assert style
    answer = client().get(style[1])
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    answer.close()
