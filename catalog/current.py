"""The offers of the whole catalog, kept in memory of the process until a row of the catalog changes."""

from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from catalog.loading import load_offers
from catalog.offer import Offer
from catalog.version import changed_here, version

_kept: WeakKeyDictionary[Engine | Connection, tuple[int, tuple[Offer, ...]]] = WeakKeyDictionary()
_loading = Lock()


def current_offers(session: Session) -> tuple[Offer, ...]:
    """All offers as last committed, in one statement where nothing has changed: then the very same tuple.

    A session that has itself changed the catalog is given its own view, which is not kept: it may be undone.
    """
    if changed_here(session):
        return tuple(load_offers(session))
    bind, seen = session.get_bind(), version(session)
    kept = _kept.get(bind)
    if kept is not None and kept[0] == seen:
        return kept[1]
    with _loading:
        kept = _kept.get(bind)
        while kept is None or kept[0] != seen:
            kept = (seen, tuple(load_offers(session)))
            seen = version(session)
        _kept[bind] = kept
        return kept[1]
