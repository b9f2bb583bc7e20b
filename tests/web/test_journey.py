"""The loop through the pages, as forms are sent: a worker written down, sent, accepted, served and closed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Intake, Rule, Service
from referral.models import Need, NeedOutcome, Referral, Task, User, Worker
from referral.states import Action, Resolution, Role, State
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]
TODAY = date.today()
HER: dict[str, Any] = {
    "name_bn": "শিউলি আক্তার", "name_en": "Shiuli Akter", "guardian_name": "আবদুল করিম", "guardian_relation": "father",
    "birth_year": "১৯৯৬", "phone": "০১৭১২ ৩৪৫৬৭৮", "phone_owner": "own", "safe_way": "call", "safe_time": "evening",
    "place_code": "gazipur-sadar", "employment": "working", "role": "sewing_operator", "wage_grade": "3",
    "shift": "general", "schooling": "class_5", "child_name_1": "তুলি", "child_born_1": "০৩/২০২৩", "needs": ["learn_skill"],
}  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """A caseworker here, a provider with a service there, a stranger elsewhere."""

    caseworker: User
    provider: User
    stranger: User
    service: Service
    intake: Intake


@pytest.fixture
def stage(make: Make, session: Session) -> Stage:
    provider = make.user(Role.PROVIDER, phone="+8801811111111")
    service = make.service(provider.organization, documents=["nid"])
    intake = make.intake(service, seats=1)
    found = Stage(
        make.user(Role.CASEWORKER),
        provider,
        make.user(Role.CASEWORKER, Role.PROVIDER, Role.SUPERVISOR),
        service,
        intake,
    )
    session.commit()
    return found


def only(session: Session, table: type) -> object:
    session.expire_all()
    return session.scalars(select(table)).one()


def sent(client: Sit, stage: Stage, session: Session) -> Referral:
    """A referral that was written down and sent by forms alone."""
    browser = client(stage.caseworker, "bn")
    made = browser.send("/workers/new", **HER)
    assert made.status_code == 303, made.get_data(as_text=True)
    need = session.scalars(select(Need)).one()
    assert "শিউলি আক্তার" in browser.get(made.location).get_data(as_text=True)
    found = browser.get(f"/needs/{need.id}/services").get_data(as_text=True)
    assert stage.service.name_en in found  # type: ignore[operator]
    chosen = browser.send(f"/needs/{need.id}/choose/{stage.service.id}")
    page = browser.get(chosen.location).get_data(as_text=True)
    assert "সবটিতে রাজি" in page
    assert "checked" not in page.split('name="agrees"')[1].split("</fieldset>")[0]
    referral = session.scalars(select(Referral)).one()
    nothing = browser.send(chosen.location, seen=referral.version)
    assert nothing.status_code == 422
    away = browser.send(chosen.location, seen=referral.version, agrees="all", given_by="spoken", text="ক্লাস শুক্রবারে")
    assert away.status_code == 303, re.findall(r'class="err".*?</p>', away.get_data(as_text=True))
    referral = only(session, Referral)  # type: ignore[assignment]
    assert referral.state is State.SENT
    return referral


def version(session: Session, referral: Referral) -> int:
    session.refresh(referral)
    return referral.version


def test_from_a_worker_to_her_own_word(client: Sit, stage: Stage, session: Session) -> None:
    referral = sent(client, stage, session)
    path = f"/referrals/{referral.id}"
    partner, own, other = client(stage.provider, "bn"), client(stage.caseworker, "bn"), client(stage.stranger)
    assert "শিউলি আক্তার" in partner.get("/inbox").get_data(as_text=True)
    sheet = partner.get("/inbox.xlsx")
    assert sheet.data[:2] == b"PK"
    page = partner.get(path).get_data(as_text=True)
    assert "শিউলি আক্তার" in page
    assert "01712-345 678" in page
    assert "ক্লাস শুক্রবারে" in page
    session.refresh(referral)
    assert referral.opened_at is not None
    answer = partner.send(f"{path}/accept", seen=referral.version, intake=str(stage.intake.id), bring="nid")
    assert answer.location == "/inbox", re.findall(r'class="err".*?</p>', answer.get_data(as_text=True))
    assert version(session, referral)
    assert referral.starts_on == stage.intake.starts_on
    today = own.get("/today").get_data(as_text=True)
    assert "তাঁকে জানান" in today
    telling = own.get(f"{path}/tell").get_data(as_text=True)
    assert "সন্ধ্যায়" in telling
    assert own.send(f"{path}/tell", result="no_answer").status_code == 303
    assert own.send(f"{path}/tell", result="told").location == "/today"
    assert session.scalars(select(Task)).one().done_at is not None
    assert "এ৬" in own.get(f"{path}/slip").get_data(as_text=True)
    assert partner.send(f"{path}/start", seen=version(session, referral), on=TODAY.isoformat()).status_code == 303
    done = partner.send(
        f"{path}/complete", seen=version(session, referral), resolution="completed", on=TODAY.isoformat(),
        c_result="passed_certified",
    )  # fmt: skip
    assert done.status_code == 303, re.findall(r'class="err".*?</p>', done.get_data(as_text=True))
    closed = own.send(
        f"{path}/close", seen=version(session, referral), outcome="met", said_by="worker_phone", next_step="none"
    )
    assert closed.status_code == 303, re.findall(r'class="err".*?</p>', closed.get_data(as_text=True))
    session.refresh(referral)
    need = only(session, Need)
    assert (referral.state, referral.resolution) == (State.CLOSED, Resolution.COMPLETED)
    assert isinstance(need, Need)
    assert (need.outcome, need.her_word) == (NeedOutcome.MET, True)
    for place in (path, f"{path}/tell", f"/needs/{need.id}/services", f"/workers/{only(session, Worker).id}"):  # type: ignore[attr-defined]
        assert other.get(place).status_code == 404
    for action in Action:
        assert other.send(f"{path}/{action}").status_code == 404
    assert "শিউলি" not in other.get("/inbox").get_data(as_text=True) + other.get("/today").get_data(as_text=True)


def test_who_was_first_is_told_and_nothing_typed_is_lost(client: Sit, stage: Stage, session: Session) -> None:
    referral = sent(client, stage, session)
    path, partner = f"/referrals/{referral.id}", client(stage.provider)
    old = version(session, referral)
    assert (
        partner.send(f"{path}/waitlist", seen=old, review_on=(TODAY + timedelta(days=5)).isoformat()).status_code == 303
    )
    late = partner.send(f"{path}/decline", seen=old, reason="other", text="We closed the course")
    text = late.get_data(as_text=True)
    assert late.status_code == 422
    assert "was first: put on the waiting list" in text
    assert "We closed the course" in text


def test_a_decline_drafts_the_next_choice(client: Sit, stage: Stage, session: Session, make: Make) -> None:
    referral = sent(client, stage, session)
    second = make.service(make.user(Role.PROVIDER).organization)
    session.commit()
    own, partner = client(stage.caseworker), client(stage.provider)
    chosen = own.send(f"/needs/{referral.need_id}/choose/{second.id}")
    assert chosen.location == f"/needs/{referral.need_id}/choices"
    wrong = partner.send(f"/referrals/{referral.id}/decline", reason="other")
    assert "Please write it in a few words." in wrong.get_data(as_text=True)
    partner.send(f"/referrals/{referral.id}/decline", reason="full")
    draft = session.scalars(select(Referral).where(Referral.state == State.DRAFT)).one()
    assert draft.service_id == second.id
    page = own.get("/today").get_data(as_text=True)
    assert f"/referrals/{draft.id}/send" in page
    assert page.count('class="row"') == 1
    session.refresh(stage.intake)
    assert stage.intake.full


def test_a_question_and_its_answer(client: Sit, stage: Stage, session: Session) -> None:
    referral = sent(client, stage, session)
    own, partner, path = client(stage.caseworker), client(stage.provider), f"/referrals/{referral.id}"
    partner.send(f"{path}/ask", reason="paper_wanted", paper="nid", text="Both sides")
    assert "Both sides" in own.get(path).get_data(as_text=True)
    own.send(f"{path}/answer", text="She brings it on Friday")
    assert "She brings it on Friday" in partner.get(path).get_data(as_text=True)
    session.refresh(referral)
    assert referral.state is State.SENT


def test_a_rule_that_says_no_wants_its_reason(client: Sit, stage: Stage, session: Session, make: Make) -> None:
    rule = Rule(fact="birth_year", test="range", value={"min": 40})
    service = make.service(stage.provider.organization, rules=[rule])
    session.commit()
    browser = client(stage.caseworker)
    browser.send("/workers/new", **HER)
    need = session.scalars(select(Need)).one()
    chosen = browser.send(f"/needs/{need.id}/choose/{service.id}")
    told = {"agrees": "all", "given_by": "signed"}
    without = browser.send(chosen.location, **told)
    assert "Please choose why you send her" in without.get_data(as_text=True)
    assert browser.send(chosen.location, **told, **{"override-birth_year": "hardship"}).status_code == 303


def test_taking_back_consent_closes_the_providers_eyes(client: Sit, stage: Stage, session: Session) -> None:
    referral = sent(client, stage, session)
    own, partner, path = client(stage.caseworker), client(stage.provider), f"/referrals/{referral.id}"
    assert "01712-345 678" in partner.get(path).get_data(as_text=True)
    worker = only(session, Worker)
    assert isinstance(worker, Worker)
    seen = own.get(f"/workers/{worker.id}/consents").get_data(as_text=True)
    assert "Who has seen her data" in seen
    assert stage.provider.organization.name_en in seen
    end = own.send(f"/workers/{worker.id}/consents/{stage.service.id}", person=str(worker.id), do="end")
    assert end.status_code == 303
    page = partner.get(path).get_data(as_text=True)
    assert "01712" not in page
    assert "শিউলি" not in page
    assert "Shiuli" not in page
    session.refresh(referral)
    assert referral.resolution is Resolution.WITHDRAWN


def test_nothing_fits_is_recorded(client: Sit, stage: Stage, session: Session) -> None:
    browser = client(stage.caseworker)
    browser.send("/workers/new", **HER)
    need = session.scalars(select(Need)).one()
    assert browser.get(f"/needs/{need.id}/unmet").status_code == 200
    assert browser.send(f"/needs/{need.id}/unmet", reason="no_seat_in_time").location == "/today"
    session.refresh(need)
    assert need.outcome is NeedOutcome.UNMET


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name_bn": "", "name_en": ""}, "Please write a name"),
        ({"birth_year": "1385"}, "looks like a year of the Bengali calendar"),
        ({"phone": "01712abc"}, "in digits alone"),
        ({"phone": "017123"}, "There are 6 here"),
        ({"name_bn": "ক" * 10_000}, "at most 80 letters"),
        ({"name_bn": "শিউলি\0"}, "a sign here that can"),
        ({"nid_last4": "123"}, "last 4 digits"),
        ({"child_born_1": "13/2023"}, "month and year"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(
    client: Sit, stage: Stage, session: Session, changed: dict[str, str], sentence: str
) -> None:
    page = client(stage.caseworker).send("/workers/new", **(HER | changed))
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert sentence in text
    assert "আবদুল করিম" in text
    assert session.scalars(select(Worker)).all() == []


def test_the_same_woman_is_asked_about(client: Sit, stage: Stage, session: Session) -> None:
    browser = client(stage.caseworker)
    browser.send("/workers/new", **HER)
    again = browser.send("/workers/new", **HER)
    assert again.status_code == 422
    assert "She may be there already" in again.get_data(as_text=True)
    assert browser.send("/workers/new", **HER, another="yes").status_code == 303
    stranger = client(stage.stranger)
    saved = stranger.send("/workers/new", **HER | {"phone": ""})
    assert saved.status_code == 303, "of another organisation's record nothing is told before she is written down"
    assert "known to another organisation" in stranger.get(saved.headers["Location"]).get_data(as_text=True)
    theirs = session.scalars(select(Worker).where(Worker.organization_id == stage.caseworker.organization_id))
    assert not any(one.code in stranger.get(saved.headers["Location"]).get_data(as_text=True) for one in theirs)


def test_a_confidential_need_is_its_named_persons_alone(
    client: Sit, stage: Stage, session: Session, make: Make
) -> None:
    caseworker, focal = stage.caseworker, make.user(Role.PROVIDER)
    caseworker.safety_trained = True
    colleague = make.user(Role.SUPERVISOR, organization=caseworker.organization)
    second = make.user(Role.CASEWORKER, organization=caseworker.organization)
    service = make.service(focal.organization, "gbv_support", focal=focal)
    other_provider = make.user(Role.PROVIDER, organization=focal.organization)
    session.commit()
    browser = client(caseworker)
    browser.send("/workers/new", **HER)
    worker = only(session, Worker)
    assert isinstance(worker, Worker)
    secret = {"code": "safe_from_violence", "agreed_name": "শাপলা", "named": str(second.id), "safe_way": "in_person"}
    added = browser.send(f"/workers/{worker.id}/needs", **secret)
    assert added.status_code == 303, re.findall(r'class="err".*?</p>', added.get_data(as_text=True))
    need = session.scalars(select(Need).where(Need.confidential)).one()
    for user, status in ((caseworker, 200), (second, 200), (colleague, 404), (focal, 404), (stage.stranger, 404)):
        assert client(user).get(f"/needs/{need.id}/services").status_code == status
    assert (
        "safe from violence"
        not in client(colleague)
        .get(f"/workers/{worker.id}")
        .get_data(as_text=True)
        .lower()
        .split("what does she want help with")[0]
    )
    chosen = browser.send(f"/needs/{need.id}/choose/{service.id}")
    away = browser.send(chosen.location, agrees="all", given_by="spoken")
    assert away.status_code == 303, re.findall(r'class="err".*?</p>', away.get_data(as_text=True))
    path = away.location
    for user, status in ((caseworker, 200), (second, 200), (focal, 200), (colleague, 404), (other_provider, 404)):
        assert client(user).get(path).status_code == status
    page = client(focal).get(path).get_data(as_text=True)
    assert "শাপলা" in page
    assert "শিউলি" not in page
    assert "01712" not in page
    inbox = client(focal).get("/inbox").get_data(as_text=True)
    assert "শাপলা" not in inbox
    assert "Confidential" in inbox
    assert client(caseworker).get(f"{path}/slip").status_code == 404
