"""The rules that always hold, looked at over the whole database: each function is one of them."""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from catalog.models import Intake
from referral import access
from referral.loop import sending
from referral.loop.acting import QUIET
from referral.loop.due import opening_of
from referral.loop.seats import occupied
from referral.loop.second import ALONE
from referral.models import (
    About,
    Approval,
    Attendance,
    Came,
    Event,
    Grant,
    Message,
    NamedPerson,
    Need,
    Referral,
    Seat,
    User,
)
from referral.moment import today
from referral.states import LIVE, MOVES, OVER, ROLES, TURN, UNANSWERED, Action, Party, State, replay

Rule = Callable[[Session], None]


def events_give_the_state(session: Session) -> None:
    """Rules 1 and 2: one state, one turn; replaying the events gives it; they are numbered without a gap."""
    for referral in session.scalars(select(Referral)):
        events = session.scalars(select(Event).where(Event.referral_id == referral.id).order_by(Event.number)).all()
        assert [one.number for one in events] == list(range(1, len(events) + 1))
        assert replay((one.action, one.resolution) for one in events) == referral.standing
        assert (TURN[referral.state] is None) == (referral.state is State.CLOSED)
        assert events[-1].state is referral.state


def only_the_permitted_act(session: Session) -> None:
    """Rule 1: each event is by a party that the table names, and by a role and organisation of that side."""
    for event, referral in session.execute(select(Event, Referral).join(Referral, Event.referral_id == Referral.id)):
        assert event.party in MOVES[event.action].by
        if event.party is Party.CLOCK:
            assert event.actor_id is None
            continue
        actor = session.get_one(User, event.actor_id)
        assert actor.organization_id == (
            referral.referrer_id if event.party is Party.REFERRER else referral.provider_id
        )
        assert referral.confidential or any(actor.has(role) for role in ROLES[event.party])


def a_second_is_somebody_else(session: Session) -> None:
    """Whoever agreed did not ask, and is neither who acted; each agreement was acted on once at most."""
    for approval in session.scalars(select(Approval)):
        assert approval.answered_by_id != approval.asked_by_id
        assert approval.used_at is None or approval.agreed
    seconds = Counter[str]()
    for event in session.scalars(select(Event).where(Event.action == Action.CLOSE, Event.party != Party.CLOCK)):
        if event.values.get("second", ALONE) != ALONE:
            seconds[str(event.referral_id)] += 1
    for referral_id, times in seconds.items():
        used = select(func.count()).where(Approval.referral_id == uuid.UUID(referral_id), Approval.used_at.is_not(None))
        assert session.scalar(used) == times


def never_more_seats(session: Session, before: Mapping[uuid.UUID, int]) -> dict[uuid.UUID, int]:
    """Rule 5: no more seats held and used than an intake has; where it was made smaller, no more than were `before`."""
    counts = select(Seat.intake_id, func.count()).where(occupied(today(session))).group_by(Seat.intake_id)
    held = {row[0]: row[1] for row in session.execute(counts)}
    for intake in session.scalars(select(Intake)):
        assert intake.seats is None or held.get(intake.id, 0) <= max(intake.seats, before.get(intake.id, 0))
    return held


def seats_are_hers(session: Session) -> None:
    """Rule 5: a seat that is not freed is held for one person through one referral that may hold it, in its batch."""
    for seat in session.scalars(select(Seat).where(Seat.freed_at.is_(None))):
        referral = session.get_one(Referral, seat.referral_id)
        assert seat.person_id == referral.person_id
        with_seat = {State.ACCEPTED, State.IN_SERVICE}
        offered = referral.state is State.ASKED and referral.before is State.WAITLISTED
        assert referral.state in with_seat or referral.before in with_seat or offered or referral.held_until
        assert seat.kept or referral.state in LIVE
        assert seat.intake_id == referral.intake_id


def offered_to_who_waited(session: Session) -> None:
    """Rule 5: an offer holds one seat for one who was on the list, and her event says by which policy."""
    offers = select(Event).where(Event.action == Action.OFFER)
    for event in session.scalars(offers):
        assert {"intake", "policy", "place", "why"} <= event.values.keys()
        assert session.scalar(select(Seat.id).where(Seat.referral_id == event.referral_id, Seat.held_at == event.at))


def accepted_has_a_seat(session: Session) -> None:
    """Rule 5: whoever was accepted into an intake that counts seats has one."""
    accepted = select(Referral).where(Referral.state.in_([State.ACCEPTED, State.IN_SERVICE]))
    for referral in session.scalars(accepted):
        intake = referral.intake
        if intake is not None and intake.seats is not None:
            assert session.scalar(select(Seat.id).where(Seat.referral_id == referral.id, Seat.freed_at.is_(None)))


def one_live_referral(session: Session) -> None:
    """Rule 8: a person served has at most one live referral to a service, and a need is served once at a time."""
    alive = session.scalars(select(Referral).where(Referral.state.in_(LIVE))).all()
    pairs = Counter((one.person_id, one.service_id) for one in alive if not one.confidential)
    assert all(count == 1 for count in pairs.values())
    serving = Counter(one.need_id for one in alive if one.state in (State.ACCEPTED, State.IN_SERVICE))
    assert all(count == 1 for count in serving.values())


def three_at_once_and_nameless(session: Session) -> None:
    """A need is asked of three at once at most, side by side with facts only; a yes waits only where it was said."""
    open_ones = or_(
        Referral.state.in_(UNANSWERED), and_(Referral.state == State.ASKED, Referral.before.in_(UNANSWERED))
    )
    asked = session.scalars(select(Referral).where(open_ones)).all()
    of_need = Counter(one.need_id for one in asked)
    assert all(count <= sending.SIDE_BY_SIDE for count in of_need.values())
    assert all(one.facts_only for one in asked if of_need[one.need_id] > 1)
    for referral in session.scalars(select(Referral)):
        assert not (referral.facts_only and referral.state in (State.ACCEPTED, State.IN_SERVICE))
        if referral.held_until is not None:
            assert referral.state is State.ASKED and referral.held_until == referral.due_at
            assert referral.starts_on is not None and referral.held_until <= opening_of(referral.starts_on)


def over_has_its_word(session: Session) -> None:
    """Rule 9: what came back has a resolution, what is closed an outcome; a closed need has an outcome too."""
    for referral in session.scalars(select(Referral)):
        assert (referral.resolution is not None) == (referral.state in OVER)
        assert (referral.outcome is not None) == (referral.state is State.CLOSED)
        assert (referral.returned_at is not None) == (referral.state in OVER)
    for need in session.scalars(select(Need)):
        assert (need.outcome is None) == (need.closed_at is None)
        if need.closed_at is not None:
            states = session.scalars(select(Referral.state).where(Referral.need_id == need.id)).all()
            assert all(state is State.CLOSED for state in states)


def sent_with_consent(session: Session) -> None:
    """Rule 6: what was sent has left with a grant, in force or ended since."""
    for referral in session.scalars(select(Referral).where(Referral.sent_at.is_not(None))):
        given = select(Grant.id).where(Grant.person_id == referral.person_id, Grant.service_id == referral.service_id)
        assert session.scalars(given).first()


def each_change_is_told(session: Session) -> None:
    """Rule 10: nobody is told of what she did herself; what the clock or another did is owed to somebody."""
    for event in session.scalars(select(Event)):
        told = set(session.scalars(select(Message.user_id).where(Message.event_id == event.id)))
        assert event.actor_id not in told
        assert not (event.action in QUIET and told)
        if event.party is Party.CLOCK:
            assert told


def nothing_ends_unreminded(session: Session) -> None:
    """What the clock ends for want of an answer was reminded of before."""
    for event in session.scalars(select(Event).where(Event.action.in_([Action.EXPIRE, Action.LAPSE]))):
        reminders = select(Message.id).where(Message.referral_id == event.referral_id, Message.about != About.EVENT)
        assert session.scalars(reminders.where(Message.due_at < event.at).limit(1)).first()


def who_came_has_begun(session: Session) -> None:
    """A woman who came to a session has begun, and one mark of hers stands for each session."""
    standing = Counter((one.session_day_id, one.referral_id) for one in _marks(session) if one.replaced_at is None)
    assert all(count == 1 for count in standing.values())
    for mark in _marks(session):
        referral = session.get_one(Referral, mark.referral_id)
        assert mark.came is Came.ABSENT or referral.started_on is not None
        assert mark.day.on <= today(session)


def _marks(session: Session) -> Sequence[Attendance]:
    return session.scalars(select(Attendance)).all()


def confidential_stays_so(session: Session) -> None:
    """Rule 12: marked when made, on the referral as on the need or service; only the named see it, two at most a side."""
    users = session.scalars(select(User)).all()
    for referral in session.scalars(select(Referral)):
        assert referral.confidential == (referral.need.confidential or referral.service.confidential)
        for user in users if referral.confidential else ():
            if access.sides(session, user, referral):
                named = session.get(NamedPerson, (referral.need_id, user.id)) is not None
                assert named or user.e_mail.startswith("focal")


RULES: tuple[Rule, ...] = (
    events_give_the_state,
    only_the_permitted_act,
    a_second_is_somebody_else,
    seats_are_hers,
    offered_to_who_waited,
    accepted_has_a_seat,
    one_live_referral,
    three_at_once_and_nameless,
    over_has_its_word,
    sent_with_consent,
    each_change_is_told,
    nothing_ends_unreminded,
    who_came_has_begun,
    confidential_stays_so,
)
