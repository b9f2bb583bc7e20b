"""The database brought to the newest migration, and what every database holds from the start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from catalog.kinds import sync
from referral.db import Database

ROOT = Path(__file__).parents[1]


def upgrade(engine: Engine, revision: str = "head") -> None:
    """All migrations up to this one, in order; nothing where there is nothing to do."""
    with engine.connect() as connection:
        config = Config(ROOT / "alembic.ini")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def prepare(database: Database) -> None:
    """A database that pages can work with: newest tables, the agenda as the files say it."""
    upgrade(database.engine)
    with database.session() as session:
        sync(session)
        session.commit()
