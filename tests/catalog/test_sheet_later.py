"""A sheet that comes back after people have worked with its services: what it may change, and what it may not."""

import uuid
from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog import intakes, offers
from catalog.models import Organization, Service
from catalog.tables.accept import accept
from catalog.tables.changes import none_given
from catalog.tables.preview import Preview, RowState, preview
from tests.catalog.conftest import SHEET, TODAY


def stored(session: Session, data: bytes) -> int:
    count = accept(session, preview(session, data, TODAY))
    session.commit()
    session.expire_all()
    return count


def service(session: Session, source_id: str) -> Service:
    return session.scalars(select(Service).filter_by(source_id=source_id)).one()


def errors(sheet: Preview) -> list[tuple[str | None, str]]:
    return [(error.column, error.code) for row in sheet.rows for error in row.errors]


def notes(sheet: Preview) -> list[tuple[str | None, str]]:
    return [(note.column, note.code) for row in sheet.rows for note in row.notes if note.code != "confirmed_later"]


def test_seats_given_away_can_not_be_taken_back(catalog: Session) -> None:
    stored(catalog, SHEET)

    def ten(asked: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
        return dict.fromkeys(asked, 10)

    fewer = SHEET.replace(b",500,30,", b",500,9,")
    assert errors(preview(catalog, fewer, TODAY, given=ten)) == [("seats", "seats_given")]
    assert errors(preview(catalog, fewer, TODAY, given=none_given)) == []
    assert errors(preview(catalog, SHEET.replace(b",500,30,", b",500,10,"), TODAY, given=ten)) == []
    assert errors(preview(catalog, SHEET, TODAY, given=ten)) == []


def test_a_sheet_raises_confidentiality_and_never_lowers_it(catalog: Session) -> None:
    stored(catalog, SHEET)
    stored(catalog, SHEET.replace(b"2027-04-09,no,", b"2027-04-09,yes,"))
    assert service(catalog, "T-1").confidential
    sheet = preview(catalog, SHEET, TODAY)
    assert sheet.counts == {RowState.UNTOUCHED: 5}
    assert notes(sheet) == [("confidential", "confidential_stays")]
    stored(catalog, SHEET)
    assert service(catalog, "T-1").confidential


def test_a_closing_date_moves_up_with_an_earlier_end(catalog: Session) -> None:
    stored(catalog, SHEET)
    batch = service(catalog, "T-1").places[0].intakes[0]
    intakes.change_intake(catalog, batch, closes_on=date(2027, 4, 1))
    catalog.commit()
    stored(catalog, SHEET.replace(b"2027-04-09", b"2027-03-01"))
    assert (batch.ends_on, batch.closes_on) == (date(2027, 3, 1), date(2027, 3, 1))


def test_an_organization_that_was_named_anew_is_still_found(catalog: Session) -> None:
    stored(catalog, SHEET)
    owner = service(catalog, "T-1").organization
    owner.name_en = owner.name_bn = "Palash Skills"
    catalog.commit()
    assert preview(catalog, SHEET, TODAY).counts == {RowState.UNTOUCHED: 5}
    assert stored(catalog, SHEET) == 0
    assert catalog.scalar(select(func.count()).select_from(Organization)) == 2


def test_one_id_under_both_names_of_an_organization_is_one(catalog: Session, partner: Organization) -> None:
    row = SHEET.split(b"\n")[1]
    mine = row.replace(b"Palash Training (sample)", partner.name_en.encode())
    again = row.replace(b"Palash Training (sample)", partner.name_bn.encode())
    sheet = preview(catalog, b"\n".join([SHEET.split(b"\n")[0], mine, again]), TODAY)
    assert errors(sheet) == [("service_id", "same_id")]


def test_moved_to_a_second_place_that_it_has_already(catalog: Session) -> None:
    stored(catalog, SHEET)
    course = service(catalog, "T-1")
    there = offers.location(catalog, course.organization, "gazipur-konabari", "House 1, Road 2")
    offers.give_at(catalog, course, there)
    catalog.commit()
    assert stored(catalog, SHEET.replace(b"Ashulia,Dhaka", b"Konabari,Gazipur")) == 1
    (batch,) = [one for at in service(catalog, "T-1").places for one in at.intakes]
    assert batch.place.location is there
