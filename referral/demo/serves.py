"""From acceptance to the return: begun or not, progress, done, left, moved; and who is silent about it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from referral.demo.answers import takes_back
from referral.demo.results import KEEPS, LEFT, NEVER_BEGAN, completion, one_of
from referral.demo.tempo import AT_ONCE, DAYS_OF_SERVICE, at_ten, happens
from referral.demo.told import A_DAY, Life, Told, remark
from referral.loop import amending, assigning, closing, seats, serving
from referral.loop.due import REPORT_AFTER
from referral.models import Referral
from referral.refusals import Refused
from referral.states import Party, Resolution, State

BETWEEN_NOTES = (21, 34)
WORDS = 0.35


def begins(told: Told, referral: Referral) -> Life:
    """From accepted on: she comes on the first day, or something comes between."""
    yield from _meanwhile(told, referral)
    if told.state(referral) is not State.ACCEPTED:
        return
    assert referral.starts_on is not None
    assert referral.due_at is not None
    kind, chance = told.service(referral).kind_code, told.random
    if happens(chance, "forgotten"):
        yield referral.due_at + REPORT_AFTER + timedelta(hours=chance.randint(2, 90))
        _reports(told, referral)
    elif happens(chance, "did_not_start"):
        yield at_ten(chance, referral.starts_on + timedelta(days=chance.randint(2, 9)))
        _stops(told, referral, State.ACCEPTED, one_of(chance, NEVER_BEGAN))
    else:
        late = chance.choice((0, 0, 0, 1, 2, 5))
        yield at_ten(chance, max(referral.starts_on, told.today()) + timedelta(days=late))
        if told.state(referral) is State.ACCEPTED:
            if kind in AT_ONCE:
                _completes(told, referral, referral.starts_on)
            else:
                serving.start(told.session, told.provider(referral), referral, on=referral.starts_on)


def _meanwhile(told: Told, referral: Referral) -> Life:
    """Between acceptance and the first day."""
    assert referral.starts_on is not None
    acts = [act for what, act in BETWEEN.items() if happens(told.random, what)]
    ahead = at_ten(told.random, referral.starts_on) - told.now()
    if not acts or ahead < A_DAY:
        return
    yield told.now() + ahead * told.random.uniform(0.2, 0.8)
    if told.state(referral) is State.ACCEPTED:
        acts[0](told, referral)


def _moves(told: Told, referral: Referral) -> None:
    other = [
        one
        for one in told.service(referral).places[0].intakes
        if one.is_open(told.today()) and one.id != referral.intake_id
    ]
    if other and referral.intake_id is not None:
        try:
            serving.move(told.session, told.provider(referral), referral, intake=other[0], reason="shift")
        except Refused:
            return


def _amends(told: Told, referral: Referral) -> None:
    given = told.random.choice(({"safe_way": "missed_call"}, {"safe_way": "sms"}, {"safe_time": "evening"}))
    amending.amend(told.session, told.referrer(referral), referral, given=given)


def _assigns(told: Told, referral: Referral) -> None:
    """A supervisor gives it to a colleague of the same side."""
    now_with = told.referrer(referral)
    others = [one for one in assigning.colleagues(told.session, referral, Party.REFERRER) if one.id != now_with.id]
    if others:
        actor = now_with if referral.confidential else told.supervisor(referral.referrer_id)
        assigning.assign(told.session, actor, referral, to=told.random.choice(others), party=Party.REFERRER)


BETWEEN: dict[str, Callable[[Told, Referral], None]] = {
    "moved": _moves,
    "amended": _amends,
    "assigned": _assigns,
    "withdrawn": takes_back,
}


def _reports(told: Told, referral: Referral) -> None:
    """The provider has said nothing for two weeks: she is asked herself."""
    if told.state(referral) not in (State.ACCEPTED, State.IN_SERVICE):
        return
    missed = Resolution.DROPPED_OUT if referral.state is State.IN_SERVICE else Resolution.DID_NOT_START
    resolution = told.random.choice((Resolution.COMPLETED, Resolution.COMPLETED, missed))
    closing.report(told.session, told.referrer(referral), referral, resolution=resolution, said_by="worker_phone")


def _stops(told: Told, referral: Referral, state: State, reason: str) -> None:
    if told.state(referral) is state:
        serving.stop(told.session, told.provider(referral), referral, reason=reason)


def serves(told: Told, referral: Referral) -> Life:
    """From the first day to the last, or to the day on which she leaves."""
    ends, leaves = _ends(told, referral), happens(told.random, "dropped_out")
    if leaves:
        ends = told.now() + (ends - told.now()) * told.random.uniform(0.15, 0.8)
    while told.state(referral) is State.IN_SERVICE and referral.progress_on and referral.progress_on < ends.date():
        yield at_ten(told.random, referral.progress_on + timedelta(days=told.random.choice((-3, -1, 0, 0, 2))))
        if told.state(referral) is State.IN_SERVICE:
            _notes(told, referral)
    yield ends
    if leaves:
        _stops(told, referral, State.IN_SERVICE, one_of(told.random, LEFT))
    elif told.state(referral) is State.IN_SERVICE:
        _completes(told, referral, min(ends.date(), told.today()))


def _ends(told: Told, referral: Referral) -> datetime:
    service = told.service(referral)
    intake = next((one for one in service.places[0].intakes if one.id == referral.intake_id), None)
    days = round(DAYS_OF_SERVICE.get(service.kind_code, 20) * told.random.uniform(0.6, 1.5))
    last = intake.ends_on if intake and intake.ends_on else told.today() + timedelta(days=days)
    return at_ten(told.random, max(last, told.today()) + timedelta(days=told.random.choice((0, 1, 1, 2, 4))))


def _notes(told: Told, referral: Referral) -> None:
    on, next_on = told.today(), told.today() + timedelta(days=told.random.randint(*BETWEEN_NOTES))
    text = remark(told.random, "progress") if told.random.random() < WORDS else None
    serving.note_progress(told.session, told.provider(referral), referral, on=on, next_on=next_on, text=text)


def _completes(told: Told, referral: Referral, on: date) -> None:
    kind, wholly = told.service(referral).kind_code, not happens(told.random, "partly")
    values = completion(told.random, kind, wholly=wholly)
    keeps = wholly and kind in KEEPS and seats.seat_of(told.session, referral) is not None
    serving.complete(
        told.session,
        told.provider(referral),
        referral,
        resolution=Resolution.COMPLETED if wholly else Resolution.PARTLY_COMPLETED,
        completion=values,
        on=on,
        keeps=keeps,
        text=remark(told.random, "complete") if kind == "skills_training" and wholly else None,
    )
    if keeps and told.random.random() < WORDS:
        told.begin(told.now() + timedelta(days=told.random.randint(40, 150)), _gives_up(told, referral))


def _gives_up(told: Told, referral: Referral) -> Life:
    """She needs the place no longer."""
    told.state(referral)
    try:
        serving.leave(told.session, told.provider(referral), referral)
    except Refused:
        return
    yield from ()
