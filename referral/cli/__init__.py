"""The command line `setu`, one module a group of commands."""

import click

from referral.cli.assigning import cohort
from referral.cli.bringing import bring
from referral.cli.clock import clock
from referral.cli.fitting import match
from referral.cli.learning import learn
from referral.cli.rostering import workers
from referral.cli.running import run
from referral.cli.searching import search
from referral.cli.starting import demo, init
from referral.cli.telling_apart import same_person


@click.group()
def main() -> None:
    """Setu: the shared referral system for women garment workers."""


for command in (run, clock, init, demo, bring, search, match, cohort, learn, same_person):
    main.add_command(command)
bring.add_command(workers)
