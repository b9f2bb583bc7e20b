"""Telling staff what the loop owes them."""

from referral.telling.outbox import send_owed

__all__ = ["send_owed"]
