"""Sending: a choice drafted as a referral, then sent with consent, to a service that is open, its rules looked at."""

import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalog.models import Service
from catalog.offers import taking_referrals
from referral import access
from referral.loop import second
from referral.loop.acting import Step, check_reason, take
from referral.loop.conditions import goes_there_already, next_is_sent, served_elsewhere
from referral.loop.due import answer_due
from referral.loop.fitting import known_of, match, rules_against, worker_of
from referral.loop.needs import live
from referral.loop.waiting import inflow
from referral.loop.waiting.facts import copied
from referral.models import Choice, FocalPerson, Need, Referral, User, UserRole
from referral.moment import now, today
from referral.people.profile import referral_facts
from referral.refusals import Refused
from referral.states import LIVE, Action, Party, Role, State

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LEAST_BESIDE, SIDE_BY_SIDE = 2, 3


def draft(session: Session, actor: User | None, choice: Choice, *, beside: bool = False) -> Referral:
    """A choice made into a referral that is not sent yet; the clock drafts the next one without an actor.

    The draft that there is already is given again. Refused while another referral of the need lives, and where the
    person served has a live one to the same service (never told of a confidential one). `beside`: it is asked side by
    side with others, three at most.
    """
    need = choice.need
    if actor is not None:
        access.get_need(session, actor, need.id)
    session.refresh(need, with_for_update={"of": Need})
    _check_choice(need, choice)
    alive = live(session, need)
    same = [one for one in alive if one.choice_id == choice.id and one.state is State.DRAFT]
    if same:
        return same[0]
    if alive and not (beside and all(one.facts_only or one.state is State.DRAFT for one in alive)):
        raise Refused("need_has_live")
    if len(alive) >= SIDE_BY_SIDE:
        raise Refused("three_at_most", most=SIDE_BY_SIDE)
    referral = _new(session, actor, choice)
    if goes_there_already(session, referral):
        raise Refused("live_already")
    try:
        with session.begin_nested():
            session.add(referral)
            session.flush()
    except IntegrityError:
        raise Refused("live_already") from None
    party = Party.CLOCK if actor is None else Party.REFERRER
    Step(session, actor, referral, Action.DRAFT, party, now(session)).write()
    return referral


def _check_choice(need: Need, choice: Choice) -> None:
    if need.closed_at is not None:
        raise Refused("need_closed")
    if choice.told_at is not None:
        raise Refused("only_told")
    _check_secret(need, choice.service)


def _check_secret(need: Need, service: Service) -> None:
    """A service may have become confidential after it was chosen: an ordinary need has nobody named to see it there."""
    if service.confidential and not need.confidential:
        raise Refused("needs_confidential_need")


def _new(session: Session, actor: User | None, choice: Choice) -> Referral:
    need, service, at = choice.need, choice.service, now(session)
    return Referral(
        code="".join(secrets.choice(LETTERS) for _ in range(8)),
        choice_id=choice.id,
        need_id=need.id,
        person_id=need.person_id,
        referrer_id=need.organization_id,
        provider_id=service.organization_id,
        service_id=service.id,
        referrer_user_id=actor.id if actor else need.caseworker_id,
        confidential=need.confidential or service.confidential,
        place_id=choice.place_id,
        created_at=at,
        changed_at=at,
    )


def send(
    session: Session,
    actor: User,
    referral: Referral,
    *,
    overrides: Mapping[str, str] | None = None,
    text: str | None = None,
    beside: bool = False,
    seen: int | None = None,
) -> None:
    """The referral goes to the provider: with her consent for this service, and each rule that says no overridden.

    `overrides` gives a reason code for each key of `fitting.rules_against`; `text` are words for the provider. `beside`:
    it is asked side by side with others, and tells no name before it is accepted.
    """
    step = take(session, actor, referral, Action.SEND, seen=seen)
    referral.facts_only = beside
    need, service = referral.need, session.get_one(Service, referral.service_id)
    _check_secret(need, service)
    if next_is_sent(session, referral) or served_elsewhere(session, referral):
        raise Refused("need_has_live")
    granted = access.granted(session, referral.person_id, service.id, today(session))
    if not granted:
        raise Refused("no_consent", "consent")
    closed = taking_referrals(service, today(session))
    if closed is not None:
        raise Refused("service_closed", why=closed)
    inflow.check(session, service)
    found = match(session, actor, need, service, today(session))
    against = rules_against(found)
    given = overridden(against, overrides or {}, text)
    agreed = second.use(session, actor, referral, second.wanted_to_send(referral, against), {"overrides": given})
    referral.provider_user_id = responsible(session, referral)
    referral.sent_at, referral.answer_by = step.at, answer_due(session, referral, step.at)
    worker, child = worker_of(session, actor, need)
    facts = referral_facts(referral, worker, today(session))
    facts.line = copied(session, referral, worker, child, granted)
    facts.overridden = len(given)
    facts.match = None if referral.confidential else known_of(found, need, today(session))
    session.add(facts)
    step.write(values=({"overrides": given} if given else {}) | agreed, text=text)


def send_beside(session: Session, actor: User, need: Need, choices: Sequence[Choice]) -> list[Referral]:
    """Up to three choices asked side by side, in her order; each with her consent. All are sent, or none is."""
    if not LEAST_BESIDE <= len(choices) <= SIDE_BY_SIDE:
        raise Refused("three_at_most", "choice", most=SIDE_BY_SIDE)
    sent = []
    for choice in sorted(choices, key=lambda one: one.position):
        referral = draft(session, actor, choice, beside=True)
        try:
            send(session, actor, referral, beside=True)
        except Refused as refused:
            alone = refused.code in ("override_needed", "second_needed")
            raise Refused("send_it_alone", "choice", service=choice.service) if alone else refused from None
        sent.append(referral)
    return sent


def overridden(against: Iterable[str], overrides: Mapping[str, str], text: str | None) -> dict[str, str]:
    """The reason for each rule that says no; refused where one is missing."""
    return {key: _override(key, overrides.get(key), text) for key in against}


def _override(key: str, code: str | None, text: str | None) -> str:
    if code is None:
        raise Refused("override_needed", f"override-{key}")
    return check_reason("override", code, text or "-")


def responsible(session: Session, referral: Referral) -> uuid.UUID | None:
    """Who answers for it on the provider's side: the first focal person, else the provider's user with fewest turns."""
    focal = select(FocalPerson.user_id).join(User, FocalPerson.user_id == User.id)
    focal = focal.where(FocalPerson.service_id == referral.service_id, User.ended_at.is_(None))
    first = session.scalars(focal.order_by(FocalPerson.position, FocalPerson.user_id).limit(1)).first()
    if first is not None:
        return first
    if referral.confidential and referral.provider.by_link:
        raise Refused("never_by_link")
    if referral.confidential:
        raise Refused("no_focal_person")
    if referral.provider.by_link:
        return None
    turns = select(Referral.provider_user_id, func.count().label("turns")).where(Referral.state.in_(LIVE))
    open_turns = turns.group_by(Referral.provider_user_id).subquery()
    least = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .outerjoin(open_turns, open_turns.c.provider_user_id == User.id)
        .where(User.organization_id == referral.provider_id, UserRole.role == Role.PROVIDER, User.ended_at.is_(None))
        .order_by(func.coalesce(open_turns.c.turns, 0), User.id)
        .limit(1)
    )
    found = session.scalars(least).first()
    if found is None:
        raise Refused("nobody_there")
    return found
