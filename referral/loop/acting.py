"""How every change of a referral is made: locked, allowed, written as one event, told to those whom it concerns."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral import access
from referral.lists import reasons
from referral.loop import conditions, seats
from referral.loop.due import due
from referral.loop.falling import fell_away
from referral.loop.reminders import plan
from referral.models import About, Event, Message, Need, Referral, Remark, User
from referral.moment import now
from referral.refusals import Refused
from referral.sealing import keyring
from referral.states import LIVE, MOVES, Action, Party, Resolution, Standing, State, after

QUIET = frozenset({Action.OPEN})
OPENED_AGAIN = frozenset({Action.CORRECT, Action.ACCEPT_LATE})


class Overtaken(Refused):
    """Somebody else acted first on what this form was about; `last` is what was done."""

    def __init__(self, last: Event) -> None:
        who = last.actor
        name_en, name_bn = (who.name_en, who.name_bn) if who else (None, None)
        super().__init__("overtaken", action=last.action, at=last.at, name_en=name_en, name_bn=name_bn)
        self.last = last


@dataclass(frozen=True, slots=True)
class InItsPlace:
    """Who answers in the place of a provider that does not sign in: its link, or the caseworker (`user`) whom it told."""

    referral_id: uuid.UUID
    how: str
    user: User | None = None
    said_by: str | None = None
    on: date | None = None

    @property
    def values(self) -> dict[str, str]:
        """What the event says of it: never who said it."""
        return {"how": self.how} | ({"told_on": self.on.isoformat()} if self.on else {})


Actor = User | InItsPlace


@dataclass(slots=True)
class Step:
    """One change under way: the referral is locked, and the action is this party's to take."""

    session: Session
    actor: User | None
    referral: Referral
    action: Action
    party: Party
    at: datetime
    in_place: InItsPlace | None = None

    def write(
        self,
        resolution: Resolution | None = None,
        *,
        reason: str | None = None,
        values: Mapping[str, Any] | None = None,
        text: str | None = None,
        keeps_seat: bool = False,
    ) -> Event:
        """The new standing, its due time, one event, the words beside it, and the messages that it owes."""
        referral, text = self.referral, self._words(text)
        before = None if self.action is Action.DRAFT else referral.standing
        standing = after(before, self.action, resolution)
        self._stand(standing, reason)
        if before and before.state in LIVE and standing.state is State.RETURNED and not keeps_seat:
            seats.free(self.session, referral, str(standing.resolution), self.at)
        if standing != before or self.action in RENEWED:
            referral.due_at = due(self.session, referral, self.at)
            plan(self.session, referral, self.at)
        event = Event(
            referral=referral,
            number=_next_number(self.session, referral),
            action=self.action,
            party=self.party,
            state=standing.state,
            resolution=standing.resolution,
            at=self.at,
            actor_id=self.actor.id if self.actor else None,
            organization_id=self._organization_id(),
            reason=reason,
            values=dict(values or {}) | (self.in_place.values if self.in_place else {}),
        )
        self.session.add(event)
        self.session.flush()
        self._remark(event, reason, text)
        self._owe(event)
        if before and before.state in LIVE and standing.state is State.RETURNED:
            fell_away(self.session, referral, self.at)
        self.session.flush()
        return event

    def _organization_id(self) -> uuid.UUID | None:
        if self.in_place is not None:
            return self.referral.provider_id
        return self.actor.organization_id if self.actor else None

    def _words(self, text: str | None) -> str | None:
        """What was written, behind who said it."""
        said_by = self.in_place.said_by if self.in_place else None
        return ": ".join(filter(None, (said_by, text))) or None

    def _stand(self, standing: Standing, reason: str | None) -> None:
        if self.in_place is not None and self.action not in QUIET:
            self.referral.answered_how = self.in_place.how
        referral, was = self.referral, self.referral.state
        referral.state, referral.resolution, referral.before = standing.state, standing.resolution, standing.before
        referral.changed_at = self.at
        if standing.state is not State.ASKED:
            referral.held_until = None
        if standing.state is State.ACCEPTED:
            referral.facts_only = False
        if standing.state is State.RETURNED and was is not State.CLOSED and was is not State.RETURNED:
            referral.returned_at, referral.returned_by, referral.return_reason = self.at, self.party, reason
        if self.action in OPENED_AGAIN:
            referral.returned_at = referral.returned_by = referral.return_reason = None
            referral.suggested_service_id, referral.completion = None, {}

    def _remark(self, event: Event, reason: str | None, text: str | None) -> None:
        """Words are sealed beside the event; who may read them follows its reason code."""
        if not text:
            return
        group = reason_group(self.action, event.resolution)
        code = reasons().get((group, reason)) if group and reason else None
        self.session.add(
            Remark(
                referral_id=self.referral.id,
                event_id=event.id,
                party=self.party,
                seen_by=code.seen_by if code else "both",
                sealed=keyring(self.session).seal(text),
            )
        )

    def _owe(self, event: Event) -> None:
        """The responsible person of each side is told, but never the one who did it, nor a provider before sending."""
        if self.action in QUIET:
            return
        referral = self.referral
        people = {referral.referrer_user_id, referral.provider_user_id if referral.sent_at else None}
        for user_id in sorted(people - {None, self.actor.id if self.actor else None}, key=str):
            assert user_id is not None
            self.session.add(
                Message(
                    user_id=user_id,
                    about=About.EVENT,
                    key=f"{event.id}:{user_id}",
                    event_id=event.id,
                    referral_id=referral.id,
                    due_at=self.at,
                )
            )


RENEWED = frozenset({Action.WAITLIST, Action.NOTE_PROGRESS, Action.MOVE})


def take(
    session: Session,
    actor: Actor | None,
    referral: Referral,
    action: Action,
    *,
    seen: int | None = None,
    party: Party | None = None,
) -> Step:
    """Lock the referral and see that this action is this actor's to take now; the clock acts without an actor.

    Raises NotFound where the referral is not the actor's, Overtaken where it has changed since version `seen`, and
    Refused where the table of moves or a condition says no.
    """
    lock(session, referral)
    acts_for = _party(session, actor, referral, action, party)
    if seen is not None and seen != referral.version:
        raise Overtaken(_last_event(session, referral))
    if not MOVES[action].fits(referral.standing):
        raise Refused("not_now", action=action, state=referral.state)
    at = now(session)
    in_place, user = (actor, actor.user) if isinstance(actor, InItsPlace) else (None, actor)
    refusal = conditions.refusal(session, user, referral, action, at)
    if refusal is not None:
        raise Refused(refusal, action=action)
    return Step(session, user, referral, action, acts_for, at, in_place)


def lock(session: Session, referral: Referral) -> None:
    """Hold its need and then itself: whoever decides among the choices of a need comes by this one order."""
    session.scalar(select(Need.id).where(Need.id == referral.need_id).with_for_update(of=Need))
    session.refresh(referral, with_for_update={"of": Referral})


def reason_group(action: Action, resolution: Resolution | None = None) -> str | None:
    """The group of reason codes that an action takes; a stop takes those of how it ends."""
    group = MOVES[action].reasons
    return str(resolution) if group == "stop" and resolution else group


def check_reason(group: str, code: str | None, text: str | None) -> str:
    """The code, where it is one of the group's and has the words that it asks for; raises Refused."""
    known = reasons().get((group, code or ""))
    if known is None:
        raise Refused("choose_reason", "reason")
    if known.asks_text and not text:
        raise Refused("write_words", "text")
    return known.code


def _party(session: Session, actor: Actor | None, referral: Referral, action: Action, wanted: Party | None) -> Party:
    allowed = MOVES[action].by
    if actor is None:
        assert Party.CLOCK in allowed, f"the clock does not {action}"
        return Party.CLOCK
    if isinstance(actor, InItsPlace):
        if actor.referral_id != referral.id or Party.PROVIDER not in allowed:
            raise access.NotFound
        return Party.PROVIDER
    mine = access.sides(session, actor, referral)
    if not mine:
        raise access.NotFound
    open_to = [party for party in (Party.REFERRER, Party.PROVIDER) if party in mine & allowed]
    if wanted is not None:
        open_to = [party for party in open_to if party is wanted]
    if not open_to:
        raise Refused("not_yours", action=action)
    return open_to[0]


def _next_number(session: Session, referral: Referral) -> int:
    highest = select(func.coalesce(func.max(Event.number), 0)).where(Event.referral_id == referral.id)
    return (session.scalar(highest) or 0) + 1


def _last_event(session: Session, referral: Referral) -> Event:
    last = select(Event).where(Event.referral_id == referral.id).order_by(Event.number.desc()).limit(1)
    return session.scalars(last).one()
