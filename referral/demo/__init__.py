"""An invented consortium to try things on: partners, services, workers, and nine months of referrals."""

from referral.demo.accounts import Account, accounts
from referral.demo.loading import load

__all__ = ["Account", "accounts", "load"]
