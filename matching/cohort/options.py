"""What suits each who asks: her needs as askers, the best services as options, each at an intake with its free seats."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

import numpy as np

from catalog.offer import Offer, OfferIntake, OfferPlace
from matching.chance import Chance
from matching.cohort.risks import groups_of, risks_of, weight
from matching.index import index
from matching.packed.many import best
from matching.packed.pack import pack
from matching.profile import Profile
from matching.rank import Fit, Match, Search, match_one
from matching.seats import Taken, free

PoolKey = tuple[UUID, UUID | None, UUID | None]


class Asker(NamedTuple):
    """One need of one woman: her place among the profiles, the need, her weight in hundredths, her risks and groups."""

    worker: int
    need: str
    weight: int
    risks: tuple[str, ...]
    groups: tuple[str, ...]


class Pool(NamedTuple):
    """An intake of a service and its free seats; `seats` None where nobody counts them or no intake was told."""

    offer: Offer
    place: OfferPlace | None
    intake: OfferIntake | None
    seats: int | None

    @property
    def key(self) -> PoolKey:
        """The ids of the service, the place and the intake, by which a later run knows it."""
        return self.offer.id, self.place.id if self.place else None, self.intake.id if self.intake else None


class Option(NamedTuple):
    """A service that suits an asker, at the intake that is best for her, with the score of the match."""

    asker: int
    offer: Offer
    place: OfferPlace | None
    intake: OfferIntake | None
    score: float


class Asking(NamedTuple):
    """All that options are made from."""

    profiles: Sequence[Profile]
    askers: tuple[Asker, ...]
    offers: tuple[Offer, ...]
    taken: Taken
    day: date
    weights: Mapping[str, int]
    chance: Chance | None
    limit: int


def askers_of(
    profiles: Sequence[Profile], needs: Sequence[Sequence[str]], day: date, weights: Mapping[str, int]
) -> Iterator[Asker]:
    """Each need of each woman, with her weight, risks and groups on that day."""
    for number, (profile, hers) in enumerate(zip(profiles, needs, strict=True)):
        risks = risks_of(profile, day)
        groups = groups_of(profile, day, risks)
        for need in dict.fromkeys(hers):
            yield Asker(number, need, weight(risks, weights), risks, groups)


def options_of(asking: Asking) -> Iterator[Option]:
    """What suits each asker, the best first."""
    packed = pack(asking.offers)
    found = best(
        packed,
        [asking.profiles[asker.worker] for asker in asking.askers],
        [asker.need for asker in asking.askers],
        asking.day,
        asking.taken,
        weights=asking.weights,
        chance=asking.chance,
        limit=asking.limit,
    )
    where = {intake.id: place for offer in packed.offers for place in offer.places for intake in place.intakes}
    rows, columns = np.nonzero(found.offer >= 0)
    plain = (part[rows, columns].tolist() for part in (found.offer, found.intake, found.score))
    for asker, number, at, score in zip(rows.tolist(), *plain, strict=True):
        offer = packed.offers[number]
        if at >= 0:
            intake = packed.intakes[at]
            yield Option(asker, offer, where[intake.id], intake, score)
        elif not offer.places or any(not place.intakes for place in offer.places):
            yield Option(asker, offer, offer.places[0] if len(offer.places) == 1 else None, None, score)


def _has_seats(match: Match) -> bool:
    """Not one whose intakes are all closed: nobody can be sent there now. One that never told any may be asked."""
    return match.intake is not None or match.place is None or not match.place.intakes


def pinned_of(asking: Asking, pins: Mapping[int, UUID]) -> Iterator[Option]:
    """What is pinned and suits her, though it may not be among her best."""
    if not pins:
        return
    ready = index(asking.offers)
    by_id = {offer.id: offer for offer in asking.offers}
    for number, asker in enumerate(asking.askers):
        offer = by_id.get(pins[asker.worker]) if asker.worker in pins else None
        if offer is not None and asker.need in offer.needs:
            search = Search(
                profile=asking.profiles[asker.worker],
                need=asker.need,
                day=asking.day,
                taken=asking.taken,
                weights=asking.weights,
                chance=asking.chance,
            )
            match = match_one(search, offer, ready)
            if match.fit is Fit.SUITS and _has_seats(match):
                yield Option(number, match.offer, match.place, match.intake, match.score)


def pool_of(option: Option, taken: Taken) -> Pool:
    """The intake of an option with the seats that are free now."""
    left = None if option.intake is None else free(option.intake, taken)
    return Pool(option.offer, option.place, option.intake, left)
