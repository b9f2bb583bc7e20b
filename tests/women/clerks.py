"""How clerks write one woman down: script, spelling, titles, births, phones and places, each with its slips."""

import random
from dataclasses import dataclass, replace

from catalog.spelling import bengali_digits
from tests.women.habits import Habits
from tests.women.lists import World

Written = tuple[str, str]
LATIN_SLIPS = [
    ("a", "o"), ("o", "a"), ("e", "i"), ("i", "ee"), ("ee", "i"), ("i", "e"), ("u", "oo"), ("sh", "s"), ("s", "sh"),
    ("z", "j"), ("j", "z"), ("kh", "k"), ("k", "q"), ("q", "k"), ("f", "ph"), ("th", "t"), ("t", "th"), ("y", "i"),
    ("ia", "iya"), ("ya", "ea"), ("w", "o"), ("ss", "s"), ("l", "ll"), ("m", "mm"), ("u", "o"), ("v", "b"),
]  # fmt: skip
BENGALI_SLIPS = [
    ("ি", "ী"), ("ী", "ি"), ("ু", "ূ"), ("ূ", "ু"), ("স", "ছ"), ("শ", "স"), ("স", "শ"), ("ণ", "ন"), ("জ", "য"), ("ো", ""),
    ("্ণ", "না"), ("য়া", "য়া"), ("আ", "অ"), ("ৎ", "ত"),
]  # fmt: skip
MISS, MD = (
    (("Mst.", "মোছাঃ"), ("Mosammat", "মোসাম্মৎ"), ("Most", "মোসাঃ")),
    (("Md.", "মোঃ"), ("Mohammad", "মোহাম্মদ"), ("Md", "মো.")),
)


@dataclass(frozen=True)
class Woman:
    """The truth about one woman; names as (Latin, Bengali)."""

    name: Written
    title: Written | None
    father: Written
    husband: Written | None
    year: int
    day: tuple[int, int]
    phone: str
    place: Written
    nid: str


def woman(rng: random.Random, world: World) -> Woman:
    """Any woman of the world."""
    return Woman(
        name=rng.choice(world.women),
        title=rng.choice(world.titles) if rng.random() < 0.8 else None,
        father=rng.choice(world.men),
        husband=rng.choice(world.men) if rng.random() < 0.6 else None,
        year=int(min(2008, max(1972, rng.gauss(1994, 7)))),
        day=(rng.randint(1, 28), rng.randint(1, 12)),
        phone=number(rng),
        place=rng.choice(world.places),
        nid=f"{rng.randrange(10_000):04}",
    )


def number(rng: random.Random) -> str:
    """A phone number as no operator gives it."""
    return f"0170{rng.randrange(10_000_000):07}"


def record(rng: random.Random, world: World, her: Woman, again: bool = False) -> dict[str, str]:
    """Her record as one clerk writes it; `again`: in another year by another clerk, when things have changed."""
    now = _later(rng, world, her) if again else her
    habits = world.habits
    latin = rng.random() < habits.latin
    script = 0 if latin else 1
    husband = now.husband is not None and rng.random() < (habits.husband_later if again else habits.husband)
    guardian = now.husband if husband and now.husband else now.father
    return {
        "name": _name(rng, world, now, script),
        "guardian": "" if rng.random() < habits.no_guardian else _man(rng, world, guardian, script),
        "relation": "" if rng.random() < habits.no_relation else "husband" if husband else "father",
        "birth": _birth(rng, now, habits),
        "phone": "" if rng.random() < habits.no_phone else _phone(rng, now.phone),
        "upazila": ""
        if rng.random() < habits.no_place
        else _spelled(rng, now.place[rng.choice((script, script, 0))], world.habits.rough / 3),
        "nid_last4": "" if rng.random() < habits.no_nid else now.nid,
    }


def _later(rng: random.Random, world: World, her: Woman) -> Woman:
    habits, chance = world.habits, rng.random()
    slip = chance < habits.phone_changed + habits.phone_slip
    phone = number(rng) if chance < habits.phone_changed else _slip_of_number(rng, her.phone) if slip else her.phone
    drift = rng.choices((0, 1, -1, 2, -2, 3), habits.drift)[0]
    title = her.title
    if rng.random() < habits.retitled:
        title = rng.choice([None, None, rng.choice(world.titles)])
    place = rng.choice(world.places) if rng.random() < habits.moved else her.place
    return replace(her, phone=phone, year=her.year + drift, title=title, place=place)


def _slip_of_number(rng: random.Random, text: str) -> str:
    at = rng.randrange(5, len(text) - 1)
    return text[:at] + str((int(text[at]) + rng.randint(1, 9)) % 10) + text[at + 1 :]


def _name(rng: random.Random, world: World, her: Woman, script: int) -> str:
    parts = [rng.choice(MISS)[script]] if rng.random() < world.habits.prefixed else []
    own = _spelled(rng, her.name[script], world.habits.rough)
    parts.append(own.replace(" ", "") if rng.random() < world.habits.joined else own)
    if her.title is not None:
        parts.append(_spelled(rng, her.title[script], world.habits.rough / 2))
    return " ".join(parts)


def _man(rng: random.Random, world: World, name: Written, script: int) -> str:
    text = _spelled(rng, name[script], world.habits.rough)
    words = text.split()
    if script == 0 and len(words) > 1 and rng.random() < 0.04:
        text = " ".join([f"{words[0][0]}.", *words[1:]])
    if len(words) > 1 and rng.random() < 0.04:
        text = " ".join(words[:-1])
    prefix = rng.choice(MD)[script] if rng.random() < 0.5 else "Late" if script == 0 and rng.random() < 0.04 else ""
    return f"{prefix} {text}".strip()


def _spelled(rng: random.Random, text: str, rough: float) -> str:
    if rng.random() < rough:
        slips = LATIN_SLIPS if text.isascii() else BENGALI_SLIPS
        ways = [(a, b) for a, b in slips if a in text.casefold()[1:]]
        for a, b in rng.sample(ways, min(len(ways), rng.choice((1, 1, 2)))):
            head, rest = text[:1], text[1:]
            text = head + rest.replace(a, b, 1)
    if rng.random() < rough / 5 and len(text) > 4:
        at = rng.randrange(1, len(text) - 1)
        way = rng.randrange(3)
        swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        text = (text[:at] + text[at + 1 :], swapped, text[:at] + text[at] + text[at:])[way]
    return text


def _birth(rng: random.Random, her: Woman, habits: Habits) -> str:
    way = rng.choices(("none", "year", "age", "new_year", "date"), habits.births)[0]
    year, (day, month) = her.year, her.day
    if way == "none":
        return ""
    if way == "year":
        text = str(year)
    elif way == "age":
        text = str(2026 - year) + rng.choice(("", "", " years", " বছর"))
    elif way == "new_year":
        text = f"01/01/{year}"
    else:
        text = rng.choice((f"{day:02}/{month:02}/{year}", f"{day:02}-{month:02}-{year}", f"{year}-{month:02}-{day:02}"))
    return bengali_digits(text) if rng.random() < 0.3 else text


def _phone(rng: random.Random, text: str) -> str:
    way = rng.choice((text, text, "+88" + text, text[:5] + "-" + text[5:], text[1:]))
    return bengali_digits(way) if rng.random() < 0.25 else way
