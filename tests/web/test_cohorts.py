"""The pages of a cohort, from the roster to the sheet: asked about, shown, listed, chosen for, worked out, changed, sent."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral.models import Cohort, CohortMember, CohortRun, Worker
from referral.states import Role
from tests.make import Make
from tests.statements import statements
from tests.web.conftest import Client

Sit = Callable[..., Client]
ROSTER = "নাম,স্বামীর নাম,বয়স,গ্রেড,পদ,মোবাইল\nরুবিনা,করিম,২৬ বছর,৪,হেলপার,০১৭১১০০০০০১\n=Kalpona,Subal,x,2,Operator,12\nAsma,Rahim,30,1,Helper,\n"


def of_file(data: str, **values: str) -> dict[str, Any]:
    sheet = (BytesIO(data.encode()), "roster.csv")
    return {"name": "Lay-off of March", "place_code": "gazipur-sadar", "sheet": sheet} | values


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


@pytest.mark.parametrize("language", ["bn", "en"])
def test_from_the_roster_to_the_sheet(client: Sit, session: Session, make: Make, language: str) -> None:
    caseworker, provider = make.user(Role.CASEWORKER), make.user(Role.PROVIDER)
    service = make.service(provider.organization, place_code="gazipur-sadar")
    make.intake(service, seats=2)
    session.commit()
    browser = client(caseworker, language)
    assert browser.get("/cohorts").status_code == browser.get("/cohorts/new").status_code == 200
    where = browser.send("/cohorts/new", **of_file(ROSTER.replace("=", ""))).location
    assert 'name="scheme"' in text(browser.get(where))
    assert browser.send(f"{where}/headers").status_code == 422
    headers = {f"h{at}": column for at, column in enumerate(["name", "husband", "birth", "grade", "role", "phone"])}
    assert browser.send(f"{where}/headers", scheme="2023", **headers).location == where
    page = text(browser.get(where))
    assert page.count("<li><span><b>") == 2
    shown = re.search(r'name="shown" value="(\w+)"', page)
    assert shown
    assert browser.send(where, shown="old").status_code == 422
    cohort_page = browser.send(where, shown=shown[1]).location
    cohort = session.scalars(select(Cohort)).one()
    assert cohort_page == f"/cohorts/{cohort.id}"
    assert session.scalar(select(func.count()).select_from(CohortMember)) == 3
    assert 'name="needs"' in text(browser.get(cohort_page))
    assert browser.send(f"{cohort_page}/choices", seen=cohort.version).status_code == 422
    chosen: dict[str, Any] = {
        "needs": "learn_skill",
        "risk_older": "10",
        "floor_district": "50",
        "seen": cohort.version,
    }
    assert browser.send(f"{cohort_page}/choices", **chosen | {"risk_older": "900"}).status_code == 422
    assert browser.send(f"{cohort_page}/choices", **chosen).location == cohort_page
    result = text(browser.get(cohort_page))
    assert ("৩ জনের ২ জন আসন পেলেন" if language == "bn" else "2 of 3 women got a seat") in result
    assert result.count('class="btn tiny"') == 3 and '<svg class="chart"' in result
    assert text(browser.get(f"{cohort_page}?only=none&page=99")).count('class="btn tiny"') == 1
    with statements(session.connection()) as sent:
        browser.get(cohort_page)
    assert len(sent) <= 16, sent
    member = session.scalars(select(CohortMember).order_by(CohortMember.row)).first()
    assert member is not None
    woman = f"{cohort_page}/women/{member.worker_id}"
    assert browser.get(woman).status_code == 200
    assert browser.send(woman, pinned="x", do="again").status_code == 422
    assert browser.send(woman, forbidden=str(service.id), do="again").location == cohort_page
    assert len(session.scalars(select(CohortRun.id)).all()) == 2
    book = openpyxl.load_workbook(BytesIO(browser.get(f"{cohort_page}/sheet.xlsx").data))
    assert [row[1].value for row in list(book.worksheets[0].rows)[1:]][-1] == "Asma"
    printed = text(browser.get(f"{cohort_page}/consents"))
    assert "সম্মতি" in printed and "Asma" in printed
    assert browser.send(f"{cohort_page}/send").status_code == 200
    assert browser.send(f"{cohort_page}/unmet").location == cohort_page
    session.expire_all()
    assert {worker.status for worker in session.scalars(select(Worker))} == {"listed"}


@pytest.mark.parametrize("data", ["", "%PDF-1.7", "PK\x03\x04", "a" * 30])
def test_what_is_no_roster_is_told_at_its_field(client: Sit, session: Session, make: Make, data: str) -> None:
    user = make.user(Role.CASEWORKER)
    session.commit()
    answer = client(user).send("/cohorts/new", **of_file(data))
    if data.startswith("a"):
        assert "Which column is it?" in text(client(user).get(answer.location))
    else:
        assert answer.status_code == 422 and 'value="Lay-off of March"' in text(answer)
