"""The columns of a sheet of services, those that say two of ours together, what a row of it wants, and what may be wrong with a cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, NamedTuple

COLUMNS = (
    "service_id",
    "kind",
    "organization",
    "service_name",
    "description",
    "address",
    "upazila_or_thana",
    "district",
    "days",
    "start_time",
    "end_time",
    "weekly_hours",
    "min_age",
    "max_age",
    "grade",
    "employment",
    "eligibility",
    "fee_bdt",
    "max_loan_bdt",
    "seats",
    "start_date",
    "end_date",
    "confidential",
    "phone",
    "email",
    "language",
    "last_confirmed",
)
TOGETHER = {"time": ("start_time", "end_time"), "age": ("min_age", "max_age")}
REQUIRED = ("kind", "organization", "service_name", "district")


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong, or worth knowing, in which cell; no column: the whole row's; row 0: the file's."""

    row: int
    column: str | None
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    sheet: str = ""


class Grades(NamedTuple):
    """Wage grades from and to, as the sheet wrote them, and the year of their scheme; empty: it does not tell."""

    low: int
    high: int
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A service as a row wants it; None and empty: the row does not say.

    `typed` are the cells as they stood where they were in a Bijoy font.
    """

    service_id: str | None
    organization: str
    kind: str
    service_name: str
    place: str
    description: str | None = None
    address: str | None = None
    days: tuple[int, ...] = ()
    start_time: time | None = None
    end_time: time | None = None
    weekly_hours: float | None = None
    min_age: int | None = None
    max_age: int | None = None
    grade: Grades | None = None
    employment: tuple[str, ...] = ()
    eligibility: tuple[str, ...] = ()
    fee_bdt: int | None = None
    max_loan_bdt: int | None = None
    seats: int | None = None
    start_date: date | None = None
    end_date: date | None = None
    confidential: bool | None = None
    phone: str | None = None
    email: str | None = None
    language: tuple[str, ...] = ()
    last_confirmed: date | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
