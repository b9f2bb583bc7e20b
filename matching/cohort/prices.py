"""Prices of seats and floors: what each option gains beside them, and what no assignment can exceed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.cohort.program import Program

Floats = NDArray[np.float64]
ROUNDS, FIRST_STEP, LAST_STEP = 60, 0.2, 0.002


@dataclass(frozen=True, slots=True, repr=False)
class Aim:
    """What is to be the most: the worth of each option taken, less `dear` for each seat that a floor lacks.

    `lacking`: at most so many seats may be lacking; None for any number. `free`: floors that don't count.
    """

    worth: Floats
    dear: float = 0.0
    lacking: int | None = None
    free: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, repr=False)
class Prices:
    """Of a seat of each pool, of a second need of one person at one service, of each floor's seats, of a lacking seat."""

    seat: Floats
    once: Floats
    floor: Floats
    lacking: float = 0.0


def gains(program: Program, worth: Floats, prices: Prices) -> Floats:
    """What each option is worth beyond what it uses, with what it gives to floors."""
    found = worth - prices.seat[program.pool]
    if len(prices.floor):
        found = found + (prices.floor @ program.member)[program.asker]
    several = program.once >= 0
    if several.any():
        found[several] -= prices.once[program.once[several]]
    return found


def hers(program: Program, gain: Floats) -> Floats:
    """The most that each asker with options gains; nothing where nothing is better, unless she is pinned."""
    best = np.maximum.reduceat(gain, program.first)
    return np.where(program.must[program.asker[program.first]], best, np.maximum(best, 0))


def bound(program: Program, aim: Aim, prices: Prices, best: Floats) -> float:
    """By these prices, none of them below nought, no assignment comes to more; `best` is the most that each asker gains.

    Weak duality: it holds for whatever prices, so that an assignment that comes to it is proved.
    """
    wanted = program.at_least.astype(float)
    over = np.maximum(0, prices.floor - aim.dear - prices.lacking)
    rows = prices.seat @ program.capacity + prices.once.sum() - prices.floor @ wanted + over @ wanted
    return float(best.sum() + rows + prices.lacking * (aim.lacking or 0))


def likely(program: Program, worth: Floats) -> Prices:
    """Prices to begin with: seats that too many want become dearer, others cheaper, by less each round."""
    seat, usual = np.zeros(len(program.capacity)), float(np.mean(worth))
    counted = np.maximum(program.capacity, 1)
    for step in np.geomspace(FIRST_STEP, LAST_STEP, ROUNDS) * usual:
        gain = worth - seat[program.pool]
        best = np.maximum.reduceat(gain, program.first)
        wants = (gain == best[program.turn]) & (gain > 0)
        asked = np.bincount(program.pool[wants], minlength=len(seat))
        seat = np.maximum(0, seat + step * np.clip((asked - program.capacity) / counted, -1, 1))
    return Prices(seat, np.zeros(program.pairs), np.zeros(len(program.at_least)))
