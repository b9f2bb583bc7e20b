"""Migrations make the same database as the models, and keep events from being changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

import referral.models  # noqa: F401 - all tables
from catalog.base import Base
from referral.db import Database
from referral.migrating import prepare
from tests.conftest import KEYRING
from tests.databases import DIALECTS, postgresql_url, sqlite_url


@pytest.fixture(params=DIALECTS)
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database made by the migrations alone."""
    with sqlite_url(tmp_path) if request.param == "sqlite" else postgresql_url() as url:
        database = Database(url, KEYRING)
        prepare(database)
        prepare(database)
        yield database
        database.engine.dispose()


def test_migrations_equal_the_models(migrated: Database) -> None:
    with migrated.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_events_are_kept_by_the_database(migrated: Database) -> None:
    triggers = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'event_no_%'",
        "postgresql": "SELECT 2 * count(*) FROM pg_trigger WHERE tgname = 'event_stays'",
    }
    with migrated.session() as session:
        assert session.scalar(text(triggers[session.get_bind().dialect.name])) == 2
