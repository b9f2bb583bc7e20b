"""The access walk: every route, by every person of every organisation, over an ordinary and a confidential referral."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from referral.states import Role
from tests.conftest import UndoneDatabase
from tests.make import Make
from tests.web.canaries import canaries
from tests.web.conftest import Client
from tests.web.staging import Staged, stage
from tests.web.walking import Person, Stop, acts, stops, token_of
from tests.web.who import NOBODY, NONE, PEOPLE, WHO, may

Sit = Callable[..., Client]


@pytest.fixture
def staged(session: Session, make: Make) -> Staged:
    return stage(session, make)


def in_turn(nth: int, stop: Stop, *, may_act: bool, sees: bool) -> bool:
    """Of the actions on a referral those who may act try all, those who see it a third each, the others one each."""
    if stop.endpoint != "referral.act" or may_act:
        return True
    return stop.number % 3 == nth % 3 if sees else stop.number == nth


def test_every_route_says_who_may_open_it(app: Flask, staged: Staged) -> None:
    walked = {stop.row for stop in stops(app, "ordinary", staged.walks["ordinary"])}
    missing, gone = sorted(walked - WHO.keys()), sorted(WHO.keys() - walked)
    assert not missing, f"say in WHO (tests/web/who.py) who may open {missing}"
    assert not gone, f"no route has these rows of WHO any more: {gone}"


@pytest.mark.slow
@pytest.mark.parametrize("of", ["a", "b", "c", "zn"])
def test_everybody_finds_hers_and_nothing_else(
    app: Flask, client: Sit, database: UndoneDatabase, staged: Staged, of: str
) -> None:
    wrong = list[str]()
    for nth, name in enumerate((*PEOPLE, NOBODY)):
        if name[0] not in of:
            continue
        for walk, ids in staged.walks.items():
            browser = client(staged.people.get(name), "bn" if walk == "ordinary" else "en")
            person = Person(name, database.connection, browser, token_of(browser), canaries(staged, name))
            for stop in stops(app, walk, ids):
                allowed = may(WHO.get(stop.row, NONE), walk, name)
                if not in_turn(nth, stop, may_act=allowed and walk != "draft" and acts(name, stop), sees=allowed):
                    continue
                said = person.tries(stop, allowed)
                wrong += [f"{name}, {walk}: {stop.method} {stop.path} ({stop.endpoint}): {line}" for line in said]
    assert not wrong, "\n" + "\n".join(wrong)


def test_what_is_not_there_is_not_found(
    app: Flask, client: Sit, database: UndoneDatabase, staged: Staged, make: Make, session: Session
) -> None:
    """Ids that stand for nothing, and batches and places of another service; for somebody with all roles."""
    everything = make.user(*Role, organization=make.organization(backbone=True))
    session.commit()
    ordinary, secret = staged.walks["ordinary"], staged.walks["confidential"]
    nothing = {name: uuid.uuid4() for name in ordinary} | {"day": "never", "secret": "never"}
    crossed = ordinary | secret | {"place_id": ordinary["place_id"], "intake_id": ordinary["intake_id"]}
    wrong = []
    for user, ids in ((everything, nothing), (staged.people["b.admin"], crossed)):
        browser = client(user, "en")
        person = Person("everything", database.connection, browser, token_of(browser), [])
        for stop in stops(app, "ordinary", ids):
            batch = stop.endpoint.startswith("service_intakes.")
            if batch or (ids is nothing and stop.named):
                wrong += [f"{stop.method} {stop.path}: {line}" for line in person.tries(stop, allowed=False)]
    assert not wrong, "\n" + "\n".join(wrong)
