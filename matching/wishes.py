"""What a caseworker may wish besides: plain conditions on a match, given to `rank` as `only`."""

from collections.abc import Callable

from matching.rank import Match
from matching.reason import Answer


def women_only_staff(match: Match) -> bool:
    """Its staff is known to be women only."""
    return match.offer.women_only_staff is True


def childcare_on_site(match: Match) -> bool:
    """It is known to look after children there."""
    return match.offer.childcare_on_site is True


def free_of_charge(match: Match) -> bool:
    """It is known to cost her nothing, or to bring her more than it costs."""
    part = match.part("cost")
    return part is not None and part.reason.values.get("taka", 1) <= 0


def open_seats(match: Match) -> bool:
    """A seat can be had now."""
    return _says_yes(match, "seats")


def fits_shift(match: Match) -> bool:
    """Its hours are known to fit."""
    return _says_yes(match, "hours")


def within(km: float) -> Callable[[Match], bool]:
    """It is known to be no farther than that by road, or is given by phone."""

    def near_enough(match: Match) -> bool:
        part = match.part("distance")
        return part is not None and part.reason.answer is Answer.YES and part.reason.values.get("km", 0) <= km

    return near_enough


def on_day(weekday: int) -> Callable[[Match], bool]:
    """The intake that is best for her has a session on that day of the week; 0 is Monday."""

    def then(match: Match) -> bool:
        return match.intake is not None and any(session.weekday == weekday for session in match.intake.sessions)

    return then


def _says_yes(match: Match, code: str) -> bool:
    part = match.part(code)
    return part is not None and part.reason.answer is Answer.YES
