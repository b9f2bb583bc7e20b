"""The lists of the factory floor: posts, wage grades and shifts, each row a value."""

from dataclasses import dataclass
from datetime import time
from functools import cache

from catalog.data import rows, several
from catalog.lists import Named, named, synonyms

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Role(Named):
    """A post on the factory floor; `exposure_band` is how exposed it is to automation."""

    section: str
    grade_2023: int | None
    skills: tuple[str, ...]
    synonyms: tuple[str, ...]
    exposure_band: str


@dataclass(frozen=True, slots=True)
class Grade(Named):
    """A wage grade of a scheme; its code is scheme and grade, `grade_2023` what it counts as now."""

    scheme: str
    grade: str
    grade_2023: int | None


@dataclass(frozen=True, slots=True)
class Shift(Named):
    """A working pattern; weekday 0 is Monday; `rotates` is yes, no or ask; no times: they are not fixed."""

    days: tuple[int, ...]
    starts: time | None
    ends: time | None
    overtime_ends: time | None
    rotates: str
    rotates_over: tuple[str, ...]
    free_en: str
    free_bn: str


@cache
def roles() -> dict[str, Role]:
    """The posts of the sewing floor and around it."""
    return {
        row["code"]: Role(
            *named(row),
            section=row["section"],
            grade_2023=_number(row["usual_grade_2023"]),
            skills=several(row["skills"]),
            synonyms=synonyms(row),
            exposure_band=row["exposure_band"],
        )
        for row in rows("roles")
    }


@cache
def grades() -> dict[str, Grade]:
    """The wage grades of all schemes, by "scheme-grade"."""
    found = (
        Grade(
            f"{row['scheme']}-{row['grade']}",
            row["name_en"],
            row["name_bn"],
            scheme=row["scheme"],
            grade=row["grade"],
            grade_2023=_number(row["grade_2023"]),
        )
        for row in rows("grades")
    )
    return {grade.code: grade for grade in found}


@cache
def shifts() -> dict[str, Shift]:
    """The working patterns, the usual one first."""
    return {
        row["code"]: Shift(
            *named(row),
            days=tuple(WEEKDAYS.index(day) for day in several(row["days"])),
            starts=_time(row["start"]),
            ends=_time(row["end"]),
            overtime_ends=_time(row["overtime_end"]),
            rotates=row["rotates"],
            rotates_over=several(row["rotates_over"]),
            free_en=row["free_windows_en"],
            free_bn=row["free_windows_bn"],
        )
        for row in rows("shifts")
    }


def _number(cell: str) -> int | None:
    return int(cell) if cell.isdecimal() else None


def _time(cell: str) -> time | None:
    return time.fromisoformat(cell) if cell else None
