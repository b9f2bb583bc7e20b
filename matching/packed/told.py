"""Services explained for one worker as `match_one` does, out of parts and reasons that were made before."""

from collections.abc import Hashable

from matching import near, parts
from matching.packed.view import View
from matching.parts import Part
from matching.profile import Profile, origin, shift
from matching.rank import Fit, Match
from matching.reason import Reason
from matching.rules import answer, either


class Told:
    """What a catalog says to a worker; what follows from her facts is kept in the view for the next."""

    def __init__(self, view: View, profile: Profile) -> None:
        self.view, self.now, self.profile = view, view.now, profile
        self.sorts = view.now.pack.sorts
        self.shift = shift(profile, self.now.day)
        self._origins: dict[str, Hashable] = {}
        self._far: dict[int, float | None] = {}
        self._reasons: dict[int, Reason] = {}
        self._firsts: dict[int, Part | None] = {}
        self._hours, self._costs = self.now.hours(self.shift), self.now.costs(profile)

    def match(self, number: int, nth: int) -> Match:
        """An offer that suits her, at that place (of all places): explained."""
        now, view = self.now, self.view
        pack = now.pack
        offer, start = pack.offers[number], pack.places.starts.item(number)
        place = offer.places[nth - start] if offer.places else None
        km = self._km(pack.places.flat.item(nth))
        entry = self._hours.entry.item(nth)
        at = pack.try_intake.item(entry)
        intake = None if at < 0 else pack.intakes[at]
        first, last = pack.must.starts[number : number + 2].tolist()
        rules = tuple([self.reason(clause, number) for clause in pack.must.flat[first:last].tolist()])
        scored = [
            now.ways.part(km, place),
            self._hours.parts[pack.tries.flat.item(entry)],
            now.seat_part(entry, place, intake),
            self._costs.parts[pack.cost.item(number)],
        ]
        of_need = view.need_parts[pack.needs.item(number)] if view.need_parts else None
        if of_need is not None:
            scored.insert(0, of_need)
        told_first = self._first(pack.first.item(number), number)
        if told_first is not None:
            scored.append(told_first)
        scored.append(now.standing_parts[pack.standing.item(number)])
        if now.chance is not None:
            scored.append(now.part(now.chance.reason(offer, rules, scored, now.day)))
        nearest = km if len(offer.places) <= 1 else self._nearest(number)
        return Match(offer, Fit.SUITS, rules, (), tuple(scored), place, intake, nearest)

    def _first(self, first: int, number: int) -> Part | None:
        """Whether she is among those whom an offer takes first; the same for all with these clauses, unless they ask how far."""
        if first in self._firsts:
            return self._firsts[first]
        clauses = self.sorts.firsts.of[first]
        told = parts.priority([self.reason(clause, number) for clause in clauses])
        part = None if told is None else self.now.part(told)
        if all(self.sorts.clauses.of[clause].offer is None for clause in clauses):
            self._firsts[first] = part
        return part

    def reason(self, number: int, offer: int) -> Reason:
        """What a clause of an offer says to her; of one of a single fact it is kept for others of whom the same is known."""
        known = self._reasons.get(number)
        if known is None:
            clause = self.sorts.clauses.of[number]
            if clause.fact is not None:
                key = ("clause", number, self.origin(clause.fact))
                known = self.view.keep(key, lambda: self._answer(number, None))
            else:
                known = self._answer(number, None if clause.offer is None else self._nearest(offer))
            self._reasons[number] = known
        return known

    def _answer(self, number: int, km: float | None) -> Reason:
        rules = (self.sorts.rules.of[rule] for rule in self.sorts.clauses.of[number].rules)
        found = [answer(rule, self.profile, self.now.day, km) for rule in rules]
        return found[0] if len(found) == 1 else either(found)

    def _nearest(self, offer: int) -> float | None:
        """How far the nearest place of an offer is."""
        places = self.now.pack.places
        points = places.flat[places.starts[offer] : places.starts[offer + 1]].tolist()
        return min((km for km in map(self._km, points) if km is not None), default=None)

    def _km(self, number: int) -> float | None:
        """How far a point is by road; None where either is not known."""
        if number not in self._far:
            here, there = self.profile.point, self.sorts.points.of[number]
            self._far[number] = None if here is None or there is None else near.road_between(here, there)
        return self._far[number]

    def origin(self, code: str) -> Hashable:
        """All that a fact of hers is read from."""
        if code not in self._origins:
            self._origins[code] = origin(self.profile, code)
        return self._origins[code]
