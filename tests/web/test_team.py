"""The page of a team and the pages of one person's work, as they are used."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.loop import ending, needs
from referral.models import User, Worker
from referral.states import Role
from tests.loop.stage import Stage, stage
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    found = stage(session, make, seats=5)
    found.accepted()
    session.commit()
    return found


def colleague(here: Stage, *roles: Role) -> User:
    made = here.make.user(*roles, organization=here.caseworker.organization)
    here.session.commit()
    return made


def test_a_supervisor_hands_over_all_of_it(client: Sit, session: Session, here: Stage) -> None:
    supervisor, to = colleague(here, Role.SUPERVISOR), colleague(here, Role.CASEWORKER)
    browser, desk = client(supervisor), f"/team/{here.caseworker.id}"
    assert "1 worker, 1 open referral" in browser.get("/team").text
    assert str(here.worker.name_en) in browser.get(desk).text
    wrong = browser.send(f"{desk}/shares", to=[str(to.id)], reason="leave")
    assert wrong.status_code == 422 and "tick what is to be handed over" in wrong.text
    page = browser.send(f"{desk}/shares", all="yes", to=[str(to.id)], reason="leave")
    assert page.status_code == 200 and "0 workers" in page.text and "1 worker" in page.text
    picks = re.findall(r'name="pick" value="([^"]+)"', page.text)
    assert browser.send(f"{desk}/hand", pick=picks, to=[str(to.id)], reason="leave").status_code == 303
    assert "It is handed over." in browser.get("/team").text
    session.expire_all()
    assert ending.open_turns(session, here.caseworker) == 0
    assert session.scalars(select(Worker.caseworker_id)).all() == [to.id]
    assert browser.send(f"{desk}/hand", pick=picks, to=[str(to.id)], reason="leave").status_code == 422


def test_choosing_a_colleague_shows_her_load(client: Sit, session: Session, here: Stage) -> None:
    colleague(here, Role.CASEWORKER)
    referral = here.need.referrals[0]
    page = client(here.caseworker).get(f"/referrals/{referral.id}/assign/referrer").text
    assert "1 worker, 1 open referral" in page and "0 workers, 0 open referrals" in page


def test_who_leaves_hands_over_what_is_confidential_herself(client: Sit, session: Session, make: Make) -> None:
    caseworker = make.user(Role.CASEWORKER, safety_trained=True)
    home = caseworker.organization
    second, supervisor = make.user(Role.CASEWORKER, organization=home), make.user(Role.SUPERVISOR, organization=home)
    worker, agreed = make.worker(second), {"agreed_name": "শাপলা"}
    need = needs.open_need(session, caseworker, worker, "safe_from_violence", agreed=agreed)
    session.commit()
    desk = f"/team/{caseworker.id}"
    assert str(need.id) not in client(supervisor).get(desk).text
    assert client(supervisor).send(f"{desk}/secret", which=str(need.id), to=str(supervisor.id)).status_code == 404
    browser = client(caseworker)
    assert "You alone are named for it" in browser.get(desk).text
    assert browser.send(f"{desk}/secret", which=str(need.id), to=str(second.id)).status_code == 303
    assert "Hand it to" in browser.get(desk).text
    assert browser.send(f"{desk}/secret", which=str(need.id), to=str(second.id)).status_code == 303
    session.expire_all()
    assert ending.open_turns(session, caseworker) == 0
    assert client(second).get(f"/needs/{need.id}/services").status_code == 200
