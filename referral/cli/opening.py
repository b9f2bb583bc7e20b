"""How a command gets at its settings and database, and says what is wrong with them."""

import click

from referral.config import Settings, WrongSetting, database_url, settings
from referral.db import Database
from referral.sealing import Keyring, NoKeys


def opened() -> tuple[Settings, Database]:
    """The settings and the database that they name; a wrong setting ends the command with one sentence."""
    try:
        chosen = settings()
        keyring = Keyring(chosen.keys, chosen.fingerprint_key)
    except (WrongSetting, ValueError) as error:
        raise click.ClickException(str(error)) from error
    return chosen, Database(chosen.database_url, keyring)


def catalog_opened() -> Database:
    """The database for a command that reads or writes services alone: it needs no keys, and can't open what is sealed."""
    return Database(database_url(), NoKeys())
