"""`setu import services FILE`: a sheet shown cell by cell, and stored when that is said."""

import sys
from functools import partial
from pathlib import Path

import click

from catalog.tables.bring import UNREADABLE, bring_services
from referral.cli.opening import catalog_opened
from referral.i18n.dates import today
from referral.loop.offering import locked_taken
from referral.migrating import prepare


@click.group("import")
def bring() -> None:
    """Bring data in from files."""


@bring.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--accept", is_flag=True, help="Store the good rows without asking.")
@click.option("--language", type=click.Choice(["bn", "en"]), default="en", show_default=True)
@click.pass_context
def services(context: click.Context, file: Path, accept: bool, language: str) -> None:
    """Read a sheet of services of one or many organisations.

    The preview shows what is new, changed and wrong, cell by cell. Exit status: 0 all rows are well, 1 some are
    wrong (the good ones are stored), 2 nothing could be read.
    """
    database = catalog_opened()
    prepare(database)
    with database.session() as session:
        given = partial(locked_taken, session)
        bring_it = partial(bring_services, session, file, out=click.echo, language=language, today=today(), given=given)
        status = bring_it(store=False)
        if status == UNREADABLE or not (accept or _yes()):
            context.exit(status)
        session.rollback()
        status = bring_it(store=True)
        session.commit()
    context.exit(status)


def _yes() -> bool:
    return sys.stdin.isatty() and click.confirm("Store the good rows?", default=False)
