"""Intakes of a service at a location: opened, changed, ended, marked full by the provider."""

from collections.abc import Iterable
from datetime import date, time
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from catalog.base import moment
from catalog.models import Intake, ServiceAtLocation, SessionTime
from catalog.offers import touch

Times = tuple[int, time, time]


class WrongIntake(ValueError):
    """Terms that no intake can have; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Terms(TypedDict, total=False):
    """Seats (None: not counted), dates, and weekly sessions as (weekday, start, end); weekday 0 is Monday."""

    seats: int | None
    starts_on: date | None
    ends_on: date | None
    closes_on: date | None
    times: Iterable[Times]


def open_intake(session: Session, place: ServiceAtLocation, **terms: Unpack[Terms]) -> Intake:
    """A new dated batch, or a rolling capacity where no dates are given."""
    intake = Intake()
    _set(intake, terms)
    place.intakes.append(intake)
    touch(session, place.service)
    return intake


def change_intake(session: Session, intake: Intake, **terms: Unpack[Terms]) -> None:
    """Other seats, dates or hours; the caller sees to it that no more seats are given already."""
    _set(intake, terms)
    touch(session, intake.place.service)


def end_intake(session: Session, intake: Intake) -> None:
    """No new seat of it is given any more; who has one keeps it."""
    if intake.ended_at is None:
        intake.ended_at = moment(session)
        touch(session, intake.place.service)


def mark_full(session: Session, intake: Intake, full: bool = True) -> None:
    """The provider's own mark that no seat is free, or that one is again."""
    intake.full = full


def times_of(intake: Intake) -> list[Times]:
    """Its weekly sessions as values, in the order of the week."""
    return sorted((one.weekday, one.starts, one.ends) for one in intake.sessions)


def _set(intake: Intake, terms: Terms) -> None:
    seats = terms.get("seats", intake.seats)
    starts_on, ends_on = terms.get("starts_on", intake.starts_on), terms.get("ends_on", intake.ends_on)
    closes_on = terms.get("closes_on", intake.closes_on)
    if seats is not None and seats < 0:
        raise WrongIntake("negative")
    if starts_on and ends_on and ends_on < starts_on:
        raise WrongIntake("ends_before_start")
    if closes_on and ends_on and ends_on < closes_on:
        raise WrongIntake("closes_after_end")
    intake.seats, intake.starts_on, intake.ends_on, intake.closes_on = seats, starts_on, ends_on, closes_on
    if "times" in terms:
        wanted = sorted(set(terms["times"]))
        if wanted != times_of(intake):
            intake.sessions[:] = [SessionTime(weekday=day, starts=start, ends=end) for day, start, end in wanted]
