"""Listed women whose time is over: who has not agreed is gone, and with her all that the roster told of her."""

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from referral.models import Cohort, CohortLine, CohortMember, NameKey, Person, Worker, WorkerStatus
from referral.moment import today
from referral.people.unmerging import drop_values

OpenSession = Callable[[], Session]
AT_ONCE = 200
PERSONAL = (
    "name_bn", "name_en", "nickname", "guardian_name", "guardian_relation", "birth_year", "nid_last4", "phone_sealed",
    "phone_fingerprint", "phone_owner", "safe_way", "safe_time", "place_code", "area",
)  # fmt: skip


def forget_listed(open_session: OpenSession, now: datetime) -> int:
    """Delete those who are listed and whose last roster's time is over; how many. Some hundred at a time."""
    done = 0
    while True:
        with open_session() as session:
            session.info["now"] = now
            gone = _over(session)
            for worker_id in gone:
                _forget(session, worker_id)
            session.commit()
        done += len(gone)
        if len(gone) < AT_ONCE:
            return done


def _over(session: Session) -> list[uuid.UUID]:
    last = (
        select(CohortMember.worker_id)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .group_by(CohortMember.worker_id)
        .having(func.max(Cohort.until) < today(session))
    )
    wanted = select(Worker.id).where(Worker.status == WorkerStatus.LISTED, Worker.id.in_(last)).order_by(Worker.id)
    return list(session.scalars(wanted.limit(AT_ONCE).with_for_update(skip_locked=True)))


def _forget(session: Session, worker_id: uuid.UUID) -> None:
    """Her row goes; where a need or an event still counts her, what is personal in it."""
    drop_values(session, worker_id)
    for table in (CohortLine, CohortMember, NameKey):
        session.execute(delete(table).where(table.worker_id == worker_id))
    try:
        with session.begin_nested():
            session.execute(delete(Worker).where(Worker.id == worker_id))
            session.execute(delete(Person).where(Person.id == worker_id))
    except IntegrityError:
        empty = dict.fromkeys(PERSONAL) | {"facts": {}, "status": WorkerStatus.LEFT, "birth_year_about": False}
        session.execute(update(Worker).where(Worker.id == worker_id).values(**empty))
