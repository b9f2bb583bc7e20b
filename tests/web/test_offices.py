"""The backbone's and the administrators' pages: figures without people, partners, users, holidays."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Organization
from referral.models import FocalPerson, Holiday, User
from referral.people import accounts
from referral.states import Role
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]


@pytest.fixture
def backbone(make: Make, session: Session) -> User:
    made = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    session.commit()
    return made


@pytest.mark.parametrize("language", ["bn", "en"])
def test_figures_of_an_empty_consortium(client: Sit, backbone: User, language: str) -> None:
    browser = client(backbone, language)
    for path in ("/figures", "/figures/waiting", "/figures/unmet"):
        assert browser.get(path).status_code == 200


def test_only_the_backbone_sees_figures(client: Sit, make: Make, session: Session) -> None:
    for role in (Role.CASEWORKER, Role.SUPERVISOR, Role.PROVIDER, Role.ADMIN):
        user = make.user(role)
        session.commit()
        for path in ("/figures", "/figures/waiting", "/figures/unmet", "/organizations", "/holidays"):
            assert client(user).get(path).status_code == 404, (role, path)


def test_a_partner_is_added_and_its_administrator_lets_in(client: Sit, backbone: User, session: Session) -> None:
    given = {
        "name_bn": "নদীর ধারে", "name_en": "By the River", "agreement_from": "2026-01-01",
        "admin_name": "শাহানা", "admin_e_mail": "shahana@setu.example",
    }  # fmt: skip
    browser = client(backbone)
    wrong = browser.send("/organizations/new", **given | {"agreement_until": "2025-01-01"})
    assert "The end date is before the start date." in wrong.get_data(as_text=True)
    page = browser.send("/organizations/new", **given).get_data(as_text=True)
    secret = re.search(r"/welcome/([\w-]+)", page)
    assert secret
    assert accounts.invited(session, secret[1])
    added = session.scalars(select(Organization).where(Organization.name_en == "By the River")).one()
    assert browser.get(f"/organizations/{added.id}").status_code == 200
    assert browser.send(f"/organizations/{added.id}", **given | {"name_en": "At the River"}).status_code == 303
    again = browser.send(f"/organizations/{added.id}/administrators", name="রুনা", e_mail="shahana@setu.example")
    assert "has an account with this e-mail" in again.get_data(as_text=True)


def test_an_administrator_keeps_her_users(client: Sit, make: Make, session: Session) -> None:
    admin = make.user(Role.ADMIN)
    service = make.service(admin.organization, "gbv_support")
    session.commit()
    browser = client(admin)
    page = browser.send("/users/new", name_bn="নাজমা", e_mail="nazma@setu.example", roles=["provider", "caseworker"])
    assert "/welcome/" in page.get_data(as_text=True)
    nazma = session.scalars(select(User).where(User.e_mail == "nazma@setu.example")).one()
    assert nazma.has(Role.PROVIDER)
    assert "নাজমা" in browser.get("/users").get_data(as_text=True)
    assert browser.send(f"/users/{nazma.id}", name_bn="নাজমা সুলতানা", roles=["provider"]).status_code == 303
    assert browser.send(f"/users/services/{service.id}", focal=[str(nazma.id)]).status_code == 303
    assert session.scalars(select(FocalPerson.user_id)).all() == [nazma.id]
    assert "/welcome/" in browser.send(f"/users/{nazma.id}/link").get_data(as_text=True)
    refused = browser.send(f"/users/{nazma.id}/end")
    assert refused.status_code == 409 and "only one who answers" in refused.get_data(as_text=True)
    other = make.user(Role.PROVIDER, organization=admin.organization)
    session.commit()
    assert browser.send(f"/users/services/{service.id}", focal=[str(other.id)]).status_code == 303
    assert browser.send(f"/users/{nazma.id}/end").status_code == 303
    session.expire_all()
    assert session.get_one(User, nazma.id).ended_at is not None
    assert client(make.user(Role.ADMIN)).get(f"/users/{nazma.id}").status_code == 404


def test_the_last_administrator_stays(client: Sit, make: Make, session: Session) -> None:
    admin = make.user(Role.ADMIN)
    session.commit()
    page = client(admin).send(f"/users/{admin.id}", name_bn="শাহানা", roles=["provider"])
    assert "at least one administrator" in page.get_data(as_text=True)


def test_holidays_are_put_right(client: Sit, backbone: User, session: Session) -> None:
    browser = client(backbone)
    day = {"day": "2027-03-10", "name_bn": "ঈদুল ফিতর", "name_en": "Eid"}
    assert browser.send("/holidays", **day).status_code == 303
    assert browser.send("/holidays", **day | {"name_en": "Eid-ul-Fitr"}).status_code == 303
    assert session.scalars(select(Holiday.name_en)).all() == ["Eid-ul-Fitr"]
    assert "ঈদুল ফিতর" in client(backbone, "bn").get("/holidays").get_data(as_text=True)
    assert browser.send("/holidays/2027-03-10/remove").status_code == 303
    assert browser.send("/holidays/nonsense/remove").status_code == 404
    assert session.scalars(select(Holiday)).all() == []
