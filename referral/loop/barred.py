"""What can't be offered now: seats that others have, and services that she did not want, for sixty days."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, cast, func, null, select
from sqlalchemy.orm import Session

from matching.rank import Parked
from matching.seats import Taken
from referral.lists import reasons
from referral.loop.seats import occupied
from referral.models import Need, Referral, Seat
from referral.moment import DHAKA, now, today
from referral.states import Resolution

PARKED_DAYS = 60


@dataclass(frozen=True, slots=True)
class Barred:
    """By intake how many seats are held or used; by person the services parked for her, with the day they come back."""

    taken: Taken
    parked: Mapping[uuid.UUID, Parked]

    def of(self, need: Need) -> Parked:
        """The services parked for the person whom the need is about."""
        return self.parked.get(need.person_id, {})


def barred(session: Session, needs: Iterable[Need]) -> Barred:
    """For matching these needs, in one statement."""
    seats = (
        select(
            Seat.intake_id, cast(null(), Referral.person_id.type), func.count(), cast(null(), Referral.returned_at.type)
        )
        .where(occupied(today(session)))
        .group_by(Seat.intake_id)
    )
    taken: dict[uuid.UUID, int] = {}
    parked: dict[uuid.UUID, dict[uuid.UUID, date]] = {}
    for key, person, count, at in session.execute(seats.union_all(_refused(needs, now(session)))):
        if person is None:
            taken[key] = count
        else:
            parked.setdefault(person, {})[key] = (at.astimezone(DHAKA) + timedelta(PARKED_DAYS)).date()
    return Barred(taken, parked)


def _refused(needs: Iterable[Need], at: datetime) -> Select[uuid.UUID, uuid.UUID, int, datetime | None]:
    """When a partner last said that she did not want its service; of nothing confidential, where nobody may say so."""
    codes = [
        code for (group, code), one in reasons().items() if (group, one.effect_code) == ("decline", "park_60_days")
    ]
    last = func.max(Referral.returned_at)
    return (
        select(Referral.service_id, Referral.person_id, func.count(), last)
        .where(
            Referral.person_id.in_([need.person_id for need in needs]),
            Referral.resolution == Resolution.DECLINED,
            Referral.return_reason.in_(codes),
            Referral.returned_at > at - timedelta(PARKED_DAYS),
            Referral.confidential.is_(False),
        )
        .group_by(Referral.service_id, Referral.person_id)
    )
