"""Needs come first: opened, given choices in her order, told of a service, or recorded as unmet."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from catalog.models import AgendaNeed, Service, ServiceAtLocation
from referral import access
from referral.loop import second
from referral.loop.acting import check_reason, take
from referral.models import (
    Child,
    Choice,
    NamedPerson,
    Need,
    NeedOutcome,
    Person,
    PersonKind,
    Referral,
    User,
    Worker,
)
from referral.moment import now
from referral.refusals import Refused
from referral.states import LIVE, OVER, Action, Eye, Party, State

NAMED_ON_A_SIDE = 2


def open_need(
    session: Session,
    actor: User,
    worker: Worker,
    code: str,
    *,
    served: Child | None = None,
    confidential: bool | None = None,
    agreed: Mapping[str, str] | None = None,
    named: Sequence[User] = (),
) -> Need:
    """What she, or one of her children, wants help with.

    Confidential when the agenda says so, or when `confidential` raises it: then it serves an agreed name (`agreed`:
    agreed_name, and phone, safe_way, safe_time where she gives them), and only the actor and one more `named` see it.
    """
    if not access.has_side(actor, Party.REFERRER) or worker.organization_id != actor.organization_id:
        raise access.NotFound
    known = session.get(AgendaNeed, code)
    if known is None or known.retired_at is not None:
        raise Refused("choose_need", "code")
    secret = known.confidential or bool(confidential)
    if secret:
        _check_secret(actor, agreed or {}, named)
    person = _agreed_person(session, worker) if secret else session.get_one(Person, (served or worker).id)
    if not secret:
        _check_not_open(session, person, code)
    need = Need(
        organization_id=worker.organization_id,
        person_id=person.id,
        code=code,
        confidential=secret,
        caseworker_id=actor.id,
        opened_at=now(session),
    )
    if secret:
        values = dict(agreed or {}) | ({"child": str(served.id)} if served else {})
        access.seal(session, need, worker.id, values)
    session.add(need)
    session.flush()
    if secret:
        for user in dict.fromkeys((actor, *named)):
            session.add(NamedPerson(need_id=need.id, user_id=user.id, added_at=now(session)))
        session.flush()
    return need


def _check_secret(actor: User, agreed: Mapping[str, str], named: Sequence[User]) -> None:
    """Safety is asked by trained staff alone, with a name agreed on, and two persons at most who know."""
    if not actor.safety_trained:
        raise Refused("not_trained", "code")
    if actor.shut_at is not None:
        raise Refused("confidential_shut", "code")
    if not agreed.get("agreed_name"):
        raise Refused("agree_on_a_name", "agreed_name")
    if any(user.organization_id != actor.organization_id or user.ended_at for user in named):
        raise Refused("choose_colleague", "named")
    if len({actor.id, *(user.id for user in named)}) > NAMED_ON_A_SIDE:
        raise Refused("two_named", "named")


def _agreed_person(session: Session, worker: Worker) -> Person:
    person = Person(organization_id=worker.organization_id, kind=PersonKind.AGREED_NAME, created_at=now(session))
    session.add(person)
    session.flush()
    return person


def _check_not_open(session: Session, person: Person, code: str) -> None:
    same = select(Need.id).where(Need.person_id == person.id, Need.code == code, Need.closed_at.is_(None))
    if session.scalar(same.limit(1)):
        raise Refused("need_is_open", "code")


def choose(
    session: Session, actor: User, need: Need, service: Service, *, place: ServiceAtLocation | None = None
) -> Choice:
    """The service as the next of her choices; the same choice again where it is one already."""
    access.get_need(session, actor, need.id)
    session.refresh(need, with_for_update={"of": Need})
    _check_open(need)
    if service.confidential and not need.confidential:
        raise Refused("needs_confidential_need")
    chosen = session.scalar(select(Choice).where(Choice.need_id == need.id, Choice.service_id == service.id))
    if chosen is not None:
        chosen.place_id = place.id if place else chosen.place_id
        return chosen
    last = session.scalar(select(func.coalesce(func.max(Choice.position), 0)).where(Choice.need_id == need.id))
    choice = Choice(
        need_id=need.id,
        service_id=service.id,
        place_id=place.id if place else None,
        position=(last or 0) + 1,
        made_by_id=actor.id,
        made_at=now(session),
    )
    session.add(choice)
    session.flush()
    return choice


def reorder(session: Session, actor: User, choice: Choice, *, up: bool) -> None:
    """Her order is another one: the choice changes places with the one before it, or after it. What was asked stays."""
    need = _need_of(session, actor, choice)
    waiting = [one for one in need.choices if not _is_sent(session, one)]
    if choice not in waiting:
        raise Refused("choice_is_sent")
    at = waiting.index(choice) + (-1 if up else 1)
    if 0 <= at < len(waiting):
        other, here = waiting[at], choice.position
        choice.position, there = 0, other.position
        session.flush()
        other.position = here
        session.flush()
        choice.position = there
        session.flush()
        session.expire(need, ["choices"])


def take_up(session: Session, actor: User, declined: Referral) -> Choice:
    """What the partner that said no suggests is her next choice: the first of those that nobody was asked of."""
    service = declined.suggested_service_id and session.get(Service, declined.suggested_service_id)
    if not service or declined.state not in OVER:
        raise Refused("nothing_suggested")
    choice = choose(session, actor, declined.need, service)
    while not _is_sent(session, choice) and _first_to_ask(session, choice) is not choice:
        reorder(session, actor, choice, up=True)
    return choice


def _first_to_ask(session: Session, choice: Choice) -> Choice:
    return next(one for one in choice.need.choices if not _is_sent(session, one))


def drop(session: Session, actor: User, choice: Choice) -> None:
    """It is no choice of hers any more, as long as nobody was asked; a draft of it stays as it is."""
    need = _need_of(session, actor, choice)
    if session.scalar(select(Referral.id).where(Referral.choice_id == choice.id).limit(1)):
        raise Refused("has_referral")
    session.delete(choice)
    session.flush()
    session.expire(need, ["choices"])


def _need_of(session: Session, actor: User, choice: Choice) -> Need:
    need = access.get_need(session, actor, choice.need_id)
    session.refresh(need, with_for_update={"of": Need})
    _check_open(need)
    return need


def _is_sent(session: Session, choice: Choice) -> bool:
    sent = select(Referral.id).where(Referral.choice_id == choice.id, Referral.sent_at.is_not(None))
    return session.scalar(sent.limit(1)) is not None


def tell(session: Session, actor: User, choice: Choice) -> None:
    """She was only told of it (a bank branch, a hygiene session): there is no referral and never will be one."""
    access.get_need(session, actor, choice.need_id)
    if session.scalar(select(Referral.id).where(Referral.choice_id == choice.id).limit(1)):
        raise Refused("has_referral")
    if choice.told_at is None:
        choice.told_at = now(session)


def record_unmet(
    session: Session,
    actor: User,
    need: Need,
    *,
    reason: str,
    rules: Sequence[str] = (),
    ask_again_on: date | None = None,
) -> None:
    """Nothing fits, or all declined: said then and there, with the rules that failed; what came back is closed with it."""
    access.get_need(session, actor, need.id)
    session.refresh(need, with_for_update={"of": Need})
    _check_open(need)
    if live(session, need):
        raise Refused("need_has_live")
    check_reason("unmet", reason, None)
    asking = second.of_unmet(session, need)
    if asking is not None:
        second.use(session, actor, asking, Eye.UNMET, second.unmet_codes(reason))
    need.unmet_reason, need.unmet_rules = reason, list(rules)
    need.ask_again_on = ask_again_on
    end_need(session, need, NeedOutcome.UNMET, her_word=None)


def end_need(session: Session, need: Need, outcome: NeedOutcome, *, her_word: bool | None) -> None:
    """The need is over; its referrals that came back and were not closed are closed by the clock."""
    need.closed_at, need.outcome, need.her_word = now(session), outcome, her_word
    close_returned(session, need, outcome)


def close_returned(session: Session, need: Need, outcome: NeedOutcome) -> None:
    """Close by the clock what came back: her word is asked once for the need."""
    back = select(Referral).where(Referral.need_id == need.id, Referral.state == State.RETURNED)
    for referral in session.scalars(back.order_by(Referral.created_at, Referral.id)).all():
        step = take(session, None, referral, Action.CLOSE)
        referral.outcome, referral.closed_at = outcome, step.at
        step.write(values={"outcome": outcome})


def live(session: Session, need: Need) -> list[Referral]:
    """The referrals of a need that are not over, the oldest first."""
    found = select(Referral).where(Referral.need_id == need.id, Referral.state.in_(LIVE))
    return list(session.scalars(found.order_by(Referral.created_at, Referral.id)))


def needs_of(session: Session, user: User, worker: Worker) -> list[Need]:
    """The needs of a worker and her children that the user may see, open ones first; sealed ones opened to find whose."""
    persons = [worker.id, *(child.id for child in worker.children)]
    plain = select(Need).where(access.visible_needs(user), Need.person_id.in_(persons), ~Need.confidential)
    secret = access.confidential_needs(session, user, worker.id)
    found = [*session.scalars(plain.options(joinedload(Need.agenda))), *secret]
    return sorted(found, key=lambda need: (need.closed_at is not None, need.opened_at))


def _check_open(need: Need) -> None:
    if need.closed_at is not None:
        raise Refused("need_closed")
