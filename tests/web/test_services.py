"""The catalog's pages: services listed and seen by all, changed by their own organisation, suspended, brought by a sheet."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.intakes import times_of
from catalog.models import CostOption, Intake, Rule, RuleUse, Service, SessionTime
from referral.models import User
from referral.moment import today
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


@pytest.fixture
def provider(make: Make, session: Session) -> User:
    made = make.user(Role.PROVIDER, phone="+8801811111111")
    session.commit()
    return made


def stored(session: Session, service: Service) -> Service:
    session.expire_all()
    return session.get_one(Service, service.id)


def mistakes(answer: Any) -> str:
    return " ".join(re.findall(r'class="err".*?</p>|role="alert".*?</ul>', answer.get_data(as_text=True), re.S))


def test_a_service_is_added_and_filled_in(client: Sit, provider: User, session: Session) -> None:
    browser = client(provider)
    assert browser.get("/services/new").status_code == 200
    nameless = browser.send("/services/new", kind_code="credit", place="gazipur-sadar")
    assert "write a name" in mistakes(nameless)
    made = browser.send("/services/new", kind_code="credit", name_bn="ছোট ঋণ", place="gazipur-sadar", address="রোড ৪")
    assert made.status_code == 303, mistakes(made)
    service = session.scalars(select(Service)).one()
    assert (service.organization_id, service.confirmed_on) == (provider.organization_id, today(session))
    changed = browser.send(
        f"/services/{service.id}/edit", seen=service.version, kind_code="savings_digital_finance", name_en="Small loans",
        name_bn="ছোট ঋণ", description_bn="দোকানের জন্য", phone="০১৭১২৩৪৫৬৭৮", email="loans@example.org",
        languages=["bn", "cmg"], documents=["nid"], gives=[], women_only_staff="yes", childcare_on_site="no",
        answer_working_days="৫", bring_bn="দুই কপি ছবি", fee="৩০০", fee_per="month", stipend="", source_id="L-1",
    )  # fmt: skip
    assert changed.status_code == 303, mistakes(changed)
    service = stored(session, service)
    assert (service.kind_code, service.name_en) == ("savings_digital_finance", "Small loans")
    assert (service.phone, service.answer_working_days, service.source_id) == ("+8801712345678", 5, "L-1")
    assert (service.women_only_staff, service.childcare_on_site) == (True, False)
    assert [(cost.what, cost.taka, cost.per) for cost in service.costs] == [("fee", 300, "month")]
    page = browser.get(f"/services/{service.id}/edit").get_data(as_text=True)
    assert 'value="Small loans"' in page


def test_two_who_edit_at_once_are_told(client: Sit, make: Make, provider: User, session: Session) -> None:
    service = make.service(provider.organization, name_en="Sewing")
    session.commit()
    other, seen = make.user(Role.ADMIN, organization=provider.organization), service.version
    names = {"kind_code": service.kind_code, "name_bn": ""}
    session.commit()
    first = client(other).send(f"/services/{service.id}/edit", seen=seen, name_en="Sewing well", **names)
    assert first.status_code == 303, mistakes(first)
    second = client(provider).send(f"/services/{service.id}/edit", seen=seen, name_en="Sewing fast", **names)
    assert second.status_code == 422
    page = second.get_data(as_text=True)
    assert "changed this service" in page
    assert 'value="Sewing fast"' in page
    assert stored(session, service).name_en == "Sewing well"
    fresh = re.search(r'name="seen" value="(\d+)"', page)
    assert fresh and int(fresh[1]) == service.version
    again = client(provider).send(f"/services/{service.id}/edit", seen=fresh[1], name_en="Sewing fast", **names)
    assert again.status_code == 303
    stale = client(provider).send(f"/services/{service.id}/confirm", seen=seen)
    assert stale.status_code == 422
    assert "changed this service" in stale.get_data(as_text=True)


def test_batches_open_change_fill_and_end(client: Sit, make: Make, provider: User, session: Session) -> None:
    service = make.service(provider.organization)
    session.commit()
    browser, base = client(provider), f"/services/{service.id}"
    new = f"{base}/places/{service.places[0].id}/intakes/new"
    half = browser.send(new, seen=service.version, seats="20", days1=["4"], starts1="09:00")
    assert "go together" in mistakes(half)
    late = browser.send(new, seen=service.version, starts_on="2027-03-01", ends_on="2027-02-01")
    assert "before the start" in mistakes(late)
    made = browser.send(
        new, seen=service.version, seats="২০", starts_on="01/03/2027", ends_on="01/06/2027", closes_on="20/02/2027",
        days1=["4", "5"], starts1="09:00", ends1="13:00", days2=["0"], starts2="৫:৩০ pm", ends2="19:30",
        days3=["1"], starts3="10:00", ends3="11:00", days4=["2"], starts4="12:00", ends4="13:00",
    )  # fmt: skip
    assert made.status_code == 303, mistakes(made)
    intake = session.scalars(select(Intake)).one()
    assert times_of(intake)[:2] == [(0, time(17, 30), time(19, 30)), (1, time(10), time(11))]
    assert (intake.seats, intake.closes_on, len(times_of(intake))) == (20, date(2027, 2, 20), 5)
    page = browser.get(f"{base}/intakes/{intake.id}").get_data(as_text=True)
    form = dict(re.findall(r'name="((?:starts|ends)\d)" type="time" value="([\d:]*)"', page))
    assert {form[f"starts{at}"] for at in range(1, 5)} == {"09:00", "17:30", "10:00", "12:00"}
    seen = stored(session, service).version
    assert browser.send(f"{base}/intakes/{intake.id}/full", seen=seen).status_code == 303
    assert "Marked as full" in browser.get(base).get_data(as_text=True)
    assert browser.send(f"{base}/intakes/{intake.id}/free", seen=seen).status_code == 303
    assert browser.send(f"{base}/intakes/{intake.id}/end", seen=stored(session, service).version).status_code == 303
    session.expire_all()
    assert session.get_one(Intake, intake.id).ended_at is not None


def test_seven_spans_of_hours_are_kept(client: Sit, make: Make, provider: User, session: Session) -> None:
    """What a sheet or another page has told is not dropped by saving the form."""
    service = make.service(provider.organization)
    intake = make.intake(service)
    intake.sessions[:] = [SessionTime(weekday=day, starts=time(8 + day), ends=time(10 + day)) for day in range(7)]
    session.commit()
    browser, path = client(provider), f"/services/{service.id}/intakes/{intake.id}"
    page = browser.get(path).get_data(as_text=True)
    typed: dict[str, Any] = dict(re.findall(r'name="((?:starts|ends)\d)" type="time" value="([\d:]*)"', page))
    typed |= dict(re.findall(r'name="(days\d)" value="(\d)" checked', page))
    answer = browser.send(path, seen=service.version, seats="12", **typed)
    assert answer.status_code == 303, mistakes(answer)
    session.expire_all()
    assert len(times_of(session.get_one(Intake, intake.id))) == 7


def test_ways_of_one_rule_are_joined_by_or(client: Sit, make: Make, session: Session) -> None:
    rules = [
        Rule(fact="role", test="one_of", value={"codes": ["sewing_operator"]}, alternative=1),
        Rule(fact="years_in_rmg", test="range", value={"min": 2}, alternative=1),
    ]
    service = make.service(rules=rules)
    user = make.user(Role.CASEWORKER)
    session.commit()
    page = client(user).get(f"/services/{service.id}").get_data(as_text=True)
    assert re.search(r"<li><span>[^<]+ or [^<]*2 years or more</span>", page)


def test_a_way_put_into_words_stays_one_of_the_ways(client: Sit, make: Make, provider: User, session: Session) -> None:
    ways = [Rule(fact="own_phone", test="yes", value={}, alternative=1), Rule(fact="can_read", test="yes", value={})]
    ways[1].alternative = 1
    first = Rule(fact="pregnant", test="yes", value={}, use=RuleUse.PRIORITY)
    service = make.service(provider.organization, rules=[*ways, first])
    session.commit()
    browser, path = client(provider), f"/services/{service.id}/rules"
    page = browser.get(path).get_data(as_text=True)
    assert page.count("One of several ways") == 2
    assert page.count("These come first") == 1
    sent = browser.send(
        path, seen=service.version, rule=str(ways[0].id), text="Her sister has a phone", how="understood"
    )
    assert sent.status_code == 303, mistakes(sent)
    service = stored(session, service)
    gone = browser.send(path, seen=service.version, rule=str(first.id), remove="yes")
    assert gone.status_code == 303, mistakes(gone)
    kept = [(rule.test, rule.alternative, rule.use) for rule in stored(session, service).rules]
    assert kept == [("words", 1, RuleUse.MUST), ("yes", 1, RuleUse.MUST)]
