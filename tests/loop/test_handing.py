"""A worker who moves: her needs, referrals, seat and consents go along; the old organisation keeps its history."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral import access
from referral.loop import answering, desk, ending, handing, needs, sending
from referral.models import Event, GivenBy, Referral, SamePerson, Seat, User, Worker, WorkerStatus
from referral.moment import today
from referral.refusals import Refused
from referral.states import Action, Party, Role
from tests.make import Make


def accepted(session: Session, make: Make) -> tuple[User, User, Referral]:
    caseworker, provider = make.user(Role.CASEWORKER), make.user(Role.PROVIDER)
    service = make.service(provider.organization)
    intake = make.intake(service, seats=2)
    worker = make.worker(caseworker, phone="+8801712345678")
    need = needs.open_need(session, caseworker, worker, "learn_skill")
    make.consent(need, service)
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    sending.send(session, caseworker, referral)
    answering.accept(session, provider, referral, intake=intake, starts_on=intake.starts_on or today(session))
    return caseworker, provider, referral


def test_all_goes_along_when_she_is_taken_on(session: Session, make: Make) -> None:
    caseworker, provider, referral = accepted(session, make)
    old = session.scalars(select(Worker)).one()
    taker = make.user(Role.CASEWORKER)
    offer = handing.offer(session, caseworker, old, taker.organization, given_by=GivenBy.SPOKEN)
    assert not session.scalars(select(Worker).where(access.visible_workers(taker))).all()
    new = handing.accept(session, taker, offer)
    session.refresh(referral)
    assert (referral.referrer_id, referral.referrer_user_id, referral.person_id) == (
        taker.organization_id, taker.id, new.id,
    )  # fmt: skip
    assert access.sides(session, taker, referral) == {Party.REFERRER}
    assert access.sides(session, caseworker, referral) == frozenset()
    assert access.granted(session, new.id, referral.service_id, today(session))
    assert not access.granted(session, old.id, referral.service_id, today(session))
    assert session.scalars(select(Seat.person_id)).one() == new.id
    assert session.scalars(select(Event.action).order_by(Event.number.desc())).first() is Action.HAND_OVER
    assert old.status is WorkerStatus.LEFT
    assert session.scalars(select(SamePerson)).one().other_id == new.id
    assert access.get_referral(session, provider, referral.id) is referral
    with pytest.raises(access.NotFound):
        handing.accept(session, taker, offer)


def test_only_the_one_asked_answers(session: Session, make: Make) -> None:
    caseworker, _, referral = accepted(session, make)
    worker = session.scalars(select(Worker)).one()
    other = make.user(Role.CASEWORKER)
    offer = handing.offer(session, caseworker, worker, make.organization(), given_by=GivenBy.SIGNED)
    with pytest.raises(Refused, match="offered_already"):
        handing.offer(session, caseworker, worker, other.organization, given_by=GivenBy.SIGNED)
    with pytest.raises(access.NotFound):
        handing.refuse(session, other, offer)
    assert referral.referrer_id == caseworker.organization_id


def test_an_offer_ends_when_she_takes_all_back(session: Session, make: Make) -> None:
    caseworker = make.user(Role.CASEWORKER)
    worker, taker = make.worker(caseworker), make.user(Role.CASEWORKER)
    offer = handing.offer(session, caseworker, worker, taker.organization, given_by=GivenBy.SPOKEN)
    ending.end_worker(session, caseworker, worker)
    assert not desk.asked_of_us(session, taker)
    with pytest.raises(access.NotFound):
        handing.accept(session, taker, offer)
    with pytest.raises(Refused, match="record_closed"):
        handing.offer(session, caseworker, worker, taker.organization, given_by=GivenBy.SPOKEN)
