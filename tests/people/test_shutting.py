"""A link that an administrator made opens no confidential thing of a named person before somebody else confirms her."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from catalog.base import now
from referral import access
from referral.loop import desk, needs
from referral.models import Invitation, Need, Referral, User
from referral.people import accounts, shutting
from referral.refusals import Refused
from referral.states import Role
from tests.make import Make

PASSWORD = "three words only I join"
LONG_AGO = timedelta(days=400)


@pytest.fixture
def admin(make: Make) -> User:
    return make.user(Role.ADMIN, created_at=now() - LONG_AGO)


def colleague(make: Make, admin: User, *roles: Role) -> User:
    return make.user(*roles, organization=admin.organization, safety_trained=True, created_at=now() - LONG_AGO)


def opens(session: Session, user: User, by: User) -> None:
    """A link is made and used, by whomever."""
    accounts.welcome(session, accounts.invite(session, user, by), PASSWORD)
    session.flush()


@pytest.fixture
def focal(make: Make, admin: User) -> User:
    return colleague(make, admin, Role.PROVIDER)


def confidential(make: Make, focal: User) -> Referral:
    """One that she is focal person of, sent to her organisation."""
    service = make.service(focal.organization, "gbv_support", focal=focal)
    referral = make.referral(make.need(make.worker()), service)
    referral.sent_at = now()
    make.session.flush()
    return referral


def asked(session: Session, user: User) -> list[object]:
    return [one.id for one in desk.asked_of_us(session, user) if one.kind == "account"]


def sees(session: Session, user: User, referral: Referral) -> bool:
    try:
        access.get_referral(session, user, referral.id)
    except access.NotFound:
        return False
    return bool(access.sides(session, user, referral)) and access.is_focal(session, user, referral.service)


def test_it_is_shut_and_another_named_person_opens_it(session: Session, make: Make, admin: User, focal: User) -> None:
    referral = confidential(make, focal)
    ordinary = make.referral(make.need(make.worker()), make.service(focal.organization), sent_at=now())
    second, bystander = colleague(make, admin, Role.CASEWORKER), colleague(make, admin, Role.CASEWORKER)
    need = needs.open_need(session, second, make.worker(second), "safe_from_violence", agreed={"agreed_name": "আশা"})
    assert sees(session, focal, referral)
    opens(session, focal, admin)
    assert not sees(session, focal, referral)
    assert access.get_referral(session, focal, ordinary.id) is ordinary, "what is not confidential is open as before"
    assert access.get_need(session, second, need.id) is need
    assert asked(session, second) == [focal.id]
    for nobody in (admin, bystander, focal, make.user(Role.ADMIN, created_at=now() - LONG_AGO)):
        assert asked(session, nobody) == []
        with pytest.raises(access.NotFound):
            shutting.confirm(session, nobody, focal.id)
    shutting.confirm(session, second, focal.id)
    assert sees(session, focal, referral) and focal.opened_by_id == second.id
    assert asked(session, second) == []


def test_a_caseworker_who_is_named_neither_sees_nor_opens_confidential_needs(
    session: Session, make: Make, admin: User
) -> None:
    named = colleague(make, admin, Role.CASEWORKER)
    worker = make.worker(named)
    need: Need = needs.open_need(session, named, worker, "safe_from_violence", agreed={"agreed_name": "আশা"})
    opens(session, named, admin)
    with pytest.raises(access.NotFound):
        access.get_need(session, named, need.id)
    assert access.confidential_needs(session, named, worker.id) == []
    with pytest.raises(Refused, match="confidential_shut"):
        needs.open_need(session, named, worker, "safe_from_violence", agreed={"agreed_name": "আশা"})


def test_where_nobody_else_is_named_a_second_administrator_confirms(
    session: Session, make: Make, admin: User, focal: User
) -> None:
    referral = confidential(make, focal)
    opens(session, focal, admin)
    assert shutting.is_lonely(session, focal)
    late = colleague(make, admin, Role.ADMIN)
    late.created_at = now() + timedelta(seconds=5)
    session.flush()
    assert asked(session, late) == [], "nor one who was made for it afterwards"
    second = colleague(make, admin, Role.ADMIN)
    assert not shutting.is_lonely(session, focal)
    assert asked(session, second) == [focal.id] and asked(session, admin) == []
    shutting.confirm(session, second, focal.id)
    assert sees(session, focal, referral)


def test_who_was_let_in_by_the_same_link_maker_confirms_nothing(
    session: Session, make: Make, admin: User, focal: User
) -> None:
    confidential(make, focal)
    second = colleague(make, admin, Role.ADMIN)
    opens(session, focal, admin)
    opens(session, second, admin)
    with pytest.raises(Refused, match="not_yours_to_confirm"):
        shutting.confirm(session, second, focal.id)
    for used in session.query(Invitation).filter_by(user_id=second.id):
        used.used_at = now() - timedelta(days=30)
    session.flush()
    shutting.confirm(session, second, focal.id)


def test_who_is_named_for_nothing_stays_as_she_was(session: Session, make: Make, admin: User) -> None:
    user = colleague(make, admin, Role.PROVIDER)
    make.service(user.organization, focal=user)
    opens(session, user, admin)
    assert user.shut_at is None
