"""The table of moves: every state reaches its end, has a turn, and events replayed give the state."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.states import (
    LIVE,
    MOVES,
    OVER,
    ROLES,
    TURN,
    Action,
    NotAllowed,
    Party,
    Resolution,
    Standing,
    State,
    actions_open,
    after,
    replay,
)

RETURNED = Standing(State.RETURNED, Resolution.DECLINED, State.SENT)


def standings() -> list[Standing]:
    """Everywhere a referral can stand, found by walking the table from a new draft."""
    found, waiting = set[Standing](), [Standing(State.DRAFT)]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += [there for there, *_ in steps(here)]
    return sorted(found, key=str)


def steps(here: Standing) -> list[tuple[Standing, Action, Resolution | None]]:
    """Each move that begins here, with each way in which it may end."""
    open_moves = [(action, move) for action, move in MOVES.items() if move.fits(here)]
    return [
        (after(here, action, resolution), action, resolution)
        for action, move in open_moves
        for resolution in (move.resolutions or (None,))
    ]


def test_every_action_and_state_has_its_line() -> None:
    assert set(MOVES) == set(Action)
    assert set(TURN) == set(State)
    assert set(State) == LIVE | OVER
    assert set(ROLES) == set(Party)


def test_every_state_is_reached_and_reaches_closed() -> None:
    everywhere = standings()
    assert {one.state for one in everywhere} == set(State)
    ends = {one for one in everywhere if one.state is State.CLOSED}
    while grown := {one for one in everywhere if one not in ends and any(there in ends for there, *_ in steps(one))}:
        ends |= grown
    assert ends == set(everywhere)


def test_a_resolution_is_there_when_it_came_back_and_never_before() -> None:
    for one in standings():
        assert (one.resolution is not None) == (one.state in OVER), one


def test_whose_turn_it_is_can_always_do_something() -> None:
    for one in standings():
        turn = TURN[one.state]
        assert turn is None or actions_open(one, turn), one


@pytest.mark.parametrize(("state", "action"), list(product([State.DRAFT, State.SENT], MOVES)))
def test_what_does_not_fit_is_refused(state: State, action: Action) -> None:
    if state in MOVES[action].start:
        assert MOVES[action].fits(Standing(state))
    else:
        with pytest.raises(NotAllowed):
            after(Standing(state), action)


@pytest.mark.parametrize(
    ("standing", "action", "resolution", "expected"),
    [
        (Standing(State.ACCEPTED), Action.ASK, None, Standing(State.ASKED, before=State.ACCEPTED)),
        (Standing(State.ASKED, before=State.ACCEPTED), Action.LAPSE, None, Standing(State.ACCEPTED)),
        (
            Standing(State.ASKED, before=State.SENT),
            Action.DECLINE,
            None,
            Standing(State.RETURNED, Resolution.DECLINED, State.SENT),
        ),
        (RETURNED, Action.CORRECT, None, Standing(State.SENT)),
        (RETURNED, Action.CLOSE, None, Standing(State.CLOSED, Resolution.DECLINED, State.SENT)),
        (Standing(State.CLOSED, Resolution.DECLINED, State.SENT), Action.REOPEN, None, RETURNED),
        (Standing(State.SENT), Action.AMEND, None, Standing(State.SENT)),
    ],
)
def test_moves_end_where_the_table_says(
    standing: Standing, action: Action, resolution: Resolution | None, expected: Standing
) -> None:
    assert after(standing, action, resolution) == expected


def test_an_accepted_one_is_not_declined_through_a_question() -> None:
    with pytest.raises(NotAllowed):
        after(Standing(State.ASKED, before=State.ACCEPTED), Action.DECLINE)


def test_completing_says_how() -> None:
    with pytest.raises(ValueError, match="does not end as"):
        after(Standing(State.IN_SERVICE), Action.COMPLETE)


@given(st.data())
def test_replaying_the_events_gives_the_state(data: st.DataObject) -> None:
    here = Standing(State.DRAFT)
    events: list[tuple[Action, Resolution | None]] = [(Action.DRAFT, None)]
    for _ in range(data.draw(st.integers(0, 12))):
        there, action, resolution = data.draw(st.sampled_from(steps(here) or [(here, Action.ASSIGN, None)]))
        here = there
        events.append((action, resolution))
    assert replay(events) == here


def test_without_events_there_is_no_referral() -> None:
    with pytest.raises(ValueError, match="without events"):
        replay([])
    with pytest.raises(NotAllowed):
        after(None, Action.SEND)
