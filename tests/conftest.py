"""What all tests share: both databases, a session that is undone after each test, and builders."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import settings
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from catalog.base import Base
from catalog.kinds import sync
from referral.db import Database
from referral.models import User
from referral.sealing import Keyring
from tests.databases import DIALECTS, postgresql_url, sqlite_url
from tests.make import Make

settings.register_profile("quick", max_examples=10)
settings.register_profile("whole", max_examples=100, print_blob=True)
settings.load_profile("whole")
LONGEST_FIRST = (
    "tests/browser/test_pages",
    "tests/demo",
    "tests/browser",
    "tests/loop/test_machine",
    "tests/web/test_walk",
)
APART = ("tests/loop/test_machine", "tests/web/test_walk")
KEYRING = Keyring([Fernet.generate_key().decode()], "a key for the fingerprints of tests")


@pytest.hookimpl(tryfirst=True)  # xdist reads the marks in a hook of its own
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a file run in one process, but the long ones of `APART`; what takes longest begins first."""
    for item in items:
        if not item.nodeid.startswith(APART):
            item.add_marker(pytest.mark.xdist_group(item.path.as_posix()))
    order = {item: _turn(item.nodeid) for item in items}
    items.sort(key=lambda item: order[item])


def _turn(nodeid: str) -> int:
    return next((turn for turn, name in enumerate(LONGEST_FIRST) if nodeid.startswith(name)), len(LONGEST_FIRST))


class UndoneDatabase(Database):
    """Sessions of one connection whose outer transaction is never committed: each test finds the same database."""

    def __init__(self, stored: Database, connection: Connection) -> None:
        self.keyring, self.engine, self.reader = stored.keyring, stored.engine, stored.reader
        self.connection = connection

    def session(self, actor: object = None, *, writes: bool = True) -> Session:
        actor_id = actor.id if isinstance(actor, User) else actor
        info = {"actor": actor_id, "keyring": self.keyring}
        return Session(self.connection, info=info, join_transaction_mode="create_savepoint")


@pytest.fixture(scope="session", params=DIALECTS)
def stored(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with all tables and the agenda in it, on each of the two systems; a test leaves it as it was."""
    with filled(request.param, tmp_path_factory.mktemp("database")) as database:
        yield database


@pytest.fixture(scope="module", params=DIALECTS)
def apart(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Another one, for the tests of a file that really commit."""
    with filled(request.param, tmp_path_factory.mktemp("apart")) as database:
        yield database


@contextmanager
def filled(dialect: str, folder: Path) -> Iterator[Database]:
    with sqlite_url(folder) if dialect == "sqlite" else postgresql_url() as url:
        database = Database(url, KEYRING)
        Base.metadata.create_all(database.engine)
        with database.session() as session:
            sync(session)
            session.commit()
        yield database
        database.engine.dispose()


@pytest.fixture
def database(stored: Database) -> Iterator[Database]:
    """The database, in which all that a test commits is undone after it."""
    with stored.engine.connect() as connection:
        transaction = connection.begin()
        yield UndoneDatabase(stored, connection)
        transaction.rollback()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session of nobody; commits are undone after the test."""
    with database.session() as session:
        yield session


@pytest.fixture
def make(session: Session) -> Make:
    """Builders: `make.user(Role.PROVIDER, organization=org)`; say only what the test is about."""
    return Make(session)
