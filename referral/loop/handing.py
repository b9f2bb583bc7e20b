"""Handing over: a worker who moves to another organisation is offered to it with her consent, and accepted there."""

import uuid
from collections.abc import Mapping

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import Session

from catalog.models import Organization
from referral import access
from referral.loop.acting import take
from referral.models import (
    Child,
    Consent,
    GivenBy,
    Grant,
    HandOver,
    NameKey,
    Need,
    Person,
    PersonKind,
    Referral,
    SamePerson,
    Seat,
    User,
    Worker,
    WorkerStatus,
)
from referral.moment import now, today
from referral.refusals import Refused
from referral.states import LIVE, Action, Party

COPIED = (
    "name_bn", "name_en", "nickname", "guardian_name", "guardian_relation", "birth_year", "birth_year_about",
    "nid_last4", "phone_sealed", "phone_fingerprint", "phone_owner", "safe_way", "safe_time", "place_code", "area",
    "facts",
)  # fmt: skip


def offers_to(user: User) -> ColumnElement[bool]:
    """The offers that wait for an answer by this user's organisation."""
    if not access.has_side(user, Party.REFERRER):
        return false()
    return (HandOver.to_organization_id == user.organization_id) & HandOver.answered_at.is_(None)


def offer(session: Session, actor: User, worker: Worker, to: Organization, *, given_by: GivenBy) -> HandOver:
    """Offer her to another organisation, as she agreed; until it accepts, nothing of her is told there.

    Her open needs and live referrals that are not confidential would go along.
    """
    access.get_worker(session, actor, worker.id)
    if to.id == actor.organization_id or not to.may_be_sent_to(today(session)):
        raise Refused("choose_organization", "to")
    session.refresh(worker, with_for_update={"of": Worker})
    if worker.status is WorkerStatus.LEFT:
        raise Refused("record_closed")
    waiting = select(HandOver.id).where(HandOver.worker_id == worker.id, HandOver.answered_at.is_(None))
    if session.scalar(waiting):
        raise Refused("offered_already")
    row = HandOver(
        worker_id=worker.id,
        from_organization_id=worker.organization_id,
        to_organization_id=to.id,
        offered_by_id=actor.id,
        given_by=given_by,
        offered_at=now(session),
    )
    session.add(row)
    session.flush()
    return row


def take_back(session: Session, actor: User, worker: Worker) -> None:
    """She wants none of it any more: an offer that waits for its answer ends."""
    waiting = select(HandOver).where(HandOver.worker_id == worker.id, HandOver.answered_at.is_(None))
    for row in session.scalars(waiting.with_for_update()):
        row.answered_at, row.answered_by_id, row.accepted = now(session), actor.id, False


def refuse(session: Session, actor: User, hand_over: HandOver) -> None:
    """The other organisation can't take her on; everything stays where it is."""
    _answer(session, actor, hand_over, accepted=False)


def accept(session: Session, actor: User, hand_over: HandOver) -> Worker:
    """The other organisation takes her on: a record of its own, her open needs and live referrals; the rest stays."""
    _answer(session, actor, hand_over, accepted=True)
    old = session.get_one(Worker, hand_over.worker_id, with_for_update=True)
    if old.status is WorkerStatus.LEFT:
        raise Refused("record_closed")
    persons = _copy(session, actor, old)
    new = session.get_one(Worker, persons[old.id])
    needs = session.scalars(
        select(Need).where(Need.person_id.in_(persons), Need.closed_at.is_(None), ~Need.confidential)
    ).all()
    moved = [referral for need in needs for referral in _live(session, need)]
    for need in needs:
        need.organization_id, need.caseworker_id = actor.organization_id, actor.id
        need.person_id = persons[need.person_id]
    for referral in moved:
        _take_over(session, actor, referral, persons[referral.person_id], hand_over)
    consent = _take_consents(session, actor, hand_over, persons, new)
    session.add(
        SamePerson(
            one_id=old.id, other_id=new.id, one_organization_id=old.organization_id,
            other_organization_id=new.organization_id, consent_id=consent.id, at=now(session),
        )
    )  # fmt: skip
    old.status = WorkerStatus.LEFT
    hand_over.referrals = [str(referral.id) for referral in moved]
    session.flush()
    return new


def _take_over(session: Session, actor: User, referral: Referral, person_id: uuid.UUID, hand_over: HandOver) -> None:
    """The referral is the new organisation's, with its seat; the provider is told who answers for her now."""
    referral.referrer_id, referral.referrer_user_id, referral.person_id = actor.organization_id, actor.id, person_id
    for seat in session.scalars(select(Seat).where(Seat.referral_id == referral.id, Seat.freed_at.is_(None))):
        seat.person_id = person_id
    session.flush()
    step = take(session, actor, referral, Action.HAND_OVER, party=Party.REFERRER)
    step.write(values={"from": str(hand_over.from_organization_id), "to": str(hand_over.to_organization_id)})


def _answer(session: Session, actor: User, hand_over: HandOver, *, accepted: bool) -> None:
    access.found(
        session.scalar(select(HandOver).where(HandOver.id == hand_over.id, offers_to(actor)).with_for_update())
    )
    hand_over.answered_at, hand_over.answered_by_id, hand_over.accepted = now(session), actor.id, accepted


def _live(session: Session, need: Need) -> list[Referral]:
    return list(session.scalars(select(Referral).where(Referral.need_id == need.id, Referral.state.in_(LIVE))))


def _copy(session: Session, actor: User, old: Worker) -> Mapping[uuid.UUID, uuid.UUID]:
    """Her record and her children's, of the new organisation; which new person stands for which old one."""
    persons = {old.id: _person(session, actor, PersonKind.WORKER)}
    new = Worker(
        id=persons[old.id],
        organization_id=actor.organization_id,
        code=uuid.uuid4().hex[:8].upper(),
        caseworker_id=actor.id,
        created_at=now(session),
        **{name: getattr(old, name) for name in COPIED},
    )
    session.add(new)
    new.keys.extend(NameKey(key=key.key) for key in old.keys)
    for child in old.children:
        persons[child.id] = _person(session, actor, PersonKind.CHILD)
        session.add(
            Child(
                id=persons[child.id], organization_id=actor.organization_id, worker_id=new.id, name=child.name,
                birth_month=child.birth_month, month_known=child.month_known, school=child.school,
            )
        )  # fmt: skip
    session.flush()
    return persons


def _person(session: Session, actor: User, kind: PersonKind) -> uuid.UUID:
    person = Person(organization_id=actor.organization_id, kind=kind, created_at=now(session))
    session.add(person)
    session.flush()
    return person.id


def _take_consents(
    session: Session, actor: User, hand_over: HandOver, persons: Mapping[uuid.UUID, uuid.UUID], new: Worker
) -> Consent:
    """What services may see of her goes along with her, as she agreed; the old grants end."""
    until = max((grant.until for grant in _grants(session, persons)), default=today(session))
    consent = Consent(
        person_id=new.id, organization_id=actor.organization_id, text_code="hand_over", text_version=1, language="bn",
        given_by=hand_over.given_by, taken_by_id=hand_over.offered_by_id, taken_at=hand_over.offered_at, until=until,
    )  # fmt: skip
    for grant in _grants(session, persons):
        consent.grants.append(
            Grant(
                person_id=persons[grant.person_id], service_id=grant.service_id,
                field_group=grant.field_group, until=grant.until,
            )
        )  # fmt: skip
        grant.ended_at, grant.ended_by_id = now(session), actor.id
    session.add(consent)
    session.flush()
    return consent


def _grants(session: Session, persons: Mapping[uuid.UUID, uuid.UUID]) -> list[Grant]:
    in_force = select(Grant).where(
        Grant.person_id.in_(persons), Grant.ended_at.is_(None), Grant.until >= today(session)
    )
    return list(session.scalars(in_force.order_by(Grant.id)))
