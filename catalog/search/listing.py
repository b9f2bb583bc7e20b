"""A service as search sees it: its offer with the texts that are read, and what of them is not for everybody."""

import uuid
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.current import current_offers
from catalog.models import Location, Service, ServiceAtLocation
from catalog.offer import Offer

NAME, ORGANIZATION, TEXT, CONDITION, ADDRESS = 1.0, 0.7, 0.55, 0.35, 0.45


@dataclass(frozen=True, slots=True)
class Listing:
    """An offer and its texts; `where` are addresses, which of a confidential service are not read."""

    offer: Offer
    description_en: str = ""
    description_bn: str = ""
    where: tuple[str, ...] = ()
    source_id: str | None = None

    @property
    def addresses(self) -> tuple[tuple[float, str], ...]:
        """Its addresses, with how much a word of them weighs; of a confidential one none: even that a word is known tells."""
        return () if self.offer.confidential else tuple((ADDRESS, address) for address in self.where)

    @property
    def texts(self) -> tuple[tuple[float, str], ...]:
        """What may be found by anybody, with how much a word of it weighs."""
        offer = self.offer
        names = {offer.name_en, offer.name_bn}
        conditions = (str(rule.value.get("text", "")) for rule in offer.rules if rule.test == "words")
        return (
            *((NAME, name) for name in sorted(names)),
            *((ORGANIZATION, name) for name in sorted({offer.organization_en, offer.organization_bn})),
            *((TEXT, text) for text in (self.description_en, self.description_bn) if text),
            *((CONDITION, text) for text in conditions if text),
        )


def listings(session: Session) -> tuple[Listing, ...]:
    """All services of the catalog, suspended ones too, in the order of their ids."""
    said = {
        key: (en or "", bn or "", theirs)
        for key, en, bn, theirs in session.execute(
            select(Service.id, Service.description_en, Service.description_bn, Service.source_id)
        )
    }
    where: dict[uuid.UUID, list[str]] = defaultdict(list)
    at = select(ServiceAtLocation.service_id, Location.address_en, Location.address_bn)
    for key, en, bn in session.execute(at.join(Location, Location.id == ServiceAtLocation.location_id)):
        where[key].extend(address for address in (en, bn) if address)
    return tuple(_listing(offer, *said[offer.id], tuple(where[offer.id])) for offer in current_offers(session))


def _listing(offer: Offer, en: str, bn: str, theirs: str | None, where: tuple[str, ...]) -> Listing:
    return Listing(offer, en, bn, where=where, source_id=theirs)
