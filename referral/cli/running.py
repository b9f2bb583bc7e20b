"""`setu run`: the web and the clock, started together and stopped together."""

import os
import signal
import subprocess
import sys
import time

import click

from referral.cli.opening import opened
from referral.cli.starting import load_if_empty, show
from referral.i18n import compile_translations
from referral.migrating import ROOT, prepare

BIND = "127.0.0.1:8000"


@click.command()
def run() -> None:
    """Start everything; Ctrl-C ends it and leaves nothing behind."""
    chosen, database = opened()
    compile_translations()
    prepare(database)
    accounts = load_if_empty(database) if chosen.demo else []
    database.engine.dispose()
    click.echo(f"Setu: http://{os.environ.get('SETU_BIND', BIND)}")
    if accounts:
        click.echo("An invented consortium; all names and figures are made up. Sign in as:")
        show(accounts)
    sys.exit(
        _together(
            [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"],
            [sys.executable, "-m", "referral.cli", "clock"],
        )
    )


def _together(*commands: list[str]) -> int:
    """Run until one of them ends or a signal comes, then end them all; the status of the one that ended first."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    children = [subprocess.Popen(command, cwd=ROOT, start_new_session=True) for command in commands]  # noqa: S603 - our own
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.2)
        return next(child.returncode for child in children if child.returncode is not None)
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            if child.poll() is None:
                child.terminate()
        for child in children:
            child.wait()
