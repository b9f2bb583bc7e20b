"""Figures of a history that can be counted by hand, on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from catalog.models import Organization, Service
from referral.figures.hidden import OTHER, TOTAL, Hidden
from referral.figures.period import Period, month, months
from referral.figures.reach import Step, month_by_month, reached
from referral.figures.speed import Stretch, answered_in_time, speeds, times
from referral.figures.unmet import unmet
from referral.figures.waiting import IN_TIME, OVERDUE, by_organization, by_state
from referral.models import Need, NeedOutcome, Referral, User
from referral.states import Action, Resolution, Role, State
from tests.make import Make
from tests.statements import statements

OPENED = datetime(2026, 10, 4, 4, tzinfo=UTC)
NOW = datetime(2026, 11, 15, 6, tzinfo=UTC)
TODAY = date(2026, 11, 15)
OCTOBER = months(date(2026, 10, 1), 1)


def later(days: float) -> datetime:
    return OPENED + timedelta(days=days)


@pytest.fixture
def caseworker(make: Make) -> User:
    return make.user(Role.CASEWORKER)


@pytest.fixture
def service(make: Make) -> Service:
    return make.service(answer_working_days=2)


class Story:
    """Needs of one caseworker that are sent to one service."""

    def __init__(self, make: Make, caseworker: User, service: Service) -> None:
        self.make, self.caseworker, self.service = make, caseworker, service

    def need(self, **values: Any) -> Need:
        return self.make.need(self.make.worker(self.caseworker), **{"opened_at": OPENED, **values})

    def sent(self, service: Service | None = None, **values: Any) -> Referral:
        referral = self.make.referral(self.need(**values), service or self.service, at=OPENED)
        self.make.event(referral, Action.SEND, OPENED)
        return referral

    def accepted(self, days: float = 1) -> Referral:
        referral = self.sent()
        self.make.event(referral, Action.ACCEPT, later(days))
        return referral

    def completed(self) -> Referral:
        referral = self.accepted()
        self.make.event(referral, Action.START, later(4))
        self.make.event(referral, Action.COMPLETE, later(14), resolution=Resolution.COMPLETED)
        return referral

    def closed(self, outcome: NeedOutcome, her_word: bool) -> Referral:
        referral = self.completed()
        referral.outcome = outcome
        self.make.event(referral, Action.CLOSE, later(16))
        referral.need.closed_at, referral.need.outcome, referral.need.her_word = later(16), outcome, her_word
        return referral


@pytest.fixture
def story(make: Make, caseworker: User, service: Service) -> Story:
    return Story(make, caseworker, service)


def test_a_funnel_counts_needs(session: Session, story: Story, make: Make) -> None:
    for _ in range(12):
        story.closed(NeedOutcome.MET, her_word=True)
    for _ in range(11):
        story.closed(NeedOutcome.UNMET, her_word=False)
    for _ in range(10):
        story.accepted()
    for _ in range(3):
        twice = story.sent()
        make.event(twice, Action.DECLINE, later(1))
        make.event(make.referral(twice.need, make.service(), at=later(1)), Action.SEND, later(2))
    story.need()
    session.flush()
    (reach,) = reached(session, OCTOBER, TODAY)
    assert dict(reach.steps) == {
        Step.OPENED: 37,
        Step.SENT: 36,
        Step.ANSWERED: 36,
        Step.ACCEPTED: 33,
        Step.STARTED: 23,
        Step.COMPLETED: 23,
        Step.CLOSED: 23,
        Step.HER_WORD: 12,
        Step.MET: 12,
        Step.UNMET: 11,
    }
    assert reach.persons == 36
    assert reach.her_own_word.rate == reach.need_met.rate == 12 / 23
    assert reach.told is reach.own[Step.SENT] is Hidden.FEW


def test_own_services_and_what_was_told_count_apart(session: Session, story: Story, make: Make) -> None:
    own = make.service(session.get_one(Organization, story.caseworker.organization_id))
    for _ in range(10):
        story.sent(own)
        make.choice(story.need(), story.service, told_at=OPENED)
    (reach,) = reached(session, OCTOBER, TODAY)
    assert (reach.told, reach.own[Step.OPENED], reach.own[Step.SENT]) == (10, 10, 10)
    assert reach.steps[Step.OPENED] is reach.steps[Step.SENT] is Hidden.FEW


def test_a_need_asked_side_by_side_is_counted_once_and_where_she_was_accepted(
    session: Session, story: Story, make: Make
) -> None:
    """One of the own services accepts her: what was asked of another organisation lowers no share of its."""
    own = make.service(session.get_one(Organization, story.caseworker.organization_id))
    for number in range(20):
        accepted = story.sent(own if number < 10 else None)
        other = make.referral(accepted.need, story.service if number < 10 else make.service(), at=OPENED)
        make.event(other, Action.SEND, OPENED)
        make.event(accepted, Action.ACCEPT, later(1))
        make.event(other, Action.OTHER_ACCEPTED, later(1), resolution=Resolution.OTHER_ACCEPTED)
    session.flush()
    (reach,) = reached(session, OCTOBER, TODAY)
    assert [reach.own[step] for step in (Step.OPENED, Step.SENT, Step.ACCEPTED)] == [10, 10, 10]
    assert [reach.steps[step] for step in (Step.OPENED, Step.SENT, Step.ACCEPTED)] == [10, 10, 10]


def test_the_months_are_those_of_dhaka(session: Session, story: Story) -> None:
    for _ in range(10):
        story.need(opened_at=datetime(2026, 9, 30, 18, tzinfo=UTC))
        story.need(opened_at=datetime(2026, 9, 30, 17, 59, tzinfo=UTC))
    september, october = reached(session, months(date(2026, 10, 20), 2), TODAY)
    assert (september.month, september.steps[Step.OPENED]) == (date(2026, 9, 1), 10)
    assert (october.month, october.steps[Step.OPENED]) == (date(2026, 10, 1), 10)


@pytest.mark.parametrize(
    ("confidential", "today", "told"), [(9, TODAY, 10), (10, TODAY, 20), (10, date(2026, 10, 31), 10)]
)
def test_confidential_ones_enter_as_ten_when_the_month_is_over(
    session: Session, story: Story, confidential: int, today: date, told: int
) -> None:
    for _ in range(10):
        story.need()
    for _ in range(confidential):
        story.need(confidential=True)
    (reach,) = reached(session, OCTOBER, today)
    assert reach.steps[Step.OPENED] == told


def test_no_few_is_the_rest_of_a_sum_of_months(session: Session, story: Story) -> None:
    """September, October and November have 12, 5 and 30: of 47 and 30 one would know the 5, were the 12 shown too."""
    for opened, number in ((OPENED - timedelta(days=20), 12), (OPENED, 5), (later(35), 30)):
        for _ in range(number):
            story.need(opened_at=opened)
    whole, by_month = month_by_month(session, months(TODAY, 3), TODAY)
    assert whole.steps[Step.OPENED] == 47
    assert [one.steps[Step.OPENED] for one in by_month] == [Hidden.BESIDE, Hidden.FEW, 30]
    assert whole.steps[Step.SENT] is Hidden.FEW


def test_medians_count_those_who_still_wait(session: Session, story: Story, make: Make) -> None:
    for days in (1, 2, 3, 4, 5, 6):
        story.accepted(days)
    for _ in range(5):
        story.sent()
    elsewhere = story.sent()
    make.event(elsewhere, Action.OTHER_ACCEPTED, later(1))
    referrals = times(session, month(OPENED.date()))
    assert len(referrals) == 11
    told = {speed.stretch: speed for speed in speeds(referrals, NOW)}
    assert told[Stretch.TO_ANSWER].days == 6
    assert told[Stretch.TO_START].few
    assert told[Stretch.TO_CLOSING].days is None


def test_one_taken_back_waits_until_then_and_one_never_answered_still(
    session: Session, story: Story, make: Make
) -> None:
    for _ in range(5):
        story.accepted(10)
    for _ in range(5):
        make.event(story.sent(), Action.CANCEL, later(1))
    (_, to_answer, *_) = speeds(times(session, month(OPENED.date())), NOW)
    assert to_answer.days == 10
    for _ in range(6):
        make.event(story.sent(), Action.EXPIRE, later(5))
    (_, to_answer, *_) = speeds(times(session, month(OPENED.date())), NOW)
    assert to_answer.days is None


def test_answered_in_the_time_that_the_service_promises(session: Session, story: Story, make: Make) -> None:
    """Sunday 4 October and two working days: until Tuesday evening; a question stops the clock."""
    for _ in range(10):
        story.accepted(2)
    for _ in range(5):
        story.accepted(4)
    asked = story.sent()
    make.event(asked, Action.ASK, later(1))
    make.event(asked, Action.ANSWER, later(3))
    make.event(asked, Action.ACCEPT, later(4))
    make.event(story.sent(), Action.CANCEL, later(1))
    story.sent()
    share = answered_in_time(session, times(session, month(OPENED.date())), NOW)
    assert (share.part, share.whole) == (11, 17)


def test_what_waits_by_state(session: Session, story: Story) -> None:
    for _ in range(12):
        story.sent().due_at = NOW - timedelta(hours=1)
    for _ in range(11):
        story.sent().due_at = NOW + timedelta(hours=1)
    for days in (-1, -1, 1, 1):
        story.accepted().due_at = NOW + timedelta(days=days)
    secret = story.sent(confidential=True)
    secret.due_at = NOW
    session.flush()
    told = by_state(session, NOW)
    assert told[State.SENT, TOTAL] == 23
    assert told[State.SENT, OVERDUE] == 12
    assert told[State.ACCEPTED, IN_TIME] is Hidden.FEW
    assert told[TOTAL, TOTAL] == 27


def test_what_waits_on_whom_as_the_day_began(session: Session, story: Story, make: Make) -> None:
    for number in range(24):
        referral = story.sent()
        referral.due_at = NOW - timedelta(days=1) if number < 12 else NOW + timedelta(days=1)
        referral.changed_at = OPENED
    for _ in range(10):
        story.sent().changed_at = NOW
    few = make.referral(story.need(), make.service(), at=OPENED)
    make.event(few, Action.SEND, OPENED)
    few.changed_at = OPENED
    session.flush()
    told = by_organization(session, NOW)
    provider = str(story.service.organization_id)
    assert told.table.rows == (provider, OTHER)
    assert told.names[provider].id == story.service.organization_id
    assert told.table[provider, TOTAL] in (24, Hidden.BESIDE)
    assert told.table[OTHER, TOTAL] is Hidden.FEW


def test_unmet_needs_by_need_and_district(session: Session, story: Story, make: Make) -> None:
    closed: dict[str, Any] = {"opened_at": OPENED, "closed_at": later(1), "outcome": NeedOutcome.UNMET}
    for _ in range(12):
        story.need(code="childcare", unmet_reason="no_seat_in_time", **closed)
    for _ in range(11):
        mother = make.worker(story.caseworker, place_code="dhaka-ashulia")
        make.need(mother, "childcare", served=make.child(mother), unmet_reason="no_service_in_area", **closed)
    for _ in range(3):
        story.need(code="learn_skill", unmet_reason="papers", **closed)
    story.need(code="childcare", unmet_reason="papers", confidential=True, **closed)
    told = unmet(session, Period(date(2026, 1, 1), TODAY))
    assert told.table.rows == ("childcare", OTHER)
    assert set(told.table.columns) == {"gazipur", "dhaka", OTHER}
    assert told.table["childcare", TOTAL] in (23, Hidden.BESIDE)
    assert told.table[OTHER, TOTAL] is Hidden.FEW
    assert told.why == {"childcare": "no_seat_in_time"}


def test_each_figure_is_one_statement(session: Session) -> None:
    period = Period(date(2026, 10, 1), TODAY)
    with statements(session.connection()) as sent:
        reached(session, months(TODAY, 13), TODAY)
        times(session, period)
        by_state(session, NOW)
        by_organization(session, NOW)
        unmet(session, period)
    assert len(sent) == 5
