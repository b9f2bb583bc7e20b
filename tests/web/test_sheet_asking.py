"""What a page asks about a sheet before it is read, and what is agreed to with it."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Service, ServiceStatus
from referral.loop.sheets import bringing, work
from referral.loop.sheets.work import work as work_on
from referral.models import SheetHeader, SheetUpload, User
from referral.moment import now
from referral.states import Action, Role, State
from tests.catalog.test_files import OLD_FONT
from tests.catalog.workbooks import as_sent
from tests.conftest import UndoneDatabase
from tests.make import Make
from tests.web.conftest import Client
from tests.web.test_service_import import HEADER, accept, bring

Sit = Callable[..., Client]
ODD = "number,kinds of services given,organization,programme title here,zilla\n"
WORDS = "service_id,kind,organization,service_name,district,eligibility\n"


@pytest.fixture
def provider(make: Make, session: Session) -> User:
    organization = make.organization("Shapla")
    organization.name_bn = "পলাশ (নমুনা)"
    user = make.user(Role.PROVIDER, organization=organization)
    session.commit()
    return user


@pytest.mark.parametrize("language", ["bn", "en"])
def test_an_old_font_is_shown_and_asked_about(client: Sit, session: Session, provider: User, language: str) -> None:
    browser = client(provider, language)
    where, page = bring(browser, OLD_FONT)
    assert "মোবাইল সার্ভিসিং" in page and "†gvevBj mvwf©wms" in page
    assert 'name="shown"' not in page
    assert browser.send(f"{where}/letters", bijoy="yes").status_code == 303
    page = browser.get(where).get_data(as_text=True)
    assert "মৌসুমি ঋণ" in page and 'name="shown"' in page
    assert accept(browser, where, page) == 303
    stored = session.scalars(select(Service).filter_by(name_bn="মোবাইল সার্ভিসিং")).one()
    assert stored.source["typed"]["service_name"] == "†gvevBj mvwf©wms"


def test_an_old_font_that_is_none(client: Sit, provider: User) -> None:
    browser = client(provider)
    where, _ = bring(browser, OLD_FONT)
    browser.send(f"{where}/letters", bijoy="no")
    assert "What do these columns mean?" in browser.get(where).get_data(as_text=True)


def test_unsure_headers_are_asked_once(client: Sit, session: Session, provider: User) -> None:
    browser = client(provider)
    where, page = bring(browser, ODD + "1,credit,Shapla,Loan,Gazipur\n")
    fields = dict(re.findall(r'<label for="f-(h\d+)">([^<]+)</label>', page))
    assert "programme title here" in fields.values()
    field = next(name for name, header in fields.items() if header == "programme title here")
    kind = next(name for name, header in fields.items() if header == "kinds of services given")
    answer = browser.send(f"{where}/headers", **{field: "service_name"})
    assert answer.status_code == 422 and "Please choose one." in answer.get_data(as_text=True)
    answer = browser.send(f"{where}/headers", **{field: "kind", kind: "kind"})
    assert "mean the same" in answer.get_data(as_text=True)
    assert session.scalars(select(SheetHeader)).all() == []
    assert browser.send(f"{where}/headers", **{field: "service_name", kind: "kind"}).status_code == 303
    assert accept(browser, where, browser.get(where).get_data(as_text=True)) == 303
    assert session.scalars(select(Service)).one().name_en == "Loan"
    _, page = bring(browser, ODD + "1,credit,Shapla,Loan,Gazipur\n")
    assert "This sheet changes nothing" in page


def test_what_one_partner_said_of_headers_is_its_own(client: Sit, make: Make, session: Session, provider: User) -> None:
    other = make.user(Role.PROVIDER, organization=make.organization("Other"))
    session.add(SheetHeader(organization_id=other.organization_id, header="zilla", column="-", said_by=other.id))
    session.commit()
    sheet = "kind,organization,service_name,zilla\ncredit,Shapla,Loan,Gazipur\n"
    assert "1 service would be new" in bring(client(provider), sheet)[1]
    assert "What do these columns mean?" in bring(client(other), sheet)[1]


def test_a_partner_need_not_name_itself(client: Sit, session: Session, provider: User) -> None:
    browser = client(provider)
    where, page = bring(browser, "kind,service_name,district\ncredit,Loan,Gazipur\n")
    assert accept(browser, where, page) == 303
    assert session.scalars(select(Service)).one().organization_id == provider.organization_id


def test_a_condition_is_a_rule_as_far_as_it_is_agreed_to(client: Sit, session: Session, provider: User) -> None:
    browser = client(provider)
    where, page = bring(browser, WORDS + "S1,credit,Shapla,Loan,Gazipur,SSC pass; guarantor; likes the sea\n")
    marks = re.findall(r'name="understood" value="(\w+)"[^>]*checked', page)
    assert len(marks) == 2 and "Schooling: SSC or more" in page
    shown = re.search(r'name="shown" value="(\w+)"', page)
    assert shown
    answer = browser.send(where, shown=shown[1], condition=marks, understood=marks[:1])
    assert answer.status_code == 303
    rules = session.scalars(select(Service)).one().rules
    assert [(rule.fact, rule.test) for rule in rules] == [("schooling", "range"), (None, "words"), (None, "words")]
    assert [rule.note or rule.value["text"] for rule in rules] == ["SSC pass", "guarantor", "likes the sea"]


def test_a_service_that_vanished_is_suspended_when_it_is_ticked(
    client: Sit, make: Make, session: Session, provider: User
) -> None:
    browser = client(provider)
    row = "S{},credit,Shapla,Loan {},Gazipur,,\n"
    accept(browser, *bring(browser, HEADER + row.format(1, 1) + row.format(2, 2) + row.format(3, 3)))
    gone = session.scalars(select(Service).filter_by(source_id="S2")).one()
    waiting = make.referral(make.need(make.worker()), gone)
    make.event(waiting, Action.SEND)
    session.commit()
    where, page = bring(browser, HEADER + row.format(1, "one"))
    assert "2 services of your earlier sheet are not in this one" in page
    assert not re.search(r'name="suspend"[^>]*checked', page)
    shown = re.search(r'name="shown" value="(\w+)"', page)
    assert shown
    assert browser.send(where, shown=shown[1], suspend=str(gone.id)).status_code == 303
    session.expire_all()
    states = {one.source_id: one.status for one in session.scalars(select(Service))}
    assert states == {"S1": ServiceStatus.ACTIVE, "S2": ServiceStatus.SUSPENDED, "S3": ServiceStatus.ACTIVE}
    assert waiting.state is State.RETURNED


def test_another_sheet_of_the_partner_makes_nothing_vanish(client: Sit, provider: User) -> None:
    browser = client(provider)
    accept(browser, *bring(browser, HEADER + "S1,credit,Shapla,Loan,Gazipur,,\n"))
    where, page = bring(browser, HEADER + "T1,credit,Shapla,Fund,Gazipur,,\n")
    assert "earlier sheet" not in page
    accept(browser, where, page)
    _, page = bring(browser, HEADER + "S1,credit,Shapla,Loan,Gazipur,5,\n")
    assert "earlier sheet" not in page


def test_a_long_sheet_is_read_and_stored_by_the_clock(
    client: Sit, database: UndoneDatabase, session: Session, provider: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "LONG", 1)
    browser = client(provider)
    where, page = bring(browser, HEADER + "".join(f"S{n},credit,Shapla,Loan {n},Gazipur,,\n" for n in range(30)))
    assert "0 of 30 rows are read." in page
    assert browser.get(where).headers["Refresh"] == "3"
    assert work_on(database.session, now(session)) == 1
    answer = browser.get(where)
    page = answer.get_data(as_text=True)
    assert "30 services would be new" in page and "Refresh" not in answer.headers
    assert accept(browser, where, page) == 303
    assert "being stored" in browser.get(where).get_data(as_text=True)
    assert accept(browser, where, page) == 303
    assert session.scalars(select(Service)).all() == []
    assert work_on(database.session, now(session)) == 1
    assert "30 services stored" in browser.get(where).get_data(as_text=True)
    assert len(session.scalars(select(Service)).all()) == 30
    assert {one.changed_by for one in session.scalars(select(Service))} == {provider.id}
    assert work_on(database.session, now(session)) == 0


def test_a_long_sheet_is_shown_anew_where_something_changed_meanwhile(
    client: Sit, database: UndoneDatabase, session: Session, provider: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "LONG", 1)
    browser = client(provider)
    sheet = HEADER + "".join(f"S{n},credit,Shapla,Loan {n},Gazipur,,\n" for n in range(3))
    first, _ = bring(browser, sheet)
    second, _ = bring(browser, sheet)
    assert work_on(database.session, now(session)) == 2
    accept(browser, first, browser.get(first).get_data(as_text=True))
    accept(browser, second, browser.get(second).get_data(as_text=True))
    assert work_on(database.session, now(session)) == 2
    session.expire_all()
    pages = [browser.get(where).get_data(as_text=True) for where in (first, second)]
    assert sum("3 services stored" in page for page in pages) == 1
    assert sum("This was changed meanwhile, and nothing was stored." in page for page in pages) == 1


def test_a_clock_that_died_is_taken_over_from(
    client: Sit, database: UndoneDatabase, session: Session, provider: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "LONG", 1)
    bring(client(provider), HEADER + "S1,credit,Shapla,Loan,Gazipur,,\nS2,credit,Shapla,Fund,Gazipur,,\n")

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(work, "told_of", dies)
        with pytest.raises(KeyboardInterrupt):
            work_on(database.session, now(session))
    assert work_on(database.session, now(session)) == 0
    upload = session.scalars(select(SheetUpload)).one()
    session.refresh(upload)
    upload.leased_until = now(session)
    session.commit()
    assert work_on(database.session, now(session)) == 1


def test_a_sheet_that_nobody_foresaw_does_not_stop_the_clock(
    client: Sit, database: UndoneDatabase, session: Session, provider: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "LONG", 1)
    monkeypatch.setattr(work, "told_of", lambda _: 1 / 0)
    browser = client(provider)
    where, _ = bring(browser, HEADER + "S1,credit,Shapla,Loan,Gazipur,,\nS2,credit,Shapla,Fund,Gazipur,,\n")
    assert work_on(database.session, now(session)) == 1
    assert "could not be read" in browser.get(where).get_data(as_text=True)


def test_a_workbook_of_others_is_all_errors_for_a_partner(client: Sit, make: Make, session: Session) -> None:
    user = make.user(Role.PROVIDER, organization=make.organization("Shapla"))
    session.commit()
    _, page = bring(client(user), as_sent(), "list.xlsx")
    assert page.count("another organisation") == 3
    assert "ঢাকা · Row 5" in page
    assert 'name="shown"' not in page


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_sheet_to_begin_with_changes_nothing_when_it_is_brought(
    client: Sit, make: Make, session: Session, provider: User, language: str, form: str
) -> None:
    service = make.service(provider.organization, name_en='=cmd|" /C calc"!A0', name_bn="সেলাই শেখা")
    make.intake(service, seats=5)
    session.commit()
    browser = client(provider, language)
    answer = browser.get(f"/services/sheet.{form}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    _, page = bring(browser, answer.get_data(), f"services.{form}")
    assert ("This sheet changes nothing" if language == "en" else "এই শিটে কিছুই বদলায় না") in page
