"""The facts of a worker that matching may see, and how each is read: no name, no phone, no database."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter
from typing import Any, NamedTuple, cast

from catalog.lists import Fact, facts
from catalog.places import Point

ABOUT_YEARS = 2
NOT_SAID = frozenset({"unknown", "not_said"})
YES_NO = {True: True, "yes": True, False: False, "no": False}


class Span(NamedTuple):
    """A number or day of which only the ends are known; both are the same where it is known exactly."""

    low: Any
    high: Any


class AtLeast(frozenset[str]):
    """Codes that she is known to have, while it is not known which others."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Child:
    """A child of hers; without the month only the year of `birth_month` counts."""

    birth_month: date | None = None
    month_known: bool = True
    school: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Profile:
    """What is known of a worker, and which child is served where it is not herself.

    `facts` holds coded facts by their code: text for a choice, a list for codes, a number, a bool, a date (or its ISO
    text; the first of a month stands for the whole month). What is not known is not in it. `children` None: not known
    whether she has any. `place_chain` is the code of her place and of all that it lies in, the smallest first.
    """

    facts: Mapping[str, Any] = field(default_factory=dict)
    birth_year: int | None = None
    birth_year_about: bool = False
    place_chain: tuple[str, ...] = ()
    point: Point | None = None
    children: tuple[Child, ...] | None = None
    served_child: Child | None = None


def read(profile: Profile, fact: Fact, day: date, km: float | None = None) -> tuple[Any, ...] | None:
    """The values of a fact on that day: one, or one for each child; None where it is not known.

    A child of which it is not known has None, and so have codes of which only some are known. Numbers and dates come as spans, codes as sets, a place as its chain.
    `km` is how far the service is from her home.
    """
    if fact.code in OF_CHILDREN:
        own = _own_children(profile)
        return None if own is None else tuple(OF_CHILDREN[fact.code](child, day) for child in own)
    if fact.code == "distance":
        value: Any = None if km is None else Span(km, km)
    elif fact.code in DERIVED:
        value = DERIVED[fact.code](profile, day)
    else:
        value = _stored(profile, fact.code)
    if isinstance(value, AtLeast):
        return value, None
    return None if value is None else (value,)


def origin(profile: Profile, code: str) -> Hashable:
    """All that a fact is read from: where two workers have the same, `read` gives the same on the same day."""
    return origins((profile,), code)[0]


def origins(profiles: Iterable[Profile], code: str) -> list[Hashable]:
    """The origin of a fact for each of many, in a hurry."""
    from_there = ORIGINS.get(code)
    if from_there is not None:
        return list(map(from_there, profiles))
    found = [one.facts.get(code) for one in profiles]
    alike = set(map(type, found)) <= {str, type(None)}
    return found if alike else list(map(_hashable, found))


def age(profile: Profile, day: date) -> Span | None:
    """Her age in the year of that day; an approximate one may be two years off on either side."""
    if profile.birth_year is None:
        return None
    about = ABOUT_YEARS if profile.birth_year_about else 0
    years = day.year - profile.birth_year
    return Span(max(0, years - about), max(0, years + about))


def shift(profile: Profile, day: date) -> str | None:
    """Her shift; none is worked by one who was laid off or has no work."""
    if profile.facts.get("employment") in ("laid_off", "not_working"):
        return "laid_off"
    return _choice(profile.facts.get("shift"))


def _hashable(value: Any) -> Hashable:
    """The value so that it can be a key: lists as tuples; a number is not the yes that equals it."""
    kind = type(value)
    if kind is str or kind is int or value is None:
        return cast("Hashable", value)
    if kind is list:
        return tuple(map(_hashable, value))
    return (kind, value) if isinstance(value, Hashable) else repr(value)


def _from(*codes: str) -> Callable[[Profile], Hashable]:
    """Read from these stored facts."""
    return lambda profile: tuple(_hashable(profile.facts.get(code)) for code in codes)


def _own_children(profile: Profile) -> tuple[Child, ...] | None:
    return profile.children if profile.served_child is None else (profile.served_child,)


def _months(child: Child, day: date) -> Span | None:
    born = child.birth_month
    if born is None:
        return None
    months = (day.year - born.year) * 12 + day.month
    if child.month_known:
        return Span(max(0, months - born.month), max(0, months - born.month))
    return Span(max(0, months - 12), max(0, months - 1))


def _school(child: Child, day: date) -> str | None:
    return _choice(child.school)


def _place(profile: Profile, day: date) -> tuple[str, ...] | None:
    return profile.place_chain or None


def _children_under_6(profile: Profile, day: date) -> Span | None:
    if profile.children is None:
        return _number(profile.facts.get("children_under_6"))
    ages = [_months(child, day) or Span(0, 216) for child in profile.children]
    return Span(sum(age.high < 72 for age in ages), sum(age.low < 72 for age in ages))


def _exposure(profile: Profile, day: date) -> str | None:
    return _choice(profile.facts.get("exposure_band"))


def _by_paper(code: str) -> Callable[[Profile, date], bool | None]:
    """An account counts as hers by her word, or when its paper is among her papers."""

    def has(profile: Profile, day: date) -> bool | None:
        said = YES_NO.get(profile.facts.get(code))
        return said if said is not None else True if code in profile.facts.get("documents", ()) else None

    return has


def _stored(profile: Profile, code: str) -> Any:
    return BY_TYPE[facts()[code].type](profile.facts.get(code))


def _choice(value: Any) -> str | None:
    return None if value is None or value in NOT_SAID else str(value)


def _codes(value: Any) -> frozenset[str] | None:
    return None if value is None else value if isinstance(value, AtLeast) else frozenset(value)


def _number(value: Any) -> Span | None:
    return None if value is None else Span(float(value), float(value))


def _date(value: Any) -> Span | None:
    if value is None:
        return None
    first = date.fromisoformat(value) if isinstance(value, str) else value
    next_month = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Span(first, next_month - timedelta(days=1) if first.day == 1 else first)


OF_CHILDREN: Mapping[str, Callable[[Child, date], Any]] = {
    "child_age_months": _months,
    "child_in_school": _school,
}
DERIVED: Mapping[str, Callable[[Profile, date], Any]] = {
    "birth_year": age,
    "shift": shift,
    "district": _place,
    "children_under_6": _children_under_6,
    "exposure_band": _exposure,
    "mfs_account": _by_paper("mfs_account"),
    "bank_account": _by_paper("bank_account"),
}
ORIGINS: Mapping[str, Callable[[Profile], Hashable]] = {
    "child_age_months": _own_children,
    "child_in_school": _own_children,
    "birth_year": attrgetter("birth_year", "birth_year_about"),
    "shift": _from("employment", "shift"),
    "district": attrgetter("place_chain"),
    "children_under_6": lambda profile: (profile.children, _hashable(profile.facts.get("children_under_6"))),
    "mfs_account": _from("mfs_account", "documents"),
    "bank_account": _from("bank_account", "documents"),
}
BY_TYPE: Mapping[str, Callable[[Any], Any]] = {
    "choice": _choice,
    "code": _choice,
    "ordered": _choice,
    "codes": _codes,
    "number": _number,
    "yes_no": YES_NO.get,
    "date": _date,
}
