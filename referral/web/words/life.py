"""The referral's life in words: states, how it came back, what is done, what was done, whose turn it is."""

from collections.abc import Mapping

from referral.i18n.names import named
from referral.i18n.speech import Said, _, _l, _lp
from referral.loop.conditions import is_held
from referral.models import NeedOutcome, Referral
from referral.states import TURN, Action, Party, Resolution, Role, State

STRIP: Mapping[State, Said] = {
    State.DRAFT: _lp("strip", "Draft"),
    State.SENT: _lp("strip", "Sent"),
    State.WAITLISTED: _lp("strip", "Waitlisted"),
    State.ASKED: _lp("strip", "Asked"),
    State.ACCEPTED: _lp("strip", "Accepted"),
    State.IN_SERVICE: _lp("strip", "In service"),
    State.RETURNED: _lp("strip", "Returned"),
    State.CLOSED: _lp("strip", "Closed"),
}
STATES: Mapping[State, Said] = {
    State.DRAFT: _lp("state", "Draft"),
    State.SENT: _lp("state", "Sent"),
    State.WAITLISTED: _lp("state", "Waitlisted"),
    State.ASKED: _lp("state", "Information asked for"),
    State.ACCEPTED: _lp("state", "Accepted"),
    State.IN_SERVICE: _lp("state", "In service"),
    State.RETURNED: _lp("state", "Came back"),
    State.CLOSED: _lp("state", "Closed"),
}
RESOLUTIONS: Mapping[Resolution, Said] = {
    Resolution.COMPLETED: _l("completed"),
    Resolution.PARTLY_COMPLETED: _l("partly completed"),
    Resolution.DID_NOT_START: _l("did not start"),
    Resolution.DROPPED_OUT: _l("dropped out"),
    Resolution.DECLINED: _l("declined"),
    Resolution.NO_ANSWER: _l("no answer"),
    Resolution.CANCELLED: _l("cancelled"),
    Resolution.WITHDRAWN: _l("consent withdrawn"),
    Resolution.OTHER_ACCEPTED: _l("another service accepted her"),
    Resolution.SERVICE_ENDED: _l("the service ended"),
}
ACTIONS: Mapping[Action, Said] = {
    Action.DRAFT: _lp("action", "Draft"),
    Action.SEND: _lp("action", "Take consent and send"),
    Action.OPEN: _lp("action", "Open"),
    Action.ACCEPT: _lp("action", "Accept"),
    Action.WAITLIST: _lp("action", "Put on the waiting list"),
    Action.ASK: _lp("action", "Ask something"),
    Action.ANSWER: _lp("action", "Answer the question"),
    Action.LAPSE: _lp("action", "Let the question lapse"),
    Action.HOLD: _lp("action", "Say yes, and wait for her first wish"),
    Action.CONFIRM: _lp("action", "She takes this one now"),
    Action.OFFER: _lp("action", "Offer a free seat"),
    Action.TAKE_SEAT: _lp("action", "Yes, she takes the seat"),
    Action.WAIT_ON: _lp("action", "Not now: she waits on"),
    Action.DECLINE: _lp("action", "Decline"),
    Action.EXPIRE: _lp("action", "Let it expire"),
    Action.ACCEPT_LATE: _lp("action", "Accept late"),
    Action.END_SERVICE: _lp("action", "End the service"),
    Action.OTHER_ACCEPTED: _lp("action", "End it: another accepted"),
    Action.AMEND: _lp("action", "Tell of a change"),
    Action.MOVE: _lp("action", "Move to another batch"),
    Action.ASSIGN: _lp("action", "Give to a colleague"),
    Action.HAND_OVER: _lp("action", "Hand over"),
    Action.START: _lp("action", "She has begun"),
    Action.NOTE_PROGRESS: _lp("action", "Note progress"),
    Action.COMPLETE: _lp("action", "Service completed"),
    Action.REPORT: _lp("action", "Enter what she says"),
    Action.STOP: _lp("action", "Did not start or left"),
    Action.CANCEL: _lp("action", "Cancel the referral"),
    Action.WITHDRAW: _lp("action", "She takes back her consent"),
    Action.CORRECT: _lp("action", "Put a mistake right"),
    Action.CLOSE: _lp("action", "Hear her out and close"),
    Action.REOPEN: _lp("action", "Open again"),
}
DONE: Mapping[Action, Said] = {
    Action.DRAFT: _lp("done", "drafted"),
    Action.SEND: _lp("done", "sent"),
    Action.OPEN: _lp("done", "seen by the provider"),
    Action.ACCEPT: _lp("done", "accepted"),
    Action.WAITLIST: _lp("done", "put on the waiting list"),
    Action.ASK: _lp("done", "a question asked"),
    Action.ANSWER: _lp("done", "the question answered"),
    Action.LAPSE: _lp("done", "the question lapsed"),
    Action.HOLD: _lp("done", "a yes that waits for her first wish"),
    Action.CONFIRM: _lp("done", "accepted"),
    Action.OFFER: _lp("done", "a free seat offered"),
    Action.TAKE_SEAT: _lp("done", "the seat taken"),
    Action.WAIT_ON: _lp("done", "the seat left to the next, she waits on"),
    Action.DECLINE: _lp("done", "declined"),
    Action.EXPIRE: _lp("done", "ended without an answer"),
    Action.ACCEPT_LATE: _lp("done", "accepted late"),
    Action.END_SERVICE: _lp("done", "ended with the service"),
    Action.OTHER_ACCEPTED: _lp("done", "ended, another service accepted her"),
    Action.AMEND: _lp("done", "a change told"),
    Action.MOVE: _lp("done", "moved to another batch"),
    Action.ASSIGN: _lp("done", "given to a colleague"),
    Action.HAND_OVER: _lp("done", "handed over to another organisation"),
    Action.START: _lp("done", "service begun"),
    Action.NOTE_PROGRESS: _lp("done", "progress noted"),
    Action.COMPLETE: _lp("done", "service completed"),
    Action.REPORT: _lp("done", "what she says entered"),
    Action.STOP: _lp("done", "did not start or left"),
    Action.CANCEL: _lp("done", "cancelled"),
    Action.WITHDRAW: _lp("done", "consent withdrawn"),
    Action.CORRECT: _lp("done", "a mistake put right"),
    Action.CLOSE: _lp("done", "closed"),
    Action.REOPEN: _lp("done", "opened again"),
}
OUTCOMES: Mapping[NeedOutcome, Said] = {
    NeedOutcome.MET: _l("Need met"),
    NeedOutcome.PARTLY: _l("Partly met"),
    NeedOutcome.UNMET: _l("Not met"),
    NeedOutcome.MET_ELSEWHERE: _l("Met elsewhere"),
    NeedOutcome.NOT_KNOWN: _l("Not known"),
}
ROLES: Mapping[Role, Said] = {
    Role.CASEWORKER: _l("Caseworker"),
    Role.SUPERVISOR: _l("Supervisor"),
    Role.PROVIDER: _l("Provider"),
    Role.ADMIN: _l("Administrator"),
    Role.BACKBONE: _l("Backbone"),
}
MINE: Mapping[State, Said] = {
    State.DRAFT: _l("Take her consent and send it"),
    State.SENT: _l("Answer this referral"),
    State.WAITLISTED: _l("Look whether a seat is free"),
    State.ASKED: _l("Answer the question"),
    State.ACCEPTED: _l("Begin the service"),
    State.IN_SERVICE: _l("Note how it goes"),
    State.RETURNED: _l("Hear her out and close"),
}
THEIRS: Mapping[State, Said] = {
    State.DRAFT: _l("%(who)s has not sent it"),
    State.SENT: _l("%(who)s answers"),
    State.WAITLISTED: _l("%(who)s looks for a seat again"),
    State.ASKED: _l("%(who)s answers the question"),
    State.ACCEPTED: _l("%(who)s starts the service"),
    State.IN_SERVICE: _l("%(who)s notes progress"),
    State.RETURNED: _l("%(who)s hears her out and closes"),
}
HELD_MINE = _l("They said yes: does she take it, or wait for her first wish?")
HELD_THEIRS = _l("%(who)s says whether she takes it; they wait for her first wish")
OFFERED_MINE = _l("A seat is free for her: does she take it?")
OFFERED_THEIRS = _l("%(who)s says whether she takes the free seat")
CALLED: Mapping[str, Said] = {"worker": _l("Called her"), "other_side": _l("Called the other side")}
CALL_RESULTS: Mapping[str, Said] = {
    "reached": _l("reached"),
    "no_answer": _l("no answer"),
    "switched_off": _l("switched off"),
    "wrong_number": _l("wrong number"),
    "not_safe_to_talk": _l("could not talk safely"),
}


def state_word(referral: Referral) -> str:
    """The state in full, with how it came back."""
    if is_held(referral):
        return _("A yes that waits")
    if is_offer(referral):
        return _("A free seat is offered")
    if referral.state is State.RETURNED and referral.resolution:
        return _("Came back: %(how)s", how=RESOLUTIONS[referral.resolution])
    return str(STATES[referral.state])


def turn_party(referral: Referral) -> Party | None:
    """Whose turn it is."""
    return TURN[referral.state]


def is_offer(referral: Referral) -> bool:
    """Whether what is asked is if she takes a seat: only then has one who waited a batch."""
    waited = referral.state is State.ASKED and referral.before is State.WAITLISTED
    return waited and referral.intake_id is not None and not is_held(referral)


def mine_word(referral: Referral) -> str:
    """What the one whose turn it is has to do."""
    if is_held(referral):
        return str(HELD_MINE)
    return str(OFFERED_MINE if is_offer(referral) else MINE[referral.state])


def turn_word(referral: Referral, mine: bool) -> str:
    """Whose turn it is and for what, as it is told everywhere."""
    party = TURN[referral.state]
    if party is None:
        return _("Nothing more to do")
    if mine:
        return mine_word(referral)
    other = referral.referrer if party is Party.REFERRER else referral.provider
    words = HELD_THEIRS if is_held(referral) else OFFERED_THEIRS if is_offer(referral) else THEIRS[referral.state]
    return str(words) % {"who": named(other)}
