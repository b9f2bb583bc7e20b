"""The best ordinary services of each need out of a packed catalog that is kept until the offers, the day, the seats, the weights or the learned chance change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from catalog.offer import Offer
from matching.chance import Chance
from matching.changed import changed
from matching.packed.now import Now
from matching.packed.one import One
from matching.packed.pack import Pack, pack
from matching.packed.view import View
from matching.profile import Profile
from matching.rank import Match
from matching.seats import Taken


@dataclass(frozen=True, slots=True, repr=False)
class Ordinary:
    """A catalog without its confidential services on one day, and a view of it for each need that was asked for."""

    now: Now
    views: dict[str | None, View] = field(default_factory=dict)

    def best(self, profile: Profile, need: str | None, limit: int) -> tuple[Match, ...]:
        """The services that suit, the best first, at most `limit`: what `rank` gives."""
        view = self.views.get(need)
        if view is None:
            view = self.views[need] = View(self.now, need)
        return One(view, profile).best(limit)


_packs: list[tuple[tuple[Offer, ...], Pack]] = []
_kept: list[Ordinary] = []


def ordinary(
    offers: Sequence[Offer], day: date, taken: Taken, weights: Mapping[str, int], chance: Chance | None = None
) -> Ordinary:
    """These offers made ready; asked again with the very same tuple, seats, weights and model, it is the one made before."""
    packed = _packed(offers)
    for kept in _kept:
        now = kept.now
        same = now.pack is packed and now.chance is chance
        if same and (now.day, now.taken, now.weights) == (day, taken, weights):
            return kept
    made = Ordinary(Now(packed, day, taken, weights, chance))
    _kept[:] = [made]
    return made


def _packed(offers: Sequence[Offer]) -> Pack:
    """The ordinary ones packed; where few have changed since the last time, these alone."""
    if not isinstance(offers, tuple):
        return pack(_open_to_all(offers))
    for known, made in _packs:
        if known is offers:
            return made
    made = _repacked(offers) or pack(_open_to_all(offers))
    _packs[:] = [(offers, made)]
    return made


def _repacked(offers: tuple[Offer, ...]) -> Pack | None:
    for known, made in _packs:
        pairs = changed(known, offers)
        if pairs is not None:
            return made.repacked(
                {key: new if new and not new.confidential else None for key, (_, new) in pairs.items()}
            )
    return None


def _open_to_all(offers: Iterable[Offer]) -> Iterable[Offer]:
    return (offer for offer in offers if not offer.confidential)
