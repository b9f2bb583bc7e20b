"""The access walk: every route, by every person of every organisation, over an ordinary and a confidential referral."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from referral.states import MOVES, Action
from referral.web.forms import request_key
from tests.conftest import UndoneDatabase
from tests.make import Make
from tests.statements import statements
from tests.web.canaries import canaries
from tests.web.staging import Ids, Staged, stage
from tests.web.who import NOBODY, PEOPLE, WHO, may, sides

Sit = Callable[..., FlaskClient]
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WELL = {"GET": {200, 303}, "POST": {200, 303, 409, 422}}
WRITING = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
KEYS = frozenset({"request_key"})


@pytest.fixture
def staged(session: Session, make: Make) -> Staged:
    return stage(session, make)


@dataclass(frozen=True)
class Stop:
    """One request of the walk."""

    method: str
    path: str
    endpoint: str
    row: str
    ids: Ids


def stops(app: Flask, walk: str, ids: Ids) -> Iterator[Stop]:
    """Every route that can be reached with these ids, taken from the application itself; signing out comes last."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint == "signing.sign_out", rule.endpoint)):
        if walk != "ordinary" and not rule.arguments & ids.keys():
            continue
        for values in product(*(_values(rule, name, ids) for name in sorted(rule.arguments))):
            given = dict(zip(sorted(rule.arguments), values, strict=True))
            side = f"/{given['side']}" if "side" in given else ""
            built = rule.build(given)
            assert built is not None, rule.rule
            for method in sorted((rule.methods or set()) & set(WELL)):
                yield Stop(method, built[1], rule.endpoint, rule.endpoint + side, ids)


def _values(rule: Rule, name: str, ids: Ids) -> list[Any]:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)
    return [ids.get(rule.endpoint) or ids[name]]


def text_of(answer: TestResponse) -> str:
    """All that an answer says; of a sheet the words in its cells; without the places that anybody can choose from."""
    if answer.mimetype == SHEET:
        with ZipFile(BytesIO(answer.data)) as sheet:
            return "".join(sheet.read(name).decode() for name in sheet.namelist())
    return re.sub(r"<option.*?</option>", "", answer.get_data(as_text=True) + answer.headers.get("Location", ""))


def send(browser: FlaskClient, stop: Stop, token: str) -> TestResponse:
    if stop.method == "GET":
        return browser.get(stop.path)
    form = {"csrf_token": token, "request_key": request_key()}
    if stop.endpoint == "consents.change":
        form |= {"person": str(stop.ids["person_id"]), "do": "end"}
    return browser.post(stop.path, data=form)


def judged(name: str, stop: Stop, answer: TestResponse, allowed: bool) -> list[str]:
    """What is wrong with the status of an answer."""
    to_sign_in = answer.headers.get("Location", "").startswith("/sign-in?")
    if allowed:
        well = answer.status_code in WELL[stop.method] and (name == NOBODY or not to_sign_in)
        return [] if well else [f"{answer.status_code}, but she may"]
    if name == NOBODY:
        return [] if to_sign_in else [f"{answer.status_code} instead of signing in"]
    return [] if answer.status_code == 404 else [f"{answer.status_code} instead of 404"]


def acts(name: str, stop: Stop) -> bool:
    """Whether she may take the action that the address ends with."""
    if stop.endpoint != "referral.act":
        return True
    return bool(sides(name) & MOVES[Action(stop.path.rsplit("/", 1)[1])].by)


def test_every_route_says_who_may_open_it(app: Flask, staged: Staged) -> None:
    walked = {stop.row for stop in stops(app, "ordinary", staged.walks["ordinary"])}
    missing, gone = sorted(walked - WHO.keys()), sorted(WHO.keys() - walked)
    assert not missing, f"say in WHO (tests/web/who.py) who may open {missing}"
    assert not gone, f"no route has these rows of WHO any more: {gone}"


@pytest.mark.parametrize("of", ["a", "b", "c", "zn"])
def test_everybody_finds_hers_and_nothing_else(
    app: Flask, client: Sit, database: UndoneDatabase, staged: Staged, of: str
) -> None:
    wrong = list[str]()
    for name in (name for name in (*PEOPLE, NOBODY) if name[0] in of):
        hidden = canaries(staged, name)
        for walk, ids in staged.walks.items():
            browser = client(staged.people.get(name), "bn" if walk == "ordinary" else "en")
            token = token_of(browser)
            for stop in stops(app, walk, ids):
                said = tried(database, browser, stop, token, walk, name, hidden)
                wrong += [f"{name}, {walk}: {stop.method} {stop.path} ({stop.endpoint}): {line}" for line in said]
    assert not wrong, "\n" + "\n".join(wrong)


def token_of(browser: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/account", follow_redirects=True).text)
    assert found
    return found[1]


def tried(
    database: UndoneDatabase, browser: FlaskClient, stop: Stop, token: str, walk: str, name: str, hidden: list[str]
) -> list[str]:
    """What is wrong with one request; all that it has written is taken back."""
    allowed = may(WHO[stop.row], walk, name)
    undone = database.connection.begin_nested()
    try:
        with statements(database.connection) as sent:
            answer = send(browser, stop, token)
    except Exception as error:
        return [repr(error)]
    finally:
        undone.rollback()
    written = {found[1] for line in sent if (found := WRITING.match(line))} - KEYS
    text = text_of(answer).replace(stop.path, "")
    return [
        *judged(name, stop, answer, allowed),
        *(f"writes {table}" for table in sorted(written) if not (allowed and acts(name, stop))),
        *(f"shows {word!r}" for word in hidden if word in text),
    ]
