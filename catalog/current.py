"""What is kept in memory of the process until a row of the catalog changes: the offers of all services, and the agenda."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from catalog.agenda import Agenda, load_agenda
from catalog.loading import load_offers
from catalog.offer import Offer
from catalog.version import changed_here, version

T = TypeVar("T")


class InMemory(Generic[T]):
    """What `load` reads of the catalog, as last committed: in one statement where nothing has changed, then the very same.

    A session that has itself changed the catalog is given its own view, which is not kept: it may be undone.
    """

    def __init__(self, load: Callable[[Session], T]) -> None:
        self.load = load
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
                kept = (seen, self.load(session))
                seen = version(session)
            self.kept[bind] = kept
            return kept[1]


_offers = InMemory(lambda session: tuple(load_offers(session)))
_agenda = InMemory(load_agenda)


def current_offers(session: Session) -> tuple[Offer, ...]:
    """All offers, in the order of their ids."""
    return _offers(session)


def current_agenda(session: Session) -> Agenda:
    """The agenda by its codes, what was retired or merged too."""
    return _agenda(session)
