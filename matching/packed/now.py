"""The pack on one day, with the seats that are taken and the weights in force: what each thing is worth, in tenths."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from threading import Lock
from uuid import UUID

import numpy as np

from catalog.gazetteer import EARTH_KM
from catalog.offer import OfferIntake, OfferPlace
from catalog.places import Point
from matching import hours, near, parts
from matching.packed.answering import Answering
from matching.packed.pack import Flags, Ints, Pack
from matching.packed.sorts import BY_PHONE
from matching.profile import Profile
from matching.reason import Answer, Reason
from matching.seats import Taken, seats

SHUT = -(1 << 24)
KEPT = 256
_ANYWHERE = OfferPlace(UUID(int=0), UUID(int=0), (), "", "", None, None)
_ENDED = replace(_ANYWHERE, intakes=(OfferIntake(UUID(int=0), None, None, None, None, full=False),))


class Now:
    """A pack on a day. Points are whole tenths, as parts are rounded, so that sums are exact."""

    def __init__(self, pack: Pack, day: date, taken: Taken, weights: Mapping[str, int]) -> None:
        self.pack, self.day, self.weights = pack, day, weights
        self.top = 10 * sum(map(abs, weights.values())) + 10 * len(weights)
        standings = pack.sorts.standings.of
        self.closed: Flags = np.array([one.closed(day) is not None for one in standings], bool)[pack.standing]
        self.unconfirmed: Flags = np.array([one.unconfirmed(day) for one in standings], bool)[pack.standing]
        worth = [self.worth(parts.confirmed(one, day)) for one in standings]
        self.confirmed: Ints = np.array(worth, np.int32)[pack.standing]
        self.answering = Answering(pack.sorts, day)
        self.seats = self._seats(taken)
        north, east = zip(*((0.0, 0.0) if one is None else one for one in pack.sorts.points.of), strict=True)
        self._north, self._east = np.radians(north), np.radians(east)
        self._by_shift: dict[str | None, tuple[Ints, Ints, Flags]] = {}
        self._by_point: dict[Point | None, Ints] = {}
        self._keeping = Lock()
        self.first, self.standing, self.cost_of, self.needs = (
            column.tolist() for column in (pack.first, pack.standing, pack.cost, pack.needs)
        )
        self.must, self.must_starts, self.place_starts = (
            column.tolist() for column in (pack.must.flat, pack.must.starts, pack.places.starts)
        )

    def worth(self, reason: Reason) -> int:
        """What a reason is worth, in tenths of a point."""
        return round(parts.part(reason, self.day, self.weights).points * 10)

    def answers(self, need: str | None) -> tuple[Flags, Ints]:
        """Which offers answer a need, and what that is worth."""
        if need is None:
            return np.ones(self.pack.size, bool), np.zeros(self.pack.size, np.int32)
        sorts = self.pack.sorts.needs.of
        does = np.array([need in one.needs for one in sorts], bool)
        worth = [self.worth(parts.need(one, need)) if need in one.needs else 0 for one in sorts]
        return does[self.pack.needs], np.array(worth, np.int32)[self.pack.needs]

    def cost(self, profile: Profile) -> tuple[Ints, Flags]:
        """By number of what it costs: what that is worth to her, and whether it is more than she can pay."""
        reasons = [parts.cost(one, profile, self.day) for one in self.pack.sorts.costs.of]
        no = [reason.answer is Answer.NO for reason in reasons]
        return np.array(list(map(self.worth, reasons)), np.int32), np.array(no, bool)

    def of_shift(self, shift: str | None) -> tuple[Ints, Ints, Flags]:
        """By place, for one with that shift: hours and seats at their best, at which of `tries`, and whether hours clash."""
        known = self._by_shift.get(shift)
        if known is None:
            whens = self.pack.sorts.whens.of
            reasons = [hours.when(shift, one.intake, for_child=one.for_child) for one in whens]
            worth = np.array(list(map(self.worth, reasons)), np.int64)
            clash = np.array([reason.answer is Answer.NO for reason in reasons], bool)
            tries = self.pack.tries
            count = len(tries.flat)
            keyed = (self.seats + worth[tries.flat]) * count + np.arange(count - 1, -1, -1)
            best = np.maximum.reduceat(keyed, tries.starts[:-1]) if count else keyed
            which = count - 1 - best % max(count, 1)
            points = (best // max(count, 1)).astype(np.int32)
            known = points, which.astype(np.int32), clash[tries.flat[which]]
            self._by_shift[shift] = known
        return known

    def of_point(self, point: Point | None) -> Ints:
        """By number of a point: what the way from there is worth."""
        known = self._by_point.get(point)
        if known is None:
            known = self._distance(point)
            with self._keeping:
                if len(self._by_point) >= KEPT:
                    self._by_point.pop(next(iter(self._by_point)))
                self._by_point[point] = known
        return known

    def _distance(self, point: Point | None) -> Ints:
        not_known, by_phone = self.worth(near.distance(None, _ANYWHERE)), self.worth(near.distance(None, None))
        found: Ints = np.full(len(self._north), not_known, np.int32)
        if point is not None:
            tenths = self._tenths(point)
            found = worth_of_tenths(self.day, self.weights.get("distance", 0), 1 << int(tenths.max()).bit_length())[
                tenths
            ]
        found[:2] = not_known, by_phone
        return found

    def _tenths(self, point: Point) -> Ints:
        """How far each point is from there by road in tenths of a kilometre, as `distance` rounds it."""
        north, east = np.radians(point)
        half = np.sin((self._north - north) / 2) ** 2
        half += np.cos(self._north) * np.cos(north) * np.sin((self._east - east) / 2) ** 2
        far = 2 * EARTH_KM * near.ROAD_FACTOR * 10 * np.arcsin(np.sqrt(np.minimum(half, 1)))
        far[: BY_PHONE + 1] = 0
        found: Ints = np.rint(far).astype(np.int32)
        for number in np.flatnonzero(np.abs(far - np.floor(far) - 0.5) < 1e-6):
            there = self.pack.sorts.points.of[number]
            if there is not None:
                found[number] = round(round(near.road_between(point, there), 1) * 10)
        return found

    def _seats(self, taken: Taken) -> Ints:
        """What a seat of each intake is worth; of one that is not open, or where others are, far less than nothing."""
        worth, is_open = [], []
        for one in self.pack.sorts.seats.of:
            if isinstance(one, bool):
                worth.append(self.worth(seats(_ENDED if one else _ANYWHERE, None, {})))
                is_open.append(False)
            else:
                worth.append(self.worth(seats(None, one, {})))
                is_open.append(one.is_open(self.day))
        found = np.array(worth, np.int64)[self.pack.try_seats]
        open_now = np.array(is_open, bool)[self.pack.try_seats]
        starts, ends = self.pack.tries.starts[:-1], self.pack.tries.starts[1:] - 1
        if len(starts):
            open_now[ends] = ~np.logical_or.reduceat(open_now, starts)
        return self._with_taken(np.where(open_now, found, SHUT), taken)

    def _with_taken(self, found: Ints, taken: Taken) -> Ints:
        """The same, where some seats of an open intake are held or used."""
        ids = {intake.int for intake in taken}
        own = np.flatnonzero(self.pack.try_intake >= 0) if ids else ()
        for number, intake in enumerate(self.pack.intakes if ids else ()):
            if intake.id.int in ids and found[own[number]] > SHUT:
                found[own[number]] = self.worth(seats(None, intake, taken))
        return found


@lru_cache(64)
def worth_of_tenths(day: date, weight: int, count: int) -> Ints:
    """What so many tenths of a kilometre are worth under a weight, from none on, in tenths of a point."""
    reasons = (near.distance(tenth / 10, _ANYWHERE) for tenth in range(count))
    worth = [round(parts.part(reason, day, {"distance": weight}).points * 10) for reason in reasons]
    return np.array(worth, np.int32)
