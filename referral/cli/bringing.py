"""`setu import services FILE`: a sheet shown cell by cell, and stored when that is said."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from catalog.tables.bring import UNREADABLE, Voice, read, show, status, store
from catalog.tables.preview import Progress, untold
from referral.cli.opening import catalog_opened
from referral.i18n.dates import today
from referral.loop.offering import locked_taken
from referral.migrating import prepare

LONG = 500


@click.group("import")
def bring() -> None:
    """Bring data in from files."""


@bring.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--accept", is_flag=True, help="Store the good rows without asking.")
@click.option("--language", type=click.Choice(["bn", "en"]), default="en", show_default=True)
@click.pass_context
def services(context: click.Context, file: Path, accept: bool, language: str) -> None:
    """Read a sheet of services of one or many organisations: CSV or XLSX, in English or Bengali, old fonts too.

    The preview shows what is new, changed and wrong, cell by cell; what is wrong is told on standard error. Exit
    status: 0 all rows are well, 1 some are wrong (the good ones are stored), 2 nothing could be read.
    """
    database = catalog_opened()
    prepare(database)
    voice = Voice(click.echo, partial(click.echo, err=True), language)
    reading = read(file, voice)
    if reading is None:
        context.exit(UNREADABLE)
    with database.session() as session:
        given = partial(locked_taken, session)
        with _progress(reading.size, "read") as progress:
            sheet = show(session, reading, voice, today(), given=given, progress=progress)
        ended = status(sheet)
        if ended == UNREADABLE:
            context.exit(ended)
        if not accept:
            session.rollback()
            if not _yes():
                click.echo(voice.say("not_stored"))
                context.exit(ended)
        with _progress(reading.size, "stored") as progress:
            ended = store(session, sheet, voice, progress)
        session.commit()
    context.exit(ended)


def _yes() -> bool:
    return sys.stdin.isatty() and click.confirm("Store the good rows?", default=False)


@contextmanager
def _progress(rows: int, label: str) -> Iterator[Progress]:
    """A bar on a terminal while many rows are read or stored; nothing where a program listens."""
    if rows < LONG or not sys.stderr.isatty():
        yield untold
        return
    with click.progressbar(length=rows, label=label, file=sys.stderr) as bar:
        yield lambda done: bar.update(min(done, rows) - bar.pos)
