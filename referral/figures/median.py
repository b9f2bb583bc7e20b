"""Medians of waiting times in which those who still wait are counted as waiting (Kaplan and Meier, 1958)."""

from collections.abc import Iterable
from dataclasses import dataclass

HALF = 0.5 + 1e-12


@dataclass(frozen=True)
class Wait:
    """How long somebody waited, in days; `over` is no where the wait was still going on when it was last looked at."""

    days: float
    over: bool


def median(waits: Iterable[Wait]) -> float | None:
    """Within how many days half of them are over; None where that can't be said, as too many still wait."""
    ordered = sorted(waits, key=lambda wait: (wait.days, not wait.over))
    waiting, still = len(ordered), 1.0
    for wait in ordered:
        if wait.over:
            still *= (waiting - 1) / waiting
            if still <= HALF:
                return wait.days
        waiting -= 1
    return None
