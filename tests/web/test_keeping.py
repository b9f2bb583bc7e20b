"""The catalog kept true on pages: reminders with one tap, a service reported in two, its answer read."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Service, ServiceStatus
from referral.loop import freshness, needs, reports
from referral.models import ServiceReport, User
from referral.moment import now, today
from referral.states import Role
from tests.conftest import UndoneDatabase
from tests.loop.stage import Stage, stage
from tests.make import Make
from tests.statements import statements
from tests.web.conftest import Client

Sit = Callable[..., Client]
OLD = date.today() - timedelta(days=85)


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    found = stage(session, make, name_en="Sewing course")
    session.commit()
    return found


def reported(here: Stage, reason: str = "phone_dead", service: Service | None = None) -> ServiceReport:
    service = service or here.service
    reports.report(here.session, here.caseworker, service, reason=reason)
    here.session.commit()
    return here.session.scalars(select(ServiceReport).filter_by(service_id=service.id, reason=reason)).one()


def test_a_reminder_leads_to_one_tap(
    client: Sit, database: UndoneDatabase, session: Session, make: Make, here: Stage
) -> None:
    provider, admin = here.provider, make.user(Role.ADMIN, organization=here.provider.organization)
    old = [make.service(provider.organization, name_en=name, confirmed_on=OLD) for name in ("Loans", "Creche")]
    session.commit()
    pages = [("/inbox", provider), ("/services", provider), ("/services", admin)]
    for path, user in pages:
        assert "still true?" not in client(user).get(path).text
    freshness.remind(database.session, now(session))
    for path, user in pages:
        text = client(user).get(path).text
        assert "2 services need a word: still true?" in text
        assert 'href="/services/word"' in text
    assert "still true?" not in client(here.caseworker).get("/services").text
    browser = client(provider)
    page = browser.get("/services/word").text
    assert "Loans" in page
    assert "Creche" in page
    assert "Sewing course" not in page
    answer = browser.send("/services/word", service=old[0].id, seen=old[0].version)
    assert answer.status_code == 303
    session.expire_all()
    assert [one.confirmed_on for one in old] == [today(session), OLD]
    assert "1 service needs a word" in browser.get("/inbox").text
    late = browser.send("/services/word", service=old[0].id, seen=0)
    assert late.status_code == 422
    assert "changed this service" in late.text
    for other in ("nonsense", make.service().id):
        session.commit()
        assert browser.send("/services/word", service=other).status_code == 404


def test_the_title_of_a_confidential_service_is_in_no_reminder(
    client: Sit, database: UndoneDatabase, session: Session, make: Make
) -> None:
    focal = make.user(Role.PROVIDER)
    other = make.user(Role.PROVIDER, organization=focal.organization)
    service = make.service(focal.organization, "gbv_support", focal=focal, name_en="Safe house", confirmed_on=OLD)
    session.commit()
    freshness.remind(database.session, now(session))
    for path in ("/inbox", "/services/word"):
        text = client(focal).get(path).text
        assert "1 service needs a word" in text
        assert "Safe house" not in text
        assert "needs a word" not in client(other).get(path).text
    assert client(other).send("/services/word", service=service.id).status_code == 404
    assert client(focal).send("/services/word", service=service.id, seen=service.version).status_code == 303


def test_two_taps_report_and_the_answer_closes_the_loop(client: Sit, session: Session, here: Stage) -> None:
    own, partner = client(here.caseworker), client(here.provider)
    assert f"/services/{here.service.id}/report" in own.get(f"/services/{here.service.id}").text
    form = own.get(f"/services/{here.service.id}/report").text
    assert 'name="reason" value="phone_dead"' in form
    sent = own.send(f"/services/{here.service.id}/report", reason="phone_dead", text="Rang twice")
    assert sent.headers["Location"] == f"/services/{here.service.id}"
    assert own.send(f"/services/{here.service.id}/report", reason="phone_dead").status_code == 303
    (report,) = session.scalars(select(ServiceReport)).all()
    assert "The phone number is dead or wrong" in own.get(f"/services/{here.service.id}").text
    assert "1 report that something is wrong waits" in partner.get("/inbox").text
    listed = partner.get("/services/word").text
    assert f'href="/reports/{report.id}/answer"' in listed
    shown = partner.get(f"/reports/{report.id}/answer").text
    for text in ("Rang twice", str(here.caseworker.organization.name_en)):
        assert text in shown
    assert str(here.caseworker.name_en) not in listed + shown
    empty = partner.send(f"/reports/{report.id}/answer", text="Mended")
    assert (empty.status_code, "Mended" in empty.text) == (422, True)
    assert "What you reported" not in own.get("/today").text
    assert partner.send(f"/reports/{report.id}/answer", answer="fixed", text="Mended").status_code == 303
    again = partner.send(f"/reports/{report.id}/answer", answer="suspended")
    assert (again.status_code, "A colleague has answered" in again.text) == (422, True)
    assert "Sewing course: Put right" in own.get("/today").text
    assert "Mended" in own.get(f"/reports/{report.id}").text
    assert own.send(f"/reports/{report.id}").headers["Location"] == "/today"
    assert "What you reported" not in own.get("/today").text
    assert "dead or wrong" not in own.get(f"/services/{here.service.id}").text


def test_from_the_services_found_for_her_and_back(client: Sit, make: Make, session: Session, here: Stage) -> None:
    own, path = client(here.caseworker), f"/needs/{here.need.id}/services"
    link = f"/services/{here.service.id}/report?need={here.need.id}"
    assert link in own.get(path).text
    assert f'value="{here.need.id}"' in own.get(link).text
    sent = own.send(f"/services/{here.service.id}/report", reason="cost_differs", need=here.need.id)
    assert sent.headers["Location"] == path
    theirs = needs.open_need(session, other := make.user(Role.CASEWORKER), make.worker(other), "learn_skill")
    session.commit()
    assert own.get(f"/services/{here.service.id}/report?need={theirs.id}").status_code == 404
    assert own.get(f"/services/{here.service.id}/report?need=x").status_code == 200


def test_a_number_in_the_words_is_refused_kindly(client: Sit, session: Session, here: Stage) -> None:
    own = client(here.caseworker, "bn")
    said = own.send(f"/services/{here.service.id}/report", reason="other", text="রহিমার ফোন ০১৭১২৩৪৫৬৭৮")
    assert said.status_code == 422
    assert "লম্বা নম্বর বাদ দিন" in said.text
    assert "রহিমার ফোন" in said.text
    empty = own.send(f"/services/{here.service.id}/report", reason="other")
    assert empty.status_code == 422
    assert session.scalars(select(ServiceReport)).all() == []


def test_reports_on_a_confidential_service_are_its_focal_persons(
    client: Sit, make: Make, session: Session, here: Stage
) -> None:
    focal = make.user(Role.PROVIDER, organization=here.provider.organization)
    service = make.service(focal.organization, "gbv_support", focal=focal, name_en="Safe house")
    session.commit()
    report = reported(here, service=service)
    backbone = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    session.commit()
    for path in ("/inbox", "/services/word"):
        assert "Safe house" not in client(focal).get(path).text
    assert "1 report" in client(focal).get("/inbox").text
    for user in (here.provider, backbone, make.user(Role.CASEWORKER, organization=here.caseworker.organization)):
        session.commit()
        assert "dead or wrong" not in client(user).get(f"/services/{service.id}").text
        assert client(user).get(f"/reports/{report.id}/answer").status_code == 404
    reports.answer(session, focal, report, answer="fixed")
    session.commit()
    today_page = client(here.caseworker).get("/today").text
    assert "confidential service: Put right" in today_page
    assert "Safe house" not in today_page


def asked(database: UndoneDatabase, browser: Client, path: str) -> int:
    for _ in range(2):
        assert browser.get(path).status_code == 200
    with statements(database.connection) as seen:
        browser.get(path)
    return len(seen)


@pytest.mark.parametrize(("path", "who", "most"), [("/services/word", "provider", 4), ("/today", "caseworker", 8)])
def test_more_of_it_asks_no_more(
    client: Sit, database: UndoneDatabase, session: Session, make: Make, here: Stage, path: str, who: str, most: int
) -> None:
    def more() -> None:
        service = make.service(here.provider.organization, confirmed_on=OLD)
        for reason in ("phone_dead", "hours_wrong"):
            report = reported(here, reason, service)
        reports.answer(session, here.provider, report, answer="suspended")
        make.service(here.provider.organization, confirmed_on=OLD)
        session.commit()
        freshness.remind(database.session, now(session))

    more()
    user: User = getattr(here, who)
    browser = client(user)
    few = asked(database, browser, path)
    for _ in range(4):
        more()
    assert asked(database, browser, path) == few <= most


def test_each_number_of_catalog_health_leads_to_the_list_behind_it(
    client: Sit, session: Session, make: Make, here: Stage
) -> None:
    partner = here.provider.organization
    names = {"Long ago": 130, "Some time ago": 100, "Resting": 1, "Wrong": 2}
    found = {
        name: make.service(partner, name_en=name, name_bn=None, confirmed_on=date.today() - timedelta(days=days))
        for name, days in names.items()
    }
    found["Resting"].status = ServiceStatus.SUSPENDED
    secret = make.service(partner, "gbv_support", focal=here.provider, name_en="Safe house")
    make.intake(found["Wrong"])
    reported(here, service=found["Wrong"])
    reported(here, service=secret)
    backbone = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    session.commit()
    browser = client(backbone)
    page = browser.get("/catalog").text
    assert "3 of 6 services are fresh" in page
    assert "Safe house" not in page

    def listed(query: str, user: User = backbone) -> set[str]:
        path = f"/services?partner={partner.id}&{query}"
        assert path.replace("&", "&amp;") in page
        text = client(user).get(path).text
        return {name for name in (*names, "Safe house", "Sewing course") if f'"strong">{name}<' in text}

    assert listed("status=fresh") == {"Wrong", "Safe house", "Sewing course"}
    assert listed("status=unconfirmed") == {"Some time ago"}
    assert listed("status=stale") == {"Long ago"}
    assert listed("status=suspended") == {"Resting"}
    assert listed("doubt=hours") == {"Long ago", "Some time ago", "Safe house", "Sewing course"}
    assert listed("doubt=bengali") == {"Long ago", "Some time ago", "Wrong"}
    assert listed("doubt=phone") == listed("doubt=reported", here.caseworker) == {"Wrong"}
    assert listed("doubt=reported", here.provider) == {"Wrong", "Safe house"}
    assert browser.get("/catalog?sort=nonsense&page=7").status_code == 200
    assert 'aria-sort="descending"' in browser.get("/catalog?sort=stale").text
    own = client(here.provider).get("/services").text
    assert "6 services of ours" in own
    assert f"/services?partner={partner.id}&amp;status=stale" in own
    assert "services of ours" not in client(here.caseworker).get("/services").text


def test_catalog_health_is_the_backbones(client: Sit, here: Stage) -> None:
    for user in (here.caseworker, here.provider):
        assert client(user).get("/catalog").status_code == 404


def test_a_service_that_nobody_confirmed_is_shown_as_closed_and_not_sent_to(
    client: Sit, session: Session, here: Stage
) -> None:
    referral, own = here.draft(), client(here.caseworker)
    session.commit()
    here.service.confirmed_on = date.today() - timedelta(days=95)
    session.commit()
    found = own.get(f"/needs/{here.need.id}/services").text
    assert "1 service suits her" in found
    assert "not confirmed" in found.lower()
    here.service.confirmed_on = date.today() - timedelta(days=121)
    session.commit()
    found = own.get(f"/needs/{here.need.id}/services").text
    assert "No service suits her fully" in found
    assert "Sewing course: " in found
    answer = own.send(f"/referrals/{referral.id}/send", agrees="before", seen=referral.version)
    assert answer.status_code == 422
    assert "This partner has not confirmed the service for 120 days" in answer.text
    assert "Not confirmed for 120 days" in own.get(f"/services/{here.service.id}").text
