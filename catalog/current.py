"""What is kept in memory of the process until a row of the catalog changes: the offers of all services, and the agenda."""

import uuid
from bisect import bisect_left
from collections.abc import Callable, Collection
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from catalog.agenda import Agenda, load_agenda
from catalog.loading import load_offers
from catalog.offer import Offer
from catalog.version import changed_between, changed_here, version

T = TypeVar("T")


class InMemory(Generic[T]):
    """What `load` reads of the catalog, as last committed: in one statement where nothing has changed, then the very same.

    Where only some services have changed since, `renew` makes the new one out of the old one and these. A session that has
    itself changed the catalog is given its own view, which is not kept: it may be undone.
    """

    def __init__(self, load: Callable[[Session], T], renew: Callable[[Session, T, Collection[uuid.UUID]], T]) -> None:
        self.load, self.renew = load, renew
        self.kept: WeakKeyDictionary[Engine | Connection, tuple[int, T]] = WeakKeyDictionary()
        self.loading = Lock()

    def __call__(self, session: Session) -> T:
        if changed_here(session):
            return self.load(session)
        bind, seen = session.get_bind(), version(session)
        kept = self.kept.get(bind)
        if kept is not None and kept[0] == seen:
            return kept[1]
        with self.loading:
            kept = self.kept.get(bind)
            while kept is None or kept[0] != seen:
                kept = (seen, self._as_of(session, kept, seen))
                seen = version(session)
            self.kept[bind] = kept
            return kept[1]

    def _as_of(self, session: Session, kept: tuple[int, T] | None, seen: int) -> T:
        changed = None if kept is None else changed_between(session, kept[0], seen)
        return self.load(session) if kept is None or changed is None else self.renew(session, kept[1], changed)


def _renewed(session: Session, offers: tuple[Offer, ...], services: Collection[uuid.UUID]) -> tuple[Offer, ...]:
    fresh = {offer.id: offer for offer in load_offers(session, services)} if services else {}
    renewed = list(offers)
    for key in services:
        at = bisect_left(renewed, key.bytes, key=lambda offer: offer.id.bytes)
        known = at < len(renewed) and renewed[at].id == key
        renewed[at : at + known] = [fresh[key]] if key in fresh else []
    return tuple(renewed) if services else offers


def _as_it_was(_session: Session, agenda: Agenda, _services: Collection[uuid.UUID]) -> Agenda:
    return agenda


_offers = InMemory(lambda session: tuple(load_offers(session)), _renewed)
_agenda = InMemory(load_agenda, _as_it_was)


def current_offers(session: Session) -> tuple[Offer, ...]:
    """All offers, in the order of their ids; those of services that have not changed are the same objects as before."""
    return _offers(session)


def current_agenda(session: Session) -> Agenda:
    """The agenda by its codes, what was retired or merged too."""
    return _agenda(session)
