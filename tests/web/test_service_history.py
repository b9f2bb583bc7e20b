"""The history of a service on its page: old and new in words, who and when, for its own organisation alone."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from catalog.models import Service, ServiceChange
from referral.models import User
from referral.states import Role
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]


@pytest.fixture
def provider(make: Make, session: Session) -> User:
    return make.user(Role.PROVIDER, name_en="Shirin Akter", name_bn="শিরিন আক্তার")


@pytest.fixture
def service(make: Make, session: Session, provider: User) -> Service:
    made = make.service(provider.organization, name_en="Sewing class", confirmed_on=date(2026, 1, 1))
    make.intake(made, seats=8)
    session.commit()
    return made


def test_each_change_made_on_pages_is_told_in_words(
    client: Sit, session: Session, provider: User, service: Service
) -> None:
    browser, path = client(provider), f"/services/{service.id}"

    def seen() -> str:
        session.expire_all()
        return str(session.get_one(Service, service.id).version)

    intake = service.places[0].intakes[0].id
    edit = {"kind_code": "credit", "name_en": "Overlock class", "documents": "nid", "fee": "500", "fee_per": "month"}
    assert browser.send(f"{path}/edit", seen=seen(), **edit).status_code == 303
    for text, how in (("aged 18 to 35; owns a goat", "understood"), ("laid off get priority", "understood")):
        assert browser.send(f"{path}/rules", seen=seen(), text=text, how=how).status_code == 303
    week = {"days1": "5", "starts1": "10:00", "ends1": "12:00"}
    assert browser.send(f"{path}/intakes/{intake}", seen=seen(), seats="12", **week).status_code == 303
    assert browser.send(f"{path}/suspend", seen=seen()).status_code == 303
    assert browser.send(f"{path}/resume", seen=seen()).status_code == 303
    page = browser.get(f"{path}/history").get_data(as_text=True)
    for said in (
        "Shirin Akter", "Overlock class", "Sewing class", "Micro-enterprise credit", "Fee: ৳\u00a0500 a month",
        "Age: 18 to 35 years", "owns a goat", "Employment: Laid off (comes first)", "12 seats in all", "8 seats in all",
        "Suspended", "Takes referrals again", "1 January 2026", "The service was entered", "National identity card",
    ):  # fmt: skip
        assert said in page, said
    bengali = client(provider, "bn").get(f"{path}/history").get_data(as_text=True)
    for said in ("শিরিন আক্তার", "বয়স: ১৮ থেকে ৩৫ বছর", "১ জানুয়ারি ২০২৬"):
        assert said in bengali, said
    assert client(provider).get(f"{path}/history?page=2").status_code == 200


def test_pages_hold_thirty(client: Sit, session: Session, provider: User, service: Service) -> None:
    session.add_all(
        ServiceChange(service_id=service.id, what="changed", changes={"phone": [None, str(number)]})
        for number in range(60)
    )
    session.commit()
    browser = client(provider)
    assert "Next page" in browser.get(f"/services/{service.id}/history?page=2").get_data(as_text=True)
    third = browser.get(f"/services/{service.id}/history?page=3").get_data(as_text=True)
    assert "Next page" not in third and "Previous page" in third


def test_nobody_else_sees_it(client: Sit, make: Make, session: Session, service: Service) -> None:
    others = [make.user(role) for role in Role]
    ours = make.user(Role.CASEWORKER, organization=service.organization)
    session.commit()
    for user in (*others, ours):
        assert client(user).get(f"/services/{service.id}/history").status_code == 404, user.roles
