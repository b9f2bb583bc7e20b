"""While a worker is typed in: who she may be is told with its reasons, quickly, to her own organisation alone."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.models import KeptForm, WorkerStatus
from referral.people import accounts, workers
from referral.states import Role
from tests.conftest import UndoneDatabase
from tests.make import Make
from tests.statements import statements
from tests.web.conftest import Client
from tests.web.walking import token_of

Sit = Callable[..., Client]
HER: dict[str, Any] = {"name_bn": "রহিমা খাতুন", "guardian_name": "আবদুল হক", "birth_year": 1990}
TYPED = {"name_en": "Rohima Khatun", "guardian_name": "Abdul Hoque", "birth_year": "1990"}
SAYS = {
    "en": ("She may be there already", "The years of birth are the same", "listed in a roster"),
    "bn": ("তিনি হয়তো আগে থেকেই আছেন", "জন্ম সাল একই", "তালিকা থেকে আনা"),
}
PATH = "/workers/new/alike"


@pytest.mark.parametrize("language", SAYS)
def test_what_is_typed_finds_her_with_the_reasons(
    client: Sit, make: Make, session: Session, database: UndoneDatabase, language: str
) -> None:
    user, other = make.user(Role.CASEWORKER, language=language), make.user(Role.CASEWORKER)
    made, theirs = (workers.new_worker(session, one, HER) for one in (user, other))
    listed = workers.new_worker(session, user, HER | {"name_bn": "রহিমা"})
    listed.status = WorkerStatus.LISTED
    session.commit()
    browser = client(user, language)
    page = browser.get("/workers/new").get_data(as_text=True)
    assert 'hx-post="/workers/new/alike"' in page and 'aria-live="polite"' in page
    assert browser.send(PATH, name_en="Rohima Khatun", birth_year="19").status_code == 204
    found = browser.send(PATH, **TYPED)
    text = found.get_data(as_text=True)
    assert all(words in text for words in SAYS[language])
    assert f"/workers/{made.id}" in text and f"/workers/{listed.id}" in text and str(theirs.id) not in text
    shown = text.split('name="shown" value="')[1].split('"')[0]
    assert browser.send(PATH, **TYPED, shown=shown).status_code == 204, "what stands there is not read out again"
    gone = browser.send(PATH, name_en="Salma", shown=shown)
    assert gone.status_code == 200 and "/workers/" not in gone.get_data(as_text=True)
    assert browser.get(PATH).status_code == 405


def test_it_asks_little_however_many_there_are(
    client: Sit, make: Make, session: Session, database: UndoneDatabase
) -> None:
    user = make.user(Role.CASEWORKER)
    workers.new_worker(session, user, HER)
    session.commit()
    browser, seen = client(user), list[int]()
    for more in (0, 30):
        for number in range(more):
            workers.new_worker(session, user, HER | {"phone": f"+88017123456{number:02}"})
        session.commit()
        browser.send(PATH, **TYPED)
        token = token_of(browser)
        with statements(database.connection) as sent:
            answer = browser.post(PATH, data=TYPED, headers={"X-CSRFToken": token})
        assert answer.status_code == 200
        assert not [line for line in sent if not line.startswith("SELECT")], "it writes nothing"
        seen.append(len(sent))
    assert seen[0] == seen[1] <= 5
    assert answer.get_data(as_text=True).count("<li>") == 5


def test_without_a_token_or_a_sitting_it_tells_nothing_and_keeps_nothing(
    client: Sit, make: Make, session: Session
) -> None:
    user = make.user(Role.CASEWORKER)
    workers.new_worker(session, user, HER)
    session.commit()
    browser = client(user)
    assert browser.post(PATH, data=TYPED).status_code == 400
    token = token_of(browser)
    accounts.end_all(session, user)
    session.commit()
    answer = browser.post(PATH, data=TYPED, headers={"X-CSRFToken": token})
    assert answer.status_code == 303 and "kept" not in answer.headers["Location"]
    assert session.scalars(select(KeptForm)).all() == []
