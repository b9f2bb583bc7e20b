"""What can be done to a referral from its page: a form and a verb for each action, in one table."""

from referral.web.acting.table import DEEDS, Deed, blank

__all__ = ["DEEDS", "Deed", "blank"]
