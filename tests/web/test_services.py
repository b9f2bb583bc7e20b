"""The catalog's pages: services listed and seen by all, changed by their own organisation, suspended, brought by a sheet."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from catalog.models import CostOption, Rule
from referral.states import Role
from tests.make import Make
from tests.statements import statements
from tests.web.conftest import Client

Sit = Callable[..., Client]
TODAY = date.today()


@pytest.mark.parametrize("role", list(Role))
def test_everybody_sees_services(client: Sit, make: Make, session: Session, role: Role) -> None:
    service = make.service(
        name_en="Sewing on three machines", phone="+8801711111111", documents=["nid"],
        rules=[Rule(fact="birth_year", test="range", value={"min": 18, "max": 35})],
    )  # fmt: skip
    service.costs.append(CostOption(what="fee", taka=500))
    make.intake(service, seats=10)
    user = make.user(role)
    session.commit()
    for language in ("en", "bn"):
        browser = client(user, language)
        assert "Sewing on three machines" in browser.get("/services").get_data(as_text=True)
        page = browser.get(f"/services/{service.id}").get_data(as_text=True)
        assert 'href="tel:+8801711111111"' in page
        assert f"/services/{service.id}/edit" not in page
    page = client(user).get(f"/services/{service.id}").get_data(as_text=True)
    for words in ("18 to 35 years", "10 of 10 seats free", "Friday 9 am to 1 pm", "500 once", "National identity card"):
        assert words in page, words


def test_nobody_sees_them_unless_signed_in(client: Sit) -> None:
    assert client().get("/services").status_code == 303


def test_the_list_is_narrowed_down(client: Sit, make: Make, session: Session) -> None:
    own = make.user(Role.PROVIDER)
    make.service(own.organization, name_en="Ours")
    make.service(name_en="Old", confirmed_on=TODAY - timedelta(days=100))
    credit = make.service(name_en="Credit", kind="credit")
    session.commit()
    browser = client(own)

    def listed(**query: object) -> set[str]:
        page = browser.get("/services", query_string=query).get_data(as_text=True)
        return {name for name in ("Ours", "Old", "Credit") if f'"strong">{name}<' in page}

    assert listed() == {"Ours", "Old", "Credit"}
    assert listed(mine="yes") == {"Ours"}
    assert listed(kind="credit") == {"Credit"}
    assert listed(partner=credit.organization_id) == {"Credit"}
    assert listed(status="unconfirmed") == {"Old"}
    assert listed(status="open") == {"Ours", "Credit"}
    assert listed(status="suspended") == listed(partner="nonsense") == listed(kind="\0") - {"Ours", "Old", "Credit"}


def test_a_long_list_has_pages_and_few_statements(client: Sit, make: Make, session: Session) -> None:
    user = make.user(Role.BACKBONE)
    for _ in range(3):
        partner = make.organization()
        for number in range(20):
            make.service(partner, name_en=f"Course {number:02}")
    session.commit()
    browser = client(user)
    browser.get("/services")
    with statements(session.connection()) as sent:
        page = browser.get("/services").get_data(as_text=True)
    assert len(sent) <= 8, sent
    assert page.count('class="row"') == 50
    assert "page=2" in page
    assert browser.get("/services?page=2").get_data(as_text=True).count('class="row"') == 10
    assert browser.get("/services?page=99999999").status_code == 200


def test_the_place_of_a_confidential_service_is_its_own(client: Sit, make: Make, session: Session) -> None:
    own = make.user(Role.CASEWORKER)
    service = make.service(own.organization, "gbv_support", place_code="dhaka-savar")
    service.places[0].location.address_en = "House 9, lane 4"
    session.commit()
    for path in ("/services", f"/services/{service.id}"):
        theirs = client(make.user(Role.SUPERVISOR)).get(path).get_data(as_text=True)
        assert "Savar" not in theirs
        assert "House 9" not in theirs
        assert "Savar" in client(own).get(path).get_data(as_text=True)
