"""The editor of rules: a sentence is shown as it is understood, then stored; moved, put differently, taken away."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from catalog.base import now
from catalog.models import Rule, RuleUse, Service
from referral.models import User
from referral.states import Role
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]


@pytest.fixture
def provider(make: Make, session: Session) -> User:
    return make.user(Role.PROVIDER)


@pytest.fixture
def service(make: Make, session: Session, provider: User) -> Service:
    made = make.service(provider.organization)
    session.commit()
    return made


class Editor:
    """The page of a service's rules, in one browser."""

    def __init__(self, browser: Client, session: Session, service: Service) -> None:
        self.browser, self.session, self.id = browser, session, service.id

    @property
    def service(self) -> Service:
        self.session.expire_all()
        return self.session.get_one(Service, self.id)

    def send(self, **values: Any) -> tuple[int, str]:
        values.setdefault("seen", str(self.service.version))
        answer = self.browser.send(f"/services/{self.id}/rules", **values)
        return answer.status_code, answer.get_data(as_text=True)

    def page(self) -> str:
        return self.browser.get(f"/services/{self.id}/rules").get_data(as_text=True)

    def rules(self) -> list[tuple[Any, ...]]:
        by_use = sorted(self.service.rules, key=lambda one: (one.use is RuleUse.PRIORITY, one.position))
        return [(one.fact or one.value["text"], one.use.value, one.alternative) for one in by_use]


@pytest.fixture
def editor(client: Sit, session: Session, service: Service, provider: User) -> Editor:
    return Editor(client(provider), session, service)


def test_a_sentence_is_shown_as_it_is_understood_and_nothing_is_stored(editor: Editor) -> None:
    status, page = editor.send(text="aged 18 to 35; has a child under 6; owns a goat")
    assert status == 200
    for said in ("Age: 18 to 35 years", "Children under 6: 1 or more", "owns a goat", "fewer than 10 open needs"):
        assert said in page
    assert (page.count("Setu checks it"), page.count("will be asked in these words")) == (2, 1)
    assert editor.rules() == []


def test_it_is_stored_as_shown_or_in_the_own_words(editor: Editor) -> None:
    assert editor.send(text="১৮ থেকে ৩৫ বছর; ছাঁটাই বা বিধবা", how="understood")[0] == 303
    assert editor.send(text="lives in Gazipur", how="understood", use="priority")[0] == 303
    assert editor.send(text="lives in Savar", how="words")[0] == 303
    assert editor.send(text="helper or no man's land", how="understood", use="must")[0] == 303
    assert editor.rules() == [
        ("birth_year", "must", None),
        ("employment", "must", 1),
        ("marital_status", "must", 1),
        ("lives in Savar", "must", None),
        ("helper or no man's land", "must", None),
        ("district", "priority", None),
    ]
    assert editor.send(text="SSC or NID", how="understood")[0] == 303
    assert [one[2] for one in editor.rules()[-3:]] == [2, 2, None]


def test_what_asks_nothing_or_says_nothing_is_a_mistake_at_the_field(editor: Editor) -> None:
    for typed in ("everyone", "NID not required"):
        for how in ({}, {"how": "understood"}):
            status, page = editor.send(text=typed, **how)
            assert status == 422 and "This asks nothing of her" in page and f'value="{typed}"' in page
    assert editor.send(text="  ")[0] == 422
    assert editor.send(text="x" * 1001)[0] == 422
    assert editor.send(text="x", use="sometimes")[0] == 422
    assert editor.send(text="18 to 35", seen="0", how="understood")[0] == 422
    assert editor.rules() == []


def test_a_rule_is_put_differently_in_its_place(editor: Editor, session: Session) -> None:
    editor.send(text="aged 18 to 35; own phone; NID or SSC", how="understood")
    age, phone, nid, _ = editor.service.rules
    ids = [str(one.id) for one in (age, phone, nid)]
    status, page = editor.send(rule=ids[1], text="needs a smartphone")
    assert status == 200 and f'value="{ids[1]}"' in page
    assert editor.send(rule=ids[1], text="needs a smartphone", how="understood")[0] == 303
    assert editor.send(rule=ids[2], text="NID; trade licence", how="understood")[0] == 422
    assert editor.send(rule=ids[2], text="trade licence or helper", how="understood")[0] == 303
    assert editor.rules() == [
        ("birth_year", "must", None),
        ("smartphone", "must", None),
        ("documents", "must", 1),
        ("role", "must", 1),
        ("schooling", "must", 1),
    ]


def test_ways_that_stand_together_move_together(editor: Editor) -> None:
    editor.send(text="aged 18 to 35; NID or SSC", how="understood")
    age, nid, _ = editor.service.rules
    nid_id, age_id = str(nid.id), str(age.id)
    assert editor.send(rule=nid_id, move="priority")[0] == 303
    assert editor.rules() == [
        ("birth_year", "must", None),
        ("documents", "priority", 1),
        ("schooling", "priority", 1),
    ]
    assert editor.send(rule=nid_id, move="must")[0] == 303
    assert editor.send(rule=age_id, remove="yes")[0] == 303
    assert editor.send(rule=age_id, remove="yes")[0] == 422
    assert editor.send(move="must")[0] == 404
    assert editor.rules() == [("documents", "must", 1), ("schooling", "must", 1)]


def test_at_once_it_shows_how_many_would_suit(editor: Editor, make: Make, session: Session) -> None:
    for birth_year, count in ((1996, 21), (1970, 12)):
        caseworker = make.user(Role.CASEWORKER)
        for _ in range(count):
            worker = make.worker(caseworker, birth_year=birth_year)
            make.need(worker, opened_at=now() - timedelta(days=2))
    session.commit()
    assert "How many open needs would suit?" in editor.page()
    assert "about 20 open needs" in editor.send(text="aged 18 to 35")[1]
    assert editor.send(text="aged 18 to 35", how="understood")[0] == 303
    assert "about 20 open needs" in editor.page()
    assert "fewer than 10 open needs" in editor.send(text="under 20 years; aged 19 to 40")[1]
    rule = str(editor.service.rules[0].id)
    assert editor.send(rule=rule, remove="yes")[0] == 303
    assert "about 30 open needs" in editor.page()


def test_of_a_confidential_service_nothing_is_counted(
    client: Sit, make: Make, session: Session, provider: User
) -> None:
    service = make.service(provider.organization, "gbv_support")
    session.commit()
    page = Editor(client(provider), session, service).send(text="aged 18 to 35")[1]
    assert "For a confidential service no needs are counted." in page


def test_in_bengali(client: Sit, session: Session, service: Service, provider: User) -> None:
    editor = Editor(client(provider, "bn"), session, service)
    page = editor.send(text="১৮ থেকে ৩৫ বছর; ছাগল আছে")[1]
    assert "বয়স: ১৮ থেকে ৩৫ বছর" in page and "১০টির কম" in page
    assert "এই কথাতেই জিজ্ঞাসা করা হবে" in page


def test_a_sentence_may_say_itself_that_it_only_orders(editor: Editor) -> None:
    editor.send(text="laid off get priority; aged 18 to 35", how="understood")
    assert editor.rules() == [("birth_year", "must", None), ("employment", "priority", None)]


def test_rules_of_a_sheet_are_read_back_to_be_changed(editor: Editor, session: Session) -> None:
    service = editor.service
    service.rules.append(Rule(fact="running_loans", test="range", value={"max": 1}))
    session.commit()
    assert 'value="Running loans: 1 or less"' in editor.page()
    assert "Setu checks it" in editor.send(rule=str(service.rules[0].id), text="Running loans: 1 or less")[1]
