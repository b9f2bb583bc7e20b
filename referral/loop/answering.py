"""What a provider says to a referral: seen, accepted, put on a list, asked back, declined; and the referrer's answer."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Required, TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.lists import documents
from catalog.models import Intake, Service, ServiceAtLocation, ServiceStatus
from referral.loop import seats
from referral.loop.acting import Actor, Step, check_reason, lock, take
from referral.loop.conditions import is_held, is_offered, preferred
from referral.loop.due import opening_of, working_days
from referral.loop.following import accepted, bring_about, confirm, draft_next, first_held, release
from referral.loop.reminders import plan
from referral.loop.waiting.choosing import by_lot
from referral.models import Need, Referral, User
from referral.moment import DHAKA, now, today
from referral.refusals import Refused
from referral.states import Action, State

HELD_DAYS = 1
LONGEST_WAIT = timedelta(days=180)
LOOKED_AT_AGAIN = timedelta(days=14)
CONFIDENTIAL_DECLINES = ("full", "not_this_time")


def open_it(session: Session, actor: User, referral: Referral) -> None:
    """The provider has seen it: said once, at the first time."""
    if referral.state is not State.SENT or referral.opened_at is not None:
        return
    step = take(session, actor, referral, Action.OPEN)
    referral.opened_at = step.at
    step.write()


class Given(TypedDict, total=False):
    """What she gets: from which day (always said), at what time, in which batch or at which place, and what to bring."""

    starts_on: Required[date]
    starts_at: str | None
    intake: Intake | None
    place: ServiceAtLocation | None
    bring: Sequence[str]


def accept(
    session: Session, actor: Actor, referral: Referral, *, seen: int | None = None, **given: Unpack[Given]
) -> None:
    """She gets the service, from that day, there, with those papers; a seat is held where the intake counts seats.

    Whatever else was asked for the same need ends with it, and the caseworker's task "tell her" is written. Where it was
    asked side by side with a service that she would rather have and that has not answered, the yes is held for it.
    """
    lock(session, referral)
    until = _held_until(session, referral, given["starts_on"])
    if until is not None:
        hold(take(session, actor, referral, Action.HOLD, seen=seen), given, until)
    else:
        give(take(session, actor, referral, Action.ACCEPT, seen=seen), given)


def _held_until(session: Session, referral: Referral, starts_on: date) -> datetime | None:
    """Until those that she would rather have are due, a working day at most, and never into the first day; None: no wait."""
    rather, at = preferred(session, referral), now(session)
    if not rather:
        return None
    latest = min(working_days(session, at, HELD_DAYS), opening_of(starts_on))
    until = min(latest, max((one.due_at for one in rather if one.due_at), default=latest))
    return until if until > at else None


def hold(step: Step, given: Given, until: datetime) -> None:
    """The yes waits for the ones that she would rather have."""
    session, referral = step.session, step.referral
    _put(step, given)
    referral.held_until = until
    step.write(values={"starts_on": given["starts_on"].isoformat()})
    referral.due_at = referral.held_until
    plan(session, referral, step.at)


def accept_late(
    session: Session, actor: User, referral: Referral, *, seen: int | None = None, **given: Unpack[Given]
) -> None:
    """An answer after its time: taken where the need is still unserved, a seat is free and the service not suspended."""
    step = take(session, actor, referral, Action.ACCEPT_LATE, seen=seen)
    if session.get_one(Service, referral.service_id).status is not ServiceStatus.ACTIVE:
        raise Refused("service_suspended")
    give(step, given)


def give(step: Step, given: Given) -> None:
    """She gets it: the seat, the day, the place; the event, whom to tell, and the end of what else was asked."""
    _put(step, given)
    step.write(values={"starts_on": given["starts_on"].isoformat()})
    accepted(step.session, step.referral, step.at)


def _put(step: Step, given: Given) -> None:
    """What she would get stands on the referral; the seat is held, the class days of the batch are known."""
    session, referral, intake, place = step.session, step.referral, given.get("intake"), given.get("place")
    session.refresh(referral.need, with_for_update={"of": Need})
    _check_there(step, intake, place)
    if given["starts_on"] < step.at.astimezone(DHAKA).date():
        raise Refused("in_the_past", "starts_on")
    bring = list(given.get("bring", ()))
    if not set(bring) <= documents().keys():
        raise Refused("choose_papers", "bring")
    if intake is not None:
        seats.hold(session, referral, intake, step.at)
    referral.intake_id = intake.id if intake else None
    referral.place_id = intake.service_at_location_id if intake else place.id if place else None
    referral.starts_on, referral.starts_at, referral.bring = given["starts_on"], given.get("starts_at"), bring
    referral.time_left = None


def _check_there(step: Step, intake: Intake | None, place: ServiceAtLocation | None) -> None:
    """A batch or a place of this very service; where batches are open, one of them is named."""
    service_id, day = step.referral.service_id, step.at.astimezone(DHAKA).date()
    where = intake.place if intake else place
    if where is not None and where.service_id != service_id:
        raise Refused("choose_place", "intake" if intake else "place")
    if intake is not None and by_lot(step.session, intake) and step.action is not Action.TAKE_SEAT:
        raise Refused("drawn_by_lot", "intake")
    if intake is None:
        running = select(Intake).join(ServiceAtLocation).where(ServiceAtLocation.service_id == service_id)
        if any(one.is_open(day) for one in step.session.scalars(running.where(Intake.ended_at.is_(None)))):
            raise Refused("choose_intake", "intake")


def waitlist(session: Session, actor: Actor, referral: Referral, *, review_on: date, seen: int | None = None) -> None:
    """No seat now: looked at again on that day at the latest."""
    step = take(session, actor, referral, Action.WAITLIST, seen=seen)
    if not today(session) < review_on <= today(session) + LONGEST_WAIT:
        raise Refused("review_within", "review_on", days=LONGEST_WAIT.days)
    referral.review_on = review_on
    step.write(values={"review_on": review_on.isoformat()})
    release(session, referral.need)


def ask(
    session: Session,
    actor: Actor,
    referral: Referral,
    *,
    reason: str,
    text: str | None = None,
    paper: str | None = None,
    seen: int | None = None,
) -> None:
    """A question to the referrer; the provider's time stands still until it is answered or lapses."""
    step = take(session, actor, referral, Action.ASK, seen=seen)
    check_reason("ask", reason, text)
    if reason == "paper_wanted" and paper not in documents():
        raise Refused("choose_papers", "paper")
    if referral.state is State.SENT and referral.due_at is not None:
        referral.time_left = int((referral.due_at - step.at).total_seconds())
    step.write(reason=reason, values={"paper": paper} if paper else None, text=text)


def answer(session: Session, actor: User, referral: Referral, *, text: str, seen: int | None = None) -> None:
    """The answer; it is the provider's turn again, with the time that was left."""
    step = take(session, actor, referral, Action.ANSWER, seen=seen)
    if not text:
        raise Refused("write_words", "text")
    step.write(text=text)


def lapse(session: Session, referral: Referral) -> None:
    """The clock's: the question was not answered in time; the provider decides with what there is.

    A seat that was only offered goes to the next; she keeps her place in line. A yes that was held is one.
    """
    if is_held(referral):
        confirm(session, None, first_held(session, referral))
        return
    step = take(session, None, referral, Action.LAPSE)
    if is_offered(session, referral):
        back_in_line(step, "lapsed")
        step.write(values={"seat": "lapsed"})
        return
    step.write()


def back_in_line(step: Step, why: str) -> None:
    """The seat that was held for her is somebody else's to have; she waits on, and is looked at again in good time."""
    referral = step.referral
    seats.free(step.session, referral, why, step.at)
    referral.intake_id = None
    again = step.at.astimezone(DHAKA).date() + LOOKED_AT_AGAIN
    referral.review_on = max(referral.review_on or again, again)


def decline(
    session: Session,
    actor: Actor,
    referral: Referral,
    *,
    reason: str,
    text: str | None = None,
    suggested: Service | None = None,
    seen: int | None = None,
) -> None:
    """A no with its reason, which has its own effect; the need's next choice is drafted at once."""
    step = take(session, actor, referral, Action.DECLINE, seen=seen)
    check_reason("decline", reason, text)
    if referral.confidential and reason not in CONFIDENTIAL_DECLINES:
        raise Refused("choose_reason", "reason")
    if suggested is not None and (suggested.id == referral.service_id or suggested.confidential):
        raise Refused("suggest_another", "suggested")
    referral.suggested_service_id = suggested.id if suggested else None
    step.write(reason=reason, text=text)
    bring_about(session, referral, "decline", reason, step.at)
    draft_next(session, referral)


def expire(session: Session, referral: Referral) -> None:
    """The clock's: no answer within the due time and its grace; back to the referrer with the next choice ready."""
    take(session, None, referral, Action.EXPIRE).write()
    draft_next(session, referral)
