"""What matching says of a need: her profile through its one door, the services in order, the rules that say no."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session, joinedload

from catalog.current import current_offers
from catalog.models import Service
from matching.chance import seen
from matching.index import index
from matching.parts import Part
from matching.profile import Profile
from matching.rank import Match, Only, Ranking, Search, match_one, rank
from matching.reason import Answer, Reason
from referral import access
from referral.loop.barred import barred
from referral.loop.learned import order_in_force
from referral.models import Child, Need, PersonKind, User, Worker
from referral.people.profile import profile


def worker_of(session: Session, user: User, need: Need) -> tuple[Worker, Child | None]:
    """Whose need it is: the worker, and the child who is served where it is not herself; sealed ones by name alone."""
    person = need.person
    child_id: uuid.UUID | None = person.id if person.kind is PersonKind.CHILD else None
    worker_id = person.id
    if person.kind is PersonKind.AGREED_NAME:
        sealed = access.unseal(session, user, need)
        worker_id = access.current_worker(session, uuid.UUID(sealed["worker"]))
        child_id = uuid.UUID(sealed["values"]["child"]) if "child" in sealed["values"] else None
    child = session.get(Child, child_id) if child_id else None
    worker = session.get_one(Worker, child.worker_id if child else worker_id, options=[joinedload(Worker.children)])
    return worker, child


def profile_of(session: Session, user: User, need: Need) -> Profile:
    """What matching may see of the person whom the need is about."""
    worker, child = worker_of(session, user, need)
    return profile(session, worker, child)


def ranking(
    session: Session, user: User, need: Need, day: date, *, only: Sequence[Only] = (), limit: int = 20
) -> Ranking:
    """The services that answer the need, ordered and explained, with the seats that are free now.

    Confidential services are shown for a confidential need alone, and neither where they are nor how many seats are free;
    such a need has no learned chance, which nothing confidential was ever part of.
    """
    wishes = only if need.confidential else (*only, _ordinary)
    order, without = order_in_force(session), barred(session, [need])
    found = rank(
        profile_of(session, user, need),
        current_offers(session),
        need.code,
        day,
        without.taken,
        weights=order.weights,
        chance=None if need.confidential else order.chance,
        parked=without.of(need),
        limit=limit,
        only=wishes,
    )
    if not need.confidential:
        return replace(found, unfit=tuple(filter(_ordinary, found.unfit)))
    suiting, nearly, unfit = (
        tuple(_told(user, one) for one in some) for some in (found.suiting, found.nearly, found.unfit)
    )
    return replace(found, suiting=suiting, nearly=nearly, unfit=unfit)


def _told(user: User, match: Match) -> Match:
    """Of a confidential service not how many have a seat; of one elsewhere neither its place nor how far it is.

    From some distances a place is found.
    """
    if match.offer.confidential:
        match = replace(match, parts=tuple(map(_uncounted, match.parts)))
    if access.knows_places(user, match.offer):
        return match
    return replace(match, place=None, km=None, parts=tuple(part for part in match.parts if part.code != "distance"))


def _uncounted(part: Part) -> Part:
    if not part.reason.values.get("free"):
        return part
    values = {**part.reason.values, "free": None, "not_told": True}
    return replace(part, reason=replace(part.reason, values=values))


def _ordinary(match: Match) -> bool:
    return not match.offer.confidential


def match(session: Session, user: User, need: Need, service: Service, day: date) -> Match:
    """One service for the need, explained."""
    offers = current_offers(session)
    offer = next(offer for offer in offers if offer.id == service.id)
    return _told(user, match_one(_search(session, user, need, None, day), offer, index(offers)))


def _search(session: Session, user: User, need: Need, code: str | None, day: date) -> Search:
    order, without = order_in_force(session), barred(session, [need])
    return Search(
        profile=profile_of(session, user, need),
        need=code,
        day=day,
        taken=without.taken,
        weights=order.weights,
        chance=None if need.confidential else order.chance,
        parked=without.of(need),
    )


def known_of(found: Match, need: Need, day: date) -> dict[str, Any]:
    """What is known at sending of the service for her, as learning reads it later: numbers and codes, nothing of herself.

    The service and its kind, the way, hours, seat, cost, what is left to ask, and the need's place among the service's.
    """
    offer = found.offer
    known = {"service": str(offer.id), "kind": offer.kind_code, **seen(found.rules, found.parts, day)}
    if need.code in offer.needs:
        known["need"] = offer.needs.index(need.code)
    return known


def matches(
    session: Session, user: User, need: Need, service_ids: Collection[uuid.UUID], day: date
) -> Mapping[uuid.UUID, Match]:
    """These services for the need, each explained, by their ids.

    One that does not answer the need, or that she may not be shown for it, is not among them.
    """
    offers = current_offers(session)
    ready, search = index(offers), _search(session, user, need, need.code, day)
    shown = (offer for offer in ready.answering(need.code) if need.confidential or not offer.confidential)
    return {offer.id: _told(user, match_one(search, offer, ready)) for offer in shown if offer.id in service_ids}


def rules_against(found: Match) -> Mapping[str, Reason]:
    """The rules that say no, each under a key that a form can send: the fact, numbered where there are two."""
    against: dict[str, Reason] = {}
    for reason in found.rules:
        if reason.answer is Answer.NO:
            same = sum(key.split("-")[0] == reason.code for key in against)
            against[f"{reason.code}-{same + 1}" if same else reason.code] = reason
    return against
