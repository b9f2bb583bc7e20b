"""The command line: `setu import services FILE`."""

import click

from referral.cli.bringing import bring


@click.group()
def main() -> None:
    """Setu: the shared referral system for women garment workers."""


main.add_command(bring)
