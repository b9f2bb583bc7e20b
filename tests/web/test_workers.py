"""Pages of workers: lists that stay cheap and tell no phone, rows for children, old forms, and what is wrong."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.loop import needs
from referral.models import Child, Grant, Need, User, Worker
from referral.people import households, workers
from referral.states import Role
from tests.conftest import UndoneDatabase
from tests.make import Make
from tests.statements import statements
from tests.web.conftest import Client
from tests.web.test_journey import HER

Sit = Callable[..., Client]


@pytest.fixture
def caseworker(make: Make, session: Session) -> User:
    made = make.user(Role.CASEWORKER, phone="+8801811111111")
    session.commit()
    return made


def text(answer: Any) -> str:
    body: str = answer.get_data(as_text=True)
    return body


def typed(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found[1]


@pytest.mark.parametrize("language", ["bn", "en"])
def test_a_list_is_cheap_private_and_without_phones(
    client: Sit, make: Make, caseworker: User, session: Session, database: UndoneDatabase, language: str
) -> None:
    for number in range(40):
        worker = make.worker(caseworker, phone=f"+88017123456{number:02}")
        make.child(worker)
    theirs = make.worker(make.user(Role.CASEWORKER), name_bn="মর্জিনা", name_en="Morjina")
    session.commit()
    browser = client(caseworker, language)
    with statements(database.connection) as sent:
        page = browser.get("/workers")
    assert len(sent) <= 8, sent
    assert page.headers["Cache-Control"] == "no-store"
    assert text(page).count('class="row"') == 30
    shown = text(page).translate({ord(sign): None for sign in "- "})
    assert "17123456" not in shown
    assert "১৭১২৩৪৫৬" not in shown
    assert str(theirs.name_bn) not in text(browser.send("/workers/search", words="Morjina"))
    assert browser.get("/workers/search?words=Rahima").status_code == 405


def test_a_page_of_a_worker_is_cheap(
    client: Sit, make: Make, caseworker: User, session: Session, database: UndoneDatabase
) -> None:
    caseworker.safety_trained = True
    worker = make.worker(caseworker, phone="+8801712345678")
    make.child(worker)
    for code in ("learn_skill", "childcare", "child_school", "parenting"):
        make.referral(make.need(worker, code), make.service())
    for _ in range(6):
        needs.open_need(session, caseworker, worker, "safe_from_violence", agreed={"agreed_name": "শাপলা"})
    session.commit()
    browser, path = client(caseworker), f"/workers/{worker.id}"
    with statements(database.connection) as sent:
        page = browser.get(path)
    assert page.status_code == 200
    assert len(sent) <= 11, sent


def test_another_child_is_another_row_and_nothing_is_stored(client: Sit, caseworker: User, session: Session) -> None:
    browser = client(caseworker)
    page = text(browser.send("/workers/new", **HER | {"birth_year": "1385", "another_child": "yes"}))
    assert "child_born_3" in page
    assert 'class="err"' not in page
    assert typed(page, "child_name_1") == "তুলি"
    assert session.scalars(select(Worker)).all() == []
    many = {f"child_born_{row}": f"0{row}/2015" for row in range(1, 7)}
    assert browser.send("/workers/new", **HER | many).status_code == 303
    worker = session.scalars(select(Worker)).one()
    assert len(worker.children) == 6
    assert "child_born_7" in text(browser.get(f"/workers/{worker.id}/edit"))


def test_none_and_some_children_do_not_go_together(client: Sit, caseworker: User) -> None:
    page = client(caseworker).send("/workers/new", **HER | {"no_children": "yes"})
    assert page.status_code == 422
    assert "A child is written down below" in text(page)


def test_a_record_is_changed_from_its_own_form(client: Sit, caseworker: User, session: Session) -> None:
    browser = client(caseworker)
    browser.send("/workers/new", **HER)
    worker = session.scalars(select(Worker)).one()
    path = f"/workers/{worker.id}/edit"
    page = text(browser.get(path))
    sent = HER | {"seen": typed(page, "seen"), "child_id_1": typed(page, "child_id_1")}
    assert typed(page, "phone") == "01712345678"
    assert browser.send(path, **sent | {"child_name_1": "তুলি মনি", "phone": ""}).status_code == 303
    session.expire_all()
    assert worker.phone_sealed is None
    assert [child.name for child in worker.children] == ["তুলি মনি"]
    late = browser.send(path, **sent | {"name_en": "Typed too late"})
    assert late.status_code == 422
    assert "This was changed meanwhile" in text(late)
    assert typed(text(late), "name_en") == "Typed too late"
    emptied = {"child_name_1": "", "child_born_1": "", "child_school_1": "", "seen": str(worker.version)}
    assert browser.send(path, **sent | emptied).status_code == 303
    assert session.scalars(select(Child)).all() == []


def test_a_child_with_a_need_is_not_emptied_away(client: Sit, make: Make, caseworker: User, session: Session) -> None:
    worker = make.worker(caseworker)
    households.set_children(session, caseworker, worker, [{"name": "তুলি"}])
    make.need(worker, "childcare", served=worker.children[0])
    session.commit()
    answer = client(caseworker).send(
        f"/workers/{worker.id}/edit",
        name_bn="রহিমা",
        child_id_1=str(worker.children[0].id),
        child_name_1="",
        child_born_1="",
    )
    assert answer.status_code == 422
    assert "written down for this child" in text(answer)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"phone": "01811111111"}, "phone", "number of a member of staff"),
        ({"phone": "০১৭১২"}, "phone", "There are 5 here"),
        ({"birth_year": "28"}, "birth_year", "looks like an age"),
        ({"place_code": "Xqtlwpb"}, "place_code", "know a place of this name"),
        ({"child_school_1": "moon"}, "child_school_1", "Please choose one"),
        ({"child_born_2": "2031"}, "child_born_2", "in the future"),
        ({"years_in_rmg": "1" * 50}, "years_in_rmg", "from 0 to 50"),
        ({"name_en": "Shiuli 🌸" * 30}, "name_en", "at most 80 letters"),
    ],
)
def test_each_mistake_is_told_at_its_field(
    client: Sit, caseworker: User, session: Session, changed: dict[str, str], field: str, sentence: str
) -> None:
    for language in ("en", "bn"):
        page = client(caseworker, language).send("/workers/new", **HER | changed)
        assert page.status_code == 422
        assert f'id="e-{field}"' in text(page)
        assert sentence in text(page) or language == "bn"
        assert typed(text(page), "guardian_name") == "আবদুল করিম"
    assert session.scalars(select(Worker)).all() == []


@pytest.mark.parametrize("seen", ["", "-1", "x", "১", "9" * 5000, "\0"])
def test_a_form_without_a_readable_version_is_no_fault_of_ours(
    client: Sit, make: Make, caseworker: User, session: Session, seen: str
) -> None:
    worker = make.worker(caseworker)
    session.commit()
    assert client(caseworker).send(f"/workers/{worker.id}/edit", name_bn="রহিমা", seen=seen).status_code == 303


def test_who_is_not_trained_is_given_helplines(client: Sit, make: Make, caseworker: User, session: Session) -> None:
    worker = make.worker(caseworker)
    session.commit()
    browser, path = client(caseworker), f"/workers/{worker.id}"
    page = text(browser.get(path))
    assert "tel:109" in page
    assert "agreed_name" not in page
    assert "safe_from_violence" not in page
    refused = browser.send(f"{path}/needs", code="safe_from_violence", agreed_name="শাপলা")
    assert "Only staff trained for it" in text(refused)
    assert session.scalars(select(Need)).all() == []


def test_a_confidential_need_wants_a_name_and_a_colleague(
    client: Sit, make: Make, caseworker: User, session: Session
) -> None:
    caseworker.safety_trained = True
    worker, stranger = make.worker(caseworker), make.user(Role.CASEWORKER)
    session.commit()
    browser, path = client(caseworker), f"/workers/{worker.id}/needs"
    for changed, sentence in (
        ({"agreed_name": ""}, "agree with her on a name"),
        ({"agreed_name": "শাপলা", "named": str(stranger.id)}, "somebody who works on this side"),
        ({"agreed_name": "শাপলা", "code": "gold"}, "choose a need from the list"),
    ):
        page = browser.send(path, **{"code": "safe_from_violence", "safe_way": "in_person"} | changed)
        assert page.status_code == 422
        assert sentence in text(page)
        assert typed(text(page), "agreed_name") == changed["agreed_name"]
    assert session.scalars(select(Need)).all() == []


def test_a_confidential_consent_is_narrowed_by_who_is_named(
    client: Sit, make: Make, caseworker: User, session: Session
) -> None:
    caseworker.safety_trained = True
    colleague = make.user(Role.SUPERVISOR, organization=caseworker.organization)
    worker = make.worker(caseworker)
    need = needs.open_need(session, caseworker, worker, "safe_from_violence", agreed={"agreed_name": "শাপলা"})
    service = make.service(kind="gbv_support", name_en="Quiet house")
    make.consent(need, service, ("name", "safety"))
    session.commit()
    pages, path = f"/workers/{worker.id}/consents", f"/workers/{worker.id}/consents/{service.id}"
    assert "Quiet house" in text(client(caseworker).get(pages))
    assert "Quiet house" not in text(client(colleague).get(pages))
    sent: dict[str, Any] = {"person": str(need.person_id), "keep": ["name"], "do": "narrow"}
    assert client(colleague).send(path, **sent).status_code == 404
    assert client(caseworker).send(path, **sent).status_code == 303
    open_ones = select(Grant.field_group).where(Grant.ended_at.is_(None))
    assert session.scalars(open_ones).all() == ["name"]


def test_pages_of_a_worker_are_her_organisations_alone(
    client: Sit, make: Make, caseworker: User, session: Session
) -> None:
    worker = workers.new_worker(session, caseworker, {"name_bn": "রহিমা", "birth_year": date.today().year - 30})
    users = [make.user(role, organization=caseworker.organization) for role in (Role.PROVIDER, Role.ADMIN)]
    users += [make.user(Role.SUPERVISOR), make.user(Role.BACKBONE)]
    session.commit()
    for path in ("", "/edit", "/consents"):
        assert client(caseworker).get(f"/workers/{worker.id}{path}").status_code == 200
        assert client().get(f"/workers/{worker.id}{path}").status_code in {302, 303}
        for user in users:
            assert client(user).get(f"/workers/{worker.id}{path}").status_code == 404
