"""Reason codes as sentences in the reader's language: what a rule asks, what she has, what is missing, what to ask her."""

from referral.web.reasons.missing import ease, lack, way
from referral.web.reasons.questions import question
from referral.web.reasons.rules import asked
from referral.web.reasons.sentences import sentence

__all__ = ["asked", "ease", "lack", "question", "sentence", "way"]
