"""How fast and how well things go in the invented consortium; here its story is told, in tables."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from math import log
from random import Random

from referral.loop.due import working_days_later
from referral.moment import DHAKA

DAYS_TO_ANSWER = {"credit": 3.4, "health": 1.0, "job_placement": 1.4, "social_protection": 3.0, "housing": 2.6}
USUAL_DAYS = 1.9
SLOW: Mapping[tuple[str, str], float] = {("skills_training", "gazipur"): 2.4, ("career_progression", "gazipur"): 1.5}
BY_MONTH = (1.5, 1.5, 1.4, 1.2, 1.0, 0.8, 0.7, 0.65, 0.65)
SILENT = {"usual": 0.055, "slow": 0.16}
CHANCES: Mapping[str, float] = {
    "second_choice": 0.45,
    "left_as_draft": 0.03,
    "cancelled": 0.035,
    "withdrawn": 0.02,
    "asked": 0.11,
    "asked_lately": 0.4,
    "answered_back": 0.86,
    "declined": 0.1,
    "waitlisted_when_full": 0.7,
    "seat_at_review": 0.55,
    "seat_taken": 0.8,
    "answered_late": 0.35,
    "did_not_start": 0.085,
    "forgotten": 0.03,
    "dropped_out": 0.09,
    "partly": 0.12,
    "moved": 0.02,
    "amended": 0.025,
    "assigned": 0.015,
    "corrected": 0.2,
    "closed_late": 0.1,
    "reopened": 0.015,
    "tried_again": 0.62,
    "only_told": 0.12,
}
DAYS_OF_SERVICE = {
    "credit": 12,
    "savings_digital_finance": 18,
    "childcare": 30,
    "job_placement": 16,
    "social_protection": 24,
    "housing": 9,
    "circular_jobs": 30,
    "child_education": 40,
    "child_protection": 30,
    "legal_aid": 45,
    "gbv_support": 20,
    "mental_health": 40,
    "wash": 14,
    "business_support": 20,
    "parenting": 30,
    "career_progression": 30,
    "skills_training": 60,
}
AT_ONCE = frozenset({"health", "workplace_rights"})


def happens(random: Random, what: str) -> bool:
    """Whether it does this time."""
    return random.random() < CHANCES[what]


def is_slow(kind: str, district: str) -> bool:
    """Whether this kind of service has more to do there than it can."""
    return (kind, district) in SLOW


def answer_days(random: Random, kind: str, district: str, month: int) -> float:
    """Working days until the provider answers; `month` counts from the beginning of the story."""
    middle = DAYS_TO_ANSWER.get(kind, USUAL_DAYS) * SLOW.get((kind, district), 1.0)
    return random.lognormvariate(log(middle * BY_MONTH[min(month, len(BY_MONTH) - 1)]), 0.55)


def office(random: Random, moment: datetime, days: float, closed: Collection[date]) -> datetime:
    """So many working days later, at some hour of the office; less than half a day is still the same day."""
    whole = round(days)
    if whole == 0:
        return moment + timedelta(minutes=random.randint(20, 130))
    return working_days_later(moment, whole, closed) - timedelta(minutes=random.randint(15, 460))


def at_ten(random: Random, day: date) -> datetime:
    """A morning of that day."""
    return datetime(day.year, day.month, day.day, 10, random.randint(0, 50), tzinfo=DHAKA)
