"""What a service takes of her: the least that it may before it is looked at, less than that at a glance, then the whole."""

import uuid
from dataclasses import dataclass, field

from catalog.floor import shifts
from catalog.offer import Offer, OfferCost
from matching import hours, near, parts
from matching.profile import shift
from matching.rank import Fit, match_one
from matching.reason import Answer
from matching.seats import open_intakes
from matching.ways.opening import Opening
from matching.ways.pools import Codes, Entry, Pool, Pools, Told
from matching.ways.steps import Sums, step


@dataclass(slots=True, repr=False)
class Taking:
    """One worker against services one by one; what was looked at once is kept."""

    opening: Opening
    ready: Pools
    _shift: str | None = field(init=False)
    _own: dict[uuid.UUID, Sums | None] = field(default_factory=dict)
    _glances: dict[uuid.UUID, Sums | None] = field(default_factory=dict)
    _costs: dict[tuple[OfferCost, ...], Answer] = field(default_factory=dict)
    _floors: dict[Told, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._shift = shift(self.opening.search.profile, self.opening.search.day)

    def least(self, pool: Pool, gained: Codes, at: int) -> Sums:
        """The least that a member of a pool can take of her, before it is looked at."""
        floor = self._floors.get(pool.told)
        if floor is None:
            told = pool.told
            hours_asked = not told.hours or self._hours_are_asked()
            floor = self._floors[told] = (not told.cost) + told.unconfirmed + hours_asked
        return Sums(self.opening.asks(pool.asked, gained) + floor, *pool.members[at].lowest[1:])

    def glance(self, entry: Entry, gained: Codes) -> Sums | None:
        """The least that a service can take of her, by its hours, cost and way; None where they say no."""
        key = entry.offer.id
        if key not in self._glances:
            self._glances[key] = self._glanced(entry)
        seen = self._glances[key]
        return seen and seen._replace(unsure=seen.unsure + self.opening.asks(entry.asked, gained))

    def whole(self, entry: Entry, gained: Codes) -> Sums | None:
        """What a service takes of her who has these codes; None where hours, cost or distance say no."""
        asks = self.opening.asks(entry.asked, gained)
        key = entry.offer.id
        if key not in self._own:
            self._own[key] = self._without_rules(entry, gained, asks)
        sums = self._own[key]
        return sums and sums._replace(unsure=sums.unsure + asks)

    def _hours_are_asked(self) -> bool:
        known = shifts().get(self._shift or "unknown", shifts()["unknown"])
        return known.rotates == "ask" and not known.rotates_over

    def _glanced(self, entry: Entry) -> Sums | None:
        offer, her = entry.offer, self.opening.search.profile
        pays = self._pays(entry.offer)
        when = Answer.NO if pays is Answer.NO else self._hours(offer)
        if when is Answer.NO:
            return None
        km = near.nearest(near.reach(her.point, offer)) if offer.places else 0.0
        unsure = (when is Answer.ASK) + (pays is Answer.ASK) + entry.told.unconfirmed
        return Sums(unsure, *entry.lowest[1:4], int(km is None), round((km or 0) * 1000))

    def _pays(self, offer: Offer) -> Answer:
        """What is said of its cost, the same for all of the same costs."""
        search = self.opening.search
        if offer.costs not in self._costs:
            self._costs[offer.costs] = parts.cost(offer, search.profile, search.day).answer
        return self._costs[offer.costs]

    def _hours(self, offer: Offer) -> Answer:
        """What the hours of its batches say at best."""
        day, for_child = self.opening.search.day, offer.seats_count == "child"
        best = Answer.NO
        for place in offer.places or (None,):
            for intake in open_intakes(place, day) or (None,):
                said = hours.when(self._shift, intake, for_child=for_child).answer
                if said is Answer.YES:
                    return said
                best = said if said is Answer.ASK else best
        return best

    def _without_rules(self, entry: Entry, gained: Codes, asks: int) -> Sums | None:
        search = self.opening.searching(gained & entry.asked.mentions)
        match = match_one(search, entry.offer, self.ready.index)
        if match.fit is not Fit.SUITS:
            return None
        sums = step(match, search.day, search.profile.point).sums
        return sums._replace(unsure=sums.unsure - asks)
