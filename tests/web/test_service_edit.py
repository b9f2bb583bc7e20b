"""Services changed on pages: by their own alone, never over somebody else's change, never under seats given away."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog import offers
from catalog.models import Intake, Rule, Service, ServiceStatus
from referral.models import Referral, Seat, User
from referral.moment import today
from referral.states import Action, Resolution, Role, State
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]


@pytest.fixture
def provider(make: Make, session: Session) -> User:
    user = make.user(Role.PROVIDER, name_en="Shirin Akter")
    session.commit()
    return user


@pytest.fixture
def service(make: Make, session: Session, provider: User) -> Service:
    age = Rule(fact="birth_year", test="range", value={"min": 18, "max": 35})
    made = make.service(provider.organization, name_en="Sewing class", rules=[age, offers.words_rule("Can read", "en")])
    make.intake(made, seats=8)
    session.commit()
    return made


def again(session: Session, service: Service) -> Service:
    session.expire_all()
    return session.get_one(Service, service.id)


def test_only_its_own_change_it(client: Sit, make: Make, session: Session, service: Service) -> None:
    strangers = [make.user(role) for role in Role]
    caseworker = make.user(Role.CASEWORKER, organization=service.organization)
    session.commit()
    intake = service.places[0].intakes[0]
    for user in (*strangers, caseworker):
        browser = client(user)
        for path in ("edit", "rules", "suspend", "places/new", f"intakes/{intake.id}"):
            assert browser.get(f"/services/{service.id}/{path}").status_code == 404, (user, path)
        for path in ("confirm", "suspend", "resume", f"intakes/{intake.id}/full", "edit", "rules"):
            assert browser.send(f"/services/{service.id}/{path}").status_code == 404


def _form(service: Service, **values: Any) -> dict[str, Any]:
    return {"kind_code": service.kind_code, "name_en": "Sewing class", "seen": str(service.version), **values}


def test_it_is_changed(client: Sit, session: Session, provider: User, service: Service) -> None:
    browser = client(provider)
    assert 'value="Sewing class"' in browser.get(f"/services/{service.id}/edit").get_data(as_text=True)
    given = _form(
        service, name_bn="সেলাই ক্লাস", fee="৫০০", documents=["nid"], women_only_staff="yes", answer_working_days="2"
    )
    assert browser.send(f"/services/{service.id}/edit", **given).status_code == 303
    found = again(session, service)
    assert (found.name_bn, found.documents, found.women_only_staff) == ("সেলাই ক্লাস", ["nid"], True)
    assert [(cost.what, cost.taka) for cost in found.costs] == [("fee", 500)]
    assert found.changed_by == provider.id


def test_a_change_meanwhile_is_told_with_who_and_when(
    client: Sit, make: Make, session: Session, provider: User, service: Service
) -> None:
    colleague = make.user(Role.ADMIN, organization=provider.organization)
    session.commit()
    old = _form(service, name_bn="পুরোনো")
    assert client(provider).send(f"/services/{service.id}/edit", **_form(service, name_bn="নতুন")).status_code == 303
    page = client(colleague).send(f"/services/{service.id}/edit", **old)
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert "Shirin Akter changed this service (just now)" in text
    assert "পুরোনো" in text
    assert again(session, service).name_bn == "নতুন"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("fee", "many"), ("phone", "017abc"), ("name_en", "x" * 10_000), ("name_bn", "\0"), ("answer_hours", "0")],
)
def test_mistakes_are_told_and_nothing_is_stored(
    client: Sit, session: Session, provider: User, service: Service, field: str, typed: str
) -> None:
    version = service.version
    page = client(provider).send(f"/services/{service.id}/edit", **_form(service, **{field: typed}))
    assert page.status_code == 422
    assert again(session, service).version == version


def test_a_rule_is_put_into_words_taken_away_and_added(
    client: Sit, session: Session, provider: User, service: Service
) -> None:
    browser, (age, reads) = client(provider), service.rules
    path = f"/services/{service.id}/rules"

    def send(**values: Any) -> int:
        answer = browser.send(path, seen=str(again(session, service).version), **values)
        return int(answer.status_code)

    assert "Age: 18 to 35 years" in browser.get(path).get_data(as_text=True)
    age_id, reads_id = str(age.id), str(reads.id)
    assert send(rule=age_id, text="About 18 to 40", how="words") == 303
    assert send(rule=reads_id, text="x", remove="yes") == 303
    assert send(text="নিজের ফোন আছে", how="words") == 303
    assert send(text="") == 422
    assert send(rule="nonsense", text="x") == 422
    found = again(session, service).rules
    assert [(rule.test, rule.value) for rule in found] == [
        ("words", {"text": "About 18 to 40", "language": "en"}),
        ("words", {"text": "নিজের ফোন আছে", "language": "bn"}),
    ]


def test_confirmed_in_one_tap(client: Sit, session: Session, provider: User, service: Service) -> None:
    service.confirmed_on = date(2026, 1, 1)
    session.commit()
    assert client(provider).send(f"/services/{service.id}/confirm").status_code == 303
    assert again(session, service).confirmed_on == today(session)


def _sent(make: Make, service: Service) -> Referral:
    referral = make.referral(make.need(make.worker()), service)
    make.event(referral, Action.SEND)
    return referral


def test_suspending_tells_first_how_many_go_back(
    client: Sit, make: Make, session: Session, provider: User, service: Service
) -> None:
    referrals = [_sent(make, service) for _ in range(2)]
    session.commit()
    browser = client(provider)
    assert "2 referrals go back" in browser.get(f"/services/{service.id}/suspend").get_data(as_text=True)
    assert browser.send(f"/services/{service.id}/suspend").status_code == 303
    assert again(session, service).status is ServiceStatus.SUSPENDED
    states = [
        (one.state, one.resolution) for one in map(session.get_one, [Referral] * 2, [one.id for one in referrals])
    ]
    assert states == [(State.RETURNED, Resolution.SERVICE_ENDED)] * 2
    assert browser.send(f"/services/{service.id}/resume").status_code == 303
    assert again(session, service).status is ServiceStatus.ACTIVE


def test_of_confidential_referrals_nothing_is_counted(
    client: Sit, make: Make, session: Session, provider: User
) -> None:
    service = make.service(provider.organization, "gbv_support")
    _sent(make, service)
    session.commit()
    page = client(provider).get(f"/services/{service.id}/suspend").get_data(as_text=True)
    assert "Suspend this service?" in page
    assert "1 referral" not in page


def _intake(service: Service) -> Intake:
    return service.places[0].intakes[-1]


def test_a_batch_is_opened_changed_marked_and_ended(
    client: Sit, session: Session, provider: User, service: Service
) -> None:
    browser, place = client(provider), service.places[0]
    path = f"/services/{service.id}/places/{place.id}/intakes/new"
    starts = date.today() + timedelta(days=20)
    given: dict[str, Any] = {
        "seats": "১২",
        "starts_on": starts.isoformat(),
        "days1": ["4", "5"],
        "starts1": "9:00",
        "ends1": "13:00",
    }
    assert browser.get(path).status_code == 200
    half = browser.send(path, seen=str(service.version), **given | {"ends1": ""})
    assert "Days and both times go together." in half.get_data(as_text=True)
    assert browser.send(path, seen=str(service.version), **given).status_code == 303
    again(session, service)
    intake = session.scalars(select(Intake).where(Intake.starts_on == starts)).one()
    assert (intake.seats, len(intake.sessions)) == (12, 2)
    one = f"/services/{service.id}/intakes/{intake.id}"
    assert 'value="09:00"' in browser.get(one).get_data(as_text=True)
    wrong = given | {"ends_on": (starts - timedelta(days=1)).isoformat()}
    assert "The end date is before" in browser.send(one, seen=str(again(session, service).version), **wrong).get_data(
        as_text=True
    )
    assert browser.send(f"{one}/full").status_code == 303
    again(session, service)
    assert session.get_one(Intake, intake.id).full
    assert browser.send(f"{one}/free").status_code == 303
    assert browser.send(f"{one}/end").status_code == 303
    again(session, service)
    assert session.get_one(Intake, intake.id).ended_at is not None
    assert browser.get(f"/services/{service.id}/intakes/{uuid.uuid4()}").status_code == 404


def test_fewer_seats_than_are_given_away_take_nobodys(
    client: Sit, make: Make, session: Session, provider: User, service: Service
) -> None:
    intake = _intake(service)
    for _ in range(3):
        referral = _sent(make, service)
        make.event(referral, Action.ACCEPT)
        session.add(
            Seat(
                intake_id=intake.id, person_id=referral.person_id, referral_id=referral.id, held_at=referral.created_at
            )
        )
    session.commit()
    path = f"/services/{service.id}/intakes/{intake.id}"
    page = client(provider).send(path, seen=str(service.version), seats="2")
    assert page.status_code == 303
    told = client(provider).get(f"/services/{service.id}").get_data(as_text=True)
    assert "3 seats are given away and 2 are meant: nobody loses hers" in told
    assert session.scalar(select(func.count()).where(Seat.intake_id == intake.id, Seat.freed_at.is_(None))) == 3


def test_a_new_service_and_another_place(client: Sit, session: Session, provider: User) -> None:
    browser = client(provider)
    assert browser.get("/services/new").status_code == 200
    assert browser.send("/services/new", name_bn="দিবাযত্ন", place="gazipur-sadar").status_code == 422
    given = {"kind_code": "childcare", "name_bn": "দিবাযত্ন", "place": "gazipur-sadar", "address": "Board Bazar"}
    assert browser.send("/services/new", **given).status_code == 303
    made = session.scalars(select(Service).where(Service.name_bn == "দিবাযত্ন")).one()
    assert made.organization_id == provider.organization_id
    assert made.places[0].location.address_en == "Board Bazar"
    version = str(again(session, made).version)
    assert browser.send(f"/services/{made.id}/places/new", place="dhaka-savar", seen=version).status_code == 303
    assert len(again(session, made).places) == 2


def test_of_a_confidential_service_who_is_not_named_learns_nothing_from_its_seats(
    client: Sit, make: Make, session: Session, provider: User
) -> None:
    """What follows from fewer seats would tell how many are given away."""
    focal = make.user(Role.PROVIDER, organization=provider.organization)
    service = make.service(provider.organization, "gbv_support", focal=focal)
    intake = make.intake(service, seats=8)
    referral = make.referral(make.need(make.worker(), "safe_from_violence", confidential=True), service)
    session.add(
        Seat(intake_id=intake.id, person_id=referral.person_id, referral_id=referral.id, held_at=referral.created_at)
    )
    session.commit()
    path = f"/services/{service.id}/intakes/{intake.id}"
    for seats in ("0", "1", "7"):
        page = client(provider).send(path, seen=str(again(session, service).version), seats=seats)
        assert page.status_code == 422 and "by name" in page.get_data(as_text=True)
    assert client(provider).send(path, seen=str(again(session, service).version), seats="9").status_code == 303
    told = client(focal).send(path, seen=str(again(session, service).version), seats="0")
    assert told.status_code == 303
    assert "1 seat is given away" in client(focal).get(path).get_data(as_text=True)
    assert "seat is given away" not in client(provider).get(path).get_data(as_text=True)
