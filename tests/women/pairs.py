"""Pairs and rosters with truth: the same woman again, and those who look like her but are not she."""

import random
from collections.abc import Callable
from dataclasses import replace

from tests.women.clerks import Woman, _slip_of_number, number, record, woman
from tests.women.lists import World

Other = Callable[[random.Random, World, Woman], Woman]
FIELDS = ("name", "guardian", "relation", "birth", "phone", "upazila")


def sister(rng: random.Random, world: World, her: Woman) -> Woman:
    """One father, one place, mostly one phone; born some years apart, or a twin."""
    year = her.year + rng.choice((0, 1, 1, 2, 2, 3, 4, -1, -2, -3))
    name = rng.choice([name for name in world.women if name != her.name])
    phone = her.phone if rng.random() < 0.6 else number(rng)
    return replace(
        woman(rng, world), father=her.father, husband=None, place=her.place, year=year, phone=phone, name=name
    )


def namesake(rng: random.Random, world: World, her: Woman) -> Woman:
    """One name and one father's name, and all else her own."""
    other = woman(rng, world)
    gap = rng.choice((-1, 1)) * rng.randint(3, 14)
    return replace(
        other,
        name=her.name,
        father=her.father,
        husband=None,
        year=her.year + gap,
        place=her.place if rng.random() < 0.4 else other.place,
        title=her.title if rng.random() < 0.5 else other.title,
    )


def neighbour(rng: random.Random, world: World, her: Woman) -> Woman:
    """One name, one place, often the phone of one mess house or one digit beside hers; another father."""
    near = rng.random()
    phone = her.phone if near < 0.4 else _slip_of_number(rng, her.phone) if near < 0.6 else number(rng)
    men = [man for man in world.men if man not in (her.father, her.husband)]
    year = her.year + rng.choice((0, 1, -1, 2, 4, -5, 7, -3, 6, -8, 9, -4))
    return replace(
        woman(rng, world),
        name=her.name,
        father=rng.choice(men),
        place=her.place,
        year=year,
        phone=phone,
        title=her.title,
    )


def daughter(rng: random.Random, world: World, her: Woman) -> Woman:
    """One phone and place; the mother's husband is her father."""
    father = her.husband or her.father
    year = her.year + rng.randint(17, 24)
    return replace(woman(rng, world), father=father, husband=None, year=year, phone=her.phone, place=her.place)


def stranger(rng: random.Random, world: World, her: Woman) -> Woman:
    """Anybody."""
    return woman(rng, world)


OTHERS: list[Other] = [sister, namesake, neighbour, daughter, stranger]


def pairs(world: World, many: int, seed: int) -> list[tuple[dict[str, str], bool]]:
    """Rows with a_ and b_ columns, and whether both are one woman."""
    rng = random.Random(seed)
    made = []
    for _ in range(many):
        her, same = woman(rng, world), rng.random() < world.habits.same
        other = her if same else rng.choices(OTHERS, world.habits.others)[0](rng, world, her)
        sides = [record(rng, world, her), record(rng, world, other, again=True)]
        rng.shuffle(sides)
        row = {f"{side}_{key}": one[key] for side, one in zip("ab", sides, strict=True) for key in FIELDS}
        made.append((row, same))
    return made


def roster(
    world: World, many: int, seed: int, again: float = 0.05, alike: float = 0.05
) -> tuple[list[dict[str, str]], set[tuple[int, int]]]:
    """Rows, and the pairs of row numbers (from 1) that are one woman; some others are look-alikes."""
    rng = random.Random(seed)
    rows: list[tuple[int, dict[str, str]]] = []
    women = 0
    while len(rows) < many:
        her = woman(rng, world)
        women += 1
        rows.append((women, record(rng, world, her)))
        if rng.random() < again:
            rows.append((women, record(rng, world, her, again=True)))
        if rng.random() < alike:
            women += 1
            rows.append(
                (women, record(rng, world, rng.choice((namesake, namesake, sister, neighbour))(rng, world, her)))
            )
    rng.shuffle(rows)
    seen: dict[int, list[int]] = {}
    for at, (who, _) in enumerate(rows, start=1):
        seen.setdefault(who, []).append(at)
    return [row for _, row in rows], {(a[0], a[1]) for a in seen.values() if len(a) > 1}
