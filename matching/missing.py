"""What she lacks for a service, how easily it changes, and which services would give it."""

from dataclasses import dataclass
from datetime import date

from catalog.lists import facts
from catalog.offer import Offer
from matching.gains import MEANS
from matching.index import Index
from matching.reason import Answer, Reason

OF_PART = {"hours": "shift", "cost": "can_pay"}
EASY_ENOUGH = 3
AT_MOST = 2
GIVERS = 3


@dataclass(frozen=True, slots=True)
class Missing:
    """A reason that says no: `ease` is 1 (easy to change) to 5 (not); `givers` would give it."""

    reason: Reason
    ease: int
    givers: tuple[Offer, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether it can change soon: by itself, or by a service that gives it."""
        return self.ease <= EASY_ENOUGH or bool(self.givers)


def missing(reason: Reason, offer: Offer, index: Index, day: date) -> Missing:
    """What a reason that says no lacks; of alternatives, the one that changes most easily."""
    if reason.code == "either":
        ways = [missing(one, offer, index, day) for one in reason.values["reasons"] if one.answer is Answer.NO]
        return min(ways, key=lambda way: (not way.changes, way.ease))
    fact = facts()[OF_PART.get(reason.code, reason.code)]
    return Missing(reason, fact.ease_of_change, _givers(reason, offer, index, day))


def _givers(reason: Reason, offer: Offer, index: Index, day: date) -> tuple[Offer, ...]:
    """Other open services that give what is missing; a confidential one is never named here."""
    found = {
        giver.id: giver
        for code in opened_by(reason)
        for giver in index.givers.get(code, ())
        if giver.id != offer.id and not giver.confidential and giver.closed(day) is None
    }
    return tuple(sorted(found.values(), key=lambda giver: (giver.unconfirmed(day), str(giver.id)))[:GIVERS])


def opened_by(reason: Reason) -> list[str]:
    """The codes that a service may give to make it a yes: the fact itself, what is missing, a level high enough.

    Of alternatives, what would open any of them that says no.
    """
    if reason.code == "either":
        return [code for one in reason.values["reasons"] if one.answer is Answer.NO for code in opened_by(one)]
    codes: list[str] = list(reason.values.get("missing", ()))
    fact = facts().get(reason.code)
    if fact is not None and fact.code == "earlier_services":
        return [f"kind:{code}" for code in codes]
    if fact is not None and fact.type == "ordered" and "min" in reason.values:
        levels = [level.code for level in fact.values]
        codes += levels[levels.index(reason.values["min"]) :]
    meant = [code for code, means in MEANS.items() if reason.code in means]
    return [reason.code, *meant, *codes] if reason.values.get("test") != "no" else []
