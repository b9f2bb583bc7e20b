"""Women of other organisations: of whom it may be told that they are known, and whom an organisation is asked about."""

import uuid
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from catalog.models import Service
from referral import access
from referral.models import Child, LinkQuestion, LinkRequest, Need, Referral, User, Worker, WorkerStatus
from referral.states import Party


def findable(user: User) -> tuple[ColumnElement[bool], ...]:
    """Other organisations' workers of whom it may be told that they are known, and no more.

    Who is known for something confidential alone, or to an organisation whose services are all confidential, is not there.
    """
    hers = or_(Need.person_id == Worker.id, Need.person_id.in_(select(Child.id).where(Child.worker_id == Worker.id)))
    secret = exists().where(Referral.need_id == Need.id, Referral.confidential)
    of_theirs = exists().where(Service.organization_id == Worker.organization_id)
    return (
        Worker.organization_id != user.organization_id,
        Worker.status == WorkerStatus.KNOWN,
        exists().where(hers, ~Need.confidential, ~secret),
        or_(~of_theirs, of_theirs.where(~Service.confidential)),
    )


def link_questions(user: User, day: date) -> ColumnElement[bool]:
    """The women whom this user's organisation is asked about: whether theirs is the same, as she wishes."""
    if not access.has_side(user, Party.REFERRER):
        return false()
    waiting = select(LinkRequest.id).where(LinkRequest.ended_at.is_(None), LinkRequest.until >= day)
    mine = LinkQuestion.organization_id == user.organization_id
    return and_(mine, LinkQuestion.answered_at.is_(None), LinkQuestion.request_id.in_(waiting))


def get_link_question(
    session: Session, user: User, question_id: uuid.UUID, day: date, *, lock: bool = False
) -> LinkQuestion:
    """A question that waits for this user's organisation; `lock` keeps others from answering it meanwhile."""
    wanted = select(LinkQuestion).where(LinkQuestion.id == question_id, link_questions(user, day))
    if lock:
        wanted = wanted.with_for_update(of=LinkQuestion).execution_options(populate_existing=True)
    return access.found(session.scalar(wanted))
