"""The classes of the last days of the story, marked in the evening; of this morning's nobody has said anything yet."""

import uuid
from collections import defaultdict
from random import Random

from sqlalchemy import select

from referral.demo.told import A_DAY, Life, Told
from referral.loop.sessions import days, marking
from referral.loop.sessions.marking import Mark
from referral.models import Came, Referral, SessionDay

SEED = 7
EVENINGS = 9
CAME = (Came.ATTENDED,) * 16 + (Came.LATE,) * 2 + (Came.ABSENT,) * 3
WHY = ("overtime", "overtime", "child", "ill", "transport", "family", "unknown")


def classes_meet(told: Told) -> Life:
    """Evening after evening the lists of the day are written up."""
    random = Random(SEED)  # noqa: S311 - a story, not a secret
    for _ in range(EVENINGS):
        _evening(told, random)
        yield told.now() + A_DAY


def _evening(told: Told, random: Random) -> None:
    coming: dict[uuid.UUID | None, list[Referral]] = defaultdict(list)
    people = select(Referral).where(Referral.state.in_(days.COMING), Referral.intake_id.is_not(None))
    for referral in told.session.scalars(people.order_by(Referral.code)):
        coming[referral.intake_id].append(referral)
    held = select(SessionDay).where(SessionDay.on == told.today(), SessionDay.cancelled_at.is_(None))
    today = [day for day in told.session.scalars(held) if day.intake_id in coming]
    for day in sorted(today, key=lambda day: (coming[day.intake_id][0].code, day.starts)):
        actor = told.provider(coming[day.intake_id][0])
        here = sorted(days.attendees(told.session, actor, day), key=lambda one: one.referral.code)
        marking.mark(told.session, actor, day, {one.referral.id: _drawn(random) for one in here})


def _drawn(random: Random) -> Mark:
    came = random.choice(CAME)
    return Mark(came, random.choice(WHY) if came is Came.ABSENT else None)
