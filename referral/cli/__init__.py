"""The command line: `setu run`, `setu clock`, `setu demo`, `setu init`, `setu import services FILE`."""

import click

from referral.cli.bringing import bring
from referral.cli.clock import clock
from referral.cli.running import run
from referral.cli.starting import demo, init


@click.group()
def main() -> None:
    """Setu: the shared referral system for women garment workers."""


for one in (run, clock, init, demo, bring):
    main.add_command(one)
