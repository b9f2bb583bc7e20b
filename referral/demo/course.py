"""One referral's course: what comes next follows from where it stands, until it came back for good."""

from collections.abc import Callable
from datetime import timedelta

from referral.demo.answers import accepts, answers, asked, reviewed
from referral.demo.serves import begins, serves
from referral.demo.tempo import happens
from referral.demo.told import Life, Told, remark
from referral.loop import answering, closing
from referral.models import Referral
from referral.refusals import Refused
from referral.states import LIVE, NOT_SERVED, Party, Resolution, State

SECOND_THOUGHTS = (*NOT_SERVED, Resolution.DECLINED)
NEXT: dict[State, Callable[[Told, Referral], Life]] = {
    State.SENT: answers,
    State.ASKED: asked,
    State.WAITLISTED: reviewed,
    State.ACCEPTED: begins,
    State.IN_SERVICE: serves,
}


def course(told: Told, referral: Referral) -> Life:
    """From sent on; the provider may think again once, shortly after it sent the referral back."""
    again = False
    while True:
        while (state := told.state(referral)) in LIVE:
            yield from NEXT[state](told, referral)
        if again or state is not State.RETURNED:
            return
        again = True
        yield from _thinks_again(told, referral)


def _thinks_again(told: Told, referral: Referral) -> Life:
    """An answer after its time, or a return that was a mistake."""
    if referral.resolution is Resolution.NO_ANSWER and happens(told.random, "answered_late"):
        yield told.now() + timedelta(hours=told.random.randint(2, 30))
        if told.state(referral) is State.RETURNED:
            accepts(told, referral, answering.accept_late)
    elif _may_be_wrong(referral) and happens(told.random, "corrected"):
        yield told.now() + timedelta(hours=told.random.randint(1, 40))
        _corrects(told, referral)


def _may_be_wrong(referral: Referral) -> bool:
    return referral.resolution in SECOND_THOUGHTS and referral.returned_by is Party.PROVIDER


def _corrects(told: Told, referral: Referral) -> None:
    if told.state(referral) is not State.RETURNED:
        return
    came = referral.resolution is Resolution.DID_NOT_START
    reason = "she_came_after_all" if came else "pressed_wrong_button"
    text = remark(told.random, "correct")
    try:
        closing.correct(told.session, told.provider(referral), referral, reason=reason, text=text)
    except Refused:
        return
