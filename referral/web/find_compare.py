"""Up to three services for a need side by side: what decides, her hours beside theirs, what is asked, what to ask."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response, request

from catalog.current import current_offers
from catalog.offer import Offer, OfferSession
from matching.profile import shift
from matching.rank import Match
from referral import access
from referral.i18n.dates import today
from referral.loop import fitting
from referral.models import Need
from referral.states import Role
from referral.web import edge, find, find_week, reasons
from referral.web.words import offering, week
from referral.web.words.score import PARTS

pages = Blueprint("find_compare", __name__)
edge.gate(pages, Role.CASEWORKER, Role.SUPERVISOR)
MOST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked to be compared: those that can be, those for other needs, and how many are not there."""

    matches: tuple[Match, ...]
    others: tuple[Offer, ...]
    gone: int

    @property
    def too_many(self) -> bool:
        """Whether they do not fit side by side."""
        return len(self.matches) > MOST


@pages.get("/needs/<uuid:need_id>/compare")
def index(need_id: uuid.UUID) -> Response:
    """Side by side; where that can't be, a sentence that says why and what to do."""
    session, user = edge.session(), edge.me()
    need = access.get_need(session, user, need_id, choices=True)
    asked = _asked(need, request.args.getlist("service"))
    worker, _ = fitting.worker_of(session, user, need)
    own_shift = shift(fitting.profile_of(session, user, need), today())
    shown = () if asked.too_many else asked.matches
    return edge.page(
        "find/compare.html",
        need=need,
        who=find.who(need, worker),
        asked=asked,
        matches=shown,
        most=MOST,
        codes=[code for code in PARTS if any(match.part(code) for match in shown)],
        part_words=PARTS,
        weeks={match.offer.id: find_week.boxes(own_shift, _sessions(match)) for match in shown},
        days=week.WEEK,
        week=find_week,
        chosen={choice.service_id for choice in need.choices},
        cost=offering.cost,
        sentence=reasons.sentence,
        question=reasons.question,
        ease=reasons.ease,
    )


def _asked(need: Need, typed: Iterable[str]) -> Asked:
    """A confidential service is not there for an ordinary need, whoever knows its address."""
    session = edge.session()
    wanted = dict.fromkeys(typed)
    ids = [known for known in map(_id, wanted) if known is not None]
    matches = fitting.matches(session, edge.me(), need, ids, today())
    named = {offer.id: offer for offer in current_offers(session) if need.confidential or not offer.confidential}
    others = tuple(named[one] for one in ids if one in named and one not in matches)
    found = tuple(matches[one] for one in ids if one in matches)
    return Asked(found, others, len(wanted) - len(found) - len(others))


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _sessions(match: Match) -> Iterable[OfferSession]:
    return match.intake.sessions if match.intake else ()
