"""The invented workers: what each of them would say at the first sitting, children included."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from catalog.floor import roles
from referral.demo.data import rows

PHONES = "+880170000{:04}"
AREAS: Mapping[str, Mapping[str, int]] = {
    "hijal": {
        "gazipur-tongi": 22,
        "gazipur-konabari": 20,
        "gazipur-board_bazar": 10,
        "gazipur-chowrasta": 12,
        "gazipur-kashimpur": 12,
        "gazipur-mouchak": 8,
        "gazipur-mawna": 6,
        "gazipur-sadar": 6,
    },
    "jarul": {"dhaka-ashulia": 48, "dhaka-savar": 32, "dhaka-mirpur": 12, "dhaka-dhamrai": 6},
    "tamal": {
        "narayanganj-fatullah": 22,
        "narayanganj-siddhirganj": 16,
        "narayanganj-chashara": 10,
        "narayanganj-rupganj": 12,
        "narayanganj-kanchpur": 8,
        "dhaka-demra": 5,
    },
    "chhatim": {
        "chattogram-epz": 20,
        "chattogram-halishahar": 12,
        "chattogram-agrabad": 8,
        "chattogram-kalurghat": 9,
        "chattogram-patenga": 8,
        "chattogram-oxygen": 7,
    },
}
EMPLOYMENT = {"working": 56, "notice_given": 11, "laid_off": 22, "not_working": 6, "other_work": 5}
POSTS = {
    "helper": 20,
    "sewing_operator_ordinary": 13,
    "sewing_operator_junior": 10,
    "sewing_operator": 18,
    "plain_operator": 7,
    "overlock_operator": 6,
    "sewing_operator_senior": 5,
    "quality_inspector": 6,
    "thread_sucker": 5,
    "finishing_operator": 5,
    "packer": 3,
    "linking_operator": 3,
    "sweater_knitter": 2,
    "cutting_numbering": 2,
}
SHIFTS = {
    "general": 66,
    "general_early": 8,
    "peak_season": 7,
    "a_shift": 4,
    "rotating_abc": 6,
    "night_12": 5,
    "unknown": 4,
}
SCHOOLING = {"none": 8, "signs_only": 11, "class_5": 30, "class_8": 30, "ssc": 15, "hsc": 6}
OWNERS = {"own": 70, "husband": 13, "relative": 7, "neighbour": 4, "none": 6}
WAYS = {"call": 60, "sms": 8, "missed_call": 18, "in_person": 14}
TIMES = {"evening": 45, "friday": 30, "any": 20, "noon": 5}
INCOME = {"under_10000": 14, "10000_14999": 34, "15000_24999": 38, "25000_plus": 14}
CAN_PAY = {0: 28, 100: 12, 200: 14, 300: 12, 500: 18, 800: 8, 1000: 8}
DISABILITY = {"none": 88, "some": 8, "a_lot": 4}
SCHOOL = ((36, "no"), (72, "pre_primary"), (132, "primary"), (204, "secondary"))
TWICE = {171: 20, 262: 55, 333: 90}


@dataclass(frozen=True, slots=True, repr=False)
class Woman:
    """One of the invented: her number, who comes to know her, what she tells, and her children."""

    number: int
    organization: str
    given: Mapping[str, Any]
    children: tuple[Mapping[str, Any], ...]


def weighted(random: Random, weights: Mapping[Any, int]) -> Any:
    """One of the keys, as often as its weight says."""
    return random.choices(list(weights), list(weights.values()))[0]


def women(random: Random, count: int, today: date) -> list[Woman]:
    """So many; three of them are known to two organisations."""
    shares = {"hijal": 130, "jarul": 115, "tamal": 90, "chhatim": 65}
    found: list[Woman] = []
    for number in range(count):
        organization = weighted(random, shares)
        woman = _woman(random, number, organization, today)
        if number in TWICE:
            woman = _same(found[TWICE[number]], woman)
        found.append(woman)
    return found


def _same(one: Woman, other: Woman) -> Woman:
    """The other's record is of the first woman, with her name in English letters alone where she has one."""
    elsewhere = other.organization if other.organization != one.organization else "chhatim"
    told = {name: one.given[name] for name in ("birth_year", "phone", "phone_owner", "guardian_relation", "place_code")}
    name_en, name_bn = one.given["name_en"], one.given["name_bn"]
    told |= {"name_en": name_en, "name_bn": None if name_en else name_bn, "guardian_name": one.given["guardian_name"]}
    return Woman(other.number, elsewhere, {**other.given, **told}, ())


def _woman(random: Random, number: int, organization: str, today: date) -> Woman:
    age = round(random.triangular(18, 48, 27))
    owner = weighted(random, OWNERS)
    children = tuple(_children(random, age, today))
    given = {
        **_names(random),
        "birth_year": today.year - age,
        "birth_year_about": random.random() < 0.3,
        "nid_last4": f"{random.randrange(10_000):04}" if random.random() < 0.6 else None,
        "phone": None if owner == "none" else PHONES.format(number + 1),
        "phone_owner": owner,
        "safe_way": "in_person" if owner == "none" else weighted(random, WAYS),
        "safe_time": weighted(random, TIMES),
        "place_code": weighted(random, AREAS[organization]),
        "facts": _facts(random, age, today, bool(children)),
    }
    return Woman(number, organization, given, children)


def _names(random: Random) -> dict[str, Any]:
    hindu = "hindu" if random.random() < 0.09 else ""
    first = random.choice(_named(hindu or "first"))
    second = random.choice([*_named(f"{hindu}_second".strip("_")), None])
    man = random.choice(_named(f"{hindu}_man".strip("_")))
    given, written = (" ".join(part[at] for part in (first, second) if part) for at in (0, 1))
    if not hindu and random.random() < 0.15:
        given, written = f"মোছাঃ {given}", f"Mst. {written}"
    return {
        "name_bn": given,
        "name_en": written if random.random() < 0.8 else None,
        "guardian_name": man[0],
        "guardian_relation": random.choice(("husband", "husband", "father")),
    }


@cache
def _named(sort: str) -> list[tuple[str, str]]:
    return [(row["bn"], row["en"]) for row in rows("names") if row["sort"] == sort]


def agreed_name(random: Random) -> str:
    """A name that somebody may be called by where hers is not to be told."""
    return random.choice(_named("agreed"))[0]


def _facts(random: Random, age: int, today: date, mother: bool) -> dict[str, Any]:
    employment, post = weighted(random, EMPLOYMENT), weighted(random, POSTS)
    schooling = weighted(random, SCHOOLING)
    papers = ["passport_photo", "factory_id"] + (["nid"] if random.random() < 0.86 else ["birth_registration"])
    facts = {
        "employment": employment,
        "role": post,
        "wage_grade": roles()[post].grade_2023,
        "shift": weighted(random, SHIFTS) if employment in ("working", "notice_given") else None,
        "years_in_rmg": max(0, min(age - 18, round(random.triangular(0, 15, 4)))),
        "schooling": schooling,
        "can_read": schooling not in ("none", "signs_only"),
        "language": ["bn"],
        "documents": sorted([*papers, *(["child_birth_registration"] if mother and random.random() < 0.6 else [])]),
        "household_income_band": weighted(random, INCOME),
        "household_members": random.randint(2, 6),
        "running_loans": random.choice((0, 0, 0, 1, 1, 2)),
        "can_pay": weighted(random, CAN_PAY),
        "smartphone": random.random() < 0.55,
        "mfs_account": random.random() < 0.72,
        "wgss": weighted(random, DISABILITY),
        "alone_with_children": random.random() < 0.2 if mother else None,
        "children": None if mother else "none",
    }
    if employment in ("laid_off", "notice_given"):
        days = random.randint(-30, -5) if employment == "notice_given" else random.randint(5, 200)
        facts["employment_end"] = (today - timedelta(days=days)).isoformat()
    for code in random.sample(
        ("running_loans", "can_pay", "household_income_band", "smartphone", "wgss", "documents"), 2
    ):
        if random.random() < 0.35:
            del facts[code]
    return {code: value for code, value in facts.items() if value is not None}


def _children(random: Random, age: int, today: date) -> list[Mapping[str, Any]]:
    """None to three of them, the last one at most a few years old where she is young."""
    count = random.choices((0, 1, 2, 3), (30, 38, 24, 8) if age > 22 else (62, 34, 4, 0))[0]
    oldest = max(6, min((age - 18) * 12, 190))
    return [_child(random, today, round(random.triangular(4, oldest, 4))) for _ in range(count)]


def _child(random: Random, today: date, months: int) -> Mapping[str, Any]:
    born = today - timedelta(days=30 * months)
    school = next((name for limit, name in SCHOOL if months < limit), None)
    if months >= 84 and random.random() < 0.08:
        school = "dropped_out"
    return {
        "id": None,
        "name": random.choice(_named("child"))[0],
        "birth_month": born.replace(day=1),
        "month_known": random.random() < 0.85,
        "school": school,
    }
