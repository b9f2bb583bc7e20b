"""What becomes of a referral that came back: closed with her word, tried elsewhere, asked again later, or unmet."""

from collections.abc import Generator
from datetime import datetime, timedelta

from referral.demo.choosing import chooses, look
from referral.demo.results import ENDED_PARTLY, ENDED_WELL, SAID_BY, WHY_UNMET, one_of
from referral.demo.tempo import happens, office
from referral.demo.told import Life, Told, remark
from referral.demo.women import weighted
from referral.loop import closing, needs, sending, tasks
from referral.loop.closing import GOOD, OVER_WITH, Word
from referral.models import Need, NeedOutcome, Referral, TaskKind
from referral.states import SERVED, Resolution, State

WAITS = 0.12
DAYS_TO_CLOSE = (0, 1, 1, 2, 2, 3, 4)


def goes_on(told: Told, need: Need, referral: Referral) -> Generator[datetime, None, tuple[Referral | None, bool]]:
    """What is tried next for the need, and whether at a sitting; None where it is over, or waits."""
    following = needs.live(told.session, need)
    if following:
        return following[0], False
    yield _later(told)
    if told.state(referral) is not State.RETURNED or need.closed_at is not None:
        return None, False
    if referral.resolution not in (*SERVED, *OVER_WITH) and happens(told.random, "tried_again"):
        actor = told.referrer(referral)
        chosen = chooses(told, actor, need, look(told, actor, need))
        if chosen:
            return sending.draft(told.session, actor, chosen[0]), True
    yield from _closes(told, need, referral)
    return None, False


def _later(told: Told) -> datetime:
    """Within some days; sometimes long after it was due."""
    if happens(told.random, "closed_late"):
        return told.now() + timedelta(days=told.random.randint(8, 25))
    return office(told.random, told.now(), told.random.choice(DAYS_TO_CLOSE), told.closed)


def _closes(told: Told, need: Need, referral: Referral) -> Life:
    closing.close(told.session, told.referrer(referral), referral, _word(told, referral))
    if need.closed_at is None and need.ask_again_on is not None:
        yield from _asks_again(told, need, referral)
    elif need.closed_at is not None and happens(told.random, "reopened"):
        yield told.now() + timedelta(days=told.random.randint(2, 20))
        if told.state(referral) is State.CLOSED:
            _reopens(told, referral)
            yield told.now() + timedelta(days=told.random.randint(2, 12))
            closing.close(told.session, told.referrer(referral), referral, _word(told, referral, waits=False))


def _word(told: Told, referral: Referral, *, waits: bool = True) -> Word:
    """How it ended for her, by how the referral came back."""
    said_by, again = one_of(told.random, SAID_BY), told.today() + timedelta(days=told.random.randint(14, 60))
    if referral.resolution in SERVED:
        ended = ENDED_WELL if referral.resolution is Resolution.COMPLETED else ENDED_PARTLY
        outcome = weighted(told.random, ended)
    elif referral.resolution in OVER_WITH:
        outcome = NeedOutcome.MET_ELSEWHERE if referral.return_reason == "found_elsewhere" else NeedOutcome.NOT_KNOWN
    else:
        outcome = NeedOutcome.UNMET
    if outcome in (*GOOD, NeedOutcome.PARTLY) or referral.resolution in OVER_WITH:
        return Word(outcome=outcome, said_by=said_by, next_step="none")
    if waits and (outcome is NeedOutcome.NOT_KNOWN or told.random.random() < WAITS):
        return Word(outcome=outcome, said_by=said_by, next_step="wait_and_ask", ask_again_on=again)
    return Word(outcome=outcome, said_by=said_by, next_step="unmet_recorded", unmet_reason=_why(referral))


def _why(referral: Referral) -> str:
    if referral.resolution is Resolution.NO_ANSWER:
        return "no_answer_from_any"
    return WHY_UNMET.get(referral.return_reason or "", "all_declined")


def _asks_again(told: Told, need: Need, referral: Referral) -> Life:
    """On the day that was said; by then nothing has come of it."""
    assert need.ask_again_on is not None
    yield office(told.random, told.now() + (need.ask_again_on - told.today()), 1, told.closed)
    task = tasks.open_task(told.session, referral, TaskKind.ASK_AGAIN)
    if task is not None:
        tasks.done(told.session, told.users[task.user_id], task)
        needs.record_unmet(told.session, told.referrer(referral), need, reason=_why(referral))


def _reopens(told: Told, referral: Referral) -> None:
    """By the supervisor; of a confidential one by who is named."""
    actor = told.referrer(referral) if referral.confidential else told.supervisor(referral.referrer_id)
    text = remark(told.random, "reopen")
    closing.reopen(told.session, actor, referral, reason="need_came_back", text=text)
