"""The pack on one day, with the seats that are taken, the weights and the learned chance in force: what each thing is worth, in tenths."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import numpy as np
import numpy.typing as npt

from catalog.offer import OfferIntake, OfferPlace
from matching import hours, parts
from matching.chance import Chance, seen
from matching.packed.answering import Answering
from matching.packed.odds import Odds
from matching.packed.pack import Flags, Ints, Pack
from matching.packed.way import ANYWHERE, Floats, Ways, tenths
from matching.parts import Part
from matching.profile import Profile, origin
from matching.reason import Answer, Reason
from matching.seats import Taken, seats

SHUT = -(1 << 24)
PURSES = 256
_ENDED = replace(ANYWHERE, intakes=(OfferIntake(UUID(int=0), None, None, None, None, full=False),))


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Hours:
    """For one with a shift: by place hours and seats at their best, at which of `tries`, and whether its hours clash.

    `adds` is what both add there to the log odds of a chance; by number of `whens`, `parts` the hours and `own_adds` what
    they add.
    """

    worth: Ints
    entry: Ints
    clash: Flags
    adds: Floats
    parts: list[Part]
    own_adds: Floats


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Costs:
    """By number of `costs` what they are to one who can pay so much: the parts, their worth, and which are too much."""

    parts: list[Part]
    worth: Ints
    no: Flags


class Now:
    """A pack on a day. Points are whole tenths, as parts are rounded, so that sums are exact."""

    def __init__(
        self, pack: Pack, day: date, taken: Taken, weights: Mapping[str, int], chance: Chance | None = None
    ) -> None:
        self.pack, self.day, self.taken, self.weights, self.chance = pack, day, taken, weights, chance
        self.top = 10 * sum(map(abs, weights.values())) + 10 * len(weights)
        standings = pack.sorts.standings.of
        self.closed: Flags = np.array([one.closed(day) is not None for one in standings], bool)[pack.standing]
        self.unconfirmed: Flags = np.array([one.unconfirmed(day) for one in standings], bool)[pack.standing]
        self.standing_parts = [self.part(parts.confirmed(one, day)) for one in standings]
        self.confirmed: Ints = np.array(list(map(tenths, self.standing_parts)), np.int32)[pack.standing]
        self.answering = Answering(pack.sorts, day)
        self.ways = Ways(pack.sorts.points.of, day, weights, chance)
        self.odds = None if chance is None else Odds(pack, chance, weights.get("chance", 0), self.part)
        self._seat_parts: dict[tuple[int, int | None], Part] = {}
        self._held_parts = self._held()
        self.seats, self.seat_adds = self._seats()
        self._by_shift: dict[str | None, Hours] = {}
        self._by_purse: dict[Hashable, Costs] = {}

    def part(self, reason: Reason) -> Part:
        """A reason as a part of a score."""
        return parts.part(reason, self.day, self.weights)

    def needs(self, need: str) -> tuple[Flags, list[Part | None]]:
        """Which offers answer a need; and by number of `needs` the part that it is, None where they do not."""
        sorts = self.pack.sorts.needs.of
        found = [self.part(parts.need(one, need)) if need in one.needs else None for one in sorts]
        return np.array([one is not None for one in found], bool)[self.pack.needs], found

    def costs(self, profile: Profile) -> Costs:
        """What all that services cost is to her."""
        purse = origin(profile, "can_pay")
        known = self._by_purse.get(purse)
        if known is None:
            found = [self.part(parts.cost(one, profile, self.day)) for one in self.pack.sorts.costs.of]
            no = np.array([one.decides is Answer.NO for one in found], bool)
            known = Costs(found, np.array(list(map(tenths, found)), np.int32), no)
            if len(self._by_purse) >= PURSES:
                self._by_purse = {}
            self._by_purse[purse] = known
        return known

    def hours(self, shift: str | None) -> Hours:
        """Hours and seats for one with that shift."""
        known = self._by_shift.get(shift)
        if known is None:
            known = self._by_shift[shift] = self._hours(shift)
        return known

    def _hours(self, shift: str | None) -> Hours:
        whens, tries = self.pack.sorts.whens.of, self.pack.tries
        found = [self.part(hours.when(shift, one.intake, for_child=one.for_child)) for one in whens]
        worth = np.array(list(map(tenths, found)), np.int64)
        clash = np.array([one.decides is Answer.NO for one in found], bool)
        adds = np.array([0.0 if self.chance is None else self.chance.of_hours(one.reason.answer) for one in found])
        entry, best = self._best_tries(worth)
        when = tries.flat[entry]
        return Hours(best, entry, clash[when], adds[when] + self.seat_adds[entry], found, adds)

    def _best_tries(self, hours: npt.NDArray[np.int64]) -> tuple[Ints, Ints]:
        """By place the first of the tries where hours (by number of `whens`) and seats are worth most, and what they are."""
        tries = self.pack.tries
        count = len(tries.flat)
        if not count:
            return np.zeros(0, np.int32), np.zeros(0, np.int32)
        bits = count.bit_length()
        keyed = ((self.seats + hours[tries.flat]) << bits) + np.arange(count - 1, -1, -1)
        best = np.maximum.reduceat(keyed, tries.starts[:-1])
        return (count - 1 - (best & ((1 << bits) - 1))).astype(np.int32), (best >> bits).astype(np.int32)

    def seat_part(self, entry: int, place: OfferPlace | None, intake: OfferIntake | None) -> Part:
        """The seats of a try at a place."""
        held = self._held_parts.get(entry)
        if held is not None:
            return held
        key = self.pack.try_seats.item(entry), None if intake is None else intake.seats
        known = self._seat_parts.get(key)
        if known is None:
            known = self._seat_parts[key] = self.part(seats(place, intake, {}))
        return known

    def _seats(self) -> tuple[Ints, Floats]:
        """What a seat of each try is worth; of one that is not open, or where others are, far less than nothing."""
        sorts, tries = self.pack.sorts.seats.of, self.pack.tries
        reasons = [
            seats(_ENDED if one else ANYWHERE, None, {}) if isinstance(one, bool) else seats(None, one, {})
            for one in sorts
        ]
        is_open = np.array([not isinstance(one, bool) and one.is_open(self.day) for one in sorts], bool)
        found = [self.part(one) for one in reasons]
        worth = np.array(list(map(tenths, found)), np.int64)
        adds = np.array(list(map(self._seat_adds, found)))[self.pack.try_seats]
        open_now = is_open[self.pack.try_seats]
        if len(tries.flat):
            open_now[tries.starts[1:] - 1] = ~np.logical_or.reduceat(open_now, tries.starts[:-1])
        best = np.where(open_now, worth[self.pack.try_seats], SHUT)
        for entry, part in self._held_parts.items():
            if best[entry] > SHUT:
                best[entry], adds[entry] = tenths(part), self._seat_adds(part)
        return best, adds

    def _held(self) -> dict[int, Part]:
        """The tries where some seats are held or used, and what their seats are."""
        ids = {intake.int for intake in self.taken}
        if not ids:
            return {}
        own = np.flatnonzero(self.pack.try_intake >= 0)
        held = [(number, one) for number, one in enumerate(self.pack.intakes) if one.id.int in ids]
        return {own.item(number): self.part(seats(None, one, self.taken)) for number, one in held}

    def _seat_adds(self, part: Part) -> float:
        """What such a seat adds to the log odds of a chance."""
        if self.chance is None:
            return 0.0
        values = seen((), (part,), self.day)
        return self.chance.of_seat(part.reason.answer, values["starts_in"])
