"""The invented consortium as visitors find it: all that it should hold, told by the real verbs, the same each time.

The whole load is tried on SQLite alone, since it takes long; a small one runs on both systems.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.base import Base
from catalog.models import Kind, Location, Organization, Service
from catalog.places import ancestors, places
from referral import access, demo
from referral.db import Database
from referral.demo.data import rows
from referral.loop import desk, tasks
from referral.models import Event, FocalPerson, Message, NamedPerson, Need, Referral, Seat, User, Worker
from referral.moment import DHAKA
from referral.people.accounts import sign_in
from referral.states import OVER, UNANSWERED, Resolution, State, replay
from tests.conftest import KEYRING
from tests.databases import postgresql_url, sqlite_url

pytestmark = pytest.mark.slow
DAY = date(2026, 11, 26)
MORNING = datetime.combine(DAY, time(9), DHAKA).astimezone(UTC)


@pytest.fixture(scope="module")
def consortium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """All of it, as `setu demo` loads it."""
    with sqlite_url(tmp_path_factory.mktemp("demo")) as url:
        yield loaded(url)


def loaded(url: str, **how: Any) -> Database:
    database = Database(url, KEYRING)
    Base.metadata.create_all(database.engine)
    demo.load(database.session, today=DAY, **how)
    return database


@pytest.fixture
def told(consortium: Database) -> Iterator[Session]:
    """A session on the morning of the day."""
    with consortium.session() as session:
        session.info["now"] = MORNING
        yield session


def user_who(session: Session, does: str) -> User:
    account = next(account for account in demo.accounts() if account.does == does)
    return session.scalars(select(User).where(User.e_mail == account.e_mail)).one()


def test_there_are_as_many_as_said(told: Session) -> None:
    def number(model: type[Base]) -> int | None:
        return told.scalar(select(func.count()).select_from(model))

    assert (number(Organization), number(Service), number(Worker), number(Referral)) == (13, 120, 400, 900)
    assert {place.split("-")[0] for place in told.scalars(select(Location.place_code))} == {
        "gazipur", "dhaka", "narayanganj", "chattogram",
    }  # fmt: skip


def test_each_kind_is_offered(told: Session) -> None:
    assert set(told.scalars(select(Service.kind_code))) == set(told.scalars(select(Kind.code)))


def test_referrals_are_in_every_state_and_came_back_in_every_way(told: Session) -> None:
    assert set(told.scalars(select(Referral.state))) == set(State)
    assert set(told.scalars(select(Referral.resolution).where(Referral.state == State.CLOSED))) == set(Resolution)
    late = select(Referral.state).where(Referral.due_at < MORNING, Referral.state != State.CLOSED)
    assert set(told.scalars(late)) >= {State.SENT, State.RETURNED, State.ACCEPTED}


def test_events_replayed_give_each_state(told: Session) -> None:
    steps: dict[object, list[Any]] = {}
    for event in told.scalars(select(Event).order_by(Event.referral_id, Event.number)):
        steps.setdefault(event.referral_id, []).append(event)
    for referral in told.scalars(select(Referral)):
        its = steps[referral.id]
        assert replay((event.action, event.resolution) for event in its) == referral.standing
        assert [event.at for event in its] == sorted(event.at for event in its)
        assert its[-1].at < MORNING


def test_seats_are_never_more_than_there_are(told: Session) -> None:
    used = Counter(told.scalars(select(Seat.intake_id).where(Seat.freed_at.is_(None))))
    seats = {
        intake.id: intake.seats
        for service in told.scalars(select(Service))
        for place in service.places
        for intake in place.intakes
    }
    assert used
    assert all(number <= (seats[id_] or 0) for id_, number in used.items())


@pytest.mark.parametrize("account", demo.accounts(), ids=lambda account: account.does)
def test_everyone_signs_in(consortium: Database, account: demo.Account) -> None:
    with consortium.session() as session:
        assert sign_in(session, account.e_mail, account.password, "192.0.2.1").user.e_mail == account.e_mail
        session.rollback()


def test_what_is_invented_says_so(told: Session) -> None:
    for name in [*told.scalars(select(Organization.name_en)), *told.scalars(select(Location.address_en))]:
        assert "(invented)" in str(name)
    assert all(e_mail.endswith(".example") for e_mail in told.scalars(select(User.e_mail)))
    assert all(row["e_mail"].endswith(".example") for row in rows("users"))


def test_nothing_old_is_left_to_be_sent(told: Session) -> None:
    owed = select(Message.due_at).where(Message.sent_at.is_(None), Message.stopped_at.is_(None))
    assert all(at > MORNING - timedelta(days=2) for at in told.scalars(owed))


def test_a_caseworker_has_a_day_before_her(told: Session) -> None:
    user = user_who(told, "caseworker")
    turns = {line.referral.state for line in desk.turns(told, user)}
    assert State.RETURNED in turns
    assert tasks.tasks_of(told, user)
    assert sum(desk.waiting_on_others(told, user).values()) > 5


def test_a_provider_has_an_inbox_with_a_late_one_and_people_in_service(told: Session) -> None:
    user = user_who(told, "provider")
    inbox = desk.inbox(told, user)
    assert len([one for one in inbox if one.state is State.SENT]) >= 3
    assert any(one.due_at < MORNING for one in inbox if one.due_at)
    assert {one.state for one in desk.serving(told, user)} == {State.ACCEPTED, State.IN_SERVICE}


def test_a_focal_person_has_confidential_ones_to_answer(told: Session) -> None:
    user = user_who(told, "focal")
    mine = list(told.scalars(select(Referral).where(access.visible(user), Referral.confidential)))
    assert any(one.state in UNANSWERED for one in mine)
    assert any(one.state not in OVER for one in mine)


def test_supervisor_and_administrator_have_something_to_do(told: Session) -> None:
    supervisor, admin = user_who(told, "supervisor"), user_who(told, "admin")
    assert len(desk.asked_of_us(told, supervisor)) == 1
    assert told.scalar(select(func.count()).where(access.visible(supervisor), Referral.due_at < MORNING))
    own = told.scalars(select(Service).where(access.own_services(admin)))
    assert any(one.confirmed_on is None or one.confirmed_on < DAY - timedelta(days=90) for one in own)


def test_confidential_needs_have_named_persons_and_an_agreed_name(told: Session) -> None:
    needs = list(told.scalars(select(Need).where(Need.confidential)))
    assert len(needs) > 30
    for need in needs:
        named = list(told.scalars(select(NamedPerson.user_id).where(NamedPerson.need_id == need.id)))
        assert 1 <= len(named) <= 2
        user = told.get_one(User, named[0])
        assert access.unseal(told, user, need)["values"]["agreed_name"]
    assert told.scalar(select(func.count()).select_from(FocalPerson))


def test_childcare_in_savar_and_ashulia_is_wanted_more_than_there_are_seats(told: Session) -> None:
    unmet = Counter(told.scalars(select(Need.code).where(Need.unmet_reason.is_not(None))))
    assert unmet["childcare"] >= 10


def test_training_in_gazipur_answers_slowly_and_faster_by_month(told: Session) -> None:
    """Working hours from sending to the first answer."""
    half = MORNING - timedelta(days=137)
    slow, usual = _days(told, "skills_training", "gazipur"), _days(told, "skills_training", "narayanganj")
    assert _mean(slow) > 1.3 * _mean(usual)
    assert _mean((at, days) for at, days in slow if at > half) < _mean((at, days) for at, days in slow if at <= half)


def _days(session: Session, kind: str, district: str) -> list[tuple[datetime, float]]:
    found = []
    for referral in session.scalars(select(Referral).join(Referral.service).where(Service.kind_code == kind)):
        place = referral.service.places[0].location.place_code
        answers = [event.at for event in referral.events if event.action in ("accept", "decline", "waitlist", "ask")]
        if district in (place, *ancestors(place)) and answers and referral.sent_at:
            found.append((referral.sent_at, (answers[0] - referral.sent_at) / timedelta(days=1)))
    assert district in places()
    return found


def _mean(waits: Iterable[tuple[datetime, float]]) -> float:
    days = [wait for _, wait in waits]
    return sum(days) / len(days)


def told_of(database: Database) -> list[Any]:
    """What was told, without keys: who, where it stands, and each step."""
    with database.session() as session:
        return [
            (one.code, one.state, one.resolution, one.service.name_en, one.due_at, _steps(one))
            for one in session.scalars(select(Referral).order_by(Referral.code))
        ]


def _steps(referral: Referral) -> list[Any]:
    return [(event.action, event.at, event.reason, event.actor_id) for event in referral.events]


def test_the_same_seed_and_day_tell_the_same_on_both_systems(tmp_path: Path) -> None:
    with sqlite_url(tmp_path) as one, sqlite_url(tmp_path) as other, postgresql_url() as third:
        first = told_of(loaded(one, women_count=12))
        assert first == told_of(loaded(other, women_count=12))
        database = loaded(third, women_count=12)
        assert first == told_of(database)
        database.engine.dispose()


def test_another_seed_tells_another_story(tmp_path: Path) -> None:
    with sqlite_url(tmp_path) as one, sqlite_url(tmp_path) as other:
        assert told_of(loaded(one, women_count=4)) != told_of(loaded(other, women_count=4, seed=7))
