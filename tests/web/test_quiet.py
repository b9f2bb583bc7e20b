"""Nothing of what is typed or looked at stands in a log; nothing typed is lost to a neighbour; a new user begins anew."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from referral import disclosing
from referral.loop import needs, sending
from referral.people import accounts
from referral.states import Role
from tests.make import Make
from tests.web.conftest import Client
from tests.web.test_shell import PASSWORD, sign_in, token

Sit = Callable[..., Client]


def broken(*_: object) -> None:
    raise RuntimeError("Kaniz Fatema, 01712345678")


def test_what_breaks_after_a_page_is_made_is_logged_without_address_and_text(
    app: Flask, client: Sit, make: Make, session: Session, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caseworker = make.user(Role.CASEWORKER)
    worker = make.worker(caseworker)
    session.commit()
    browser = client(caseworker)
    monkeypatch.setattr(disclosing, "unrecorded", broken)
    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    with caplog.at_level(logging.DEBUG), capture_logs() as lines:
        assert browser.get(f"/workers/{worker.id}").status_code == 500
    written = str(lines) + caplog.text
    assert "RuntimeError" in written
    assert not [word for word in ("Kaniz", "1712345678", str(worker.id)) if word in written]


def test_a_form_that_another_has_left_open_in_this_browser_is_void(app: Flask, make: Make, session: Session) -> None:
    names = ("first@setu.example", "second@setu.example")
    for name in names:
        make.user(Role.CASEWORKER, e_mail=name, password=accounts.HASHER.hash(PASSWORD))
    session.commit()
    browser = app.test_client()
    assert isinstance(browser, Client)
    assert sign_in(browser, e_mail=names[0]).status_code == 303
    old = {"csrf_token": token(browser.get("/account").text), "language": "en"}
    browser.send("/sign-out")
    assert sign_in(browser, e_mail=names[1]).status_code == 303
    assert browser.post("/account/language", data=old).status_code == 400


def test_a_form_left_open_holds_where_the_same_one_signs_in_again(app: Flask, make: Make, session: Session) -> None:
    user = make.user(Role.CASEWORKER, e_mail="rashida@setu.example", password=accounts.HASHER.hash(PASSWORD))
    session.commit()
    browser = app.test_client()
    assert isinstance(browser, Client)
    assert sign_in(browser).status_code == 303
    old = {"csrf_token": token(browser.get("/account").text), "language": "en"}
    accounts.end_all(session, user)
    session.commit()
    assert sign_in(browser).status_code == 303
    assert browser.post("/account/language", data=old).status_code == 303


def test_words_for_a_referral_that_somebody_else_has_sent_are_still_there(
    client: Sit, make: Make, session: Session
) -> None:
    caseworker, provider = make.user(Role.CASEWORKER), make.user(Role.PROVIDER)
    service = make.service(provider.organization)
    need = needs.open_need(session, caseworker, make.worker(caseworker), "learn_skill")
    make.consent(need, service)
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    sending.send(session, caseworker, referral)
    session.commit()
    late = client(caseworker).send(
        f"/referrals/{referral.id}/send", agrees="before", text="She likes mornings", seen="1"
    )
    assert late.status_code == 422
    assert "She likes mornings" in late.text
