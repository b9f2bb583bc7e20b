"""Reports that a service is not as the catalog has it: said by a caseworker, answered by the partner, read by her."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true, update
from sqlalchemy.orm import Session, joinedload

from catalog.models import Service
from referral import access
from referral.lists import ReasonCode, reasons
from referral.loop import offering, tasks
from referral.loop.acting import check_reason
from referral.loop.due import working_days
from referral.models import ServiceReport, TaskKind, User
from referral.moment import now
from referral.refusals import Refused
from referral.states import Party

WRONG, ANSWER = "service_wrong", "service_answer"
ANSWER_DAYS = 5
REMIND_DAYS = 1
NUMBER_OF_SOMEBODY = re.compile(r"\d(?:[\s().+\-\u2010-\u2015]*\d){8,}")
EFFECTS: dict[str, Callable[[Session, User, Service], object]] = {
    "confirm": offering.confirm,
    "suspend": offering.suspend,
}


def report(session: Session, actor: User, service: Service, *, reason: str | None, text: str | None = None) -> None:
    """She says that something is wrong; where she has said so already and nobody has answered, nothing changes."""
    if not access.has_side(actor, Party.REFERRER):
        raise access.NotFound
    code = check_reason(WRONG, reason, text)
    if NUMBER_OF_SOMEBODY.search(text or ""):
        raise Refused("no_numbers", "text")
    session.refresh(actor, with_for_update={"of": User})
    same = select(ServiceReport.id).filter_by(user_id=actor.id, service_id=service.id, reason=code, answered_at=None)
    if session.scalar(same) is not None:
        return
    at = now(session)
    session.add(
        ServiceReport(
            service_id=service.id,
            user_id=actor.id,
            organization_id=actor.organization_id,
            reason=code,
            note=text,
            at=at,
            due_at=working_days(session, at, ANSWER_DAYS),
        )
    )
    session.flush()


def answer(session: Session, actor: User, found: ServiceReport, *, answer: str | None, text: str | None = None) -> None:
    """The partner's word on it, once; what it means for the service is done with it, as is a task to put it right."""
    asked(session, actor, found.id)
    session.refresh(found, with_for_update={"of": ServiceReport})
    if found.answered_at is not None:
        raise Refused("report_answered")
    code = check_reason(ANSWER, answer, text)
    EFFECTS[reasons()[ANSWER, code].effect_code](session, actor, found.service)
    found.answer, found.answer_note = code, text
    found.answered_at, found.answered_by_id = now(session), actor.id
    tasks.settle(session, actor, found.service_id, TaskKind.FIX_LISTING)


def read(session: Session, actor: User, found: ServiceReport) -> None:
    """She has read the answer, where there is one: the loop is closed."""
    if found.user_id != actor.id:
        raise access.NotFound
    if found.answered_at is not None and found.read_at is None:
        found.read_at = now(session)


def said(session: Session, user: User, report_id: uuid.UUID) -> ServiceReport:
    """A report that this user made."""
    return access.found(session.scalar(_whole().where(ServiceReport.id == report_id, ServiceReport.user_id == user.id)))


def asked(session: Session, user: User, report_id: uuid.UUID) -> ServiceReport:
    """A report that this user may answer."""
    mine = _whole().where(ServiceReport.id == report_id, access.kept_services(user))
    return access.found(session.scalar(mine))


def to_answer(session: Session, user: User, limit: int = 200) -> list[ServiceReport]:
    """The open reports about services that this user keeps, the most urgent first."""
    mine = _whole().where(access.kept_services(user), ServiceReport.answered_at.is_(None))
    return list(session.scalars(mine.order_by(ServiceReport.due_at, ServiceReport.id).limit(limit)))


def answered(session: Session, user: User, limit: int = 20) -> list[ServiceReport]:
    """Her own reports that were answered and that she has not read, the newest first."""
    hers = _whole().where(
        ServiceReport.user_id == user.id, ServiceReport.answered_at.is_not(None), ServiceReport.read_at.is_(None)
    )
    return list(session.scalars(hers.order_by(ServiceReport.answered_at.desc(), ServiceReport.id).limit(limit)))


def open_reasons(session: Session, user: User, service: Service) -> list[ReasonCode]:
    """What is said to be wrong with a service and not answered yet, for those who send there and those who keep it.

    Of a confidential service its focal persons alone learn of it. Who said so is told to nobody.
    """
    sends = ~Service.confidential if access.has_side(user, Party.REFERRER) else false()
    about = select(ServiceReport.reason).join(ServiceReport.service).order_by(ServiceReport.at, ServiceReport.id)
    seen = about.where(
        Service.id == service.id, ServiceReport.answered_at.is_(None), or_(access.kept_services(user), sends)
    )
    return [reasons()[WRONG, code] for code in dict.fromkeys(session.scalars(seen))]


def said_of(user: User, doubt: str, at: datetime) -> ColumnElement[bool]:
    """Whether a service is `reported` as wrong, with a dead `phone`, or is `late` to be answered for.

    Of confidential ones only those who keep them learn it.
    """
    which = {"phone": ServiceReport.reason.in_(dead_phones()), "late": ServiceReport.due_at < at}.get(doubt, true())
    waits = exists().where(ServiceReport.service_id == Service.id, ServiceReport.answered_at.is_(None), which)
    return and_(waits, or_(~Service.confidential, access.kept_services(user)))


def dead_phones() -> list[str]:
    """The reasons that say of a phone that it is dead."""
    return [code for (group, code), reason in reasons().items() if (group, reason.effect_code) == (WRONG, "dead_phone")]


def remind(open_session: Callable[[], Session], at: datetime) -> int:
    """Mark what falls due on the next working day, or is overdue, as reminded of: each report once; how many."""
    with open_session() as session:
        session.info["now"] = at
        soon = working_days(session, at, REMIND_DAYS)
        waits = (ServiceReport.answered_at.is_(None), ServiceReport.reminded_at.is_(None), ServiceReport.due_at <= soon)
        mark = update(ServiceReport).where(*waits).values(reminded_at=at).returning(ServiceReport.id)
        count = len(session.execute(mark).all())
        session.commit()
    return count


def _whole() -> Select[ServiceReport]:
    service = joinedload(ServiceReport.service, innerjoin=True)
    return select(ServiceReport).join(ServiceReport.service).options(service.joinedload(Service.kind))
