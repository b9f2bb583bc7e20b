"""The offers kept in memory: the same until a row changes, one's own view while one changes it, fresh for everybody after."""

import uuid
from collections.abc import Callable, Iterator
from datetime import time

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from catalog import intakes, offers
from catalog.current import current_offers
from catalog.loading import load_offers
from catalog.models import CostOption, Intake, Organization, Service, SessionTime
from catalog.version import CatalogChange, changed_between, changed_here, version
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


def test_one_changed_service_is_read_alone(catalog: Session, make: Make) -> None:
    """The others stay the very objects that they were, whatever is made ready of them."""
    one, other = make.service(name_en="Sewing"), make.service(name_en="Tailoring")
    make.intake(other)
    catalog.commit()
    before = {offer.id: offer for offer in current_offers(catalog)}
    offers.change(catalog, one, name_en="Overlock")
    catalog.commit()
    after = {offer.id: offer for offer in current_offers(catalog)}
    assert after[one.id].name_en == "Overlock"
    assert [key for key, offer in after.items() if before[key] is not offer] == [one.id]


CHANGES: tuple[tuple[str, Callable[[Session, Make, Service], object]], ...] = (
    ("a batch more", lambda session, make, service: make.intake(service)),
    ("full", lambda session, make, service: intakes.mark_full(session, service.places[0].intakes[0])),
    ("a session", lambda session, make, service: _hours(session, service.places[0].intakes[0])),
    ("a rule", lambda session, make, service: offers.set_rules(session, service, [offers.words_rule("Helpers", "en")])),
    ("a cost", lambda session, make, service: session.add(CostOption(what="fee", taka=50, service=service))),
    ("where it is", lambda session, make, service: setattr(service.places[0].location, "latitude", 23.9)),
    ("an agreement", lambda session, make, service: setattr(service.organization, "agreement_until", TODAY)),
    ("by statement", lambda session, make, service: session.execute(update(Service).values(confirmed_on=TODAY))),
    ("the kind", lambda session, make, service: setattr(service.kind, "name_en", "Another name")),
    ("the batch gone", lambda session, make, service: _gone(session, service.places[0].intakes[0])),
    ("a service more", lambda session, make, service: make.service(name_en="More")),
    ("the service gone", lambda session, make, service: _wholly_gone(session, service)),
)


def test_what_is_kept_is_always_what_is_stored(catalog: Session, make: Make) -> None:
    service = make.service()
    make.intake(service)
    make.service(name_en="Another")
    catalog.commit()
    for name, change in CHANGES:
        current_offers(catalog)
        before = version(catalog)
        change(catalog, make, service)
        catalog.commit()
        assert version(catalog) == before + 1, name
        assert list(current_offers(catalog)) == load_offers(catalog), name


def test_some_changes_are_about_all_and_old_ones_are_forgotten(catalog: Session, make: Make) -> None:
    service = make.service()
    catalog.commit()
    began = version(catalog)
    service.name_en = "One"
    catalog.commit()
    assert changed_between(catalog, began, began + 1) == frozenset({service.id})
    service.kind.name_en = "Another name"
    catalog.commit()
    assert changed_between(catalog, began, began + 2) is None
    service.name_en = "Two"
    catalog.commit()
    assert changed_between(catalog, began + 2, began + 3) == frozenset({service.id})
    catalog.execute(delete(CatalogChange).where(CatalogChange.version == began + 3))
    assert changed_between(catalog, began + 2, began + 3) is None


def _hours(session: Session, intake: Intake) -> None:
    session.add(SessionTime(weekday=5, starts=time(9), ends=time(12), intake=intake))


def _gone(session: Session, intake: Intake) -> None:
    session.delete(intake)


def _wholly_gone(session: Session, service: Service) -> None:
    for row in (*(one for place in service.places for one in place.intakes), *service.places, service):
        session.delete(row)
        session.flush()
