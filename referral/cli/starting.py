"""`setu init` and `setu demo`: a consortium with its backbone, or an invented one to try things on."""

import click
from sqlalchemy import func, select

from referral import demo as invented
from referral.cli.opening import catalog_opened, opened
from referral.db import Database
from referral.demo import Account
from referral.migrating import prepare
from referral.models import User
from referral.people.organizations import set_up
from referral.refusals import Refused


@click.command()
@click.option("--empty", is_flag=True, help="Only agenda and places: no organisation, nobody who can sign in.")
@click.option("--name-bn", help="Name of the backbone organisation in Bengali.")
@click.option("--name-en", help="Name of the backbone organisation in English.")
@click.option("--person", help="Name of its first user.")
@click.option("--e-mail", help="E-mail of its first user.")
def init(empty: bool, name_bn: str | None, name_en: str | None, person: str | None, e_mail: str | None) -> None:
    """Make a consortium with its backbone, and print the one-time link of its first user; what isn't given is asked."""
    if empty:
        _prepared_empty(catalog_opened())
        click.echo("An empty consortium is there: agenda and places, no organisation yet.")
        return
    name_bn = name_bn or click.prompt("Name of the backbone organisation in Bengali")
    name_en = name_en or click.prompt("Name of the backbone organisation in English")
    person = person or click.prompt("Name of its first user")
    e_mail = e_mail or click.prompt("E-mail of its first user")
    database = _empty_database()
    with database.session() as session:
        try:
            secret = set_up(session, name_en=name_en, name_bn=name_bn, person=person, e_mail=e_mail)
        except Refused as refused:
            raise click.ClickException(f"This can't be used ({refused.code}).") from refused
        session.commit()
    click.echo(f"Open within 7 days, behind the address of your Setu, to choose a password: /welcome/{secret}")


@click.command()
def demo() -> None:
    """Fill an empty database with an invented consortium."""
    show(invented.load(_empty_database().session))


def load_if_empty(database: Database) -> list[Account]:
    """The demo accounts; the consortium is loaded where there is none."""
    if not _empty(database):
        return invented.accounts()
    click.echo("An empty database: an invented consortium is loaded, which takes about a minute.")
    return invented.load(database.session)


def show(accounts: list[Account]) -> None:
    """One line for each thing that people do."""
    for account in accounts:
        click.echo(f"  {account.e_mail:<26} {account.password:<16} {account.role_en}, {account.organization_en}")


def _empty_database() -> Database:
    return _prepared_empty(opened()[1])


def _prepared_empty(database: Database) -> Database:
    prepare(database)
    if not _empty(database):
        raise click.ClickException("There is a consortium in this database already.")
    return database


def _empty(database: Database) -> bool:
    with database.session(writes=False) as session:
        return session.scalar(select(func.count()).select_from(User)) == 0
