"""The referral's life on one page: states, actions, who may act, and the one table of moves that everything reads.

Buttons, refusals, due times, the timeline and the tests take their answers from `MOVES`, `TURN` and `after`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class State(StrEnum):
    """Where a referral stands; in each state exactly one party must act next."""

    DRAFT = "draft"
    SENT = "sent"
    WAITLISTED = "waitlisted"
    ASKED = "asked"
    ACCEPTED = "accepted"
    IN_SERVICE = "in_service"
    RETURNED = "returned"
    CLOSED = "closed"


class Resolution(StrEnum):
    """How a referral came back; always there in `returned` and `closed`, never elsewhere."""

    COMPLETED = "completed"
    PARTLY_COMPLETED = "partly_completed"
    DID_NOT_START = "did_not_start"
    DROPPED_OUT = "dropped_out"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    OTHER_ACCEPTED = "other_accepted"
    SERVICE_ENDED = "service_ended"


class Role(StrEnum):
    """What a user is there for; one person may have several."""

    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    PROVIDER = "provider"
    ADMIN = "admin"
    BACKBONE = "backbone"


class Party(StrEnum):
    """Who acts on a referral: one of its two sides, or time itself."""

    REFERRER = "referrer"
    PROVIDER = "provider"
    CLOCK = "clock"


class Action(StrEnum):
    """Everything that can be done to a referral; nothing else changes one."""

    DRAFT = "draft"
    SEND = "send"
    OPEN = "open"
    ACCEPT = "accept"
    WAITLIST = "waitlist"
    ASK = "ask"
    ANSWER = "answer"
    LAPSE = "lapse"
    HOLD = "hold"
    CONFIRM = "confirm"
    OFFER = "offer"
    TAKE_SEAT = "take_seat"
    WAIT_ON = "wait_on"
    DECLINE = "decline"
    EXPIRE = "expire"
    ACCEPT_LATE = "accept_late"
    END_SERVICE = "end_service"
    OTHER_ACCEPTED = "other_accepted"
    AMEND = "amend"
    MOVE = "move"
    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    START = "start"
    NOTE_PROGRESS = "note_progress"
    COMPLETE = "complete"
    REPORT = "report"
    STOP = "stop"
    CANCEL = "cancel"
    WITHDRAW = "withdraw"
    CORRECT = "correct"
    CLOSE = "close"
    REOPEN = "reopen"


class Eye(StrEnum):
    """Before what a kind of service asks that a second person agree."""

    SEND = "send"
    OVERRIDE = "override"
    UNMET = "unmet"


class To(StrEnum):
    """A move's end that depends on where it began."""

    SAME = "same"
    BEFORE = "before"


_S, _R = State, Resolution
LIVE = frozenset({_S.DRAFT, _S.SENT, _S.WAITLISTED, _S.ASKED, _S.ACCEPTED, _S.IN_SERVICE})
OVER = frozenset({_S.RETURNED, _S.CLOSED})
UNANSWERED = frozenset({_S.SENT, _S.WAITLISTED})
BY_PROVIDER = frozenset({_R.COMPLETED, _R.PARTLY_COMPLETED, _R.DID_NOT_START, _R.DROPPED_OUT, _R.DECLINED})
SERVED = (_R.COMPLETED, _R.PARTLY_COMPLETED)
NOT_SERVED = (_R.DID_NOT_START, _R.DROPPED_OUT)

TURN: dict[State, Party | None] = {
    _S.DRAFT: Party.REFERRER,
    _S.SENT: Party.PROVIDER,
    _S.WAITLISTED: Party.PROVIDER,
    _S.ASKED: Party.REFERRER,
    _S.ACCEPTED: Party.PROVIDER,
    _S.IN_SERVICE: Party.PROVIDER,
    _S.RETURNED: Party.REFERRER,
    _S.CLOSED: None,
}

ROLES: dict[Party, frozenset[Role]] = {
    Party.REFERRER: frozenset({Role.CASEWORKER, Role.SUPERVISOR}),
    Party.PROVIDER: frozenset({Role.PROVIDER, Role.SUPERVISOR}),
    Party.CLOCK: frozenset(),
}


@dataclass(frozen=True)
class Standing:
    """Where a referral stands: its state, how it came back, and the state that a question or a return left."""

    state: State
    resolution: Resolution | None = None
    before: State | None = None


@dataclass(frozen=True)
class Move:
    """One line of the table: from where, to where, by whom, with which resolution and which group of reason codes."""

    start: frozenset[State]
    to: State | To
    by: frozenset[Party]
    resolutions: tuple[Resolution, ...] = ()
    reasons: str | None = None
    before: frozenset[State] | None = None
    returned_as: frozenset[Resolution] | None = None
    supervisor: bool = False

    def fits(self, standing: Standing) -> bool:
        """Whether the move may begin where the referral stands."""
        return (
            standing.state in self.start
            and (standing.state is not State.ASKED or self.before is None or standing.before in self.before)
            and (self.returned_as is None or standing.resolution in self.returned_as)
        )

    def end(self, standing: Standing, resolution: Resolution | None) -> Standing:
        """Where the move ends; `resolution` may be left out where the move has one alone. Raises ValueError."""
        match self.to:
            case To.SAME:
                return standing
            case To.BEFORE:
                assert standing.before is not None
                return Standing(standing.before)
            case State.RETURNED if standing.resolution is None:
                left = standing.before if standing.state is State.ASKED else standing.state
                return Standing(State.RETURNED, self._one_of(resolution), left)
            case State.RETURNED | State.CLOSED as over:
                return replace(standing, state=over)
            case State.ASKED:
                return Standing(State.ASKED, before=standing.state)
            case state:
                return Standing(state)

    def _one_of(self, resolution: Resolution | None) -> Resolution:
        if resolution is None and len(self.resolutions) == 1:
            return self.resolutions[0]
        if resolution not in self.resolutions:
            raise ValueError(f"this move does not end as {resolution}")
        return resolution


def _move(
    start: Iterable[State], to: State | To, by: Party | Iterable[Party], *resolutions: Resolution, **more: object
) -> Move:
    parties = frozenset({by}) if isinstance(by, Party) else frozenset(by)
    return Move(frozenset(start), to, parties, resolutions, **more)  # type: ignore[arg-type]


_REFERRER, _PROVIDER, _CLOCK = Party.REFERRER, Party.PROVIDER, Party.CLOCK
MOVES: dict[Action, Move] = {
    Action.DRAFT: _move((), _S.DRAFT, (_REFERRER, _CLOCK)),
    Action.SEND: _move([_S.DRAFT], _S.SENT, _REFERRER),
    Action.OPEN: _move([_S.SENT], To.SAME, _PROVIDER),
    Action.ACCEPT: _move(UNANSWERED, _S.ACCEPTED, _PROVIDER),
    Action.WAITLIST: _move(UNANSWERED, _S.WAITLISTED, _PROVIDER),
    Action.ASK: _move([*UNANSWERED, _S.ACCEPTED], _S.ASKED, _PROVIDER, reasons="ask"),
    Action.ANSWER: _move([_S.ASKED], To.BEFORE, _REFERRER),
    Action.LAPSE: _move([_S.ASKED], To.BEFORE, _CLOCK),
    Action.HOLD: _move(UNANSWERED, _S.ASKED, _PROVIDER),
    Action.CONFIRM: _move([_S.ASKED], _S.ACCEPTED, (_REFERRER, _CLOCK), before=UNANSWERED),
    Action.OFFER: _move([_S.WAITLISTED], _S.ASKED, _CLOCK),
    Action.TAKE_SEAT: _move([_S.ASKED], _S.ACCEPTED, _REFERRER, before=frozenset({_S.WAITLISTED})),
    Action.WAIT_ON: _move([_S.ASKED], To.BEFORE, _REFERRER, before=frozenset({_S.WAITLISTED})),
    Action.DECLINE: _move(
        [*UNANSWERED, _S.ASKED], _S.RETURNED, _PROVIDER, _R.DECLINED, reasons="decline", before=UNANSWERED
    ),
    Action.EXPIRE: _move(UNANSWERED, _S.RETURNED, _CLOCK, _R.NO_ANSWER),
    Action.ACCEPT_LATE: _move([_S.RETURNED], _S.ACCEPTED, _PROVIDER, returned_as=frozenset({_R.NO_ANSWER})),
    Action.END_SERVICE: _move([*UNANSWERED, _S.ASKED, _S.ACCEPTED], _S.RETURNED, (_PROVIDER, _CLOCK), _R.SERVICE_ENDED),
    Action.OTHER_ACCEPTED: _move(
        [_S.DRAFT, *UNANSWERED, _S.ASKED], _S.RETURNED, _CLOCK, _R.OTHER_ACCEPTED, before=UNANSWERED
    ),
    Action.AMEND: _move(LIVE - {_S.DRAFT}, To.SAME, _REFERRER, reasons="amend"),
    Action.MOVE: _move([_S.ACCEPTED, _S.IN_SERVICE], To.SAME, _PROVIDER, reasons="move"),
    Action.ASSIGN: _move(State, To.SAME, (_REFERRER, _PROVIDER), reasons="assign"),
    Action.HAND_OVER: _move(LIVE, To.SAME, _REFERRER),
    Action.START: _move([_S.ACCEPTED], _S.IN_SERVICE, _PROVIDER),
    Action.NOTE_PROGRESS: _move([_S.IN_SERVICE], To.SAME, _PROVIDER),
    Action.COMPLETE: _move([_S.IN_SERVICE], _S.RETURNED, _PROVIDER, *SERVED),
    Action.REPORT: _move([_S.ACCEPTED, _S.IN_SERVICE], _S.RETURNED, _REFERRER, *SERVED, *NOT_SERVED),
    Action.STOP: _move(
        [_S.ACCEPTED, _S.ASKED, _S.IN_SERVICE],
        _S.RETURNED,
        _PROVIDER,
        *NOT_SERVED,
        reasons="stop",
        before=frozenset({_S.ACCEPTED}),
    ),
    Action.CANCEL: _move(LIVE, _S.RETURNED, (_REFERRER, _CLOCK), _R.CANCELLED, reasons="cancel"),
    Action.WITHDRAW: _move(LIVE, _S.RETURNED, _REFERRER, _R.WITHDRAWN, reasons="withdraw"),
    Action.CORRECT: _move([_S.RETURNED], To.BEFORE, _PROVIDER, reasons="correct", returned_as=BY_PROVIDER),
    Action.CLOSE: _move([_S.RETURNED], _S.CLOSED, (_REFERRER, _CLOCK)),
    Action.REOPEN: _move([_S.CLOSED], _S.RETURNED, _REFERRER, reasons="reopen", supervisor=True),
}


class NotAllowed(Exception):
    """The action does not fit where the referral stands."""

    def __init__(self, action: Action, standing: Standing) -> None:
        super().__init__(f"{action} does not fit {standing.state}")
        self.action, self.standing = action, standing


def after(standing: Standing | None, action: Action, resolution: Resolution | None = None) -> Standing:
    """Where a referral stands after an action; raises NotAllowed. Replaying events is folding this over them."""
    if standing is None:
        if action is not Action.DRAFT:
            raise NotAllowed(action, Standing(State.DRAFT))
        return Standing(State.DRAFT)
    move = MOVES[action]
    if not move.fits(standing):
        raise NotAllowed(action, standing)
    return move.end(standing, resolution)


def replay(steps: Iterable[tuple[Action, Resolution | None]]) -> Standing:
    """Where a referral stands after all its events, from the first one on."""
    standing: Standing | None = None
    for action, resolution in steps:
        standing = after(standing, action, resolution)
    if standing is None:
        raise ValueError("a referral without events")
    return standing


def actions_open(standing: Standing, party: Party) -> list[Action]:
    """What this party may do where the referral stands, in the order of the table."""
    return [action for action, move in MOVES.items() if party in move.by and move.fits(standing)]
