"""`setu init` and `setu demo`: a consortium with its backbone, or an invented one to try things on."""

import click
from sqlalchemy import func, select

from referral import demo as invented
from referral.cli.opening import opened
from referral.db import Database
from referral.demo import Account
from referral.i18n.dates import today
from referral.migrating import prepare
from referral.models import User
from referral.people.organizations import set_up

SEED = 2041


@click.command()
@click.option("--name-en", prompt="Name of the backbone organisation (English)")
@click.option("--name-bn", prompt="Name of the backbone organisation (Bengali)")
@click.option("--person", prompt="Name of its first user")
@click.option("--e-mail", prompt="E-mail of its first user")
def init(name_en: str, name_bn: str, person: str, e_mail: str) -> None:
    """Make a consortium with its backbone, and print the one-time link of its first user."""
    _, database = opened()
    prepare(database)
    if not _empty(database):
        raise click.ClickException("There is a consortium in this database already.")
    with database.session() as session:
        token = set_up(session, name_en=name_en, name_bn=name_bn, person=person, e_mail=e_mail)
        session.commit()
    click.echo(f"Open within 7 days to choose a password: /welcome/{token}")


@click.command()
def demo() -> None:
    """Fill an empty database with an invented consortium."""
    _, database = opened()
    prepare(database)
    if not _empty(database):
        raise click.ClickException("The database is not empty.")
    show(load(database))


def load_if_empty(database: Database) -> list[Account]:
    """The demo accounts, the consortium loaded where there was none."""
    return load(database) if _empty(database) else invented.accounts()


def load(database: Database) -> list[Account]:
    """The invented consortium, stored whole or not at all."""
    with database.session() as session:
        accounts = invented.load(session, seed=SEED, today=today())
        session.commit()
    return accounts


def show(accounts: list[Account]) -> None:
    """One line for each role."""
    for account in accounts:
        click.echo(f"  {account.e_mail:<34} {account.password:<22} {account.role}, {account.organization}")


def _empty(database: Database) -> bool:
    with database.session(writes=False) as session:
        return session.scalar(select(func.count()).select_from(User)) == 0
