"""What may be wished of a service besides: free, on a day, in the evening, by women, with childcare; typed or ticked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from catalog.data import rows, several
from catalog.offer import Offer, OfferSession
from catalog.search.sounds import stems
from catalog.search.writing import Word, words

EVENING, NOON = 16, 12
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Test = Callable[[Offer], bool]


def _free(offer: Offer) -> bool:
    fees = [cost.taka for cost in offer.costs if cost.what in ("fee", "deposit")]
    return bool(fees) and not any(fees)


def _on(weekday: int) -> Test:
    return lambda offer: any(session.weekday == weekday for session in _sessions(offer))


def _evening(offer: Offer) -> bool:
    return any(session.starts.hour >= EVENING for session in _sessions(offer))


def _morning(offer: Offer) -> bool:
    return any(session.starts.hour < NOON for session in _sessions(offer))


def _night(offer: Offer) -> bool:
    return any(session.ends <= session.starts or session.starts.hour >= 20 for session in _sessions(offer))


def _sessions(offer: Offer) -> list[OfferSession]:
    return [session for place in offer.places for intake in place.intakes for session in intake.sessions]


WISHES: Mapping[str, Test] = {
    "free": _free,
    "women": lambda offer: offer.women_only_staff is True,
    "on_site_childcare": lambda offer: offer.childcare_on_site is True,
    "evening": _evening,
    "morning": _morning,
    "night": _night,
    **{day: _on(number) for number, day in enumerate(DAYS)},
}
"""Whether a service is known to be so, by the code of data/search_wishes.csv; what is not known is no."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish that was typed."""

    code: str
    typed: str


def spoken_wishes(typed: Sequence[Word]) -> tuple[Wish, ...]:
    """The wishes in the words of a search; the words may mean something besides."""
    found: list[Wish] = []
    used: set[int] = set()
    for length in (3, 2, 1):
        for start in range(len(typed) - length + 1):
            some = typed[start : start + length]
            code = _by_sounds().get(tuple(word.sound for word in some)) or (
                _by_sounds().get((stems(some[0].sound)[-1],)) if length == 1 else None
            )
            if code and not used & {word.at for word in some}:
                found.append(Wish(code, " ".join(word.typed for word in some)))
                used.update(word.at for word in some)
    return tuple(found)


@cache
def _by_sounds() -> dict[tuple[str, ...], str]:
    return {
        tuple(word.sound for word in words(text)): row["code"]
        for row in rows("search_wishes")
        for column in ("bn", "en", "rom")
        for text in several(row[column])
    }
