"""Whether another organisation may know a woman: told as yes or no alone, and so that nobody can fish with it.

- Who it is, how many, and what they know of her is never told; that takes her own consent (`people.linking`).
- Only records for something that is not confidential are looked through (`asking.findable`): of others not even that they
  are there, nor by a statement more.
- A user has so many looks a day and no more; equal facts of one worker are one look, whose answer holds for the day.
- Each look is written down with who looked.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Subquery, and_, exists, func, literal, or_, select, true
from sqlalchemy.orm import Session

from matching.same.compare import Verdict
from referral import access, asking
from referral.models import Consent, ElsewhereLook, LinkQuestion, LinkRequest, SamePerson, User, Worker
from referral.moment import now, today
from referral.people import finding
from referral.sealing import keyring

A_DAY = 20
LINK = "link"
"""The code of the text that is read to her."""


def look(session: Session, actor: User, worker: Worker) -> bool | None:
    """Whether another organisation may know her; None where the actor has looked often enough today."""
    access.get_worker(session, actor, worker.id)
    asked, day = _asked(session, worker), today(session)
    same = select(ElsewhereLook).where(ElsewhereLook.worker_id == worker.id, ElsewhereLook.asked == asked)
    known = session.scalar(same.where(ElsewhereLook.day == day))
    if known is not None:
        return known.found
    mine = select(func.count()).where(ElsewhereLook.user_id == actor.id, ElsewhereLook.day == day)
    if (session.scalar(mine) or 0) >= A_DAY:
        return None
    found = bool(records(session, actor, worker))
    session.add(
        ElsewhereLook(worker_id=worker.id, user_id=actor.id, day=day, asked=asked, found=found, at=now(session))
    )
    session.flush()
    return found


def look_if_new(session: Session, actor: User, worker: Worker) -> None:
    """A look where nobody has looked for her with what is known of her now."""
    newest = select(ElsewhereLook.asked).where(ElsewhereLook.worker_id == worker.id)
    if session.scalar(newest.order_by(ElsewhereLook.at.desc()).limit(1)) != _asked(session, worker):
        look(session, actor, worker)


def _asked(session: Session, worker: Worker) -> str:
    return keyring(session).fingerprint(repr((finding.telling(worker), worker.phone_fingerprint)))


def records(session: Session, user: User, worker: Worker) -> list[tuple[uuid.UUID, Verdict]]:
    """Other organisations' records that may be hers, by id, the likeliest first; for asking them alone, never for showing."""
    found = finding.likely(session, finding.telling(worker), worker.phone_fingerprint, *asking.findable(user))
    settled = _settled(session, worker)
    return sorted(
        ((one, verdict) for one, verdict in found if one not in settled), key=lambda one: (-one[1].total, one[0])
    )


def _settled(session: Session, worker: Worker) -> set[uuid.UUID]:
    """The records that are linked with hers already, or of which their organisation has said no."""
    asked = select(LinkQuestion.worker_id).join(LinkRequest, LinkRequest.id == LinkQuestion.request_id)
    refused = asked.where(LinkRequest.worker_id == worker.id, LinkQuestion.answer.in_(("no", "not_her")))
    linked = select(SamePerson.one_id, SamePerson.other_id).where(
        or_(SamePerson.one_id == worker.id, SamePerson.other_id == worker.id), SamePerson.ended_at.is_(None)
    )
    return {*session.scalars(refused), *(one for pair in session.execute(linked) for one in pair)}


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with her record and other organisations: a hint, a request that waits, a link; when she was looked for."""

    hint: bool = False
    waiting: bool = False
    linked: bool = False
    looked_at: datetime | None = None


def standing(session: Session, worker: Worker) -> Standing:
    """In one statement; a hint is over once she was asked about since."""
    looks = select(ElsewhereLook.found, ElsewhereLook.at).where(ElsewhereLook.worker_id == worker.id)
    newest = looks.order_by(ElsewhereLook.at.desc(), ElsewhereLook.id).limit(1).subquery()
    hers, day = LinkRequest.worker_id == worker.id, today(session)
    since = exists().where(hers, LinkRequest.asked_at >= newest.c.at)
    facts = (waiting(day, hers).label("waiting"), linked(day, worker).label("linked"), since.label("asked_since"))
    row = session.execute(select(newest.c.found, newest.c.at, *facts).select_from(_always()).outerjoin(newest, true()))
    one = row.one()
    return Standing(bool(one.found) and not one.asked_since, one.waiting, one.linked, one.at)


def _always() -> Subquery:
    """One row, so that something is told of a woman for whom nobody has looked yet."""
    return select(literal(1).label("one")).subquery()


def waiting(day: date, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a request waits for an answer: it was not taken back, its time is not over, and not all have answered."""
    of_it = exists().where(LinkQuestion.request_id == LinkRequest.id)
    unanswered = or_(~of_it, of_it.where(LinkQuestion.answered_at.is_(None)))
    return exists().where(LinkRequest.ended_at.is_(None), LinkRequest.until >= day, unanswered, *which)


def linked(day: date, worker: Worker) -> ColumnElement[bool]:
    """Whether her record is linked with one of another organisation."""
    either = or_(SamePerson.one_id == worker.id, SamePerson.other_id == worker.id)
    return exists().where(either, SamePerson.ended_at.is_(None), agreed_to(day))


def agreed_to(day: date) -> ColumnElement[bool]:
    """Whether a link stands on her consent to be linked that still holds; a move to another organisation is none."""
    holds = and_(Consent.text_code == LINK, Consent.until >= day)
    return exists().where(Consent.id == SamePerson.consent_id, holds)
