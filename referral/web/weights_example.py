"""What other weights would change, shown on a woman who is made up: the order before and after, nobody's record read."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from catalog.offer import Offer
from catalog.places import ancestors, places
from matching.profile import Profile
from matching.rank import rank
from matching.seats import Taken

PLACE = "gazipur-tongi"
AGE = 28
FACTS = {
    "employment": "working",
    "role": "sewing_operator",
    "shift": "general",
    "schooling": "class_8",
    "years_in_rmg": 5,
    "can_pay": 500,
    "documents": ["nid"],
}
SHOWN = 6
ALL = 1_000_000
Standing = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Moved:
    """A service with its place and points before and after."""

    offer: Offer
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Example:
    """For which need, how many services suit her, how many of them change their place, and the first ones of both orders."""

    need: str
    suit: int
    moved: int
    shown: tuple[Moved, ...]


def made_up(day: date) -> Profile:
    """A sewing operator of 28 years in Tongi who works the usual shift; she is nobody."""
    here = places()[PLACE]
    chain = (PLACE, *ancestors(PLACE))
    return Profile(facts=FACTS, birth_year=day.year - AGE, place_chain=chain, point=here.point, children=())


def example(
    offers: Iterable[Offer], taken: Taken, day: date, before: Mapping[str, int], after: Mapping[str, int]
) -> Example | None:
    """Both orders for the need that most open services answer; None where there is none. The learned chance is left out."""
    open_ones = tuple(offer for offer in offers if not offer.confidential and offer.closed(day) is None)
    answered = Counter(need for offer in open_ones for need in offer.needs[:1])
    if not answered:
        return None
    need = min(answered, key=lambda code: (-answered[code], code))
    old, new = (_standing(open_ones, need, taken, day, weights) for weights in (before, after))
    moved = [Moved(offer, old[offer], standing) for offer, standing in new.items()]
    first = [one for one in moved if one.before[0] <= SHOWN or one.after[0] <= SHOWN]
    return Example(need, len(moved), sum(one.before[0] != one.after[0] for one in moved), tuple(first))


def _standing(
    offers: Sequence[Offer], need: str, taken: Taken, day: date, weights: Mapping[str, int]
) -> dict[Offer, Standing]:
    found = rank(made_up(day), offers, need, day, taken, weights=weights, limit=ALL)
    return {match.offer: (place, match.score) for place, match in enumerate(found.suiting, 1)}
