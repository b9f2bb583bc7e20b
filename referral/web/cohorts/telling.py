"""What a cohort's result says in words and bars: each line, the comparison, floors, what stays unmet, seats left."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from catalog.current import current_agenda, current_offers
from catalog.models import Service
from matching.index import index
from matching.rank import Search, match_one
from matching.reason import Answer
from referral.i18n.names import named
from referral.i18n.speech import _
from referral.loop.cohorts.showing import Line, services_of
from referral.loop.seats import taken
from referral.loop.weights import weights_in_force
from referral.models import CohortRun
from referral.moment import today
from referral.people.profile import profile
from referral.web import reasons
from referral.web.words import cohorts as words

REASONS = 2
MOST_BARS = 9
WIDTH, STEP = 300, 57
NOT_TOLD = frozenset({"seats", "confirmed", "need"})


@dataclass(frozen=True, slots=True)
class LineTold:
    """A line in words: why she got it, or why nothing, and what stands beside."""

    of: Line
    need: str
    why: str
    beside: str


def lines(session: Session, run: CohortRun, found: Sequence[Line]) -> list[LineTold]:
    """Each line told, in the order given."""
    offers = current_offers(session)
    by_id, ready = {offer.id: offer for offer in offers}, index(offers)
    weights, held, day, needs = weights_in_force(session), taken(session), today(session), current_agenda(session).needs
    told = []
    for one in found:
        offer = by_id.get(one.service.id) if one.service else None
        why = ""
        if offer is not None:
            hers = profile(session, one.worker)
            search = Search(profile=hers, need=one.line.need_code, day=day, taken=held, weights=weights)
            parts = [part for part in match_one(search, offer, ready).parts if part.code not in NOT_TOLD]
            best = sorted((part for part in parts if part.reason.answer is Answer.YES), key=lambda part: -part.points)
            why = " · ".join(reasons.sentence(part.reason) for part in best[:REASONS])
        told.append(LineTold(one, named(needs[one.line.need_code]), why or _why_not(one), _beside(one)))
    return told


def _why_not(one: Line) -> str:
    none = one.line.why.get("none")
    return words.why_nothing(none) if none else ""


def _beside(one: Line) -> str:
    """Her number in the line for what she would rather have, else what makes her weigh more."""
    better = next((found for found in one.line.why.get("better", ()) if found["why"] in ("full", "floor")), None)
    if one.service is None and better is not None and better.get("seats"):
        return words.in_line(better)
    risks = [str(words.RISKS[code][0]) for code in one.line.why.get("risks", ()) if code in words.RISKS]
    return ", ".join(risks[:3])


def betters(services: Mapping[uuid.UUID, Service], one: Line) -> list[tuple[str, str, str]]:
    """What she would rather have: which service, why not that, and what a swap would cost."""
    found = []
    for better in one.line.why.get("better", ()):
        service = services.get(uuid.UUID(better["service"]))
        if service is not None:
            in_line = words.in_line(better) if better.get("seats") and better["why"] in ("full", "floor") else ""
            beside = " · ".join(filter(None, (in_line, words.swap(better))))
            found.append((named(service), str(words.WHY_NOT[better["why"]]), beside))
    return found


@dataclass(frozen=True, slots=True)
class Bar:
    """A group's two bars: how many it is, how many get a seat by first come and by this way, and where they are drawn."""

    word: str
    members: int
    first: int
    now: int
    top: int

    @property
    def shares(self) -> tuple[float, float]:
        return self.first / self.members, self.now / self.members

    @property
    def widths(self) -> tuple[int, int]:
        first, now = self.shares
        return round(first * WIDTH * 0.85), round(now * WIDTH * 0.85)


def bars(result: Mapping[str, Any]) -> list[Bar]:
    """All together first, then the largest groups."""
    if not result.get("asked"):
        return []
    groups = sorted(result["groups"].items(), key=lambda group: -group[1][0])[: MOST_BARS - 1]
    rows = [(_("All"), (result["asked"], result["first"], result["served"]))]
    rows += [(words.group(code), counts) for code, counts in groups]
    return [Bar(word, *counts, top=at * STEP) for at, (word, counts) in enumerate(rows)]


def unmet(result: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Why needs stay without a seat, the most frequent reason first."""
    counts: Counter[str] = Counter()
    for found in result.get("unmet", {}).values():
        for code, count in found.items():
            counts[words.reason(code)] += count
    return counts.most_common()


def floors(result: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Each floor: whether it is met, by how much not, and what it costs."""
    return [(words.group(floor["code"]), floor) for floor in result.get("floors", ())]


def seats_left(session: Session, result: Mapping[str, Any], most: int = 8) -> list[tuple[str, int]]:
    """Services with seats that nobody of the cohort got, the most first."""
    counts: Counter[str] = Counter()
    for one in result.get("left", ()):
        counts[one["service"]] += one["seats"] - one["used"]
    some = [(uuid.UUID(key), left) for key, left in counts.most_common(most) if left > 0]
    services = services_of(session, {key for key, _left in some})
    return [(named(services[key]), left) for key, left in some if key in services]
