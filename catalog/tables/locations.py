"""The locations of some organisations, found by place and address without a query for each row."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Location
from catalog.tables.shown import in_language
from catalog.tables.wanted import Wanted

Spot = tuple[uuid.UUID, str, str | None, str | None]


class Locations:
    """Those that some rows name, loaded at once; one that is not there is made when it is asked for."""

    def __init__(self, session: Session, named: Iterable[tuple[uuid.UUID, Wanted]]) -> None:
        self.session = session
        wanted = {_spot(owner, row) for owner, row in named}
        query = select(Location).where(
            Location.organization_id.in_({owner for owner, *_ in wanted}),
            Location.place_code.in_({place for _, place, *_ in wanted}),
        )
        self.known: dict[Spot, Location] = {}
        for one in session.scalars(query.order_by(Location.id)) if wanted else ():
            spot = (one.organization_id, one.place_code, one.address_en, one.address_bn)
            if spot in wanted:
                self.known.setdefault(spot, one)

    def at(self, owner: uuid.UUID, wanted: Wanted) -> Location:
        """The organisation's location with that place and address."""
        spot = _spot(owner, wanted)
        if spot not in self.known:
            _, place, address_en, address_bn = spot
            made = Location(organization_id=owner, place_code=place, address_en=address_en, address_bn=address_bn)
            self.session.add(made)
            self.known[spot] = made
        return self.known[spot]


def _spot(owner: uuid.UUID, wanted: Wanted) -> Spot:
    address = {in_language("address", wanted.address): wanted.address}
    return owner, wanted.place, address.get("address_en"), address.get("address_bn")
