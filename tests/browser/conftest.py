"""A browser, and Setu served over a consortium of three organisations and a backbone."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy.orm import Session

from catalog.base import now
from catalog.models import Rule, RuleUse
from referral.db import Database
from referral.loop import closing, freshness, serving
from referral.loop.closing import Word
from referral.models import NeedOutcome, User
from referral.moment import today
from referral.people.accounts import HASHER
from referral.states import Resolution, Role
from tests.browser.chromium import ARGUMENTS, find_chromium, how_to_get
from tests.browser.hand import Hand
from tests.browser.serving import opened, served
from tests.databases import DIALECTS, postgresql_url, sqlite_url
from tests.loop.stage import stage
from tests.make import Make

PASSWORD = "a password of tests"
SCREENS = [("bn", "sqlite", 360), ("en", "postgresql", 1280)]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; where there is none, CI fails and a person is told how to get it."""
    program = find_chromium()
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no browser: {how_to_get()}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Place:
    """Where the pages are, in which language and width they are looked at, and who can sign in."""

    address: str
    language: str
    width: int
    browser: Browser
    database: Database | None = None

    def hand(self, e_mail: str, password: str = PASSWORD) -> Hand:
        """Somebody who has signed in, in a browser of her own."""
        context = self.browser.new_context(viewport={"width": self.width, "height": 780 if self.width < 600 else 900})
        hand = Hand(context.new_page(), self.address, self.language)
        hand.open("/sign-in")
        hand.fill(e_mail=e_mail, password=password)
        hand.press("Sign in")
        return hand


@pytest.fixture(scope="module", params=SCREENS, ids=lambda one: "-".join(map(str, one)))
def place(
    request: pytest.FixtureRequest, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """The consortium on one database, seen in one language on one screen."""
    language, dialect, width = request.param
    if dialect not in DIALECTS:
        pytest.skip(f"not asked for: {dialect}")
    with ExitStack() as stack:
        folder: Path = tmp_path_factory.mktemp("browser")
        url = stack.enter_context(sqlite_url(folder) if dialect == "sqlite" else postgresql_url())
        database = opened(url)
        found(database)
        yield Place(stack.enter_context(served(url)), language, width, chromium, database)
        leave(chromium)
        database.engine.dispose()


def leave(browser: Browser) -> None:
    """Nobody stays at a page: one that looks again by itself would go on doing so beside all later tests."""
    for context in browser.contexts:
        context.close()


def found(database: Database) -> None:
    """Organisations A, B and C with their people, a service of B with one batch, three of C, and the backbone.

    One of C's asks what another gives; one is to be confirmed.
    """
    with database.session() as session:
        make = Make(session)
        a, b, c = (make.organization(f"Organisation {name}") for name in "ABC")
        backbone = make.organization("The backbone", backbone=True)
        user(make, "caseworker@a.example", Role.CASEWORKER, organization=a)
        user(make, "provider@b.example", Role.PROVIDER, organization=b, phone="+8801811111111")
        user(make, "stranger@c.example", Role.CASEWORKER, Role.PROVIDER, Role.SUPERVISOR, organization=c)
        user(make, "admin@b.example", Role.ADMIN, organization=b)
        user(make, "backbone@o.example", Role.BACKBONE, organization=backbone)
        service = make.service(b, documents=["nid"], name_bn="তিন মেশিনে সেলাই", name_en="Sewing on three machines")
        make.intake(service, seats=5)
        schooled = Rule(use=RuleUse.MUST, fact="schooling", test="range", value={"min": "class_5"})
        make.service(c, "job_placement", rules=[schooled], name_bn="অফিসে চাকরি", name_en="Jobs in offices")
        make.service(c, "business_support", gives=["class_5"], name_bn="পড়া ও হিসাব", name_en="Reading and counting")
        make.service(c, "credit", confirmed_on=today(session) - timedelta(days=85))
        for days_ago in (*[0] * 10, 35, 66):
            session.info["now"] = now() - timedelta(days=days_ago)
            closed(session, make)
        session.commit()
    freshness.remind(database.session, now())


def closed(session: Session, make: Make) -> None:
    """A referral between others, closed well: counts of fewer than ten are hidden, and what gives them away with them."""
    here = stage(session, make)
    referral, day = here.in_service(), today(session)
    done, said = Resolution.COMPLETED, {"result": "passed_certified"}
    serving.complete(session, here.provider, referral, resolution=done, completion=said, on=day)
    word = Word(outcome=NeedOutcome.MET, said_by="worker_phone", next_step="none")
    closing.close(session, here.caseworker, referral, word)


def user(make: Make, e_mail: str, *roles: Role, **values: Any) -> User:
    """A user who can sign in."""
    return make.user(*roles, e_mail=e_mail, password=HASHER.hash(PASSWORD), **values)
