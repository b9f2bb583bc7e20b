"""`setu clock`: what falls due by itself, and what is owed to be sent."""

import signal
import time
from collections.abc import Callable
from functools import partial
from types import FrameType

import click
import structlog
from sqlalchemy.exc import OperationalError

from catalog.base import now
from referral.cli.opening import opened
from referral.db import Database
from referral.loop.clock import sweep
from referral.loop.cohorts import runs
from referral.loop.sheets.work import work
from referral.people.forgetting import forget
from referral.telling.outbox import send_owed
from referral.web.shell.log import configure

EVERY_SECONDS = 20
SHEETS_SECONDS = 2


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def clock(once: bool) -> None:
    """Do what falls due; any number of these may run at the same time."""
    _, database = opened()
    if once:
        click.echo(", ".join(f"{name} {count}" for name, count in _round(database).items()))
        return
    configure()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        while True:
            _try(partial(_round, database))
            for _ in range(EVERY_SECONDS // SHEETS_SECONDS):
                _try(partial(_sheets, database))
                time.sleep(SHEETS_SECONDS)
    except KeyboardInterrupt:
        pass


def _try(act: Callable[[], dict[str, int]]) -> None:
    """A database that is away for a while is tried again at the next round."""
    try:
        done = act()
    except OperationalError as error:
        structlog.get_logger().warning("clock_waits", reason=type(error).__name__)
        return
    if any(done.values()):
        structlog.get_logger().info("clock", **done)


def _round(database: Database) -> dict[str, int]:
    counts = sweep(database.session, now())
    with database.session() as session:
        forgotten = forget(session, now())
        session.commit()
    return {**counts, "sent": send_owed(database.session, now()), "forgotten": forgotten, **_sheets(database)}


def _sheets(database: Database) -> dict[str, int]:
    """Long sheets and cohorts, which somebody waits for before a page."""
    return {"sheets": work(database.session, now()), "cohorts": runs.work(database.session, now())}


def _stop(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
