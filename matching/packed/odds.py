"""The learned chance in arrays: log odds by service, and what they are worth, in tenths of a point."""

from collections.abc import Callable

import numpy as np

from catalog.offer import Offer
from matching.chance import Chance, bonus
from matching.packed.pack import Ints, Pack
from matching.packed.way import Floats, tenths
from matching.parts import Part
from matching.reason import Answer, Reason

DOUBT = 1e-7
MOST = 30


class Odds:
    """A model over a pack: `of_offer` are the log odds of a usual referral by offer, its start in them."""

    def __init__(self, pack: Pack, chance: Chance, weight: int, part: Callable[[Reason], Part]) -> None:
        self.chance, self.weight, self.part, self.sorts = chance, weight, part, pack.sorts
        kinds = [chance.kinds.get(one.kind_code, 0.0) for one in pack.sorts.kinds.of]
        costs = [chance.of_cost(one) for one in pack.sorts.costs.of]
        self.of_offer: Floats = chance.usual + np.array(kinds)[pack.kind] + np.array(costs)[pack.cost] + bonus(0)
        for service, (own, ended) in chance.services.items():
            if pack.has(service):
                self.of_offer[pack.number(service)] += own + bonus(ended) - bonus(0)
        self.asks = np.array([chance.of_asks(0), chance.of_asks(1)])

    def of_needs(self, need: str | None) -> Floats:
        """What the place of a need among those of a service adds, by number of `needs`."""
        return np.array([self._of_need(one, need) for one in self.sorts.needs.of])

    def worth(self, odds: Floats, exactly: Callable[[int], int]) -> Ints:
        """What log odds are worth; where arrays might round another way than numbers do one by one, `exactly` that."""
        points = 10 * self.weight / (1 + np.exp(-np.clip(odds, -MOST, MOST)))
        found: Ints = np.rint(points).astype(np.int32)
        for column in np.flatnonzero(np.abs(points - np.floor(points) - 0.5) < DOUBT).tolist():
            found[column] = exactly(column)
        return found

    def exactly(self, offer: Offer, need: str | None, there: tuple[float, float, float], asks: int) -> int:
        """What the chance of one service is worth: `there` is what the levels of the way, the hours and the seat add."""
        chance = self.chance
        fits = (*there, chance.of_cost(offer), chance.of_asks(asks), self._of_need(offer, need))
        share = chance.share(offer, chance.log_odds(offer, fits))
        return tenths(self.part(Reason("chance", Answer.YES, {"share": share})))

    def _of_need(self, offer: Offer, need: str | None) -> float:
        place = offer.needs.index(need) if need in offer.needs else None
        return self.chance.of_need(place)
