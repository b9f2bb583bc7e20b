"""A sheet brought by a page: shown cell by cell, stored as shown or not at all, one's own rows alone."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Intake, Organization, Service
from referral.models import Seat, SheetUpload, User
from referral.states import Role
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]
HEADER = "service_id,kind,organization,service_name,district,seats,fee_bdt\n"


@pytest.fixture
def provider(make: Make, session: Session) -> User:
    user = make.user(Role.PROVIDER, organization=make.organization("Shapla"))
    session.commit()
    return user


@pytest.fixture
def backbone(make: Make, session: Session) -> User:
    user = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    session.commit()
    return user


def bring(browser: Client, text: str | bytes, name: str = "sheet.csv") -> tuple[str, str]:
    """Where the preview is, and its page; where the file is refused, the page that says so."""
    data = text.encode() if isinstance(text, str) else text
    answer = browser.send("/services/import", sheet=(BytesIO(data), name))
    answer.request.environ["wsgi.input"].close()
    where = answer.headers.get("Location", "")
    return where, (browser.get(where) if where else answer).get_data(as_text=True)


def accept(browser: Client, where: str, page: str) -> int:
    shown = re.search(r'name="shown" value="(\w+)"', page)
    assert shown
    return int(browser.send(where, shown=shown[1]).status_code)


@pytest.mark.parametrize("language", ["bn", "en"])
def test_nothing_is_stored_before_it_is_accepted(client: Sit, session: Session, provider: User, language: str) -> None:
    browser = client(provider, language)
    assert browser.get("/services/import").status_code == 200
    where, page = bring(browser, HEADER + "S1,skills_training,Shapla,Sewing,Gazipur,20,500\n")
    assert "Sewing" in page
    assert session.scalars(select(Service)).all() == []
    assert accept(browser, where, page) == 303
    stored = session.scalars(select(Service)).one()
    assert (stored.name_en, stored.organization_id) == ("Sewing", provider.organization_id)
    assert session.scalars(select(SheetUpload)).all() == []
    assert browser.get(where).status_code == 404


def test_what_changes_is_shown_cell_by_cell(client: Sit, session: Session, provider: User) -> None:
    browser = client(provider)
    where, page = bring(browser, HEADER + "S1,skills_training,Shapla,Sewing,Gazipur,20,500\n")
    accept(browser, where, page)
    where, page = bring(browser, HEADER + "S1,skills_training,Shapla,Sewing,Gazipur,20,700\n")
    assert re.search(r">Fee</th><td[^>]*>৳\u00a0500</td><td[^>]*>৳\u00a0700</td>", page)
    assert accept(browser, where, page) == 303
    _, page = bring(browser, HEADER + "S1,skills_training,Shapla,Sewing,Gazipur,20,700\n")
    assert "This sheet changes nothing" in page
    assert session.scalars(select(Service)).one().costs[0].taka == 700


def test_wrong_cells_say_what_is_wrong(client: Sit, session: Session, provider: User) -> None:
    rows = "S1,skills_training,Shapla,Sewing,Gazipur,many,500\nS2,flying,Shapla,Wings,Gazipur,2,5\nS3,credit,Shapla,Loan,Gazipur,,\n"
    browser = client(provider)
    where, page = bring(browser, HEADER + rows)
    assert "2 wrong rows would be left out" in page
    assert "<b>Seats:</b>" in page
    assert accept(browser, where, page) == 303
    assert [one.source_id for one in session.scalars(select(Service))] == ["S3"]


def test_a_partner_brings_its_own_rows_alone_and_the_backbone_many(
    client: Sit, session: Session, provider: User, backbone: User
) -> None:
    sheet = HEADER + "S1,credit,Somebody Else,Loan,Gazipur,,\nS2,credit,Shapla,Loan,Gazipur,,\n"
    where, page = bring(client(provider), sheet)
    assert "1 wrong row would be left out" in page
    browser = client(backbone)
    where, page = bring(browser, sheet)
    assert accept(browser, where, page) == 303
    assert session.scalar(select(Organization).where(Organization.name_en == "Somebody Else"))


def test_only_who_brought_it_sees_it(client: Sit, make: Make, session: Session, provider: User) -> None:
    where, _page = bring(client(provider), HEADER + "S1,credit,Shapla,Loan,Gazipur,,\n")
    colleague = make.user(Role.PROVIDER, organization=provider.organization)
    caseworker = make.user(Role.CASEWORKER, organization=provider.organization)
    session.commit()
    assert client(colleague).get(where).status_code == 404
    assert client(caseworker).get("/services/import").status_code == 404


def test_a_change_meanwhile_is_shown_before_it_is_stored(client: Sit, session: Session, provider: User) -> None:
    browser = client(provider)
    accept(browser, *bring(browser, HEADER + "S1,credit,Shapla,Loan,Gazipur,20,500\n"))
    where, page = bring(browser, HEADER + "S1,credit,Shapla,Loan,Gazipur,30,500\n")
    session.expire_all()
    intake = session.scalars(select(Intake)).one()
    intake.seats = 25
    session.commit()
    shown = re.search(r'name="shown" value="(\w+)"', page)
    assert shown
    answer = browser.send(where, shown=shown[1])
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "This was changed meanwhile" in text
    assert re.search(r"<td[^>]*>25</td><td[^>]*>30</td>", text)
    assert accept(browser, where, text) == 303


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Please choose a file that is not empty."),
        (b"\n\n", "empty"),
        (b"PK\x03\x04...", "not a table"),
        (b"PK\x05\x06...", "zip file"),
        (b"\xd0\xcf\x11\xe0...", "old Excel file"),
        (b"%PDF-1.7", "not a table"),
        (HEADER.encode() + "ঋণ,".encode() + b"\xff\xfe\xfa", "letters of this file are mixed"),
        (HEADER.encode() + b"\x81", "letters of this file"),
        (b"x" * 25_000_001, "25 MB"),
    ],
)
def test_a_file_that_is_not_what_it_says(client: Sit, session: Session, provider: User, data: bytes, says: str) -> None:
    _, page = bring(client(provider), data)
    assert says in page
    assert session.scalars(select(SheetUpload)).all() == []


def test_missing_columns_are_named(client: Sit, provider: User) -> None:
    _, page = bring(client(provider), "service_id,kind\nS1,credit\n")
    assert "do without: Name, District" in page
    assert "What do these columns mean?" in page


def test_an_address_of_nothing_and_no_file(client: Sit, provider: User) -> None:
    browser = client(provider)
    assert browser.send("/services/import").status_code == 422
    assert browser.get("/services/import/00000000-0000-0000-0000-000000000000").status_code == 404


WHOLE = "service_id,kind,organization,service_name,district,upazila_or_thana,days,start_time,end_time,seats,fee_bdt\n"
CLASS = "S1,skills_training,Shapla,Sewing,Dhaka,Savar,Fri,9:00,13:00,20,500\n"


def test_cells_are_said_in_words(client: Sit, provider: User) -> None:
    browser = client(provider, "bn")
    accept(browser, *bring(browser, WHOLE + CLASS))
    changed = CLASS.replace("skills_training", "credit").replace("Fri", "Fri;Sat").replace("500", "700")
    _, page = bring(browser, WHOLE + changed.replace("Savar", "Dhamrai"))
    for words in ("শুক্রবার, শনিবার", "৳\u00a0৭০০", "ধামরাই"):
        assert words in page, words
    assert ">credit<" not in page


def test_the_backbone_is_not_shown_where_a_confidential_service_is(
    client: Sit, make: Make, session: Session, provider: User, backbone: User
) -> None:
    service = make.service(
        provider.organization, "gbv_support", source_id="S1", place_code="dhaka-dhamrai", name_en="Help"
    )
    make.intake(service, seats=17)
    session.commit()
    own = bring(client(provider), WHOLE + CLASS)[1]
    assert "Dhamrai" in own
    assert ">17<" in own
    page = bring(client(backbone), WHOLE + CLASS)[1]
    assert "Dhamrai" not in page
    assert ">17<" not in page
    assert "not shown" in page


def test_seats_given_away_stay(client: Sit, make: Make, session: Session, provider: User) -> None:
    service = make.service(provider.organization, source_id="S1", name_en="Sewing")
    intake, referral = make.intake(service, seats=5), make.referral(make.need(make.worker()), service)
    seat = Seat(intake_id=intake.id, person_id=referral.person_id, referral_id=referral.id, held_at=referral.created_at)
    session.add(seat)
    session.commit()
    page = bring(client(provider), WHOLE + CLASS.replace(",20,", ",0,"))[1]
    assert "1 seats are given to workers already" in page


def test_seats_given_away_by_a_confidential_service_are_told_to_who_answers_for_it_alone(
    client: Sit, make: Make, session: Session, provider: User
) -> None:
    focal = make.user(Role.PROVIDER, organization=provider.organization)
    backbone = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    service = make.service(
        provider.organization, source_id="S1", name_en="Sewing", confidential=True, focal=focal, phone=None
    )
    intake, referral = make.intake(service, seats=5), make.referral(make.need(make.worker()), service)
    session.add(
        Seat(intake_id=intake.id, person_id=make.worker().id, referral_id=referral.id, held_at=referral.created_at)
    )
    session.commit()
    for seats in (0, 3):
        for user in (provider, backbone):
            page = bring(client(user), WHOLE + CLASS.replace(",20,", f",{seats},"))[1]
            assert "Only who answers for this confidential service by name" in page
            assert "given to workers already" not in page
    assert "1 seats are given to workers already" in bring(client(focal), WHOLE + CLASS.replace(",20,", ",0,"))[1]
    assert "can set fewer seats" not in bring(client(provider), WHOLE + CLASS)[1]


def test_a_file_may_be_called_anything(client: Sit, session: Session, provider: User) -> None:
    assert bring(client(provider), WHOLE + CLASS, "she\0et\u202e.csv")[0]
    assert session.scalars(select(SheetUpload.name)).one() == "sheet.csv"


def test_a_kept_sheet_is_sealed_and_no_form(client: Sit, session: Session, provider: User) -> None:
    browser = client(provider)
    bring(browser, WHOLE + CLASS)
    kept = session.scalars(select(SheetUpload)).one()
    assert b"Sewing" not in kept.sealed + (kept.told or b"")
    assert browser.get(f"/kept/{kept.id}").status_code in (200, 404)


def test_far_too_large_a_file_is_refused(client: Sit, provider: User) -> None:
    answer = client(provider).send("/services/import", sheet=(BytesIO(b"x" * 29_000_000), "sheet.csv"))
    answer.request.environ["wsgi.input"].close()
    assert answer.status_code == 413
    assert "more than can be sent at once" in answer.get_data(as_text=True)
