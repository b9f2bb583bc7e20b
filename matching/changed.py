"""What differs between two states of the catalog, where unchanged offers are the same objects: few, or too many to tell."""

from collections.abc import Sequence
from uuid import UUID

from catalog.offer import Offer

FEW = 200


def changed(before: Sequence[Offer], after: Sequence[Offer]) -> dict[UUID, tuple[Offer | None, Offer | None]] | None:
    """Of each changed service the offer before and after, None where there was or is none; None in all where not few."""
    if len(before) == len(after):
        pairs = [(old, new) for old, new in zip(before, after, strict=True) if old is not new]
        if all(old.id == new.id for old, new in pairs):
            return {old.id: (old, new) for old, new in pairs} if len(pairs) <= FEW else None
    old, new = ({offer.id: offer for offer in offers} for offers in (before, after))
    differing = [key for key in {**old, **new} if old.get(key) is not new.get(key)]
    return {key: (old.get(key), new.get(key)) for key in differing} if len(differing) <= FEW else None
