"""Many at once: a provider ticks referrals in a list, says once what becomes of them, and each is done for itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from referral import disclosing
from referral.i18n.numbers import number
from referral.i18n.speech import _, _l
from referral.loop import desk
from referral.loop.together import Together, each, of_one_service
from referral.models import Referral, User
from referral.moment import today
from referral.states import MOVES, Action, Role
from referral.web import edge, parts
from referral.web.acting import DEEDS, blank
from referral.web.acting.words import WORDS
from referral.web.forms import Read, read
from referral.web.referral_choices import choices, intakes_of
from referral.web.words.life import ACTIONS
from referral.web.words.refusals import say_refusal

pages = Blueprint("together", __name__)
edge.gate(pages, Role.PROVIDER, Role.SUPERVISOR)
pages.context_processor(lambda: WORDS)
TOLD = 3


@dataclass(frozen=True, slots=True)
class Many:
    """A list, and what may be done with several of its referrals at once."""

    find: Callable[[Session, User], list[Referral]]
    actions: tuple[Action, ...]
    endpoint: str


LISTS: Mapping[str, Many] = {
    "inbox": Many(desk.inbox, (Action.ACCEPT, Action.WAITLIST, Action.DECLINE), "desk.inbox"),
    "serving": Many(desk.serving, (Action.START, Action.NOTE_PROGRESS, Action.COMPLETE), "desk.serving"),
}
OF = {action: many for many in LISTS.values() for action in many.actions}
NAMES = ", ".join(OF)


@pages.post(f"/together/<any({NAMES}):name>/choose")
def choose(name: str) -> Response:
    """The one form for all that are ticked."""
    action = Action(name)
    picked, left = _picked(action, request.form)
    if not picked:
        return edge.done(url_for(OF[action].endpoint), _l("Please tick those that it is for."))
    return _page(action, picked, blank(edge.session(), picked[0], action), left)


@pages.post(f"/together/<any({NAMES}):name>")
def act(name: str) -> Response:
    """It is done to each that can be; why not to the others is told."""
    action = Action(name)
    picked, _left = _picked(action, request.form)
    if not picked:
        return edge.done(url_for(OF[action].endpoint), _l("Please tick those that it is for."))
    deed, session, me = DEEDS[action], edge.session(), edge.me()
    form = read(deed.schema(picked[0]), request.form).among(action)
    if not form.ok:
        return _page(action, picked, form)
    came = each(session, picked, lambda referral: deed.do(session, me, referral, form.values, None))
    if not came.done:
        refused = came.refused[0][1]
        edge.undo()
        return _page(action, _picked(action, request.form)[0], form.blame(refused.field, say_refusal(refused)))
    for sentence in _told(came):
        flash(sentence)
    return edge.done(url_for(OF[action].endpoint))


def _picked(action: Action, form: MultiDict[str, str]) -> tuple[list[Referral], int]:
    """Of those ticked (or all) such as go to one service and stand where the action begins; and how many are left."""
    ticked, every = set(form.getlist("pick")), "all" in form
    listed = OF[action].find(edge.session(), edge.me())
    chosen = [one for one in listed if every or str(one.id) in ticked]
    picked = of_one_service([one for one in chosen if MOVES[action].fits(one.standing)])
    return picked, len(chosen) - len(picked)


def _page(action: Action, picked: list[Referral], form: Read, left: int = 0) -> Response:
    session, user = edge.session(), edge.me()
    names = disclosing.names(session, user, picked, today(session))
    return edge.page(
        "together/form.html",
        form=form,
        f=form,
        action=action,
        picked=picked,
        referral=picked[0],
        who=[parts.who(one, names) for one in picked],
        what=parts.what(picked[0]),
        others=left,
        back_to=url_for(OF[action].endpoint),
        words=ACTIONS,
        intakes=intakes_of(picked[0]),
        choices=choices(picked[0]),
    )


def _told(came: Together) -> list[str]:
    """How many were done, and of some that were not why not."""
    said = [_("Done for %(count)s.", count=number(came.done))]
    for referral, refused in came.refused[:TOLD]:
        said.append(_("Not done for %(code)s: %(why)s", code=referral.code, why=str(say_refusal(refused))))
    left = len(came.refused) - TOLD
    return [*said, _("And not for %(count)s more.", count=number(left))] if left > 0 else said


def tickable(name: str, referrals: list[Referral]) -> dict[str, Any]:
    """What a list needs to be ticked: the actions for many at once, where there are many."""
    return {"many": LISTS[name].actions if len(referrals) > 1 else (), "act_words": ACTIONS}
