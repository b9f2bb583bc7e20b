"""The offers kept in memory: the same until a row changes, one's own view while one changes it, fresh for everybody after."""

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from catalog import intakes, offers
from catalog.current import current_offers
from catalog.models import Organization, Service
from catalog.version import changed_here, version
from referral.db import Database
from referral.models import User
from tests.catalog.conftest import TODAY
from tests.make import Make
from tests.statements import statements


@pytest.fixture
def kept(stored: Database) -> Iterator[uuid.UUID]:
    """A service that is really committed, as sessions of its own see it, and taken away after the test."""
    with stored.session() as session:
        service = Make(session).service(name_en="Sewing")
        key = service.id
        session.commit()
    yield key
    with stored.session() as session:
        service = session.get_one(Service, key)
        owner, places = service.organization, list(service.places)
        for row in (*places, *(place.location for place in places), service, owner):
            session.delete(row)
            session.flush()
        session.commit()


def name_in(session: Session, key: uuid.UUID) -> str | None:
    return next((offer.name_en for offer in current_offers(session) if offer.id == key), None)


def test_unchanged_it_is_the_same_tuple_in_one_statement(stored: Database, kept: uuid.UUID) -> None:
    with stored.session(writes=False) as first:
        before = current_offers(first)
    with stored.session(writes=False) as second, statements(stored.engine) as seen:
        assert current_offers(second) is before
    assert len(seen) == 1


def test_readers_and_writers_each_see_a_change_at_once(stored: Database, kept: uuid.UUID) -> None:
    for writes in (True, False):
        with stored.session(writes=writes) as session:
            assert name_in(session, kept) == "Sewing"
    with stored.session() as session:
        offers.change(session, session.get_one(Service, kept), name_en="Overlock")
        session.commit()
    for writes in (True, False):
        with stored.session(writes=writes) as session:
            assert name_in(session, kept) == "Overlock"


def test_its_own_change_is_seen_by_the_one_who_makes_it_alone(stored: Database, kept: uuid.UUID) -> None:
    with stored.session() as writer, stored.session(writes=False) as reader:
        offers.change(writer, writer.get_one(Service, kept), name_en="Perhaps")
        assert changed_here(writer)
        assert name_in(writer, kept) == "Perhaps"
        writer.flush()
        assert name_in(writer, kept) == "Perhaps"
        assert name_in(reader, kept) == "Sewing"
        writer.rollback()
        assert not changed_here(writer)
        assert name_in(writer, kept) == "Sewing"


def test_a_change_of_many_rows_at_once_is_noticed(stored: Database, kept: uuid.UUID) -> None:
    with stored.session() as session:
        before = version(session)
        session.execute(update(Service).where(Service.id == kept).values(name_en="By statement"))
        assert name_in(session, kept) == "By statement"
        session.commit()
        assert version(session) > before
        assert name_in(session, kept) == "By statement"


def test_the_number_moves_with_each_part_of_a_service(catalog: Session, make: Make) -> None:
    service = make.service()
    catalog.commit()
    for change in (
        lambda: make.intake(service),
        lambda: intakes.mark_full(catalog, service.places[0].intakes[0]),
        lambda: offers.set_rules(catalog, service, [offers.words_rule("Helpers", "en")]),
        lambda: setattr(service.organization, "agreement_until", TODAY),
    ):
        before = version(catalog)
        current_offers(catalog)
        change()
        catalog.commit()
        assert version(catalog) == before + 1
    current_offers(catalog)
    service.organization.agreement_until = TODAY
    catalog.commit()
    assert version(catalog) == before + 1


def test_it_does_not_move_for_rows_of_people(catalog: Session, make: Make) -> None:
    user = make.user()
    catalog.commit()
    before = version(catalog)
    catalog.get_one(User, user.id).phone = "+8801700000001"
    catalog.commit()
    assert version(catalog) == before


def test_part_of_the_work_undone_leaves_the_number_to_the_end(catalog: Session) -> None:
    """A savepoint that ends does not move it: whoever moves it holds it until all is done."""
    before = version(catalog)
    with catalog.begin_nested():
        catalog.add(Organization(name_en="One", name_bn="এক"))
    assert version(catalog) == before
    catalog.commit()
    assert version(catalog) == before + 1
