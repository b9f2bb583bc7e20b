"""`setu run`: the pages and the clock, started together and stopped together."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from types import FrameType

import click

from referral.cli.clock import clock
from referral.cli.opening import opened
from referral.cli.starting import load_if_empty, show
from referral.i18n import compile_translations
from referral.migrating import ROOT, prepare

BIND = "127.0.0.1:8000"


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
    sys.exit(_together(_pages, _clock))


def _check_free(bind: str) -> None:
    host, _, port = bind.rpartition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except (OSError, ValueError) as error:
            hint = "Another Setu may be running; SETU_BIND=127.0.0.1:8001 takes another port."
            raise click.ClickException(f"{bind} can't be used ({error}). {hint}") from error


def _together(*acts: Callable[[], None]) -> int:
    """Run until one of them ends or a signal comes, then end them all; the status of the one that ended first.

    They are forked from this process, so that what it has loaded need not be loaded again.
    """
    children = [get_context("fork").Process(target=_alone, args=(act,)) for act in acts]
    for child in children:
        child.start()
    try:
        while all(child.is_alive() for child in children):
            time.sleep(0.1)
        return next(child.exitcode or 0 for child in children if not child.is_alive())
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            child.terminate()
        for child in children:
            with suppress(KeyboardInterrupt):
                child.join()


def _alone(act: Callable[[], None]) -> None:
    """Away from the terminal, whose Ctrl-C is for the parent, and with signals as a new process has them."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.chdir(ROOT)
    act()


def _pages() -> None:
    from gunicorn.app.wsgiapp import run as serve

    sys.argv = ["gunicorn", "-c", "gunicorn.conf.py"]
    serve()


def _clock() -> None:
    clock.main([], standalone_mode=False)


def _stop(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
