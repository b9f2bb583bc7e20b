"""How many fields a partner types that Setu has already, on the way of one referral from sent to closed: none."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.loop import answering
from referral.loop.sessions import marking
from referral.loop.sessions.marking import Mark
from referral.models import Came, Referral, Worker
from referral.moment import today
from referral.states import Action, State
from tests.loop.stage import Stage, stage
from tests.make import Make
from tests.web.conftest import Client
from tests.web.test_sessions import class_of

Sit = Callable[..., Client]
WAY = (Action.ACCEPT, Action.START, Action.NOTE_PROGRESS, Action.COMPLETE)
ONLY_SHE_KNOWS = {"resolution": "completed", "c_result": "passed_certified"}
"""What the partner alone can say; everything else in these forms Setu has, or nobody has to write."""


class Form(HTMLParser):
    """The fields of the form of one action, as the page shows them."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.selected = action, False, ""
        self.shown: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("action", "").partition("#")[0] == self.action
        name = given.get("name", self.selected if tag == "option" else "")
        if not self.inside or not name:
            return
        if tag == "select":
            self.selected = name
        of_choice = given.get("type") in ("radio", "checkbox")
        if (tag == "input" and (not of_choice or "checked" in given)) or (tag == "option" and "selected" in given):
            self.shown.setdefault(name, []).append(given.get("value", ""))
        else:
            self.shown.setdefault(name, [])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def wanted(page: str, action: Action) -> list[str]:
    """The fields that a form sent as it was shown is blamed for."""
    return list(dict.fromkeys(re.findall(rf'href="#f-{action}-([^"]+)"', page)))


def walk(browser: Client, referral: Referral) -> Iterator[tuple[Action, dict[str, list[str]], list[str]]]:
    """Each step: the form as it was shown, and what had to be typed into it; the step is then taken."""
    for action in WAY:
        path = f"/referrals/{referral.id}/{action}"
        form = Form(browser.get(f"/referrals/{referral.id}").text, path)
        shown = {name: values for name, values in form.shown.items() if name not in ("csrf_token", "request_key")}
        assert shown, f"no form of {action}"
        sent = {name: value for name, values in shown.items() for value in values[-1:]}
        answer, typed = browser.send(path, **sent), list[str]()
        while answer.status_code == 422 and (missing := wanted(answer.text, action)):
            typed += missing
            sent |= {name: ONLY_SHE_KNOWS[name] for name in missing}
            answer = browser.send(path, **sent)
        assert answer.status_code == 303, (action, typed)
        yield action, shown, typed


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    found = stage(session, make, seats=20, documents=["nid"])
    found.sent()
    session.commit()
    return found


def test_no_field_is_typed_twice_from_sent_to_closed(client: Sit, here: Stage, session: Session) -> None:
    referral = session.scalars(select(Referral)).one()
    worker = session.get_one(Worker, referral.person_id)
    known = {str(value) for value in (worker.name_en, worker.name_bn, worker.birth_year, worker.place_code) if value}
    typed: list[str] = []
    for action, shown, had_to in walk(client(here.provider), referral):
        typed += had_to
        assert not known & {value for values in shown.values() for value in values}, action
    twice = len(typed) - len(set(typed) & ONLY_SHE_KNOWS.keys())
    assert twice == 0, typed
    session.refresh(referral)
    assert here.intake is not None
    assert referral.state is State.RETURNED
    assert (referral.starts_on, referral.starts_at, referral.bring) == (here.intake.starts_on, "09:00", ["nid"])


def test_the_end_knows_how_often_she_came(client: Sit, here: Stage, session: Session) -> None:
    referral = session.scalars(select(Referral)).one()
    answering.accept(session, here.provider, referral, intake=here.intake, starts_on=today(session))
    day = class_of(here)
    day.on = today(session)
    marking.mark(session, here.provider, day, {referral.id: Mark(Came.ATTENDED)})
    session.commit()
    page = client(here.provider).get(f"/referrals/{referral.id}").text
    form = Form(page, f"/referrals/{referral.id}/complete")
    assert form.shown["c_attended"] == ["1/1"]
    assert form.shown["on"] == [today(session).isoformat()]
