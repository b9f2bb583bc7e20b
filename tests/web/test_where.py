"""The field of a place: typed in any spelling, asked back where it is not clear, small whatever the country holds."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from catalog.places import find_place, places
from referral.models import User, Worker
from referral.states import Role
from referral.web.words.lists import place_name, places_asked
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def caseworker(make: Make, session: Session) -> User:
    found = make.user(Role.CASEWORKER)
    session.commit()
    return found


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.slow
def test_the_name_of_every_place_means_that_place(app: Flask, language: str) -> None:
    with app.test_request_context(headers={"Cookie": f"lang={language}"}):
        for number, (code, place) in enumerate(places().items()):
            if place.level == "union" and number % 9:
                continue
            found = find_place(place_name(code))
            assert found is not None, place_name(code)
            assert found.code == code, place_name(code)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Konabary", "gazipur-konabari"),
        ("আশুলিয়া", "dhaka-ashulia"),
        ("মিরপুর, কুষ্টিয়া", "kushtia-mirpur"),
        ("Ghoshbag", None),
        ("Ghoshbag, Noakhali", "noakhali-kabirhat-ghoshbag"),
        ("gazipur-konabari", "gazipur-konabari"),
    ],
)
def test_a_place_is_understood_as_it_is_typed(
    client: Sit, caseworker: User, session: Session, typed: str, code: str | None
) -> None:
    answer = client(caseworker).send("/workers/new", name_en="Rina", place_code=typed)
    assert answer.status_code == (303 if code else 422)
    assert session.scalars(select(Worker.place_code)).all() == ([code] if code else [])


def test_what_is_not_clear_is_asked_back_and_picked(client: Sit, caseworker: User, session: Session) -> None:
    browser = client(caseworker, "en")
    for typed, offered in [
        ("Mirpur", {"dhaka-mirpur", "kushtia-mirpur"}),
        ("Konahari", {"gazipur-konabari"}),
        ("Gazipur", {"gazipur-sadar", "gazipur-tongi", "gazipur-kaliganj"}),
        ("Ghoshbag", {"noakhali-kabirhat-ghoshbag"}),
        ("Dhaka Division", {"gazipur", "dhaka"}),
    ]:
        page = text(browser.send("/workers/new", name_en="Rina", place_code=typed))
        assert offered <= set(re.findall(r'(?:type="radio" name="place_code"|<option) value="([a-z_-]+)"', page)), typed
        assert f'value="{typed}"' in page
    assert session.scalars(select(Worker)).all() == []
    picked = ["kushtia-mirpur", "Mirpur"]
    assert browser.send("/workers/new", name_en="Rina", place_code=picked).status_code == 303
    assert session.scalars(select(Worker.place_code)).one() == "kushtia-mirpur"


def test_the_field_shows_the_place_that_is_stored(client: Sit, caseworker: User, make: Make, session: Session) -> None:
    worker = make.worker(caseworker, place_code="dhaka-savar-ashulia")
    session.commit()
    page = text(client(caseworker, "en").get(f"/workers/{worker.id}/edit"))
    assert 'value="Ashulia Union, Savar, Dhaka"' in page
    assert len(page) < 60_000


@pytest.mark.parametrize("typed", ["<b>", "'" * 300, "\0", "ক" * 9000, "১২"])
def test_bad_words_are_told_and_kept(client: Sit, caseworker: User, session: Session, typed: str) -> None:
    for language in ("bn", "en"):
        answer = client(caseworker, language).send("/workers/new", name_en="Rina", place_code=typed)
        assert answer.status_code == 422
        assert 'id="e-place_code"' in text(answer)
    assert session.scalars(select(Worker)).all() == []


def test_of_a_district_its_parts_are_asked(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": "lang=en"}):
        offered = places_asked("Dhaka")
        assert ("dhaka-savar", "Savar, Dhaka") in offered
        assert len(offered) == len(dict(offered)) == 56
        assert len(places_asked("Rajshahi Division")) == 8
        assert places_asked("") == places_asked("qqqqqqq") == []
