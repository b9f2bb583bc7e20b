"""What learning learns from: a referral that ended, as it was known when it was sent."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from matching.chance import levels_of
from referral.models import Event, Referral, ReferralFacts
from referral.moment import DHAKA
from referral.states import OVER, SERVED, Action, Resolution

RIPE = 0.85
WATCHED = ("district", "age_band", "grade", "disability", "phone")
NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One referral: when it was sent, what was known of it then (`levels`), and whether it was completed.

    `completed` None: not ended yet. `groups` are what calibration is held against, never an input; `person` is for
    counting persons alone.
    """

    sent_on: date
    service: uuid.UUID
    kind: str
    levels: Mapping[str, str | None]
    completed: bool | None
    groups: Mapping[str, str] = field(default_factory=dict)
    person: object = None

    @property
    def month(self) -> str:
        """The month in which it was sent, as 2026-11."""
        return self.sent_on.isoformat()[:7]


def cases(session: Session) -> list[Case]:
    """All referrals sent with what was known then, from events and facts alone, in the order of sending.

    Confidential ones have nothing kept. One that ended since another was accepted tells nothing of the service: left out.
    """
    sent, last = aliased(Event), aliased(Event)
    newest = (
        select(Event.referral_id, func.max(Event.number).label("number")).group_by(Event.referral_id).subquery("newest")
    )
    rows = session.execute(
        select(ReferralFacts, sent.at, last.state, last.resolution, Referral.person_id)
        .join(sent, (sent.referral_id == ReferralFacts.referral_id) & (sent.action == Action.SEND))
        .join(newest, newest.c.referral_id == ReferralFacts.referral_id)
        .join(last, (last.referral_id == newest.c.referral_id) & (last.number == newest.c.number))
        .join(Referral, Referral.id == ReferralFacts.referral_id)
        .where(ReferralFacts.match.is_not(None), Referral.confidential.is_(False))
        .order_by(sent.at, ReferralFacts.referral_id)
    )
    return [
        _case(facts, at.astimezone(DHAKA).date(), resolution if state in OVER else None, person)
        for facts, at, state, resolution, person in rows
        if facts.match and resolution is not Resolution.OTHER_ACCEPTED
    ]


def _case(facts: ReferralFacts, sent_on: date, resolution: Resolution | None, person: object) -> Case:
    known = facts.match or {}
    return Case(
        sent_on=sent_on,
        service=uuid.UUID(known["service"]),
        kind=str(known["kind"]),
        levels=levels_of(known),
        completed=None if resolution is None else resolution in SERVED,
        groups=groups_of(facts),
        person=person,
    )


def groups_of(facts: ReferralFacts) -> dict[str, str]:
    """The groups that are watched, as coded at sending."""
    grade = None if facts.wage_grade is None else str(facts.wage_grade)
    found = {
        "district": facts.district_code,
        "age_band": facts.age_band,
        "grade": grade,
        "disability": facts.disability,
        "phone": facts.own_phone,
    }
    return {axis: value or NOT_KNOWN for axis, value in found.items()}


def ripe(found: Iterable[Case]) -> list[Case]:
    """The ended ones of those months and kinds of which at least 85 in 100 have ended.

    Quick ends come first, and they are mostly refusals: a month half over would teach that nothing is ever completed.
    """
    kept = list(found)
    sent = Counter((case.kind, case.month) for case in kept)
    ended = Counter((case.kind, case.month) for case in kept if case.completed is not None)
    enough = {cell for cell, number in sent.items() if ended[cell] >= RIPE * number}
    return [case for case in kept if case.completed is not None and (case.kind, case.month) in enough]
