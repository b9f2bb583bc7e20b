"""Joining and staying: the checklist, what a lack stops, who is told, and the notices before an agreement lapses."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.current import current_offers
from catalog.models import Organization, Service
from catalog.offer import Closed
from catalog.offers import taking_referrals
from referral import access
from referral.db import Database
from referral.lists import conduct, conduct_version
from referral.loop import ending, joining, lapsing, offering, sending
from referral.models import About, FocalPerson, Message, User
from referral.moment import now, today
from referral.people import conduct as code
from referral.people import organizations
from referral.refusals import Refused
from referral.states import Role
from tests.loop.stage import stage
from tests.make import Make


@pytest.fixture
def partner(session: Session, make: Make) -> tuple[User, User, Service]:
    """An administrator, a provider, and a service that nobody has joined for yet."""
    admin = make.user(Role.ADMIN)
    provider = make.user(Role.PROVIDER, organization=admin.organization)
    return admin, provider, make.service(admin.organization, answer_working_days=3)


def closed(session: Session, service: Service) -> Closed | None:
    (offer,) = [one for one in current_offers(session) if one.id == service.id]
    assert offer.closed(today(session)) == taking_referrals(service, today(session))
    return offer.closed(today(session))


def test_what_is_missing_is_told_and_stops_sending(session: Session, partner: tuple[User, User, Service]) -> None:
    admin, provider, service = partner
    joining.look_again(session, admin.organization_id)
    assert closed(session, service) is Closed.NOBODY
    listed = joining.checklist(session, admin, admin.organization)
    assert listed.agreed and not listed.complete
    assert [(one.focal, one.promised) for one in listed.services] == [((), False)]
    joining.name_focal(session, admin, service, [provider])
    assert closed(session, service) is Closed.NOBODY
    joining.accept_times(session, admin)
    assert closed(session, service) is None
    assert joining.checklist(session, admin, admin.organization).complete


def test_another_answer_time_is_accepted_by_who_writes_it(
    session: Session, partner: tuple[User, User, Service]
) -> None:
    admin, provider, service = partner
    joining.name_focal(session, admin, service, [provider])
    joining.accept_times(session, admin)
    service.answer_working_days = 5
    joining.look_again(session, admin.organization_id)
    assert closed(session, service) is Closed.NOBODY
    offering.change(session, provider, service, costs={}, name_en="Sewing", answer_working_days=2)
    assert closed(session, service) is None


def test_who_enters_a_service_answers_for_it(session: Session, make: Make) -> None:
    provider = make.user(Role.PROVIDER)
    service = offering.add(session, provider, kind_code="childcare", details={"name_en": "Creche"})
    assert session.scalars(select(FocalPerson.user_id).where(FocalPerson.service_id == service.id)).all() == [
        provider.id
    ]
    assert closed(session, service) is None
    admin = make.user(Role.ADMIN)
    other = offering.add(session, admin, kind_code="childcare", details={"name_en": "Creche"})
    secret = offering.add(session, provider, kind_code="gbv_support", details={"name_en": "Quiet"})
    assert closed(session, other) is closed(session, secret) is Closed.NOBODY


def test_a_focal_person_who_has_not_accepted_the_code_does_not_count(
    session: Session, partner: tuple[User, User, Service]
) -> None:
    admin, provider, service = partner
    provider.code_accepted_at = provider.code_version = None
    joining.name_focal(session, admin, service, [provider])
    joining.accept_times(session, admin)
    assert closed(session, service) is Closed.NOBODY
    assert joining.checklist(session, admin, admin.organization).to_accept == (provider,)
    code.accept(session, provider)
    joining.look_again(session, admin.organization_id)
    assert closed(session, service) is None


def test_when_the_last_one_is_gone_it_closes_and_they_are_told(
    session: Session, make: Make, partner: tuple[User, User, Service]
) -> None:
    admin, provider, service = partner
    backbone = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    joining.name_focal(session, admin, service, [provider])
    joining.accept_times(session, admin)
    session.delete(session.get_one(FocalPerson, (service.id, provider.id)))
    joining.look_again(session, admin.organization_id)
    joining.look_again(session, admin.organization_id)
    assert closed(session, service) is Closed.NOBODY
    told = session.scalars(select(Message.user_id).where(Message.about == About.NOBODY_ANSWERS)).all()
    assert sorted(told, key=str) == sorted([admin.id, backbone.id], key=str)
    here = stage(session, make)
    make.consent(here.need, service)
    draft = here.draft(service)
    with pytest.raises(Refused, match="service_closed"):
        sending.send(session, here.caseworker, draft)


def test_a_shut_focal_person_of_a_confidential_service_does_not_count(session: Session, make: Make) -> None:
    admin = make.user(Role.ADMIN)
    focal = make.user(Role.PROVIDER, organization=admin.organization)
    service = make.service(admin.organization, "gbv_support")
    joining.name_focal(session, admin, service, [focal])
    joining.accept_times(session, admin)
    assert closed(session, service) is None
    focal.shut_at = now(session)
    joining.look_again(session, admin.organization_id)
    assert closed(session, service) is Closed.NOBODY


def test_the_list_is_for_its_administrators_and_the_backbone(session: Session, make: Make) -> None:
    admin = make.user(Role.ADMIN)
    backbone = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    assert joining.checklist(session, backbone, admin.organization).services == ()
    for user in (make.user(Role.ADMIN), make.user(Role.PROVIDER, organization=admin.organization)):
        with pytest.raises(access.NotFound):
            joining.checklist(session, user, admin.organization)


def test_the_code_is_asked_again_at_a_new_version(session: Session, make: Make) -> None:
    user = make.user(Role.CASEWORKER)
    assert not code.owes(user) and len(conduct()) >= 5
    user.code_version = conduct_version() - 1
    assert code.owes(user)
    code.accept(session, user)
    assert not code.owes(user)


@pytest.mark.parametrize(
    ("days", "about"),
    [
        (31, None), (30, About.AGREEMENT_IN_30), (15, About.AGREEMENT_IN_30), (14, About.AGREEMENT_IN_14),
        (3, About.AGREEMENT_IN_3), (1, About.AGREEMENT_IN_3), (0, About.AGREEMENT_OVER), (-20, About.AGREEMENT_OVER),
        (-40, None),
    ],
)  # fmt: skip
def test_a_lapse_is_told_before_and_when_it_comes(
    session: Session, database: Database, make: Make, days: int, about: About | None
) -> None:
    """`days` whole days on which it is still in force; each step once, however often the clock looks."""
    admin = make.user(Role.ADMIN)
    make.user(Role.PROVIDER, organization=admin.organization)
    backbone = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    admin.organization.agreement_until = today(session) + timedelta(days=days - 1)
    session.commit()
    for _ in range(3):
        lapsing.remind(database.session, now(session))
    told = [(row.user_id, row.about) for row in session.scalars(select(Message))]
    assert sorted(told, key=str) == sorted([(user.id, about) for user in (admin, backbone) if about], key=str)


def test_a_renewed_agreement_is_told_of_anew(session: Session, database: Database, make: Make) -> None:
    admin = make.user(Role.ADMIN)
    partner = session.get_one(Organization, admin.organization_id)
    backbone = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    for until in (10, 25):
        organizations.change_organization(
            session, backbone, partner, agreement_until=today(session) + timedelta(days=until)
        )
        session.commit()
        lapsing.remind(database.session, now(session))
    told = session.scalars(select(Message.about).where(Message.user_id == admin.id)).all()
    assert sorted(told) == [About.AGREEMENT_IN_14, About.AGREEMENT_IN_30]


def test_ending_an_account_looks_again(session: Session, partner: tuple[User, User, Service], make: Make) -> None:
    admin, provider, service = partner
    fresh = make.user(Role.PROVIDER, organization=admin.organization, code_accepted_at=None, code_version=None)
    joining.name_focal(session, admin, service, [provider, fresh])
    joining.accept_times(session, admin)
    assert closed(session, service) is None
    ending.end_user(session, admin, provider)
    assert closed(session, service) is Closed.NOBODY
