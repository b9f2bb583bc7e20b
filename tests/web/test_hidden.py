"""What is told of somebody before it may be: by the search, and of where a confidential service is."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from referral.loop import needs, sending
from referral.models import GivenBy
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
