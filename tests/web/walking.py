"""How the access walk goes: its stops, taken from the application's own routes, and what may be wrong at each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from typing import Any
from zipfile import ZipFile

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from referral.states import MOVES, Action
from tests.statements import statements
from tests.web.filled import filled
from tests.web.staging import Ids
from tests.web.who import NOBODY, sides

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WELL = {"GET": {200, 303}, "POST": {200, 204, 303, 409, 422}}
ALWAYS_FILLED = {"consents.change", "same.merge", "same.apart", "same.undo"}
"""What names another record in its form: without it there is nothing to act on."""
NOTED = {"sign_in_failure"}
"""A secret that is none is noted as a guess, whoever tries."""
WRITING = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')


@dataclass(frozen=True)
class Stop:
    """One request of the walk; `number` counts the words that its address may end with, `named` says that it names something by id."""

    method: str
    path: str
    endpoint: str
    row: str
    form: dict[str, str]
    number: int
    named: bool


def stops(app: Flask, walk: str, ids: Ids) -> Iterator[Stop]:
    """Every route that can be reached with these ids, taken from the application itself; signing out comes last."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint == "signing.sign_out", rule.endpoint)):
        if walk != "ordinary" and not rule.arguments & ids.keys():
            continue
        names, endpoint = sorted(rule.arguments), rule.endpoint
        for number, values in enumerate(product(*(_values(rule, name, ids) for name in names))):
            given = dict(zip(names, values, strict=True))
            built = rule.build(given)
            assert built is not None, rule.rule
            path, side = built[1], f"/{given['side']}" if "side" in given else ""
            full = walk == "ordinary" or endpoint in ALWAYS_FILLED
            form = filled(endpoint, path, ids) if full else {}
            for method in sorted((rule.methods or set()) & set(WELL)):
                named = any(not isinstance(rule._converters[name], AnyConverter) for name in names)
                yield Stop(method, path, endpoint, endpoint + side, form, number, named)


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
    return re.sub(
        r"<option.*?</option>", "", answer.get_data(as_text=True) + answer.headers.get("Location", ""), flags=re.S
    )


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
    return stop.endpoint != "referral.act" or bool(sides(name) & MOVES[Action(stop.path.rsplit("/", 1)[1])].by)


def token_of(browser: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/account", follow_redirects=True).text)
    assert found
    return found[1]


@dataclass(frozen=True)
class Person:
    """Somebody at a browser, and the words that she may read nowhere."""

    name: str
    connection: Connection
    browser: FlaskClient
    token: str
    hidden: list[str]

    def tries(self, stop: Stop, allowed: bool) -> list[str]:
        """What is wrong with one request; all that it has written is taken back."""
        undone = self.connection.begin_nested()
        try:
            with statements(self.connection) as sent:
                answer = self._send(stop)
        except Exception as error:
            return [repr(error)]
        finally:
            undone.rollback()
        written = {found[1] for line in sent if (found := WRITING.match(line))}
        text = text_of(answer).replace(stop.path, "")
        return [
            *judged(self.name, stop, answer, allowed),
            *(f"writes {table}" for table in sorted(written - NOTED) if not (allowed and acts(self.name, stop))),
            *(f"shows {word!r}" for word in self.hidden if word in text),
        ]

    def _send(self, stop: Stop) -> TestResponse:
        if stop.method == "GET":
            return self.browser.get(stop.path)
        return self.browser.post(stop.path, data=stop.form | {"csrf_token": self.token})
