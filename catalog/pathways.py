"""What each post of the floor leads to, inside and outside garments, with the skills to gain."""

from dataclasses import dataclass
from functools import cache

from catalog.data import rows, several
from catalog.lists import Named

ANY = "any"


@dataclass(frozen=True, slots=True)
class Leading(Named):
    """A post or trade that another one leads to; `code` is that of the way, `skills` are those to gain."""

    from_role: str
    inside: bool
    skills: tuple[str, ...]


@cache
def leadings() -> dict[str, Leading]:
    """All of them by code."""
    return {
        row["code"]: Leading(
            row["code"],
            row["to_name_en"],
            row["to_name_bn"],
            from_role=row["from_role"],
            inside=row["inside_or_outside"] == "inside",
            skills=several(row["skills_to_gain"]),
        )
        for row in rows("pathways")
    }


def leads_to(role: str | None) -> list[Leading]:
    """What a post leads to, garments first; then what is open to everybody."""
    of_role = [way for way in leadings().values() if way.from_role == role]
    everybody = [way for way in leadings().values() if way.from_role == ANY]
    return sorted(of_role, key=lambda way: not way.inside) + everybody
