"""The search index of the catalog as it is now, kept in memory of the process until a row of the catalog changes."""

from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from catalog.current import current_offers
from catalog.offer import Offer
from catalog.search.agenda import agenda_entries
from catalog.search.index import Index, pack
from catalog.search.lexicon import Entry, Lexicon, examples, given, lexicon
from catalog.search.listing import listings
from catalog.version import changed_here

_kept: WeakKeyDictionary[Engine | Connection, tuple[tuple[Offer, ...], Index]] = WeakKeyDictionary()
_lexicons: dict[tuple[Entry, ...], Lexicon] = {}
_packing = Lock()


def current_index(session: Session) -> Index:
    """The index as last committed, the very same one while nothing has changed.

    A session that has itself changed the catalog is given its own, which is not kept: it may be undone.
    """
    if changed_here(session):
        return _packed(session)
    bind, offers = session.get_bind(), current_offers(session)
    kept = _kept.get(bind)
    if kept is not None and kept[0] is offers:
        return kept[1]
    with _packing:
        kept = _kept.get(bind)
        if kept is None or kept[0] is not offers:
            kept = _kept[bind] = (offers, _packed(session))
        return kept[1]


def _packed(session: Session) -> Index:
    entries = agenda_entries(session)
    kinds = tuple(entry.code.removeprefix("kind:") for entry in entries if entry.code in _own(entry))
    return pack(listings(session), _lexicon(entries), kinds)


def _own(entry: Entry) -> tuple[str, ...]:
    """The codes of the entries of kinds that are offered today: each speaks for itself."""
    return tuple(f"kind:{code}" for code, _ in entry.kinds)


def _lexicon(entries: tuple[Entry, ...]) -> Lexicon:
    """The lexicon of an agenda; made anew where the agenda was edited."""
    known = _lexicons.get(entries)
    if known is None:
        known = lexicon((*given(), *entries), examples())
        _lexicons.clear()
        _lexicons[entries] = known
    return known
