"""A referral's page: its life as a strip, whose turn, what may be seen of her, the history, and what may be done."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select

from referral import access, disclosing
from referral.access import NotFound
from referral.i18n.names import named
from referral.i18n.speech import _l
from referral.loop import (
    amending,
    answering,
    assigning,
    by_link,
    conditions,
    notices,
    seats,
    serving,
    talking,
    tasks,
    team,
)
from referral.loop.waiting import line
from referral.models import Referral, TaskKind, User
from referral.moment import now, today
from referral.people.users import focal_persons
from referral.states import TURN, Action, Eye, Party, State
from referral.web import edge, parts, seconds
from referral.web.acting import DEEDS, blank
from referral.web.acting.schemas import AssignForm
from referral.web.acting.words import WORDS
from referral.web.forms import Read, Schema, Text, read, seen_version, show
from referral.web.referral_choices import choices, intakes_of
from referral.web.referral_sessions import sessions_of
from referral.web.words import lists
from referral.web.words.life import ACTIONS, CALL_RESULTS, turn_word
from referral.web.words.loads import load_words
from referral.web.words.waiting import place_words, policy_words

pages = Blueprint("referral", __name__)
edge.gate(pages)
MAIN = (
    Action.ACCEPT, Action.ACCEPT_LATE, Action.CONFIRM, Action.TAKE_SEAT, Action.ANSWER, Action.START, Action.COMPLETE, Action.CLOSE, Action.REPORT,
)  # fmt: skip


pages.context_processor(lambda: WORDS)


class CallForm(Schema):
    """To whom, and what came of it."""

    to = Text()
    result = Text()


@pages.get("/referrals/<uuid:referral_id>")
def one(referral_id: uuid.UUID) -> Response:
    """The page; that the provider has seen it is noted before it is shown."""
    referral = access.get_referral(edge.session(), edge.me(), referral_id)
    _note_opened(referral)
    referral = access.get_referral(edge.session(), edge.me(), referral_id)
    answer = page_of(referral)
    if talking.has_unread(edge.session(), edge.me(), referral):
        _note_read(referral_id)
    return answer


def _note_opened(referral: Referral) -> None:
    """Seen for the first time by the provider: an event of its own, in a transaction of its own."""
    if referral.state is not State.SENT or referral.opened_at is not None:
        return
    if Party.PROVIDER not in access.sides(edge.session(), edge.me(), referral):
        return
    me_id, referral_id = edge.me().id, referral.id
    edge.session().rollback()
    with edge.database().session(me_id) as session:
        user = session.get_one(User, me_id)
        answering.open_it(session, user, access.get_referral(session, user, referral_id, lock=True))
        session.commit()


def _note_read(referral_id: uuid.UUID) -> None:
    """What the other side said is read by this look, in a transaction of its own."""
    me_id = edge.me().id
    edge.session().rollback()
    with edge.database().session(me_id) as session:
        user = session.get_one(User, me_id)
        talking.read(session, user, access.get_referral(session, user, referral_id))
        session.commit()


@pages.post("/referrals/<uuid:referral_id>/<any({}):name>".format(", ".join(DEEDS)))
def act(referral_id: uuid.UUID, name: str) -> Response:
    """One action of the table, or its form again with what was typed."""
    session, user, action = edge.session(), edge.me(), Action(name)
    referral = access.get_referral(session, user, referral_id, lock=True)
    deed = DEEDS[action]
    form = read(deed.schema(referral), request.form).among(action)
    seen = seen_version(request.form)
    said: list[Any] = []
    form = edge.attempt(form, lambda: said.append(deed.do(session, edge.me(), referral, form.values, seen)))
    if form.ok:
        notices.read_of(session, edge.me(), referral_id)
        return edge.done(_after(referral_id, action), said[0] or _l("Done: it is stored."))
    return page_of(access.get_referral(session, edge.me(), referral_id), {action: form})


def _after(referral_id: uuid.UUID, action: Action) -> str:
    """Where it goes on: an acceptance and an answer lead back to the list that the next one waits in."""
    if action in (Action.ACCEPT, Action.DECLINE, Action.WAITLIST, Action.ASK):
        return url_for("desk.inbox")
    return url_for("referral.one", referral_id=referral_id)


def page_of(referral: Referral, tried: dict[Action, Read] | None = None, talk: Read | None = None) -> Response:
    """The page, with the forms that were tried and have mistakes."""
    session, user, at = edge.session(), edge.me(), now(edge.session())
    mine = access.sides(session, user, referral)
    forms = {
        action: (tried or {}).get(action) or blank(session, referral, action)
        for action in conditions.actions(session, user, referral, at)
        if action in DEEDS
    }
    forms |= {action: form for action, form in (tried or {}).items() if action not in forms}
    shown = disclosing.shown(session, user, referral, today(session))
    history = tasks.history(session, user, referral)
    main = next((action for action in MAIN if action in forms), None)
    turn, side = TURN[referral.state], talking.side_of(session, user, referral)
    return edge.page(
        "referral/referral.html",
        form=talk or next((form for form in (tried or {}).values()), None),
        referral=referral,
        mine=mine,
        name=parts.name_of(shown, referral),
        shown=shown,
        facts=parts.facts_of(shown),
        strip=parts.strip(referral, [past.event.state for past in history]),
        turn_words=turn_word(referral, turn in mine),
        my_turn=turn in mine,
        responsible=referral.referrer_user if turn is Party.REFERRER else referral.provider_user,
        second=seconds.told(session, user, referral, Eye.UNMET) if Party.REFERRER in mine else None,
        timeline=parts.timeline(history, _changes(referral, history, mine)),
        forms=forms,
        main=main,
        more=[action for action in forms if action is not main],
        words=ACTIONS,
        answer_for=by_link.may_answer_for(session, user, referral),
        contact=_contact(referral, mine),
        call_results=lists.options(CALL_RESULTS),
        to_tell=tasks.open_task(session, referral, TaskKind.TELL_HER) if Party.REFERRER in mine else None,
        calls=tasks.calls_of(session, referral, mine),
        talk=talking.talk(session, referral, side),
        talk_form=talk or show().among("talk"),
        may_talk=talking.may_say(session, referral, side),
        may_send=referral.state is State.DRAFT and Party.REFERRER in mine,
        next_draft=_next_draft(referral, mine),
        standing=line.standing(session, user, referral),
        place_words=place_words,
        policy_words=policy_words,
        keeps=Party.PROVIDER in mine and seats.is_kept(session, referral),
        intakes=intakes_of(referral) if Party.PROVIDER in mine else [],
        choices=choices(referral),
        **sessions_of(session, referral, mine),
    )


def _changes(
    referral: Referral, history: Sequence[tasks.Past], mine: frozenset[Party]
) -> Mapping[uuid.UUID, list[amending.Change]]:
    """What was amended, where anything was."""
    amended = any(past.event.action is Action.AMEND for past in history)
    return amending.changes_of(edge.session(), referral, mine) if amended else {}


def _next_draft(referral: Referral, mine: frozenset[Party]) -> Referral | None:
    """The need's next choice that is ready, on the page of what came back."""
    if referral.state is not State.RETURNED or Party.REFERRER not in mine:
        return None
    ready = select(Referral).where(Referral.need_id == referral.need_id, Referral.state == State.DRAFT)
    return edge.session().scalar(ready.where(access.visible(edge.me())).limit(1))


def _contact(referral: Referral, mine: frozenset[Party]) -> User | None:
    """Who answers on the other side."""
    if Party.REFERRER in mine:
        return referral.provider_user or next(iter(focal_persons(edge.session(), referral.service)), None)
    return referral.referrer_user


@pages.post("/referrals/<uuid:referral_id>/call")
def call(referral_id: uuid.UUID) -> Response:
    """A call noted, and back."""
    session, user = edge.session(), edge.me()
    referral = access.get_referral(session, user, referral_id, lock=True)
    given = {"to": None, "result": None} | read(CallForm, request.form).values
    tasks.note_call(session, user, referral, **given)
    return edge.done(url_for("referral.one", referral_id=referral_id), _l("The call is noted."))


@pages.post("/referrals/<uuid:referral_id>/leave")
def leave(referral_id: uuid.UUID) -> Response:
    """She gives up the place that was kept."""
    session, user = edge.session(), edge.me()
    referral = access.get_referral(session, user, referral_id, lock=True)
    if Party.PROVIDER not in access.sides(session, user, referral):
        raise NotFound
    serving.leave(session, user, referral)
    return edge.done(url_for("referral.one", referral_id=referral_id), _l("The place is free again."))


@pages.get("/referrals/<uuid:referral_id>/assign/<any(referrer, provider):side>")
def assign_form(referral_id: uuid.UUID, side: str) -> Response:
    """Who could take it over."""
    return _assign_page(access.get_referral(edge.session(), edge.me(), referral_id), Party(side), show(AssignForm))


@pages.post("/referrals/<uuid:referral_id>/assign/<any(referrer, provider):side>")
def assign(referral_id: uuid.UUID, side: str) -> Response:
    """A colleague answers for it from now on."""
    session, party = edge.session(), Party(side)
    referral = access.get_referral(session, edge.me(), referral_id, lock=True)
    form = read(AssignForm, request.form)
    people = {str(user.id): user for user in assigning.colleagues(session, referral, party)}
    if form.ok and form.values["to"] not in people:
        form = form.blame("to", _l("Please choose somebody who works on this side now."))
    form = edge.attempt(
        form, lambda: assigning.assign(session, edge.me(), referral, to=people[form.values["to"]], party=party)
    )
    if form.ok:
        return edge.done(url_for("desk.first"), _l("It is given to your colleague."))
    return _assign_page(access.get_referral(session, edge.me(), referral_id), party, form)


def _with_loads(people: list[User], *, confidential: bool) -> list[tuple[str, ...]]:
    """Each with what is on her desk now; of what is confidential nobody's."""
    found = {} if confidential else team.loads(edge.session(), edge.me())
    return [
        (str(one.id), named(one), "" if confidential else load_words(found.get(one.id, team.Load()))) for one in people
    ]


def _assign_page(referral: Referral, party: Party, form: Read) -> Response:
    if party not in access.sides(edge.session(), edge.me(), referral):
        raise NotFound
    return edge.page(
        "referral/assign.html",
        form=form,
        referral=referral,
        side=party,
        people=_with_loads(assigning.colleagues(edge.session(), referral, party), confidential=referral.confidential),
    )
