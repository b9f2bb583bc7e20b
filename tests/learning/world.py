"""A simulated consortium whose truth is known: services, workers in watched groups, and what becomes of referrals."""

import math
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from matching.chance import LEVELS
from referral.learning.cases import Case

FIRST_DAY = date(2026, 1, 1)
DAYS = 300
KINDS = ("skills_training", "credit", "childcare", "legal_aid", "savings")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "district": ("dhaka", "gazipur", "narayanganj", "chattogram"),
    "age_band": ("18_24", "25_29", "30_34", "35_39"),
    "grade": ("1", "2", "3", "4"),
    "disability": ("none", "some", "a_lot"),
    "phone": ("yes", "no"),
}
SHARES: Mapping[str, tuple[float, ...]] = {"disability": (0.85, 0.12, 0.03), "phone": (0.7, 0.3)}
Groups = Mapping[str, str]


@dataclass(frozen=True)
class World:
    """The truth: log odds of completing, and what each thing adds to it."""

    usual: float = 0.2
    levels: Mapping[tuple[str, str], float] = field(default_factory=dict)
    kinds: Mapping[str, float] = field(default_factory=dict)
    services: Mapping[int, float] = field(default_factory=dict)
    of_groups: Callable[[Groups, date], float] = lambda groups, day: 0.0
    count_of_services: int = 20

    def service(self, number: int) -> uuid.UUID:
        return uuid.UUID(int=number + 1)

    def kind(self, number: int) -> str:
        return KINDS[number % len(KINDS)]

    def chance(self, levels: Mapping[str, str | None], service: int, groups: Groups, day: date) -> float:
        """The true chance that this referral is completed."""
        adds = sum(self.levels.get((code, level or ""), 0.0) for code, level in levels.items())
        of_service = self.kinds.get(self.kind(service), 0.0) + self.services.get(service, 0.0)
        return 1 / (1 + math.exp(-(self.usual + adds + of_service + self.of_groups(groups, day))))

    def history(self, seed: int, count: int = 2500) -> list[Case]:
        """Referrals of ten months, sent at random."""
        rng = np.random.default_rng(seed)
        drawn = drawn_levels(rng, count)
        services = rng.integers(0, self.count_of_services, count)
        days = np.sort(rng.integers(0, DAYS, count))
        people = drawn_groups(rng, count)
        luck = rng.random(count)
        found = []
        for number in range(count):
            day, service = FIRST_DAY + timedelta(days=int(days[number])), int(services[number])
            chance = self.chance(drawn[number], service, people[number], day)
            found.append(
                Case(
                    sent_on=day,
                    service=self.service(service),
                    kind=self.kind(service),
                    levels=drawn[number],
                    completed=bool(luck[number] < chance),
                    groups=people[number],
                    person=number,
                )
            )
        return found


def drawn_levels(rng: np.random.Generator, count: int) -> Sequence[Mapping[str, str]]:
    """A level of each input for each, at random."""
    columns = {code: rng.choice(levels, count) for code, levels in LEVELS.items()}
    return [{code: str(column[number]) for code, column in columns.items()} for number in range(count)]


def drawn_groups(rng: np.random.Generator, count: int) -> Sequence[Groups]:
    """Who they are."""
    columns = {axis: rng.choice(values, count, p=SHARES.get(axis)) for axis, values in GROUPS.items()}
    return [{axis: str(column[number]) for axis, column in columns.items()} for number in range(count)]


PLANTED = World(
    levels={
        ("km", "to_2"): 0.6,
        ("km", "farther"): -1.0,
        ("km", "to_20"): -0.5,
        ("hours", "yes"): 0.4,
        ("hours", "no"): -1.2,
    },
    kinds={"credit": 0.4, "legal_aid": -0.4},
    services={3: 1.5},
)
