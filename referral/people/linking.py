"""Her records of two organisations linked, as she wishes: asked with her consent, answered there, ended and restored.

The organisation asked sees what of her she lets it see, and not who asks; with a yes each side sees that the other has a
record of her, and nothing else flows: what a service may see stands in the consents of each referral alone.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalog.models import Organization
from referral import access, asking
from referral.models import (
    Consent,
    GivenBy,
    LinkQuestion,
    LinkRequest,
    LinkView,
    SamePerson,
    User,
    Worker,
    WorkerStatus,
)
from referral.moment import now, today
from referral.people import elsewhere
from referral.people.consent_words import VERSION
from referral.people.workers import phone_of
from referral.refusals import Refused

PARTS: Mapping[str, tuple[str, ...]] = {
    "name": ("name_bn", "name_en", "nickname"),
    "guardian": ("guardian_name",),
    "birth": ("birth_year",),
    "place": ("place_code",),
    "phone": ("phone",),
}
"""What tells a woman from others, as she may let it be shown."""
ANSWERS = ("yes", "no", "not_her")
WAITS, LASTS = timedelta(days=30), timedelta(days=3 * 365)
RESTORED_WITHIN = timedelta(days=30)


def ask(
    session: Session, actor: User, worker: Worker, parts: Sequence[str], *, given_by: GivenBy, language: str
) -> LinkRequest:
    """She agrees that organisations which may know her are asked, and that they see these parts of what tells her.

    Refused without her name, and where nobody was found who may know her or a request waits already.
    """
    access.get_worker(session, actor, worker.id)
    session.refresh(worker, with_for_update={"of": Worker})
    standing = elsewhere.standing(session, worker)
    if worker.status is WorkerStatus.LEFT:
        raise Refused("record_closed")
    if standing.waiting:
        raise Refused("link_waits")
    if not standing.hint:
        raise Refused("nobody_to_ask")
    if "name" not in parts or not set(parts) <= PARTS.keys():
        raise Refused("link_needs_name", "parts")
    consent = Consent(
        person_id=worker.id, organization_id=worker.organization_id, text_code=elsewhere.LINK, text_version=VERSION,
        language=language, given_by=given_by, taken_by_id=actor.id, taken_at=now(session), until=lasts_until(session),
    )  # fmt: skip
    session.add(consent)
    session.flush()
    row = LinkRequest(
        worker_id=worker.id, organization_id=worker.organization_id, consent_id=consent.id, asked_by_id=actor.id,
        until=today(session) + WAITS, parts=list(parts), asked_at=now(session),
    )  # fmt: skip
    session.add(row)
    worker.status = WorkerStatus.KNOWN
    session.flush()
    _put(session, row, [one for one, _ in elsewhere.records(session, actor, worker)])
    return row


def lasts_until(session: Session) -> date:
    """The last day on which a link made today holds, unless she ends it before."""
    return today(session) + LASTS


def _put(session: Session, request: LinkRequest, found: Sequence[uuid.UUID]) -> None:
    """A question to each organisation, about the record there that is most like hers."""
    rows = session.execute(select(Worker.id, Worker.organization_id).where(Worker.id.in_(found)))
    whose = {row.id: row.organization_id for row in rows}
    asked: set[uuid.UUID] = set()
    for worker_id in found:
        if whose[worker_id] not in asked:
            asked.add(whose[worker_id])
            session.add(LinkQuestion(request_id=request.id, organization_id=whose[worker_id], worker_id=worker_id))
    session.flush()


def take_back(session: Session, actor: User, worker: Worker) -> None:
    """She does not want to be asked about any more: what waits is gone from the other organisations' lists."""
    access.get_worker(session, actor, worker.id)
    waiting = select(LinkRequest).where(LinkRequest.worker_id == worker.id, LinkRequest.ended_at.is_(None))
    for row in session.scalars(waiting.with_for_update()):
        row.ended_at = now(session)


def leave(session: Session, actor: User, worker: Worker) -> None:
    """She leaves the organisation: what waits is taken back, and its links end."""
    take_back(session, actor, worker)
    for link in links_of(session, worker):
        link.row.ended_at, link.row.ended_by_id = now(session), actor.id


def shown(session: Session, user: User, question: LinkQuestion) -> dict[str, Any]:
    """What she lets this organisation see, by field, and what is known of it; who asks is not told."""
    asking.get_link_question(session, user, question.id, today(session))
    her = session.get_one(Worker, question.request.worker_id)
    names = [name for part in question.request.parts for name in PARTS[part]]
    values = {name: phone_of(session, her) if name == "phone" else getattr(her, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def note_view(session: Session, user: User, question_id: uuid.UUID) -> None:
    """Store that this user has seen it today."""
    day = today(session)
    if session.get(LinkView, (question_id, user.id, day)) is None:
        session.add(LinkView(question_id=question_id, user_id=user.id, day=day))


def answer(session: Session, actor: User, question: LinkQuestion, answered: str) -> SamePerson | None:
    """Yes: both records are linked. No, or not her: nothing is, and nobody is told which of the two it was."""
    question = asking.get_link_question(session, actor, question.id, today(session), lock=True)
    if answered not in ANSWERS:
        raise Refused("choose_answer", "answer")
    theirs = access.get_worker(session, actor, question.worker_id)
    question.answer, question.answered_at, question.answered_by_id = answered, now(session), actor.id
    if answered != "yes":
        return None
    if theirs.status is WorkerStatus.LEFT:
        raise Refused("record_closed")
    request = question.request
    link = _between(session, request.worker_id, theirs.id) or SamePerson(
        one_id=request.worker_id, other_id=theirs.id, one_organization_id=request.organization_id,
        other_organization_id=theirs.organization_id, consent_id=request.consent_id,
    )  # fmt: skip
    link.consent_id, link.at, link.ended_at, link.ended_by_id = request.consent_id, now(session), None, None
    session.add(link)
    session.flush()
    return link


def _between(session: Session, one: uuid.UUID, other: uuid.UUID) -> SamePerson | None:
    """A link of the two that was there before, whichever side it was made from."""
    either = or_(
        (SamePerson.one_id == one) & (SamePerson.other_id == other),
        (SamePerson.one_id == other) & (SamePerson.other_id == one),
    )
    return session.scalar(select(SamePerson).where(either).limit(1))


@dataclass(frozen=True, slots=True)
class Link:
    """A link of her record: the other organisation, and whether it was ended from this side and can be restored."""

    row: SamePerson
    organization: Organization
    ended: bool = False


def links_of(session: Session, worker: Worker, user: User | None = None) -> list[Link]:
    """Her links that hold, and, for `user`, those that her side ended and may still restore."""
    day, either = today(session), or_(SamePerson.one_id == worker.id, SamePerson.other_id == worker.id)
    rows = session.scalars(select(SamePerson).where(either, elsewhere.agreed_to(day)).order_by(SamePerson.at)).all()
    kept = [row for row in rows if row.ended_at is None or (user is not None and _may_restore(session, user, row))]
    wanted = {one for row in kept for one in (row.one_organization_id, row.other_organization_id)}
    firms = {one.id: one for one in session.scalars(select(Organization).where(Organization.id.in_(wanted)))}
    return [Link(row, firms[_other(row, worker)], row.ended_at is not None) for row in kept]


def _other(row: SamePerson, worker: Worker) -> uuid.UUID:
    return row.other_organization_id if row.one_id == worker.id else row.one_organization_id


def _may_restore(session: Session, user: User, row: SamePerson) -> bool:
    if row.ended_at is None or row.ended_by_id is None or now(session) - row.ended_at > RESTORED_WITHIN:
        return False
    return session.get_one(User, row.ended_by_id).organization_id == user.organization_id


def _link(session: Session, actor: User, worker: Worker, link_id: uuid.UUID) -> SamePerson:
    access.get_worker(session, actor, worker.id)
    row = next((one.row for one in links_of(session, worker, actor) if one.row.id == link_id), None)
    session.refresh(access.found(row), with_for_update=True)
    return access.found(row)


def end(session: Session, actor: User, worker: Worker, link_id: uuid.UUID) -> None:
    """She takes her wish back: neither side sees the other any more."""
    row = _link(session, actor, worker, link_id)
    if row.ended_at is None:
        row.ended_at, row.ended_by_id = now(session), actor.id


def restore(session: Session, actor: User, worker: Worker, link_id: uuid.UUID) -> None:
    """It was ended by mistake: as before, for the side that ended it and within thirty days."""
    row = _link(session, actor, worker, link_id)
    if row.ended_at is not None and not _may_restore(session, actor, row):
        raise Refused("undo_over")
    row.ended_at = row.ended_by_id = None


def seen_on(session: Session, worker: Worker) -> list[date]:
    """On which days somebody who was asked has seen what tells her, the last first."""
    asked = select(LinkView.day).join(LinkQuestion, LinkQuestion.id == LinkView.question_id)
    hers = asked.join(LinkRequest, LinkRequest.id == LinkQuestion.request_id).where(LinkRequest.worker_id == worker.id)
    return list(session.scalars(hers.distinct().order_by(LinkView.day.desc())))
