"""What is told of somebody before it may be: by the search, and of where a confidential service is."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from referral.loop import answering, needs, sending
from referral.models import GivenBy, Need, User
from referral.moment import today
from referral.people import consents, workers
from referral.states import Role
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]


@pytest.mark.parametrize("words", ["Kaniz", "কানিজ", "01712345678", "WCANARY"])
def test_a_search_finds_own_workers_alone(client: Sit, make: Make, session: Session, words: str) -> None:
    ours, theirs = make.user(Role.CASEWORKER), make.user(Role.CASEWORKER, Role.SUPERVISOR)
    record = {"name_en": "Kaniz Fatema", "name_bn": "কানিজ ফাতেমা", "birth_year": 1996, "facts": {}}
    worker = workers.new_worker(session, ours, {**record, "phone": "+8801712345678"})
    worker.code = "WCANARY"
    session.commit()
    link = f"/workers/{worker.id}"
    assert link in client(ours).send("/workers/search", words=words).text
    found = client(theirs).send("/workers/search", words=words)
    assert found.status_code == 200
    assert link not in found.text
    assert "Fatema" not in found.text


@pytest.mark.parametrize("language", ["bn", "en"])
def test_where_a_confidential_service_is_nobody_learns_before_it_accepts(
    client: Sit, make: Make, session: Session, language: str
) -> None:
    caseworker, focal = make.user(Role.CASEWORKER, safety_trained=True), make.user(Role.PROVIDER)
    service = make.service(focal.organization, "gbv_support", focal=focal, place_code="dhaka-dhamrai")
    service.places[0].location.address_en = service.places[0].location.address_bn = "House of the quiet canary"
    make.intake(service)
    agreed = {"agreed_name": "Shapla"}
    need = needs.open_need(session, caseworker, make.worker(caseworker), "safe_from_violence", agreed=agreed)
    groups = [group.code for group in consents.proposed(service, confidential=True)]
    session.commit()
    browser = client(caseworker, language)
    read = [browser.get(path).text for path in ("/services", f"/services/{service.id}", f"/needs/{need.id}/services")]
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    session.commit()
    read += [browser.get(f"/referrals/{referral.id}{page}").text for page in ("", "/send")]
    consents.give(session, caseworker, need, service, groups, given_by=GivenBy.SPOKEN, language="bn")
    sending.send(session, caseworker, referral)
    session.commit()
    read += [browser.get(path).text for path in (f"/referrals/{referral.id}", "/today", "/sent")]
    assert service.name_en and service.name_en in read[2]
    for page in read:
        assert not [word for word in ("quiet canary", "Dhamrai", "ধামরাই", " km from", "বাসা থেকে") if word in page]


def test_how_many_have_a_seat_in_a_confidential_service_is_told_nobody(
    client: Sit, make: Make, session: Session
) -> None:
    caseworker, focal = make.user(Role.CASEWORKER, safety_trained=True), make.user(Role.PROVIDER)
    service = make.service(focal.organization, "gbv_support", focal=focal)
    intake, need = make.intake(service, seats=17), secret_need(session, make, caseworker)
    make.consent(need, service)
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    sending.send(session, caseworker, referral)
    answering.accept(session, focal, referral, intake=intake, starts_on=today(session))
    other, colleague = make.user(Role.CASEWORKER, safety_trained=True), make.user(Role.PROVIDER)
    theirs = secret_need(session, make, other)
    colleague.organization_id = focal.organization_id
    session.commit()
    read = [client(one).get(f"/services/{service.id}").text for one in (caseworker, other, colleague)]
    read.append(client(other).get(f"/needs/{theirs.id}/services").text)
    assert all(service.name_en and service.name_en in page for page in read)
    assert not [found for page in read for found in re.findall(r"16[^<>]{0,9} seats?", page)]


def test_an_administrator_learns_that_work_is_left_and_not_how_much(client: Sit, make: Make, session: Session) -> None:
    caseworker = make.user(Role.CASEWORKER, safety_trained=True)
    admin = make.user(Role.ADMIN, organization=caseworker.organization)
    pages = list[str]()
    for _ in range(2):
        secret_need(session, make, caseworker)
        session.commit()
        pages.append(client(admin).get(f"/users/{caseworker.id}").text.split("<h2>")[-1])
        assert "Work is still with this person" in client(admin).send(f"/users/{caseworker.id}/end").text
    assert "Work is still with this person" in pages[0]
    assert pages[0] == pages[1]


def secret_need(session: Session, make: Make, caseworker: User) -> Need:
    return needs.open_need(
        session, caseworker, make.worker(caseworker), "safe_from_violence", agreed={"agreed_name": "Shapla"}
    )
