"""How the ends of a range are read: spans of years, wage grades of either scheme, bands of income, classes of school."""

import re
from collections.abc import Callable, Mapping
from functools import cache

from catalog.conditions.names import NAMED
from catalog.conditions.spans import Amount, amount
from catalog.floor import grades
from catalog.lists import facts

Ends = tuple[int | str | None, int | str | None]
Said = Mapping[str, str]
ADULT_FROM, OLD_ENOUGH = 10, 18


class NotSo(Exception):
    """The words look like a phrase, but an amount or a name in them does not fit."""


def spanned(said: Said) -> Amount:
    """The amount in the words of `{span}`."""
    found = amount(said["span"])
    if found is None:
        raise NotSo
    return found


def days_back(said: Said) -> int:
    """Days back from today."""
    found = spanned(said)
    days = found.within("days") if found.ends in ("one", "high") else None
    if days is None or days[1] is None:
        raise NotSo
    return days[1]


def named(name: str, said: Said) -> tuple[str, ...]:
    """The codes of the name in the words of `{name}`."""
    codes = NAMED[name](said[name])
    if codes is None:
        raise NotSo
    return codes


def _span(said: Said, more: list[str], scheme: str | None) -> Ends:
    """`span UNIT [UNIT OF A BARE NUMBER] [least|most]`: what a single number means; without that it means nothing."""
    unit, bare = more[0], more[1] if len(more) > 1 else None
    found = spanned(said)
    ends = found.within(unit, bare)
    if ends is None:
        raise NotSo
    if found.ends == "one":
        alone = {"least": (ends[0], None), "most": (None, ends[1])}
        if more[-1] not in alone:
            raise NotSo
        return alone[more[-1]]
    return ends


def _grade(said: Said, more: list[str], scheme: str | None) -> Ends:
    """Grades of 2023. Those of 2018 are told by a grade above 4, and mapped; of 1 to 4 alone nobody knows the scheme."""
    ends = spanned(said).within("count", "count")
    if ends is None or ends[0] is None or ends[1] is None or ends[1] > len(grades()):
        raise NotSo
    own = "2018" if ends[1] > 4 else scheme
    counted = [grades()[code].grade_2023 for one in range(ends[0], ends[1] + 1) if (code := f"{own}-{one}") in grades()]
    known = [one for one in counted if one is not None]
    if own is None or len(counted) != ends[1] - ends[0] + 1 or not known:
        raise NotSo
    return min(known), max(known)


def _income(said: Said, more: list[str], scheme: str | None) -> Ends:
    """Bands of income; an amount that lies inside a band can't be told by bands."""
    found = spanned(said)
    ends = found.within("taka", "taka")
    floors = _income_floors()
    if ends and ends[0] is not None and found.ends == "low" and ends[0] in floors:
        return floors[ends[0]], None
    most = None if ends is None or found.ends != "below" else ends[1]
    if most is None or most + 1 not in floors:
        raise NotSo
    return None, max((floor, code) for floor, code in floors.items() if floor <= most)[1]


@cache
def _income_floors() -> dict[int, str]:
    """The bands of income by the lowest amount in them."""
    bands = [band.code for band in facts()["household_income_band"].values]
    return {0 if band.startswith("under") else int(re.findall(r"\d+", band)[0]): band for band in bands}


def _from(said: Said, more: list[str], scheme: str | None) -> Ends:
    return named(more[0], said)[0], None


def _to(said: Said, more: list[str], scheme: str | None) -> Ends:
    return None, named(more[0], said)[0]


def _below(said: Said, more: list[str], scheme: str | None) -> Ends:
    ranks = [choice.code for choice in facts()["schooling"].values]
    return None, ranks[ranks.index(named(more[0], said)[0]) - 1]


def _literal(said: Said, more: list[str], scheme: str | None) -> Ends:
    low, high = (None if end == "-" else int(end) if end.isdecimal() else end for end in more)
    return low, high


RANGES: Mapping[str, Callable[[Said, list[str], str | None], Ends]] = {
    "span": _span,
    "grade": _grade,
    "income": _income,
    "from": _from,
    "to": _to,
    "below": _below,
    "ends": _literal,
}


def of_an_adult(low: int | str | None, high: int | str | None) -> bool:
    """Whether it may be the age of the woman herself; "under 18" and "5 to 14" are said of children."""
    return (low is None or int(low) >= ADULT_FROM) and (high is None or int(high) >= OLD_ENOUGH)
