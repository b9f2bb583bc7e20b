"""`setu run`: the pages and the clock, started together and stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType

import click

from referral.cli.opening import opened
from referral.cli.starting import load_if_empty, show
from referral.i18n import compile_translations
from referral.migrating import ROOT, prepare

BIND = "127.0.0.1:8000"
COMMANDS = (
    [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"],
    [sys.executable, "-m", "referral.cli", "clock"],
)


@click.command()
def run() -> None:
    """Start everything; Ctrl-C ends it and leaves nothing running."""
    bind = os.environ.get("SETU_BIND", BIND)
    _check_free(bind)
    chosen, database = opened()
    compile_translations()
    prepare(database)
    accounts = load_if_empty(database) if chosen.demo else []
    database.engine.dispose()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    click.echo(f"Setu: http://{bind}")
    if accounts:
        click.echo("An invented consortium: all names and figures are made up. Sign in as:")
        show(accounts)
    click.echo("Ctrl-C stops it.")
    sys.exit(_together(*COMMANDS))


def _check_free(bind: str) -> None:
    host, _, port = bind.rpartition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except (OSError, ValueError) as error:
            hint = "Another Setu may be running; SETU_BIND=127.0.0.1:8001 takes another port."
            raise click.ClickException(f"{bind} can't be used ({error}). {hint}") from error


def _together(*commands: list[str]) -> int:
    """Run until one of them ends or a signal comes, then end them all; the status of the one that ended first."""
    children = [subprocess.Popen(command, cwd=ROOT, start_new_session=True) for command in commands]  # noqa: S603 - our own
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.1)
        return next(child.returncode for child in children if child.returncode is not None)
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            child.terminate()
        for child in children:
            with suppress(KeyboardInterrupt):
                child.wait()


def _stop(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
