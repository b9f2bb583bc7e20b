"""Real processes at the same moment: one wins, all are told, nothing is lost, nothing is done twice."""

import multiprocessing
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing.synchronize import Barrier as Waiting
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import delete, func, select, update

from catalog.base import Base
from catalog.kinds import sync
from catalog.models import Intake, Service
from referral import access
from referral.db import Database
from referral.loop import answering, by_link, closing, needs, reports, second, sending, serving
from referral.loop.acting import Overtaken
from referral.loop.clock import sweep
from referral.loop.reminding import APART
from referral.loop.sessions import marking
from referral.loop.sessions.marking import Mark
from referral.loop.waiting import choosing, offers
from referral.models import (
    About,
    Approval,
    Attendance,
    Came,
    Event,
    FreshnessReminder,
    Holiday,
    Message,
    Referral,
    Seat,
    SessionDay,
    User,
)
from referral.moment import now, today
from referral.refusals import Refused
from referral.sealing import Keyring
from referral.states import Action, Eye, Resolution, Role, State
from tests.databases import DIALECTS, postgresql_url, sqlite_url
from tests.loop.stage import Stage, stage
from tests.make import Make

pytestmark = pytest.mark.slow
KEY, MARK = Fernet.generate_key().decode(), "a key for the fingerprints of tests"
TOGETHER = multiprocessing.get_context("spawn")


@pytest.fixture(scope="module", params=DIALECTS)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database that other processes can open."""
    with ExitStack() as stack:
        folder: Path = tmp_path_factory.mktemp("race")
        yield stack.enter_context(sqlite_url(folder) if request.param == "sqlite" else postgresql_url())


@pytest.fixture(scope="module")
def database(url: str) -> Iterator[Database]:
    found = opened(url)
    Base.metadata.create_all(found.engine)
    with found.session() as session:
        sync(session)
        session.commit()
    yield found
    found.engine.dispose()


def opened(url: str) -> Database:
    return Database(url, Keyring([KEY], MARK))


@dataclass(frozen=True)
class Try:
    """What one process does: which act, as whom, on which referral, with what else it needs."""

    act: str
    user: uuid.UUID
    referral: uuid.UUID
    intake: uuid.UUID | None = None
    seen: int | None = None
    secret: str = ""


def accept(session: Any, user: User, referral: Referral, given: Try) -> None:
    intake = session.get_one(Intake, given.intake)
    answering.accept(
        session, user, referral, intake=intake, starts_on=date.today() + timedelta(days=3), seen=given.seen
    )


def decline(session: Any, user: User, referral: Referral, given: Try) -> None:
    answering.decline(session, user, referral, reason="full", seen=given.seen)


def cancel(session: Any, user: User, referral: Referral, given: Try) -> None:
    closing.cancel(session, user, referral, reason="plan_changed", seen=given.seen)


def send(session: Any, user: User, referral: Referral, given: Try) -> None:
    sending.send(session, user, referral, seen=given.seen)


def by_the_link(session: Any, user: User, referral: Referral, given: Try) -> None:
    """Opened and forwarded: the same link, the same answer, by whoever holds it."""
    link, actor = by_link.answering(session, given.secret)
    answering.decline(session, actor, link.referral, reason="full")


def agree(session: Any, user: User, referral: Referral, given: Try) -> None:
    row = session.scalars(select(Approval).where(Approval.referral_id == referral.id)).one()
    second.answer(session, user, row, agrees=True)


def take_seat(session: Any, user: User, referral: Referral, given: Try) -> None:
    offers.take_seat(session, user, referral, seen=given.seen)


def mark_came(session: Any, user: User, referral: Referral, given: Try) -> None:
    marking.mark(session, user, class_day(session), {referral.id: Mark(Came.ATTENDED)}, seen=given.seen)


def mark_absent(session: Any, user: User, referral: Referral, given: Try) -> None:
    marking.mark(session, user, class_day(session), {referral.id: Mark(Came.ABSENT)}, seen=given.seen)


def class_day(session: Any) -> SessionDay:
    """The one class day that is today."""
    found: SessionDay = session.scalars(select(SessionDay).where(SessionDay.on == today(session))).one()
    return found


def move(session: Any, user: User, referral: Referral, given: Try) -> None:
    serving.move(session, user, referral, intake=session.get_one(Intake, given.intake), reason="shift", seen=given.seen)


ACTS: dict[str, Callable[[Any, User, Referral, Try], None]] = {
    act.__name__: act
    for act in (agree, by_the_link, accept, decline, cancel, send, take_seat, mark_came, mark_absent, move)
}


def attempt(url: str, given: Try, gate: Waiting, answers: Any) -> None:
    """One process: waits for the others, acts, and tells how it went."""
    database = opened(url)
    gate.wait(30)
    with database.session(given.user) as session:
        user, referral = session.get_one(User, given.user), session.get_one(Referral, given.referral)
        try:
            ACTS[given.act](session, user, referral, given)
            offers.offer_freed(session)
            session.commit()
            answers.put("done")
        except Overtaken as refused:
            answers.put(f"overtaken by {refused.last.action}")
        except Refused as refused:
            answers.put(refused.code)
        except access.NotFound:
            answers.put("gone")
    database.engine.dispose()


def together(url: str, tries: list[Try]) -> list[str]:
    """All at once, each in a process of its own; what each was told."""
    gate, answers = TOGETHER.Barrier(len(tries)), TOGETHER.Queue()
    running = [TOGETHER.Process(target=attempt, args=(url, one, gate, answers)) for one in tries]
    for process in running:
        process.start()
    told = [answers.get(timeout=60) for _ in running]
    for process in running:
        process.join(30)
        assert process.exitcode == 0
    return sorted(told)


def test_eight_accept_the_last_seat_and_one_has_it(database: Database, url: str) -> None:
    with database.session() as session:
        make = Make(session)
        here = stage(session, make, seats=1)
        referrals = [here.sent(), *(another(here) for _ in range(7))]
        assert here.intake is not None
        tries = [Try("accept", here.provider.id, one.id, here.intake.id) for one in referrals]
        intake_id = here.intake.id
        session.commit()
    assert together(url, tries) == ["done", *["no_seat"] * 7]
    with database.session(writes=False) as session:
        held = select(func.count()).select_from(Seat).where(Seat.intake_id == intake_id, Seat.freed_at.is_(None))
        assert session.scalar(held) == 1
        accepted = [session.get_one(Referral, one.referral).state for one in tries].count(State.ACCEPTED)
        assert accepted == 1


def another(here: Stage) -> Referral:
    worker = here.make.worker(here.caseworker)
    here.need = needs.open_need(here.session, here.caseworker, worker, "find_job")
    return here.sent()


@pytest.mark.parametrize(("one", "other"), [("accept", "decline"), ("accept", "cancel"), ("decline", "cancel")])
def test_two_on_one_referral_and_the_second_is_told(database: Database, url: str, one: str, other: str) -> None:
    with database.session() as session:
        here = stage(session, Make(session), seats=3)
        referral, seats = here.sent(), here.intake
        referral_id = referral.id
        assert seats is not None
        users = {"accept": here.provider.id, "decline": here.provider.id, "cancel": here.caseworker.id}
        tries = [Try(act, users[act], referral.id, seats.id, referral.version) for act in (one, other)]
        session.commit()
    told = together(url, tries)
    assert told[0] == "done"
    assert told[1].startswith("overtaken by ")
    with database.session(writes=False) as session:
        events = select(Event.action).where(Event.referral_id == referral_id, Event.action.in_([*Action]))
        last = session.scalars(events.order_by(Event.number.desc())).first()
        assert told[1] == f"overtaken by {last}"


def test_choices_asked_side_by_side_are_accepted_by_one_alone(database: Database, url: str) -> None:
    """All three say yes at once, and she takes one back: whoever comes first, one serves her and the rest have ended."""
    with database.session() as session:
        make = Make(session)
        here = stage(session, make, seats=1)
        services = [here.service, *(make.service(make.user(Role.PROVIDER).organization) for _ in range(2))]
        for service in services:
            make.consent(here.need, service)
        for service in services[1:]:
            make.intake(service, seats=1)
        choices = [needs.choose(session, here.caseworker, here.need, one) for one in services]
        sent = sending.send_beside(session, here.caseworker, here.need, choices)
        need_id, ids = here.need.id, [one.id for one in sent]
        tries = [
            Try("accept", one.provider_user_id, one.id, intake=one.service.places[0].intakes[0].id)
            for one in sent
            if one.provider_user_id is not None
        ]
        session.commit()
    together(url, [*tries, *tries])
    with database.session(writes=False) as session:
        of_need = session.scalars(select(Referral).where(Referral.need_id == need_id)).all()
        assert sum(one.state is State.ACCEPTED for one in of_need) == 1
        assert {one.resolution for one in of_need if one.state is not State.ACCEPTED} == {Resolution.OTHER_ACCEPTED}
        seats = select(Seat.referral_id).where(Seat.referral_id.in_(ids), Seat.freed_at.is_(None))
        assert [one.id for one in of_need if one.state is State.ACCEPTED] == list(session.scalars(seats))


def side_by_side(database: Database) -> tuple[Stage, list[uuid.UUID], list[uuid.UUID]]:
    """Three services with one seat each, asked side by side for one need; the referrals and batches in her order."""
    with database.session() as session:
        here = stage(session, Make(session))
        services = [here.service, *(here.make.service(here.provider.organization) for _ in range(2))]
        batches = [here.make.intake(service, seats=1).id for service in services]
        for service in services:
            here.make.consent(here.need, service)
        choices = [needs.choose(session, here.caseworker, here.need, one) for one in services]
        ids = [one.id for one in sending.send_beside(session, here.caseworker, here.need, choices)]
        session.expire_on_commit = False
        session.commit()
        session.expunge_all()
    return here, ids, batches


def stand(database: Database, ids: list[uuid.UUID]) -> list[tuple[State, Resolution | None]]:
    """How each of them stands; a seat is held for whom it serves and for whose yes waits alone."""
    with database.session(writes=False) as session:
        found = [session.get_one(Referral, one) for one in ids]
        held = select(func.count()).where(Seat.referral_id.in_(ids), Seat.freed_at.is_(None))
        assert session.scalar(held) == sum(bool(one.held_until) or one.state is State.ACCEPTED for one in found)
        return [(one.state, one.resolution) for one in found]


YES, ENDED = (State.ACCEPTED, None), (State.CLOSED, Resolution.OTHER_ACCEPTED)


def test_a_yes_meets_a_cancelling_and_a_declining_of_what_was_before_it(database: Database, url: str) -> None:
    here, ids, batches = side_by_side(database)
    tries = [
        Try("cancel", here.caseworker.id, ids[0]),
        Try("decline", here.provider.id, ids[1]),
        Try("accept", here.provider.id, ids[2], batches[2]),
    ]
    together(url, tries)
    assert stand(database, ids)[2] == YES


def test_the_time_of_a_yes_is_over_while_the_higher_choice_says_yes(database: Database, url: str) -> None:
    here, ids, batches = side_by_side(database)
    assert together(url, [Try("accept", here.provider.id, ids[1], batches[1])]) == ["done"]
    with database.session(writes=False) as session:
        until = session.get_one(Referral, ids[1]).held_until
    assert until is not None
    clocks(url, until)
    gate, answers = TOGETHER.Barrier(2), TOGETHER.Queue()
    yes = Try("accept", here.provider.id, ids[0], batches[0])
    running = [
        TOGETHER.Process(target=clock, args=(url, until + APART, gate, answers)),
        TOGETHER.Process(target=attempt, args=(url, yes, gate, answers)),
    ]
    for one in running:
        one.start()
    for one in running:
        one.join(60)
        assert one.exitcode == 0
    clocks(url, until + APART + APART)
    assert stand(database, ids) in ([YES, ENDED, ENDED], [ENDED, YES, ENDED])


def test_agreeing_and_sending_at_once_sends_once_or_waits(database: Database, url: str) -> None:
    with database.session() as session:
        here = stage(session, Make(session))
        supervisor = here.make.user(Role.SUPERVISOR, organization=here.caseworker.organization)
        second_one = here.make.user(Role.SUPERVISOR, organization=here.caseworker.organization)
        here.service.kind.second_eyes = [Eye.SEND]
        referral = here.draft()
        second.ask(session, here.caseworker, referral, Eye.SEND, {"overrides": {}})
        referral_id = referral.id
        acts = [("agree", supervisor), ("agree", second_one), ("send", here.caseworker), ("send", here.caseworker)]
        tries = [Try(act, user.id, referral.id) for act, user in acts]
        session.commit()
    told = together(url, tries)
    with database.session() as session:
        referral = session.get_one(Referral, referral_id)
        referral.service.kind.second_eyes = []
        row = session.scalars(select(Approval).where(Approval.referral_id == referral_id)).one()
        sent = [event for event in referral.events if event.action is Action.SEND]
        assert row.agreed and (row.used_at is not None) == bool(sent) and len(sent) <= 1
        session.commit()
    assert told.count("done") == 1 + len(sent) and set(told) <= {
        "done",
        "second_needed",
        "second_gone",
        "not_now",
        "gone",
    }


def test_a_link_answered_by_three_at_once_is_answered_once(database: Database, url: str) -> None:
    with database.session() as session:
        here = stage(session, Make(session))
        here.provider.organization.by_link = True
        referral = here.sent()
        referral_id, secret = referral.id, by_link.make(session, here.caseworker, referral)
        tries = [Try("by_the_link", here.caseworker.id, referral_id, secret=secret)] * 3
        session.commit()
    assert together(url, tries) == ["done", "link_answered", "link_answered"]
    with database.session(writes=False) as session:
        declined = select(func.count()).where(Event.referral_id == referral_id, Event.action == Action.DECLINE)
        assert session.scalar(declined) == 1


def test_one_form_sent_by_two_processes_acts_once(database: Database, url: str) -> None:
    with database.session() as session:
        here = stage(session, Make(session))
        referral = here.draft()
        referral_id = referral.id
        tries = [Try("send", here.caseworker.id, referral_id, seen=referral.version)] * 3
        session.commit()
    assert together(url, tries) == ["done", "overtaken by send", "overtaken by send"]
    with database.session(writes=False) as session:
        sent = select(func.count()).where(Event.referral_id == referral_id, Event.action == Action.SEND)
        assert session.scalar(sent) == 1


def clock(url: str, at: Any, gate: Waiting, answers: Any) -> None:
    database = opened(url)
    gate.wait(30)
    answers.put(sweep(database.session, at))
    database.engine.dispose()


def clocks(url: str, at: Any) -> list[dict[str, int]]:
    """Three clocks at once; what each says that it has done."""
    gate, answers = TOGETHER.Barrier(3), TOGETHER.Queue()
    running = [TOGETHER.Process(target=clock, args=(url, at, gate, answers)) for _ in range(3)]
    for process in running:
        process.start()
    done = [answers.get(timeout=90) for _ in running]
    for process in running:
        process.join(30)
        assert process.exitcode == 0
    return done


def test_many_clocks_expire_each_referral_once(database: Database, url: str) -> None:
    with database.session() as session:
        here = stage(session, Make(session), answer_working_days=1)
        here.make.user(Role.SUPERVISOR, organization=here.provider.organization)
        ids = [here.sent().id, *(another(here).id for _ in range(5))]
        at = now(session) + timedelta(days=12)
        session.commit()
    clocks(url, at)
    clocks(url, at + APART)
    with database.session(writes=False) as session:
        told = select(func.count()).where(Message.about == About.ESCALATED, Message.referral_id.in_(ids))
        assert session.scalar(told) == len(ids)
        expired = select(Event.referral_id).where(Event.action == Action.EXPIRE, Event.referral_id.in_(ids))
        assert sorted(session.scalars(expired), key=str) == sorted(ids, key=str)


def test_many_clocks_tell_each_reminder_once(database: Database, url: str) -> None:
    """All that was due before has been told at that same moment, so that it is not counted again."""
    with database.session(writes=False) as session:
        at = now(session) + timedelta(days=6)
    clocks(url, at)
    with database.session() as session:
        make, day = Make(session), now(session).date()
        here = stage(session, make, confirmed_on=day - timedelta(days=80))
        for days in range(78, 108):
            make.service(here.provider.organization, confirmed_on=day - timedelta(days=days))
        reports.report(session, here.caseworker, here.service, reason="phone_dead")
        before = set(session.scalars(select(FreshnessReminder.service_id)))
        session.commit()
    told = clocks(url, at)
    with database.session(writes=False) as session:
        rows = session.scalars(select(FreshnessReminder).where(FreshnessReminder.service_id.not_in(before))).all()
        assert len(rows) == 31
        assert sum(one["reminded"] for one in told) == 32


def waiting_list(database: Database, seats: int, waiting: int) -> tuple[Stage, list[uuid.UUID], list[uuid.UUID]]:
    """A batch whose seats are all given, and some who wait for one: by id those who have one and those who wait."""
    with database.session() as session:
        here = stage(session, Make(session), seats=seats)
        choosing.choose(session, here.provider, here.service, "longest_wait")
        given = [here.accepted().id]
        for _ in range(seats - 1):
            one = another(here)
            answering.accept(
                session, here.provider, one, intake=here.intake, starts_on=date.today() + timedelta(days=2)
            )
            given.append(one.id)
        line = [another(here) for _ in range(waiting)]
        for one in line:
            answering.waitlist(session, here.provider, one, review_on=date.today() + timedelta(days=20))
        ids = [one.id for one in line]
        session.expire_on_commit = False
        session.commit()
        session.expunge_all()
    return here, given, ids


def held(database: Database, here: Stage) -> tuple[int, list[uuid.UUID]]:
    """How many seats are held and used, and for whom they are offered."""
    assert here.intake is not None
    with database.session(writes=False) as session:
        of_batch = select(Seat.referral_id).where(Seat.intake_id == here.intake.id, Seat.freed_at.is_(None))
        ids = session.scalars(of_batch).all()
        asked = [one for one in ids if session.get_one(Referral, one).state is State.ASKED]
    return len(ids), sorted(asked, key=str)


def test_seats_freed_together_are_each_offered_to_one(database: Database, url: str) -> None:
    here, given, line = waiting_list(database, seats=3, waiting=5)
    assert together(url, [Try("cancel", here.caseworker.id, one) for one in given]) == ["done"] * 3
    sweeps = clocks(url, now_of(database))
    count, asked = held(database, here)
    assert (count, asked) == (3, sorted(line[:3], key=str)), sweeps
    with database.session(writes=False) as session:
        offered = select(func.count()).where(Event.action == Action.OFFER, Event.referral_id.in_(line))
        assert session.scalar(offered) == 3


def test_one_is_freed_while_the_next_takes_hers_and_clocks_sweep(database: Database, url: str) -> None:
    here, given, line = waiting_list(database, seats=2, waiting=3)
    assert together(url, [Try("cancel", here.caseworker.id, given[0])]) == ["done"]
    tries = [
        Try("take_seat", here.caseworker.id, line[0]),
        Try("cancel", here.caseworker.id, line[0]),
        Try("cancel", here.caseworker.id, given[1]),
    ]
    told = together(url, tries)
    assert told.count("done") >= 2
    clocks(url, now_of(database))
    assert held(database, here)[0] == 2


def now_of(database: Database) -> Any:
    with database.session(writes=False) as session:
        return now(session) + timedelta(minutes=1)


@dataclass(frozen=True)
class Held:
    """A class: whose referral, and who answers for it on each side."""

    referral: uuid.UUID
    provider: uuid.UUID
    caseworker: uuid.UUID


def held_today(database: Database) -> Held:
    """A woman accepted for a batch whose class day is today; another day of it is tomorrow, and no holiday."""
    with database.session() as session:
        session.execute(update(SessionDay).values(on=date(2001, 1, 1)))
        here = stage(session, Make(session), seats=5)
        referral = here.accepted()
        to_come = select(SessionDay).where(SessionDay.on > today(session)).order_by(SessionDay.on)
        first, second, *_ = session.scalars(to_come)
        first.on, second.on, referral.starts_on = today(session), today(session) + timedelta(days=1), None
        session.execute(delete(Holiday).where(Holiday.day == second.on))
        session.commit()
        return Held(referral.id, here.provider.id, here.caseworker.id)


@pytest.mark.parametrize(
    ("acts", "told"),
    [
        (["mark_came", "mark_absent"], ["done", "marked_meanwhile"]),
        (["mark_came", "mark_came", "mark_came"], ["done", "done", "done"]),
    ],
)
def test_two_mark_one_class_and_the_later_is_told(
    database: Database, url: str, acts: list[str], told: list[str]
) -> None:
    here = held_today(database)
    assert together(url, [Try(act, here.provider, here.referral, seen=1) for act in acts]) == told
    with database.session(writes=False) as session:
        marks = select(func.count()).select_from(Attendance).where(Attendance.referral_id == here.referral)
        assert session.scalar(marks) == 1


def test_many_clocks_remind_of_a_session_once(database: Database, url: str) -> None:
    here = held_today(database)
    with database.session(writes=False) as session:
        at = now(session)
    assert sum(one["sessions"] for one in clocks(url, at)) == 2
    with database.session(writes=False) as session:
        about = (About.SESSION_TOMORROW, About.CLASS_TOMORROW)
        told = session.scalars(select(Message.user_id).where(Message.about.in_(about)))
        assert sorted(told, key=str) == sorted([here.caseworker, here.provider], key=str)


def test_three_move_to_the_last_seat_and_two_keep_theirs(database: Database, url: str) -> None:
    here, given, _ = waiting_list(database, seats=3, waiting=0)
    with database.session() as session:
        service = session.get_one(Service, here.service.id)
        other = Make(session).intake(service, seats=1)
        other_id = other.id
        session.commit()
    told = together(url, [Try("move", here.provider.id, one, other_id) for one in given])
    assert told == ["done", "no_seat", "no_seat"]
    with database.session(writes=False) as session:
        kept = session.scalars(select(Seat.intake_id).where(Seat.referral_id.in_(given), Seat.freed_at.is_(None))).all()
    assert here.intake is not None
    assert sorted(kept, key=str) == sorted([other_id, here.intake.id, here.intake.id], key=str)
