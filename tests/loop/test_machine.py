"""All actions by all parties in any order, at any time, on the real database: the twelve rules hold after each step."""

import random
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from catalog.models import Kind, Service
from catalog.models import Rule as Condition
from catalog.offers import resume
from matching.policies import POLICIES
from referral import access
from referral.db import Database
from referral.loop import answering, ending, needs, offering, passing, second, secretly, sending, tasks, team
from referral.loop.acting import Overtaken
from referral.loop.clock import sweep
from referral.loop.conditions import actions
from referral.loop.reminding import APART
from referral.loop.sessions import days, marking
from referral.loop.sessions.marking import Mark
from referral.loop.waiting import choosing
from referral.loop.waiting.offers import offer_freed
from referral.models import Came, Choice, Event, Need, Referral, SessionDay, Task, User, Worker
from referral.moment import now
from referral.refusals import Refused
from referral.states import MOVES, Action, Eye, Party, Role, after
from tests.conftest import UndoneDatabase
from tests.loop.moves import ACTS, forward
from tests.loop.rules import RULES, never_more_seats
from tests.make import Make

Order = dict[type[Any], list[Any]]
IN_ORDER: dict[type[Any], Callable[[Any, Order], Any]] = {
    Worker: lambda row, order: row.code,
    Service: lambda row, order: row.name_en,
    Need: lambda row, order: (row.opened_at, row.person_id in order[Worker] and order[Worker].index(row.person_id)),
    Choice: lambda row, order: (order[Need].index(row.need_id), row.position),
    Referral: lambda row, order: (row.created_at, order[Choice].index(row.choice_id)),
    SessionDay: lambda row, order: (row.planned_on, row.planned_at, str(row.intake and row.intake.starts_on)),
    Task: lambda row, order: (order[Referral].index(row.referral_id), row.kind, row.due_at),
}
BEGAN = datetime(2026, 3, 1, 4, tzinfo=UTC)


class Loop(RuleBasedStateMachine):
    """Two referrers' staff, two providers' staff and a stranger, three workers, three services, and time that passes."""

    def __init__(self, stored: Database) -> None:
        super().__init__()
        self.connection = stored.engine.connect()
        self.transaction = self.connection.begin()
        self.database = UndoneDatabase(stored, self.connection)
        self.now = BEGAN
        self.known: dict[Any, tuple[Any, ...]] = {}
        self.order: dict[type[Any], list[Any]] = {}
        self.held: dict[uuid.UUID, int] = {}
        self.changed = True

    def teardown(self) -> None:
        self.transaction.rollback()
        self.connection.close()

    def open(self) -> Session:
        session = self.database.session()
        session.info["now"] = self.now
        listen(session, "after_commit", self._committed)
        return session

    def _committed(self, session: Session) -> None:
        self.changed = True

    @initialize()
    def consortium(self) -> None:
        with self.open() as session:
            make = Make(session)
            ours, theirs = make.organization("Referrer"), make.organization("Provider")
            caseworker = make.user(Role.CASEWORKER, organization=ours, e_mail="caseworker@x", safety_trained=True)
            supervisor = make.user(Role.SUPERVISOR, organization=ours, e_mail="supervisor@x")
            make.user(Role.PROVIDER, organization=theirs, e_mail="provider@x")
            focal = make.user(Role.PROVIDER, organization=theirs, e_mail="focal@x")
            make.user(Role.CASEWORKER, Role.PROVIDER, e_mail="stranger@x")
            make.user(Role.ADMIN, organization=theirs, e_mail="admin@x")
            confirmed = BEGAN.date()
            old_enough = Condition(fact="birth_year", test="range", value={"min": 35})
            batch = make.service(theirs, name_en="Service A", confirmed_on=confirmed, rules=[old_enough])
            make.intake(batch, seats=1, starts_on=None, ends_on=None)
            make.intake(batch, seats=1, starts_on=BEGAN.date(), ends_on=None)
            make.service(theirs, name_en="Service B", confirmed_on=confirmed)
            make.service(theirs, name_en="Service B2", confirmed_on=confirmed)
            make.service(theirs, "gbv_support", name_en="Service C", confirmed_on=confirmed, focal=focal)
            for _ in range(3):
                make.worker(caseworker)
            make.child(make.worker(caseworker))
            self._first_referrals(session, make, caseworker, supervisor)
            session.get_one(Kind, "skills_training").second_eyes = [Eye.UNMET]
            session.commit()

    def _first_referrals(self, session: Session, make: Make, caseworker: User, supervisor: User) -> None:
        """Each worker has a need with all that she may choose, agreed to; the first is drafted."""
        services = session.scalars(select(Service).order_by(Service.name_en)).all()
        for number, worker in enumerate(session.scalars(select(Worker).order_by(Worker.code))):
            secret = number == 1
            agreed = {"agreed_name": "শাপলা"} if secret else None
            need = needs.open_need(
                session, caseworker, worker, "learn_skill", confidential=secret, agreed=agreed, named=[supervisor]
            )
            open_to_her = [one for one in services if secret or not one.confidential]
            choices = [needs.choose(session, caseworker, need, one) for one in open_to_her]
            for service in open_to_her:
                make.consent(need, service, until=BEGAN.date() + timedelta(days=200))
            referral = sending.draft(session, caseworker, choices[-1] if number % 2 else choices[0])
            if number:
                sending.send(session, caseworker, referral, overrides={"birth_year": "hardship"}, text="রাজি")

    def users(self, session: Session) -> list[User]:
        return list(session.scalars(select(User).order_by(User.e_mail)))

    def pick(self, session: Session, data: st.DataObject, table: type[Any]) -> Any:
        """A row, drawn in the order in which rows came, so that a failing run can be run again."""
        self.note(session, table)
        order = self.order[table]
        rows = sorted(session.scalars(select(table)), key=lambda row: order.index(row.id))
        return data.draw(st.sampled_from(rows)) if rows else None

    def note(self, session: Session, table: type[Any]) -> None:
        known = self.order.setdefault(table, [])
        fresh = [row for row in session.scalars(select(table)) if row.id not in known]
        known.extend(row.id for row in sorted(fresh, key=lambda row: IN_ORDER[table](row, self.order)))

    def attempt(self, act: Callable[[Session], object]) -> bool:
        """Do it in a transaction of its own; a refusal leaves nothing behind."""
        with self.open() as session:
            try:
                act(session)
            except (Refused, access.NotFound):
                session.rollback()
                return False
            offer_freed(session)
            session.commit()
            return True

    @rule(data=st.data(), secret=st.booleans())
    def open_need(self, data: st.DataObject, secret: bool) -> None:
        def act(session: Session) -> None:
            worker = self.pick(session, data, Worker)
            child = worker.children[0] if worker.children and not secret else None
            actor = session.scalars(select(User).where(User.e_mail == "caseworker@x")).one()
            supervisor = session.scalars(select(User).where(User.e_mail == "supervisor@x")).one()
            code = data.draw(st.sampled_from(["learn_skill", "find_job"]))
            agreed = {"agreed_name": "শাপলা"} if secret else None
            needs.open_need(
                session, actor, worker, code, served=child, confidential=secret, agreed=agreed, named=[supervisor]
            )

        self.attempt(act)

    @rule(data=st.data())
    def choose(self, data: st.DataObject) -> None:
        def act(session: Session) -> None:
            need, service = self.pick(session, data, Need), self.pick(session, data, Service)
            if need is None:
                return
            user = self.user(session, data, "caseworker@x")
            choice = needs.choose(session, user, need, service)
            if data.draw(st.integers(0, 9)):
                Make(session).consent(need, service, until=self.now.date() + timedelta(days=200))
            if not data.draw(st.integers(0, 9)):
                needs.tell(session, user, choice)

        self.attempt(act)

    @rule(data=st.data())
    def draft(self, data: st.DataObject) -> None:
        def act(session: Session) -> None:
            choice = self.pick(session, data, Choice)
            if choice is not None:
                sending.draft(session, self.user(session, data, "caseworker@x"), choice)

        self.attempt(act)

    @rule(data=st.data())
    def ask_beside(self, data: st.DataObject) -> None:
        """Two or three of the choices of a need asked side by side, with her consent to each."""

        def act(session: Session) -> None:
            need = self.pick(session, data, Need)
            if need is None:
                return
            wanted = data.draw(st.integers(2, 3))
            choices = [one for one in need.choices if not one.told_at][:wanted]
            for one in choices:
                if not access.granted(session, need.person_id, one.service_id, self.now.date()):
                    Make(session).consent(need, one.service, until=self.now.date() + timedelta(days=200))
            sending.send_beside(session, self.user(session, data, "caseworker@x"), need, choices)

        self.attempt(act)

    def user(self, session: Session, data: st.DataObject, likely: str) -> User:
        """Mostly the one who may, and now and then anybody."""
        users = {user.e_mail: user for user in session.scalars(select(User).order_by(User.e_mail))}
        return users[likely] if data.draw(st.integers(0, 4)) else users[data.draw(st.sampled_from(sorted(users)))]

    @rule(data=st.data(), action=st.sampled_from(sorted(ACTS)))
    def act_at_random(self, data: st.DataObject, action: Action) -> None:
        self._act(data, action)

    @rule(data=st.data())
    def send(self, data: st.DataObject) -> None:
        """Nothing else happens before it; and an answer soon after."""
        self._act(data, Action.SEND)
        self.act_as_the_page_offers(data)

    @rule(data=st.data(), steps=st.integers(1, 3))
    def goes_well(self, data: st.DataObject, steps: int) -> None:
        """A referral goes forward as referrals should: by whom the turn is, with what is asked for."""
        with self.open() as session:
            referral = self.pick(session, data, Referral)
            if referral is None:
                return
            referral_id = referral.id
            session.rollback()
        for _ in range(steps):
            with self.open() as session:
                referral = session.get_one(Referral, referral_id)
                try:
                    forward(session, referral)
                except Refused:
                    session.rollback()
                    return
                offer_freed(session)
                session.commit()

    @rule(data=st.data())
    def act_twice(self, data: st.DataObject) -> None:
        self.act_as_the_page_offers(data)
        self.act_as_the_page_offers(data)

    @rule(data=st.data())
    def act_as_the_page_offers(self, data: st.DataObject) -> None:
        """What a page shows as a button is not refused for being out of turn or another's."""
        with self.open() as session:
            referral = self.pick(session, data, Referral)
            if referral is None:
                return
            side = data.draw(st.sampled_from(["caseworker@x", "supervisor@x", "provider@x", "focal@x"]))
            user = self.user(session, data, side)
            offered = [one for one in actions(session, user, referral, now(session)) if one in ACTS]
            if not offered:
                return
            action, user_id, referral_id = data.draw(st.sampled_from(offered)), user.id, referral.id
            session.rollback()
        with self.open() as session:
            referral, user = session.get_one(Referral, referral_id), session.get_one(User, user_id)
            try:
                ACTS[action](session, user, referral, data.draw)
            except Refused as refused:
                assert refused.code not in ("not_now", "not_yours"), (action, refused.code)
                session.rollback()
                return
            offer_freed(session)
            session.commit()

    def _act(self, data: st.DataObject, action: Action) -> None:
        with self.open() as session:
            referral = self.pick(session, data, Referral)
            if referral is None:
                return
            before, number = referral.standing, len(referral.events)
            party = min(MOVES[action].by)
            user = self.user(session, data, "caseworker@x" if party is Party.REFERRER else "focal@x")
            try:
                ACTS[action](session, user, referral, data.draw)
                offer_freed(session)
                session.commit()
            except (Refused, access.NotFound) as refused:
                assert not isinstance(refused, Overtaken)
                session.rollback()
                return
            session.refresh(referral)
            fresh = [one for one in referral.events if one.number > number and one.party is not Party.CLOCK]
            for event in fresh:
                before = after(before, event.action, event.resolution)
            if not any(one.number > number and one.party is Party.CLOCK for one in referral.events):
                assert before == referral.standing

    @rule(data=st.data())
    def stale_form(self, data: st.DataObject) -> None:
        """Rule 4: an old form is refused with who did what, and changes nothing."""
        with self.open() as session:
            referral = self.pick(session, data, Referral)
            if referral is None:
                return
            user = data.draw(st.sampled_from(self.users(session)))
            with pytest.raises((Refused, access.NotFound)) as caught:
                answering.answer(session, user, referral, text="x", seen=referral.version - 1)
            if isinstance(caught.value, Overtaken):
                assert caught.value.last.number == len(referral.events)
            session.rollback()

    @rule(data=st.data())
    def unmet(self, data: st.DataObject) -> None:
        def act(session: Session) -> None:
            need = self.pick(session, data, Need)
            if need is not None:
                user = self.user(session, data, "caseworker@x")
                needs.record_unmet(session, user, need, reason="no_seat_in_time", rules=["birth_year"])

        self.attempt(act)

    @rule(data=st.data())
    def suspend(self, data: st.DataObject) -> None:
        def act(session: Session) -> None:
            service = self.pick(session, data, Service)
            user = self.user(session, data, "admin@x")
            if data.draw(st.integers(0, 2)):
                return
            ending.suspend(session, user, service)
            if data.draw(st.booleans()):
                resume(session, service, self.now.date())

        self.attempt(act)

    @rule(data=st.data(), seats=st.integers(0, 3))
    def other_seats(self, data: st.DataObject, seats: int) -> None:
        """A batch made larger, or smaller than its seats in use."""

        def act(session: Session) -> None:
            service = session.scalars(select(Service).where(Service.name_en == "Service A")).one()
            intakes = sorted(service.places[0].intakes, key=lambda one: str(one.starts_on))
            intake = data.draw(st.sampled_from(intakes))
            user = self.user(session, data, "provider@x")
            offering.set_intake(session, user, service, intake, seats=seats)

        self.attempt(act)

    @rule(data=st.data(), code=st.sampled_from(sorted(POLICIES)))
    def choose_policy(self, data: st.DataObject, code: str) -> None:
        def act(session: Session) -> None:
            service = self.pick(session, data, Service)
            choosing.choose(session, self.user(session, data, "provider@x"), service, code, rule="আগে যাঁর ঘর নেই")

        self.attempt(act)

    @rule(data=st.data(), every=st.booleans())
    def hand_over(self, data: st.DataObject, every: bool) -> None:
        """All of one person's ordinary work, or the first of it, to colleagues: after all of it nothing is left."""

        def act(session: Session) -> None:
            people = {user.e_mail: user for user in self.users(session)}
            actor, user = (
                people[data.draw(st.sampled_from(sorted(people)))],
                people[data.draw(st.sampled_from(["caseworker@x", "focal@x", "provider@x"]))],
            )
            user = team.get_colleague(session, actor, user.id)
            found = passing.bundles(session, actor, user)
            to = [one for one in team.team(session, actor) if one.id != user.id]
            passing.pass_on(session, actor, user, found if every else found[:1], to, reason="leave")
            session.flush()
            assert not every or not passing.bundles(session, actor, user)

        self.attempt(act)

    @rule(data=st.data())
    def hand_over_secretly(self, data: st.DataObject) -> None:
        def act(session: Session) -> None:
            actor = self.user(session, data, data.draw(st.sampled_from(["caseworker@x", "supervisor@x", "focal@x"])))
            found = secretly.secrets_of(session, actor)
            if found:
                to = data.draw(st.sampled_from(self.users(session)))
                secretly.pass_secret(session, actor, data.draw(st.sampled_from(found)), to)

        self.attempt(act)

    @rule(data=st.data(), agrees=st.booleans())
    def second_eyes(self, data: st.DataObject, agrees: bool) -> None:
        """Somebody asks that her closing as unmet be agreed to, and somebody answers."""

        def act(session: Session) -> None:
            referral = self.pick(session, data, Referral)
            users = self.users(session)
            if referral is not None:
                codes = {"outcome": "unmet", "next_step": "unmet_recorded", "unmet_reason": "all_declined"}
                asked = second.ask(session, self.user(session, data, "caseworker@x"), referral, Eye.UNMET, codes)
                actor = data.draw(st.sampled_from(users))
                second.answer(session, actor, asked, agrees=agrees, word="ভেবে দেখুন")

        self.attempt(act)

    @rule(data=st.data())
    def mark(self, data: st.DataObject) -> None:
        """Who came to a session, mostly to one that is held by now; said again it changes nothing."""

        def act(session: Session) -> None:
            day = self.pick(session, data, SessionDay)
            if day is None:
                return
            user = self.user(session, data, "provider@x")
            people = days.attendees(session, user, day)
            marks = {one.referral.id: Mark(data.draw(st.sampled_from(Came))) for one in people}
            marking.mark(session, user, day, marks)
            session.flush()
            assert marking.mark(session, user, day, marks) == 0

        self.attempt(act)

    @rule(data=st.data())
    def do_task(self, data: st.DataObject) -> None:
        def act(session: Session) -> None:
            task = self.pick(session, data, Task)
            if task is not None:
                tasks.done(session, data.draw(st.sampled_from(self.users(session))), task)

        self.attempt(act)

    @rule(hours=st.sampled_from([1, 20, 24 * 4, 24 * 9]))
    def time_passes(self, hours: int) -> None:
        for wait in (timedelta(hours=hours), APART):
            self.now += wait
            sweep(self.open, self.now)

    @invariant()
    def rules_hold(self) -> None:
        if not self.changed:
            return
        with self.open() as session:
            for table in IN_ORDER:
                self.note(session, table)
            for held in RULES:
                held(session)
            self.held = never_more_seats(session, self.held)
            self._events_stay(session)
            session.rollback()
        self.changed = False

    def _events_stay(self, session: Session) -> None:
        """Rule 3: what was written once is there as it was written."""
        found = {
            row.id: (row.referral_id, row.number, row.action, row.state, row.at, row.reason)
            for row in session.scalars(select(Event))
        }
        for event_id, as_written in self.known.items():
            assert found[event_id] == as_written
        self.known = found

    @invariant()
    def the_stranger_sees_nothing(self) -> None:
        with self.open() as session:
            stranger = session.scalars(select(User).where(User.e_mail == "stranger@x")).one_or_none()
            if stranger is not None:
                assert not session.scalars(select(Referral).where(access.visible(stranger))).all()
                assert not session.scalars(select(Need).where(access.visible_needs(stranger))).all()
            session.rollback()


def test_whatever_is_done_the_rules_hold(stored: Database) -> None:
    """Keys come from the generator that Hypothesis seeds, so that what is ordered by key is the same in each run."""

    class OnStored(Loop):
        def __init__(self) -> None:
            super().__init__(stored)

    how = settings(
        max_examples=max(5, settings().max_examples // 4),
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    with patch.object(uuid, "os", SimpleNamespace(urandom=random.randbytes)):
        run_state_machine_as_test(OnStored, settings=how)
