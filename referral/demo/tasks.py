"""What is to be done beside a turn, done some time later by the person whose task it is."""

from datetime import timedelta

from referral.demo.told import Life, Told
from referral.loop import tasks
from referral.models import Referral, TaskKind

FORGOTTEN = 0.06
CALLS = {TaskKind.TELL_HER: "worker", TaskKind.CHECK_PHONE: "worker"}
RESULTS = ("reached", "reached", "reached", "no_answer", "switched_off")


def done_later(told: Told, referral: Referral, kind: TaskKind, days: float) -> None:
    """The open task of that kind is done after so many days."""
    told.begin(told.now() + timedelta(days=days), _done(told, referral, kind))


def _done(told: Told, referral: Referral, kind: TaskKind) -> Life:
    """She is called; where nobody answers, once more the day after."""
    if told.random.random() < FORGOTTEN:
        yield told.now() + timedelta(days=9)
    while kind in CALLS and _call(told, referral, kind) != "reached":
        yield told.now() + timedelta(hours=told.random.randint(3, 26))
    task = tasks.open_task(told.session, referral, kind)
    if task is not None:
        tasks.done(told.session, told.users[task.user_id], task)


def _call(told: Told, referral: Referral, kind: TaskKind) -> str:
    result = told.random.choice(RESULTS)
    tasks.note_call(told.session, told.referrer(referral), referral, to=CALLS[kind], result=result)
    return result
