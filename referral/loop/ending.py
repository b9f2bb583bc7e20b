"""What ends a service, a consent, an account or a worker's time with us, and so moves referrals."""

import uuid
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from catalog import offers
from catalog.models import Service
from referral import access
from referral.loop import joining, secretly
from referral.loop.acting import take
from referral.loop.closing import stop_messages
from referral.loop.following import draft_next, release
from referral.loop.handing import take_back
from referral.loop.tasks import settle
from referral.models import FocalPerson, NamedPerson, Need, Referral, Task, TaskKind, User, Worker, WorkerStatus
from referral.moment import now
from referral.people import linking
from referral.people.consents import end_grants
from referral.people.users import NEEDED, check_not_last_focal, is_last
from referral.refusals import Refused
from referral.states import LIVE, MOVES, Action, Party, State


def touched_by_suspension(session: Session, service: Service) -> list[Referral]:
    """The referrals that end when the service is suspended: whoever is in service stays."""
    alive = select(Referral).where(Referral.service_id == service.id, Referral.state.in_(LIVE - {State.DRAFT}))
    found = session.scalars(alive.order_by(Referral.created_at, Referral.id))
    return [referral for referral in found if MOVES[Action.END_SERVICE].fits(referral.standing)]


@dataclass(frozen=True, slots=True)
class Touched:
    """How many live referrals stand in a state, and whether they go back when the service is suspended."""

    state: State
    count: int
    goes_back: bool


def what_suspending_does(session: Session, actor: User, service: Service) -> list[Touched]:
    """The live referrals of a service by state, as far as the actor may know of them.

    Of confidential ones those alone learn who answer for the service by name; to others they are not there, not even as a
    number. Drafts are the referrers' own and are never told.
    """
    focal = exists().where(FocalPerson.service_id == Referral.service_id, FocalPerson.user_id == access.as_named(actor))
    wanted = select(Referral).where(
        Referral.service_id == service.id, Referral.state.in_(LIVE - {State.DRAFT}), or_(~Referral.confidential, focal)
    )
    counts = Counter(
        (referral.state, MOVES[Action.END_SERVICE].fits(referral.standing)) for referral in session.scalars(wanted)
    )
    return [
        Touched(state, counts[state, goes], goes)
        for state in State
        for goes in (True, False)
        if (state, goes) in counts
    ]


def suspend(session: Session, actor: User, service: Service) -> int:
    """The service takes nobody for now; what has not begun goes back with the next choice. How many that were.

    Those that the actor may not see (confidential ones) are ended by the clock.
    """
    access.get_service(session, actor, service.id)
    offers.suspend(session, service)
    settle(session, actor, service.id, TaskKind.SUSPEND_SERVICE)
    touched = touched_by_suspension(session, service)
    for referral in touched:
        sees = Party.PROVIDER in access.sides(session, actor, referral)
        take(
            session, actor if sees else None, referral, Action.END_SERVICE, party=Party.PROVIDER if sees else None
        ).write()
        draft_next(session, referral)
    return len(touched)


def end_consent(
    session: Session, actor: User, person_id: uuid.UUID, service_id: uuid.UUID, *, reason: str = "no_reason_given"
) -> None:
    """She takes back what this service may see; a live referral to it is withdrawn with it."""
    live = select(Referral).where(
        Referral.person_id == person_id, Referral.service_id == service_id, Referral.state.in_(LIVE)
    )
    for referral in session.scalars(live.where(access.visible(actor)).order_by(Referral.id)).all():
        step = take(session, actor, referral, Action.WITHDRAW, party=Party.REFERRER)
        stop_messages(session, referral, step)
        step.write(reason=reason)
        release(session, referral.need)
    end_grants(session, actor, person_id, service_id)


def open_turns(session: Session, user: User) -> int:
    """How much this user still answers for: open workers, needs, referrals and tasks, confidential ones too."""
    on_either_side = or_(Referral.referrer_user_id == user.id, Referral.provider_user_id == user.id)
    counted = (
        select(Worker.id).where(Worker.caseworker_id == user.id, Worker.status != WorkerStatus.LEFT),
        select(Need.id).where(Need.caseworker_id == user.id, Need.closed_at.is_(None), ~Need.confidential),
        select(Need.id).where(secretly.alone_with(user)),
        select(Referral.id).where(Referral.state != State.CLOSED, on_either_side),
        select(Task.id).where(Task.user_id == user.id, Task.done_at.is_(None)),
    )
    return sum(session.scalar(select(func.count()).select_from(one.subquery())) or 0 for one in counted)


def end_user(session: Session, actor: User, user: User) -> None:
    """An account ends, once nothing is left on its desk; its focal services, names and sittings end with it.

    What is left is not told in numbers: some of it may be confidential.
    """
    for role, code in NEEDED.items():
        if user.has(role) and is_last(session, user, role):
            raise Refused(code)
    check_not_last_focal(session, user)
    if open_turns(session, user):
        raise Refused("hand_over_first")
    user.ended_at = now(session)
    for focal in session.scalars(select(FocalPerson).where(FocalPerson.user_id == user.id)):
        session.delete(focal)
    joining.look_again(session, user.organization_id)
    still_open = select(Need.id).where(Need.closed_at.is_(None))
    named = select(NamedPerson).where(NamedPerson.user_id == user.id, NamedPerson.need_id.in_(still_open))
    for one in session.scalars(named):
        session.delete(one)


def end_worker(session: Session, actor: User, worker: Worker) -> None:
    """She is no longer with this organisation: what she agreed to ends, live referrals are withdrawn, no offer stands.

    Confidential needs end with it where the actor is named; those of others are not hers to know of.
    """
    secret = [need.person_id for need in access.confidential_needs(session, actor, worker.id)]
    persons = [worker.id, *(child.id for child in worker.children), *secret]
    live = select(Referral).where(Referral.person_id.in_(persons), Referral.state.in_(LIVE))
    for referral in session.scalars(live.order_by(Referral.id)).all():
        step = take(session, actor, referral, Action.WITHDRAW, party=Party.REFERRER)
        stop_messages(session, referral, step)
        step.write(reason="no_reason_given")
    for person_id in persons:
        end_grants(session, actor, person_id)
    take_back(session, actor, worker)
    linking.leave(session, actor, worker)
    worker.status = WorkerStatus.LEFT
