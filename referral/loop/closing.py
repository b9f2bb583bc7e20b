"""How a referral ends: reported, cancelled, withdrawn, corrected, closed with her own word, and opened again."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from catalog.models import Intake
from referral.lists import reasons
from referral.loop import seats, second
from referral.loop.acting import Step, check_reason, take
from referral.loop.due import TELL_DAYS, close_of, working_days
from referral.loop.following import bring_about, draft_next, end_others, release
from referral.loop.needs import end_need, live
from referral.loop.sessions import planning
from referral.models import Message, Need, NeedOutcome, Referral, Task, TaskKind, User
from referral.moment import today
from referral.people.consents import end_grants
from referral.refusals import Refused
from referral.states import SERVED, UNANSWERED, Action, Resolution, State

GOOD = frozenset({NeedOutcome.MET, NeedOutcome.MET_ELSEWHERE})
OVER_WITH = frozenset({Resolution.CANCELLED, Resolution.WITHDRAWN, Resolution.OTHER_ACCEPTED})


def report(
    session: Session,
    actor: User,
    referral: Referral,
    *,
    resolution: Resolution,
    said_by: str,
    seen: int | None = None,
) -> None:
    """The provider is silent long after it was due: she herself says what became of it."""
    step = take(session, actor, referral, Action.REPORT, seen=seen)
    check_reason("said_by", said_by, None)
    if resolution not in (*SERVED, _not_served(referral)):
        raise Refused("choose_result", "resolution")
    step.write(resolution, values={"said_by": said_by})
    if resolution not in SERVED:
        draft_next(session, referral)


def _not_served(referral: Referral) -> Resolution:
    return Resolution.DROPPED_OUT if referral.state is State.IN_SERVICE else Resolution.DID_NOT_START


def cancel(
    session: Session, actor: User, referral: Referral, *, reason: str, text: str | None = None, seen: int | None = None
) -> None:
    """The referrer takes it back, with a reason; the seat is freed."""
    step = take(session, actor, referral, Action.CANCEL, seen=seen)
    check_reason("cancel", reason, text)
    step.write(reason=reason, text=text)
    bring_about(session, referral, "cancel", reason, step.at)
    release(session, referral.need)


def let_go(session: Session, referral: Referral) -> None:
    """The clock's: a draft that nobody touched for long goes; the need stays, and its caseworker is asked to look again."""
    step = take(session, None, referral, Action.CANCEL)
    step.write(reason="draft_untouched")
    session.add(
        Task(
            kind=TaskKind.ASK_AGAIN,
            user_id=referral.referrer_user_id,
            organization_id=referral.referrer_id,
            referral_id=referral.id,
            due_at=working_days(session, step.at, TELL_DAYS),
        )
    )


def withdraw(session: Session, actor: User, referral: Referral, *, reason: str, seen: int | None = None) -> None:
    """She takes back her consent: the provider's view of her data ends at once, and so do messages about it."""
    step = take(session, actor, referral, Action.WITHDRAW, seen=seen)
    check_reason("withdraw", reason, None)
    end_grants(session, actor, referral.person_id, referral.service_id)
    stop_messages(session, referral, step)
    step.write(reason=reason)
    release(session, referral.need)


def stop_messages(session: Session, referral: Referral, step: Step) -> None:
    """What was owed about this referral and has not left is not sent any more."""
    owed = update(Message).where(
        Message.referral_id == referral.id, Message.sent_at.is_(None), Message.stopped_at.is_(None)
    )
    session.execute(owed.values(stopped_at=step.at).execution_options(synchronize_session=False))


def correct(
    session: Session, actor: User, referral: Referral, *, reason: str, text: str | None = None, seen: int | None = None
) -> None:
    """The provider sent it back by mistake: it stands where it stood, with a seat again where it had one."""
    step = take(session, actor, referral, Action.CORRECT, seen=seen)
    check_reason("correct", reason, text)
    before = referral.before
    if before in (State.ACCEPTED, State.IN_SERVICE) and referral.intake_id is not None:
        _seat_again(session, referral, step, used=before is State.IN_SERVICE)
    if before is State.SENT:
        referral.time_left = None
    if before in UNANSWERED:
        referral.intake_id = None
    step.write(reason=reason, text=text)
    if before in (State.ACCEPTED, State.IN_SERVICE):
        end_others(session, referral)
    if referral.intake is not None and referral.state in (State.ACCEPTED, State.IN_SERVICE):
        planning.plan_for(session, referral.intake)


def _seat_again(session: Session, referral: Referral, step: Step, *, used: bool) -> None:
    kept = seats.seat_of(session, referral)
    if kept is not None:
        kept.kept, kept.kept_until = False, None
        return
    seats.hold(session, referral, session.get_one(Intake, referral.intake_id), step.at, used=used)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """How it ended: the outcome for the need, who said so, what comes next, and what that needs."""

    outcome: NeedOutcome
    said_by: str
    next_step: str
    unmet_reason: str | None = None
    ask_again_on: date | None = None

    @property
    def codes(self) -> dict[str, str]:
        """What a second person agrees to."""
        said = {"outcome": self.outcome, "next_step": self.next_step, "unmet_reason": self.unmet_reason}
        return {name: str(value) for name, value in said.items() if value}

    @property
    def hers(self) -> bool:
        """Whether she herself said so."""
        return reasons()["said_by", self.said_by].effect_code == "her_word"


def close(session: Session, actor: User, referral: Referral, word: Word, *, seen: int | None = None) -> None:
    """The loop is closed: need met or not, who said so, and what comes next.

    A need that is not met goes on (another referral, or she is asked again later) or is recorded as unmet.
    """
    step = take(session, actor, referral, Action.CLOSE, seen=seen)
    check_word(session, referral, word)
    wanted = second.wanted_to_close(referral, word.outcome, word.next_step)
    agreed = second.use(session, actor, referral, wanted, word.codes)
    referral.outcome, referral.closed_at = word.outcome, step.at
    referral.said_by, referral.next_step = word.said_by, word.next_step
    step.write(values={"outcome": word.outcome, "said_by": word.said_by, "next_step": word.next_step} | agreed)
    NEXT_STEPS[word.next_step](step, word)


def check_word(session: Session, referral: Referral, word: Word) -> None:
    """Whether it can be closed so: codes of the lists, and an end that fits how it came back."""
    check_reason("said_by", word.said_by, None)
    check_reason("next_step", word.next_step, None)
    may_end = word.outcome in (*GOOD, NeedOutcome.PARTLY) or referral.resolution in OVER_WITH
    if word.next_step == "none" and not may_end:
        raise Refused("say_next_step", "next_step")
    if word.next_step == "unmet_recorded":
        if word.outcome in GOOD:
            raise Refused("say_next_step", "next_step")
        if ("unmet", word.unmet_reason) not in reasons():
            raise Refused("choose_reason", "unmet_reason")
        if live(session, referral.need):
            raise Refused("need_has_live")
    if word.next_step == "wait_and_ask" and (word.ask_again_on is None or word.ask_again_on <= today(session)):
        raise Refused("in_the_past", "ask_again_on")


def _no_more(step: Step, word: Word) -> None:
    """The need is over too, unless something else for it is alive."""
    need = step.referral.need
    if need.closed_at is None and not live(step.session, need):
        end_need(step.session, need, word.outcome, her_word=word.hers)


def _unmet(step: Step, word: Word) -> None:
    step.referral.need.unmet_reason = word.unmet_reason
    _no_more(step, replace(word, outcome=NeedOutcome.UNMET) if word.outcome is NeedOutcome.NOT_KNOWN else word)


def _again(step: Step, word: Word) -> None:
    draft_next(step.session, step.referral)


def _wait(step: Step, word: Word) -> None:
    assert word.ask_again_on is not None
    referral = step.referral
    referral.need.ask_again_on = word.ask_again_on
    step.session.add(
        Task(
            kind=TaskKind.ASK_AGAIN,
            user_id=referral.referrer_user_id,
            organization_id=referral.referrer_id,
            referral_id=referral.id,
            due_at=close_of(word.ask_again_on),
        )
    )


NEXT_STEPS = {"none": _no_more, "unmet_recorded": _unmet, "new_referral": _again, "wait_and_ask": _wait}


def reopen(
    session: Session, actor: User, referral: Referral, *, reason: str, text: str | None = None, seen: int | None = None
) -> None:
    """The supervisor's: it was closed too early, or there is late news; the need is open again."""
    step = take(session, actor, referral, Action.REOPEN, seen=seen)
    check_reason("reopen", reason, text)
    session.refresh(referral.need, with_for_update={"of": Need})
    need = referral.need
    need.closed_at = need.outcome = need.her_word = need.unmet_reason = None
    referral.outcome = referral.closed_at = referral.said_by = referral.next_step = None
    step.write(reason=reason, text=text)
