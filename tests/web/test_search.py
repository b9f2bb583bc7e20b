"""The page /find: words in, services out with why, narrowed down; nothing of a confidential place."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from catalog import offers
from catalog.models import Kind
from referral.moment import today
from referral.states import Role
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]


@pytest.fixture
def catalog(session: Session, make: Make) -> None:
    """A day care in Konabari, a loan in Savar, a confidential shelter in Konabari."""
    partner = make.organization()
    for kind, name_en, name_bn, place in (
        ("childcare", "Little Steps day care", "ছোট পা দিবাযত্ন কেন্দ্র", "gazipur-konabari"),
        ("credit", "Small loan", "ছোট ঋণ", "dhaka-savar"),
        ("gbv_support", "Safe house", "নিরাপদ ঘর", "gazipur-konabari"),
    ):
        details = {"name_en": name_en, "name_bn": name_bn}
        service = offers.publish(session, partner, session.get_one(Kind, kind), today(session), **details)  # type: ignore[arg-type]
        offers.give_at(
            session, service, offers.location(session, partner, place, address_en=f"House 7, {name_en} Lane")
        )
    session.commit()


@pytest.mark.usefixtures("catalog")
@pytest.mark.parametrize(
    ("language", "typed", "name", "why"),
    [
        ("bn", "dey kear konabari", "ছোট পা দিবাযত্ন কেন্দ্র", "কোনাবাড়ী-এ"),
        ("en", "বাচ্চা রাখার জায়গা", "Little Steps day care", "Childcare"),
        ("bn", "lon lagbe", "ছোট ঋণ", "ঋণ"),
    ],
)
def test_words_find_services_and_say_why(
    client: Sit, make: Make, language: str, typed: str, name: str, why: str
) -> None:
    page = client(make.user(Role.CASEWORKER), language).get("/find", query_string={"q": typed}).get_data(as_text=True)
    first = page[page.index('<ol class="stack">') :]
    assert name in first[:1200]
    assert why in first[:2500]


@pytest.mark.usefixtures("catalog")
def test_the_place_of_a_confidential_service_neither_finds_nor_shows(client: Sit, make: Make) -> None:
    browser = client(make.user(Role.CASEWORKER), "en")
    page = browser.get("/find", query_string={"q": "safe house konabari"}).get_data(as_text=True)
    assert "Safe house" in page
    assert "In Konabari" not in page[page.index("Safe house</a>") :].split("</li>")[0]
    near = browser.get("/find", query_string={"place": "Konabari"}).get_data(as_text=True)
    assert "Little Steps day care" in near
    assert "Safe house" not in near


@pytest.mark.usefixtures("catalog")
def test_it_is_narrowed_down_and_a_place_unknown_is_told_at_its_field(client: Sit, make: Make) -> None:
    browser = client(make.user(Role.CASEWORKER), "en")
    only = browser.get("/find", query_string={"kind": "credit"}).get_data(as_text=True)
    assert "Small loan" in only
    assert "Little Steps" not in only
    wrong = browser.get("/find", query_string={"q": "loan", "place": "Atlantis"})
    assert wrong.status_code == 422
    assert "This place is not known" in wrong.get_data(as_text=True)
    assert 'value="loan"' in wrong.get_data(as_text=True)
    none = browser.get("/find", query_string={"q": "loan", "wish": "free"}).get_data(as_text=True)
    assert "Nothing was found" in none


@pytest.mark.usefixtures("catalog")
@pytest.mark.parametrize("typed", ["\0", "x" * 9000, "😀", "' OR 1=1 --", "<script>", "%00", "১২৩", "ক্ষ্ম্য্র"])
def test_whatever_is_typed_there_is_a_page(client: Sit, make: Make, typed: str) -> None:
    page = client(make.user(Role.PROVIDER), "bn").get("/find", query_string={"q": typed})
    assert page.status_code in (200, 422)
    assert "<script>" not in page.get_data(as_text=True)


def test_only_this_page_may_run_our_script(client: Sit, make: Make) -> None:
    browser = client(make.user(Role.CASEWORKER), "en")
    assert "script-src 'self'" in browser.get("/find").headers["Content-Security-Policy"]
    assert "script-src" not in browser.get("/today").headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["Canaryhouse lane", "Elsewhere"])
def test_no_answer_tells_that_a_word_stands_in_a_confidential_address(
    client: Callable[..., Client], make: Make, session: Session, address: str
) -> None:
    service = make.service(kind="gbv_support", name_en="Quiet one", rules=[])
    service.places[0].location.address_en = address
    make.service(name_en="Canary housing")
    user = make.user(Role.CASEWORKER)
    session.commit()
    assert 'href="/services/' not in client(user).get("/find?q=Canaryhouse").get_data(as_text=True)
