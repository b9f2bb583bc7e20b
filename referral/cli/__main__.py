"""`python -m referral.cli`: the same as `setu`."""

from referral.cli import main

main()
