"""Who comes first for scarce seats: each policy is one row of `POLICIES`, an order over facts with its reasons to print.

Everybody can be put in order, and always in the same: urgent ones first, ties by public id. What is not known counts as
`policies.csv` of `referral/data` says; a fact that a policy does not name never moves anybody.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

Key = tuple[Any, ...]
Facts = Mapping[str, Any]
LAID_OFF_FOR = timedelta(days=180)
GRADE_UNKNOWN = 4
UNDER_TWO = 24
EXPOSURE = {"high": 2, "medium": 1, "low": 0}
A_LOT = frozenset({"a_lot", "cannot"})
LARGEST_BAND_AND_MORE = 1.25
NO_AGE = 10_000
LAST = 10_000_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody on a waiting list: `facts` are those copied at sending, as far as she let this service know them."""

    public_id: str
    sent_at: datetime
    need_opened_at: datetime
    urgent: bool = False
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draw:
    """What an order is made with beside the people: the intake's first day, a lottery's seed, an order by hand."""

    day: date
    seed: str = ""
    by_hand: Sequence[str] = ()
    median_income: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A place in the order, counted from 1, with what decided it: printed with each decision."""

    waiting: Waiting
    position: int
    why: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Policy:
    """The facts that it reads, the order, and what is printed; both of the last are made by `reads`."""

    facts: tuple[str, ...]
    reads: Callable[[Waiting, Draw], tuple[Key, Mapping[str, Any]]]


def ordered(waiting: Iterable[Waiting], code: str, draw: Draw) -> list[Placed]:
    """All of them in the order of a policy, with the print of each."""
    them = list(waiting)
    policy = POLICIES[code]
    known = [income for one in them if (income := income_per_head(one.facts)) is not None]
    draw = Draw(draw.day, draw.seed, draw.by_hand, median(known) if known else 0.0)
    read = [(one, *policy.reads(one, draw)) for one in them]
    read.sort(key=lambda row: (not row[0].urgent, *row[1], row[0].public_id))
    return [Placed(one, number, {"urgent": one.urgent, **why}) for number, (one, _, why) in enumerate(read, start=1)]


def print_of_seed(seed: str) -> str:
    """The SHA-256 of a lottery's seed: shown before, so that the seed shown after can't be another one."""
    return hashlib.sha256(seed.encode()).hexdigest()


def lot(seed: str, public_id: str) -> str:
    """A lot: the SHA-256 of the seed with the public id after it; the lowest is first."""
    return hashlib.sha256((seed + public_id).encode()).hexdigest()


def income_per_head(facts: Facts) -> float | None:
    """The middle of her household's band, shared among its members; None where either is not known."""
    band, members = facts.get("household_income_band"), facts.get("household_members")
    if not band or not members:
        return None
    ends = [int(part) for part in str(band).split("_") if part.isdigit()]
    if not ends:
        return None
    if str(band).endswith("plus"):
        return ends[0] * LARGEST_BAND_AND_MORE / int(members)
    return sum(ends) / 2 / int(members)


def _day(one: Waiting) -> dict[str, Any]:
    return {"need_opened": one.need_opened_at.isoformat()}


def _first_come(one: Waiting, draw: Draw) -> tuple[Key, Mapping[str, Any]]:
    return (one.sent_at,), {"sent": one.sent_at.isoformat()}


def _longest_wait(one: Waiting, draw: Draw) -> tuple[Key, Mapping[str, Any]]:
    return (one.need_opened_at,), _day(one)


def _laid_off(one: Waiting, draw: Draw) -> tuple[Key, Mapping[str, Any]]:
    band = _laid_off_band(one.facts, draw.day)
    return (-band, one.need_opened_at), {"laid_off_band": band} | _day(one)


def _laid_off_band(facts: Facts, day: date) -> int:
    match facts.get("employment"):
        case "laid_off":
            ended = facts.get("employment_end")
            if not ended:
                return 1
            return 2 if day - date.fromisoformat(ended) <= LAID_OFF_FOR else 0
        case "notice_given":
            return 1
    return 0


def _exposed(one: Waiting, draw: Draw) -> tuple[Key, Mapping[str, Any]]:
    band = EXPOSURE.get(one.facts.get("exposure_band") or "", 1)
    return (-band, one.need_opened_at), {"exposure_band": band} | _day(one)


def _grade(one: Waiting, draw: Draw) -> tuple[Key, Mapping[str, Any]]:
    known = one.facts.get("wage_grade")
    grade = int(known) if known else GRADE_UNKNOWN
    return (-grade, one.need_opened_at), {"wage_grade": grade} | _day(one)


def _alone(one: Waiting, draw: Draw) -> tuple[Key, Mapping[str, Any]]:
    alone, months = int(one.facts.get("alone_with_children") is True), _months(one.facts, draw.day)
    said = {"alone_with_children": alone, "child_age_months": months}
    return (-alone, _or(months, NO_AGE), one.need_opened_at), said | _day(one)


def _youngest(one: Waiting, draw: Draw) -> tuple[Key, Mapping[str, Any]]:
    months = _months(one.facts, draw.day)
    under = int(months is not None and months < UNDER_TWO)
    return (-under, _or(months, NO_AGE), one.need_opened_at), {"child_age_months": months} | _day(one)


def _months(facts: Facts, day: date) -> int | None:
    """The age of the child served, or of the youngest, on a day; from the month of birth."""
    born = facts.get("child_born")
    if not born:
        return None
    year, month = (int(part) for part in str(born).split("-")[:2])
    return max(0, (day.year - year) * 12 + day.month - month)


def _or(known: int | None, otherwise: int) -> int:
    return otherwise if known is None else known


def _sibling(one: Waiting, draw: Draw) -> tuple[Key, Mapping[str, Any]]:
    there = int(one.facts.get("sibling_in_same_place") is True)
    return (-there, one.need_opened_at), {"sibling_in_same_place": there} | _day(one)


def _disability(one: Waiting, draw: Draw) -> tuple[Key, Mapping[str, Any]]:
    a_lot = int(one.facts.get("wgss") in A_LOT)
    return (-a_lot, one.need_opened_at), {"wg_a_lot": a_lot} | _day(one)


def _income(one: Waiting, draw: Draw) -> tuple[Key, Mapping[str, Any]]:
    income = income_per_head(one.facts)
    said = {code: one.facts.get(code) for code in ("household_income_band", "household_members")}
    return (draw.median_income if income is None else income, one.need_opened_at), said | _day(one)


def _lottery(one: Waiting, draw: Draw) -> tuple[Key, Mapping[str, Any]]:
    drawn = lot(draw.seed, one.public_id)
    return (drawn,), {"lot": drawn}


def _programme(one: Waiting, draw: Draw) -> tuple[Key, Mapping[str, Any]]:
    """In the order written by hand; whom nobody has placed comes after those, as first come."""
    placed = list(draw.by_hand).index(one.public_id) + 1 if one.public_id in draw.by_hand else None
    return (_or(placed, LAST), one.sent_at), {"by_hand": placed}


CHILD = ("child_born",)
POLICIES: Mapping[str, Policy] = {
    "first_come": Policy((), _first_come),
    "longest_wait": Policy((), _longest_wait),
    "laid_off_first": Policy(("employment", "employment_end"), _laid_off),
    "exposed_role_first": Policy(("exposure_band",), _exposed),
    "lowest_grade_first": Policy(("wage_grade",), _grade),
    "single_mother_first": Policy(("alone_with_children", *CHILD), _alone),
    "youngest_child_first": Policy(CHILD, _youngest),
    "sibling_in_centre": Policy(("sibling_in_same_place",), _sibling),
    "disability_first": Policy(("wgss",), _disability),
    "lowest_income_first": Policy(("household_income_band", "household_members"), _income),
    "lottery": Policy((), _lottery),
    "by_the_programme": Policy((), _programme),
}
