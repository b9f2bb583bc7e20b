"""Filters over services that suit or nearly do: which are left, and how many each filter hides."""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from matching import wishes
from matching.rank import Match, Only
from referral.i18n.speech import Said, _l

WORDS = "q"
WISHES: Mapping[str, tuple[Said, Callable[[Match], bool]]] = {
    "near": (_l("within 5 km"), wishes.within(5)),
    "shift": (_l("fits her shift"), wishes.fits_shift),
    "seats": (_l("a seat is free"), wishes.open_seats),
    "free": (_l("free of charge"), wishes.free_of_charge),
    "women": (_l("women staff only"), wishes.women_only_staff),
    "childcare": (_l("childcare on site"), wishes.childcare_on_site),
    "friday": (_l("on Fridays"), wishes.on_day(4)),
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the chosen filters leave of `every`; `hides` is what each hides that no other chosen one does."""

    every: int
    left: tuple[Match, ...]
    hides: Mapping[str, int]
    chosen: tuple[str, ...]

    @property
    def nothing_left(self) -> bool:
        """Whether the filters alone are why there is nothing to see."""
        return bool(self.every) and not self.left


def narrow(matches: Sequence[Match], conditions: Mapping[str, Only], chosen: Iterable[str]) -> Narrowed:
    """One look at each match for all conditions.

    Of a chosen filter `hides` says how many more would be seen without it, of another how many fewer with it.
    """
    on = tuple(code for code in conditions if code in set(chosen))
    failed = [frozenset(code for code, holds in conditions.items() if not holds(match)) for match in matches]
    hides = {code: sum(_alone(code, fails, on) for fails in failed) for code in conditions}
    left = tuple(match for match, fails in zip(matches, failed, strict=True) if fails.isdisjoint(on))
    return Narrowed(len(matches), left, hides, on)


def _alone(code: str, fails: Collection[str], on: Iterable[str]) -> bool:
    """Whether this filter hides it, and none of the others that are on."""
    return code in fails and all(other == code or other not in fails for other in on)


def conditions(spoken: Collection[uuid.UUID] | None) -> dict[str, Only]:
    """All filters; with the services that speak of the words typed, those words too."""
    found: dict[str, Only] = {code: holds for code, (_, holds) in WISHES.items()}
    if spoken is not None:
        found[WORDS] = lambda match: match.offer.id in spoken
    return found


def ways_out(narrowed: Narrowed, need_id: uuid.UUID, words: str | None) -> list[tuple[str, int, str]]:
    """Of each chosen filter without which something would be seen: its code, how much, and the address without it."""
    found = []
    for code in narrowed.chosen:
        if narrowed.hides[code]:
            others = [one for one in narrowed.chosen if one not in (code, WORDS)]
            kept = None if code == WORDS else words
            found.append(
                (code, narrowed.hides[code], url_for("find.services", need_id=need_id, wish=others, q=kept or None))
            )
    return found
