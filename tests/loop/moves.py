"""Each action as a test can take it: drawn arguments, good and bad ones, given to its verb."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Intake, Service
from referral import access
from referral.loop import amending, answering, assigning, closing, following, sending, serving
from referral.loop.closing import Word
from referral.loop.conditions import is_offered
from referral.loop.waiting import offers
from referral.models import NeedOutcome, Referral, User
from referral.moment import today
from referral.states import Action, Party, Resolution, State

Draw = Callable[[st.SearchStrategy[Any]], Any]
Act = Callable[[Session, User, Referral, Draw], object]


def _day(session: Session, draw: Draw, low: int = -2, high: int = 40) -> date:
    return today(session) + timedelta(days=draw(st.integers(low, high)))


def _intake(session: Session, referral: Referral, draw: Draw) -> Intake | None:
    mine = [intake for place in referral.service.places for intake in place.intakes]
    mine.sort(key=lambda intake: str(intake.starts_on))
    return draw(st.sampled_from([*mine, *mine, *mine, None])) if mine else None


def _given(session: Session, referral: Referral, draw: Draw) -> dict[str, Any]:
    bring = draw(st.sampled_from([("nid",), (), ("nid",), (), ("nid",), ("no_such_paper",)]))
    return {"intake": _intake(session, referral, draw), "starts_on": _day(session, draw, 0), "bring": bring}


def _send(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    hardship = {"birth_year": "hardship"}
    overrides = draw(st.sampled_from([hardship, hardship, {}, {"birth_year": "no_such_reason"}]))
    sending.send(session, actor, referral, overrides=overrides)


def _accept(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    answering.accept(session, actor, referral, **_given(session, referral, draw))


def _accept_late(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    answering.accept_late(session, actor, referral, **_given(session, referral, draw))


def _ask(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    reason, paper = draw(st.sampled_from([("when_free", None), ("paper_wanted", "nid"), ("paper_wanted", None)]))
    answering.ask(session, actor, referral, reason=reason, paper=paper)


def _decline(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    reason = draw(
        st.sampled_from(["full", "not_this_time", "refused_by_worker", "could_not_reach", "other", "nonsense"])
    )
    text = draw(st.sampled_from([None, "এখন নয়"]))
    suggested = draw(st.sampled_from([None, *session.scalars(select(Service).order_by(Service.name_en))]))
    answering.decline(session, actor, referral, reason=reason, text=text, suggested=suggested)


def _take_seat(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    starts_on = draw(st.sampled_from([None, None, today(session), today(session) - timedelta(days=1)]))
    offers.take_seat(session, actor, referral, starts_on=starts_on)


def _complete(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    resolution = draw(st.sampled_from([Resolution.COMPLETED, Resolution.PARTLY_COMPLETED, Resolution.DECLINED]))
    serving.complete(
        session,
        actor,
        referral,
        resolution=resolution,
        completion={"result": "passed_certified"},
        on=_day(session, draw, -2, 1),
        keeps=draw(st.booleans()),
        keeps_until=draw(st.sampled_from([None, today(session) + timedelta(days=30)])),
    )


def _stop(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    serving.stop(session, actor, referral, reason=draw(st.sampled_from(["too_far", "never_came", "cost", "other"])))


def _move(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    intake = _intake(session, referral, draw)
    if intake is not None:
        serving.move(session, actor, referral, intake=intake, reason="shift")


def _report(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    closing.report(session, actor, referral, resolution=draw(st.sampled_from(list(Resolution))), said_by="worker_phone")


def _close(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    word = Word(
        outcome=draw(st.sampled_from(list(NeedOutcome))),
        said_by=draw(st.sampled_from(["worker_phone", "provider_says", "nobody"])),
        next_step=draw(st.sampled_from(["none", "new_referral", "unmet_recorded", "wait_and_ask"])),
        unmet_reason=draw(st.sampled_from([None, "all_declined"])),
        ask_again_on=draw(st.sampled_from([None, today(session) + timedelta(days=30)])),
    )
    closing.close(session, actor, referral, word)


def _assign(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    to = draw(st.sampled_from(list(session.scalars(select(User).order_by(User.e_mail)))))
    assigning.assign(session, actor, referral, to=to, party=draw(st.sampled_from([Party.REFERRER, Party.PROVIDER])))


def _with_reason(verb: Callable[..., object], *reasons: str) -> Act:
    def act(session: Session, actor: User, referral: Referral, draw: Draw) -> object:
        return verb(session, actor, referral, reason=draw(st.sampled_from([*reasons, "nonsense"])))

    return act


def _amend(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    """What is told of a change is what the consent covers, and the record says the new value in any case."""
    given = {"safe_way": draw(st.sampled_from([None, "sms", "missed_call"]))}
    amending.amend(session, actor, referral, given=given, text=draw(st.sampled_from([None, "নতুন"])))


def _withdraw(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    """Rule 6: with her, all that this service could see goes at once."""
    closing.withdraw(session, actor, referral, reason=draw(st.sampled_from(["changed_mind", "nonsense"])))
    session.flush()
    assert not access.granted(session, referral.person_id, referral.service_id, today(session))


def _on(verb: Callable[..., object], name: str, low: int, high: int) -> Act:
    def act(session: Session, actor: User, referral: Referral, draw: Draw) -> object:
        return verb(session, actor, referral, **{name: _day(session, draw, low, high)})

    return act


def _progress(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    serving.note_progress(session, actor, referral, on=_day(session, draw, -3, 1), next_on=_day(session, draw, -1, 30))


def _correct(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    closing.correct(session, actor, referral, reason="pressed_wrong_button", text=draw(st.sampled_from([None, "ভুল"])))


def _reopen(session: Session, actor: User, referral: Referral, draw: Draw) -> None:
    closing.reopen(session, actor, referral, reason="need_came_back", text="আবার দরকার")


ACTS: dict[Action, Act] = {
    Action.SEND: _send,
    Action.OPEN: lambda session, actor, referral, draw: answering.open_it(session, actor, referral),
    Action.ACCEPT: _accept,
    Action.WAITLIST: _on(answering.waitlist, "review_on", -1, 200),
    Action.ASK: _ask,
    Action.ANSWER: lambda session, actor, referral, draw: answering.answer(session, actor, referral, text="শুক্রবার"),
    Action.TAKE_SEAT: _take_seat,
    Action.WAIT_ON: lambda session, actor, referral, draw: offers.wait_on(session, actor, referral),
    Action.DECLINE: _decline,
    Action.ACCEPT_LATE: _accept_late,
    Action.CONFIRM: lambda session, actor, referral, draw: following.confirm(session, actor, referral),
    Action.AMEND: _amend,
    Action.MOVE: _move,
    Action.ASSIGN: _assign,
    Action.START: _on(serving.start, "on", -3, 1),
    Action.NOTE_PROGRESS: _progress,
    Action.COMPLETE: _complete,
    Action.REPORT: _report,
    Action.STOP: _stop,
    Action.CANCEL: _with_reason(closing.cancel, "plan_changed", "could_not_reach"),
    Action.WITHDRAW: _withdraw,
    Action.CORRECT: _correct,
    Action.CLOSE: _close,
    Action.REOPEN: _reopen,
}


def forward(session: Session, referral: Referral) -> None:
    """The next step of a referral that goes well, taken by the one who has the turn; nothing where it is over."""
    users = {user.e_mail: user for user in session.scalars(select(User))}
    ours, theirs, day = users["caseworker@x"], users["focal@x"], today(session)
    match referral.state:
        case State.DRAFT:
            sending.send(session, ours, referral, overrides={"birth_year": "hardship"})
        case State.SENT | State.WAITLISTED:
            intakes = [intake for place in referral.service.places for intake in place.intakes]
            intake = min(intakes, key=lambda one: str(one.starts_on), default=None)
            answering.accept(session, theirs, referral, intake=intake, starts_on=day, bring=("nid",))
        case State.ACCEPTED:
            serving.start(session, theirs, referral, on=day)
        case State.IN_SERVICE:
            done, said = Resolution.COMPLETED, {"result": "passed_certified"}
            serving.complete(session, theirs, referral, resolution=done, completion=said, on=day)
        case State.RETURNED:
            closing.close(
                session, ours, referral, Word(outcome=NeedOutcome.MET, said_by="worker_phone", next_step="none")
            )
        case State.ASKED if is_offered(session, referral):
            offers.take_seat(session, ours, referral)
        case State.ASKED | State.CLOSED:
            pass
