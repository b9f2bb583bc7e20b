"""Pages in tests: the application over the test's own database, and clients that sit there as somebody."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient

from referral.app import create_app
from referral.config import Settings
from referral.db import Database
from referral.models import User
from referral.web.edge import DATABASE
from tests.conftest import UndoneDatabase
from tests.sitting import sit_down

SETTINGS = Settings(
    database_url="", secret="a secret of tests, which is long enough", keys=(Fernet.generate_key().decode(),),
    fingerprint_key="a key", idle=timedelta(hours=1),
)  # fmt: skip


class Client(FlaskClient):
    """A browser of the test; `send` posts a form as a page would, with its keys."""

    def send(self, path: str, key: str | None = None, **values: object):  # type: ignore[no-untyped-def]
        page = self.get("/account").get_data(as_text=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        fresh = re.search(r'name="request_key" value="([^"]+)"', page)
        assert token and fresh
        return self.post(path, data={"csrf_token": token[1], "request_key": key or fresh[1], **values})


@pytest.fixture(scope="session")
def made(stored: Database) -> Flask:
    """The application, made once: its addresses take longer to set up than most tests to run."""
    made = create_app(SETTINGS, stored)
    made.test_client_class = Client
    made.testing = True
    return made


@pytest.fixture
def app(made: Flask, database: UndoneDatabase) -> Flask:
    """The application over the test's database."""
    made.extensions[DATABASE] = database
    return made


@pytest.fixture
def client(app: Flask, database: UndoneDatabase) -> Callable[..., Client]:
    """`client(user)` is a browser in which that user is signed in; `client()` one of nobody."""

    def sit(user: User | None = None, language: str = "en") -> Client:
        browser = app.test_client()
        assert isinstance(browser, Client)
        sit_down(browser, database, user.id if user else None, language)
        return browser

    return sit
