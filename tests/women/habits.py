"""How clerks and lives differ from one world to another: shares of what is left out, written otherwise, or changed since."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Habits:
    """Shares from 0 to 1; `later` ones hold for a record made in another year. `others`: how often each look-alike comes.

    `births`: none, year, age, 01/01, date. `drift`: years of birth told off by 0, 1, -1, 2, -2, 3.
    """

    latin: float = 0.5
    rough: float = 0.35
    joined: float = 0.2
    prefixed: float = 0.4
    husband: float = 0.2
    husband_later: float = 0.35
    no_guardian: float = 0.05
    no_relation: float = 0.05
    no_phone: float = 0.1
    no_place: float = 0.08
    no_nid: float = 0.3
    births: tuple[float, ...] = (0.05, 0.35, 0.25, 0.1, 0.25)
    drift: tuple[float, ...] = (50, 17, 17, 7, 7, 2)
    phone_changed: float = 0.25
    phone_slip: float = 0.09
    retitled: float = 0.3
    moved: float = 0.05
    same: float = 0.45
    others: tuple[float, ...] = (24, 20, 20, 8, 28)


USUAL = Habits()
ROUGH = Habits(rough=0.5)
EASIER = Habits(
    latin=0.45,
    rough=0.45,
    joined=0.12,
    prefixed=0.5,
    husband=0.15,
    husband_later=0.22,
    no_guardian=0.08,
    no_relation=0.1,
    no_phone=0.15,
    no_place=0.04,
    births=(0.06, 0.3, 0.3, 0.14, 0.2),
    drift=(62, 15, 15, 4, 4, 0),
    phone_changed=0.16,
    phone_slip=0.04,
    retitled=0.25,
    moved=0.03,
    same=0.5,
    others=(16, 14, 14, 8, 48),
)
