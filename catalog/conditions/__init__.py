"""Conditions of a service as partners write them, in Bengali or English, read into rules."""

from catalog.conditions.condition import Condition, in_words
from catalog.conditions.sentences import read_conditions

__all__ = ["Condition", "in_words", "read_conditions"]
