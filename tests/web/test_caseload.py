"""A partner's own caseload and its workbook: the figures of its own, names only where they may be, no formula, both heads."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.loop import answering, needs, sending, serving
from referral.models import GivenBy, Grant, Referral, Worker
from referral.moment import today
from referral.people import consents
from referral.states import Resolution, Role
from tests.loop.stage import Stage, stage
from tests.make import Make
from tests.web.conftest import Client
from tests.web.test_budget import another, asked

Sit = Callable[..., Client]


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    """One each sent, accepted, in service, completed and dropped out."""
    found = stage(session, make, seats=20)
    found.sent()
    another(found)
    found.accepted()
    another(found)
    found.in_service()
    another(found)
    done = found.in_service()
    said: dict[str, Any] = {"result": "passed_certified"}
    serving.complete(session, found.provider, done, resolution=Resolution.COMPLETED, completion=said, on=today(session))
    another(found)
    serving.stop(session, found.provider, found.in_service(), reason="too_far")
    session.commit()
    return found


def book_of(client: Client, day: date, *, names: bool = False) -> Any:
    asking = f"since={day.replace(day=1)}&until={day}" + ("&names=yes" if names else "")
    answer = client.get(f"/caseload.xlsx?{asking}")
    assert answer.status_code == 200, answer.text
    return load_workbook(BytesIO(answer.data))


def rows(sheet: Any) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_page_counts_by_state_service_and_person(client: Sit, here: Stage) -> None:
    page = client(here.provider).get("/caseload").text
    assert "3 referrals are in hand" in page
    assert here.service.name_en is not None
    assert here.service.name_en in page
    assert "completed" in page
    assert "dropped out" in page


def test_the_workbook_sums_by_kind_and_lists_each(client: Sit, here: Stage) -> None:
    book = book_of(client(here.provider), today(here.session))
    heads, *kinds = rows(book.worksheets[0])
    found = {str(head).split("\n")[1]: kinds[0][column] for column, head in enumerate(heads)}
    assert found["Kind of service"] == "Skills training"
    assert (found["Sent"], found["Accepted"], found["Begun"]) == (5, 4, 3)
    assert (found["completed"], found["dropped out"], found["Still open"]) == (1, 1, 3)
    heads, *lines = rows(book.worksheets[1])
    assert len(lines) == 5
    assert "Name" not in {str(head).split("\n")[1] for head in heads}
    assert not {one.name_en for one in here.session.scalars(select(Worker))} & {cell for line in lines for cell in line}


def test_heads_are_in_both_languages_whoever_reads(client: Sit, here: Stage) -> None:
    for language in ("bn", "en"):
        book = book_of(client(here.provider, language), today(here.session))
        assert rows(book.worksheets[1])[0][0] == "কোড\nCode"


def test_names_stand_there_only_while_she_agrees(client: Sit, here: Stage) -> None:
    referral = here.session.scalars(select(Referral).order_by(Referral.sent_at)).first()
    assert referral is not None
    for grant in here.session.scalars(select(Grant).where(Grant.person_id == referral.person_id)):
        grant.until = today(here.session) - timedelta(days=1)
    name = here.session.get_one(Worker, referral.person_id).name_en
    here.session.commit()
    book = book_of(client(here.provider), today(here.session), names=True)
    found = {line[0]: line[1] for line in rows(book.worksheets[1])[1:]}
    assert found[referral.code] == f"Name not shared ({referral.code})"
    assert name not in found.values()
    assert sum(not str(one).startswith("Name not") for one in found.values()) == 4


def test_a_name_that_looks_like_a_formula_is_text(client: Sit, here: Stage) -> None:
    worker = here.session.scalars(select(Worker)).first()
    assert worker is not None
    worker.name_en = "=1+1"
    here.session.commit()
    book = book_of(client(here.provider), today(here.session), names=True)
    cells = [cell for row in book.worksheets[1].iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"] or all(cell.quotePrefix for cell in cells)


def test_a_bad_period_is_told_and_nothing_downloaded(client: Sit, here: Stage) -> None:
    browser = client(here.provider)
    for asking, said in (
        ("since=2026-02-01&until=2026-01-01", "Please choose a period of a year at most"),
        ("since=2024-02-01&until=2026-01-01", "Please choose a period of a year at most"),
        ("since=soon&until=2026-01-01", "This date is not valid"),
        ("since=2026-01-01", "Please fill in this field."),
    ):
        answer = browser.get(f"/caseload.xlsx?{asking}")
        assert (answer.status_code, answer.mimetype) == (422, "text/html")
        assert said in answer.text


def test_what_is_confidential_is_in_the_book_of_its_focal_person_alone(
    client: Sit, session: Session, make: Make
) -> None:
    firm = make.organization()
    focal, supervisor = (make.user(role, organization=firm) for role in (Role.PROVIDER, Role.SUPERVISOR))
    service = make.service(firm, "gbv_support", focal=focal)
    caseworker = make.user(Role.CASEWORKER, safety_trained=True)
    worker = make.worker(caseworker, name_en="Shahida Canary", name_bn="শাহিদা")
    need = needs.open_need(session, caseworker, worker, "safe_from_violence", agreed={"agreed_name": "Shapla"})
    referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    groups = [group.code for group in consents.proposed(service, confidential=True)]
    consents.give(session, caseworker, need, service, groups, given_by=GivenBy.SPOKEN, language="bn")
    sending.send(session, caseworker, referral)
    answering.accept(session, focal, referral, starts_on=today(session))
    session.commit()
    day = today(session)
    hers = rows(book_of(client(focal), day, names=True).worksheets[1])
    assert hers[1][1] == "Shapla"
    assert hers[1][3] == "confidential service"
    assert len(rows(book_of(client(supervisor), day, names=True).worksheets[1])) == 1
    assert "0 referrals are in hand" in client(supervisor).get("/caseload").text


def test_the_page_asks_the_same_for_more(client: Sit, database: Any, here: Stage) -> None:
    browser = client(here.provider)
    few = asked(database, browser, "/caseload")
    for _ in range(4):
        another(here)
        here.accepted()
    here.session.commit()
    assert asked(database, browser, "/caseload") == few <= 8
