"""`setu learn`: the chance of completing learned anew from what has ended; in use where it helps, else off with the reason."""

import click

from referral.cli.opening import catalog_opened
from referral.learning.keeping import keep, train
from referral.migrating import prepare
from referral.web.words.card import sentences

OFF = 1


@click.command()
@click.option("--dry-run", is_flag=True, help="Tell what would come of it; keep nothing.")
@click.pass_context
def learn(context: click.Context, dry_run: bool) -> None:
    """Learn from ended referrals how likely one is to be completed, and tell the model's card.

    Exit status: 0 the new model is in use, 1 it is off, for the reason told. The newest model counts.
    """
    database = catalog_opened()
    prepare(database)
    with database.session(writes=False) as session:
        learned = train(session)
    with database.session() as session:
        row = keep(session, learned)
        session.flush()
        for sentence in sentences(row):
            click.echo(sentence)
        if dry_run:
            session.rollback()
        else:
            session.commit()
    context.exit(0 if learned.why_off is None else OFF)
