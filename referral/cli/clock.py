"""`setu clock`: what falls due by itself, and what is owed to be sent."""

import signal
import time
from types import FrameType

import click

from catalog.base import now
from referral.cli.opening import opened
from referral.db import Database
from referral.loop.clock import sweep
from referral.telling.outbox import send_owed

EVERY_SECONDS = 20


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def clock(once: bool) -> None:
    """Do what falls due; any number of these may run at the same time."""
    _, database = opened()
    if once:
        click.echo(_round(database))
        return
    signal.signal(signal.SIGTERM, _end)
    try:
        while True:
            _round(database)
            time.sleep(EVERY_SECONDS)
    except KeyboardInterrupt:
        pass


def _round(database: Database) -> str:
    counts = sweep(database.session, now())
    sent = send_owed(database.session, now())
    return ", ".join(f"{name} {count}" for name, count in {**counts, "sent": sent}.items())


def _end(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
