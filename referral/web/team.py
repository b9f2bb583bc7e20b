"""A supervisor's team: what is with whom, and one, some or all of it handed over; one's own work, handed over by oneself."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request

from referral import access, disclosing
from referral.i18n.dates import full_date
from referral.i18n.names import named
from referral.i18n.speech import _, _l
from referral.loop import passing, secretly, team
from referral.loop.passing import Bundle, Share
from referral.loop.secretly import Secret
from referral.models import User
from referral.moment import today
from referral.states import Role
from referral.web import edge, parts
from referral.web.forms import Choices, Read, Schema, Text, read, show
from referral.web.words import lists
from referral.web.words.loads import load_words, said_of

pages = Blueprint("team", __name__)
edge.gate(pages)


class HandForm(Schema):
    """To whom, and why; which, is `pick` and `all`, read beside it."""

    to = Choices(lambda: [str(one.id) for one in team.team(edge.session(), edge.me())], _l("To whom?"), required=True)
    reason = Text(_l("Why?"), required=True)


class SecretForm(Schema):
    """Which one, to whom."""

    which = Text(required=True)
    to = Text(_l("To whom?"), required=True)


@pages.get("/team")
def index() -> Response:
    """Each person of the team with her load, who is most overdue first."""
    if not edge.me().has(Role.SUPERVISOR):
        raise access.NotFound
    loads = team.loads(edge.session(), edge.me())
    people = [(one, loads.get(one.id, team.Load())) for one in team.team(edge.session(), edge.me())]
    people.sort(key=lambda pair: (-pair[1].overdue, -pair[1].turns))
    return edge.page("team/list.html", people=people, load_words=load_words)


@pages.get("/team/<uuid:user_id>")
def one(user_id: uuid.UUID) -> Response:
    """All that is with one person, to be ticked."""
    return _one(team.get_colleague(edge.session(), edge.me(), user_id), show(HandForm))


@pages.post("/team/<uuid:user_id>/shares")
def shares(user_id: uuid.UUID) -> Response:
    """What each would get, with the load before and after; nothing is done yet."""
    session, me = edge.session(), edge.me()
    user, form = team.get_colleague(session, me, user_id), read(HandForm, request.form)
    chosen = _chosen(user)
    found: list[Share] = []

    def look() -> None:
        found.extend(passing.shared_out(session, me, chosen, _receivers(form, user)))

    form = edge.attempt(_ticked(form, chosen), look)
    if not form.ok:
        return _one(user, form)
    return edge.page(
        "team/shares.html", one=user, shares=found, form=form, chosen=chosen, load_words=load_words,
        why=dict(lists.reason_options("assign")).get(form.values["reason"], ""),
    )  # fmt: skip


@pages.post("/team/<uuid:user_id>/hand")
def hand(user_id: uuid.UUID) -> Response:
    """It is handed over."""
    session, me = edge.session(), edge.me()
    user, form = team.get_colleague(session, me, user_id), read(HandForm, request.form)
    chosen = _chosen(user)
    form = edge.attempt(
        _ticked(form, chosen),
        lambda: passing.pass_on(session, me, user, chosen, _receivers(form, user), reason=form.values["reason"]),
    )
    if not form.ok:
        return _one(team.get_colleague(edge.session(), edge.me(), user_id), form)
    return edge.done("/team" if me.has(Role.SUPERVISOR) else f"/team/{me.id}", _l("It is handed over."))


@pages.post("/team/<uuid:user_id>/secret")
def secret(user_id: uuid.UUID) -> Response:
    """Something confidential goes to the other named person, or is taken over; of one's own page alone."""
    session, me, form = edge.session(), edge.me(), read(SecretForm, request.form)
    if user_id != me.id:
        raise access.NotFound
    known = {one.key: one for one in secretly.secrets_of(session, me)}
    people = {str(one.id): one for one in team.team(session, me)}

    def act() -> None:
        which, to = access.found(known.get(form.values["which"])), access.found(people.get(form.values["to"]))
        if which.other is None and to.id != me.id:
            secretly.name_second(session, me, which.need, to)
        else:
            secretly.pass_secret(session, me, which, to)

    form = edge.attempt(form, act)
    if form.ok:
        return edge.done(f"/team/{user_id}", _l("It is stored."))
    return _one(team.get_colleague(edge.session(), edge.me(), user_id), form)


def _chosen(user: User) -> list[Bundle]:
    """What was ticked, of what is with her now; or all of it."""
    ticked, every = set(request.form.getlist("pick")), "all" in request.form
    found = passing.bundles(edge.session(), edge.me(), user)
    return [bundle for bundle in found if every or bundle.key in ticked]


def _ticked(form: Read, chosen: Sequence[Bundle]) -> Read:
    return form if chosen or not form.ok else form.blame("pick", _l("Please tick what is to be handed over."))


def _receivers(form: Read, user: User) -> list[User]:
    wanted = set(form.values["to"])
    return [one for one in team.team(edge.session(), edge.me()) if str(one.id) in wanted and one.id != user.id]


def _one(user: User, form: Read) -> Response:
    session, me = edge.session(), edge.me()
    found, loads = passing.bundles(session, me, user), team.loads(session, me)
    referrals = [referral for bundle in found for referral in bundle.referrals]
    about = [*referrals, *(task.referral for bundle in found for task in bundle.tasks)]
    names = disclosing.names(session, me, about, today(session))
    colleagues = [one for one in team.team(session, me) if one.id != user.id]
    own = user.id == me.id
    secrets = secretly.secrets_of(session, me) if own else []
    return edge.page(
        "team/one.html",
        form=form,
        one=user,
        own=own,
        load=load_words(loads.get(user.id, team.Load())),
        bundles=[_row(bundle, names) for bundle in found],
        ticked=set(request.form.getlist("pick")),
        people=[(str(one.id), named(one), load_words(loads.get(one.id, team.Load()))) for one in colleagues],
        reasons=lists.reason_options("assign"),
        secrets=[_secret(one, me) for one in secrets],
        seconds=[(str(one.id), named(one)) for one in colleagues if one.shut_at is None],
    )


def _row(bundle: Bundle, names: Any) -> dict[str, Any]:
    about = bundle.referrals[0] if bundle.referrals else bundle.tasks[0].referral if bundle.tasks else None
    who = named(bundle.worker) if bundle.worker else parts.who(about, names) if about else ""
    what = ", ".join(dict.fromkeys(parts.what(one) for one in bundle.referrals))
    return {"key": bundle.key, "who": who, "said": said_of(bundle), "what": what, "due_at": bundle.due_at}


def _secret(one: Secret, me: User) -> dict[str, Any]:
    """Without a name: what it is about stands on its own page."""
    if one.referral:
        title, href = _("Confidential %(code)s", code=one.referral.code), f"/referrals/{one.referral.id}"
    else:
        title = _("A confidential need, written down on %(day)s", day=full_date(one.need.opened_at))
        href = f"/needs/{one.need.id}/services"
    mine = one.holder_id == me.id
    return {"key": one.key, "title": title, "href": href, "mine": mine, "other": one.other, "ours": not one.referral}
