"""What a provider does with a referral that was sent: seen, answered, asked back, put on a list, or left lying."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from catalog.models import Intake, Service
from referral.demo import tasks
from referral.demo.results import ASKS, CANCELS, DECLINES, WITHDRAWALS, one_of
from referral.demo.tempo import SILENT, answer_days, at_ten, happens, is_slow, office
from referral.demo.told import Life, Told, remark
from referral.loop import answering, closing, offering, seats
from referral.loop.conditions import is_offered
from referral.loop.due import expires_at, urgent_hours
from referral.loop.waiting import offers
from referral.models import Referral, TaskKind
from referral.refusals import Refused
from referral.states import State

BUSY = 2.4
A_DAY = timedelta(days=1)
TASK_OF = {
    "could_not_reach": TaskKind.CHECK_PHONE,
    "not_eligible": TaskKind.CHECK_RULE,
    "outside_area": TaskKind.CHECK_RULE,
    "wrong_listing": TaskKind.FIX_LISTING,
    "closed_for_season": TaskKind.SUSPEND_SERVICE,
}


def answers(told: Told, referral: Referral) -> Life:
    """From sent on: one step further, or back; silence is left to the clock."""
    sent, answered = told.now(), _when(told, referral)
    until = answered or _given_up(told, referral)
    if happens(told.random, "cancelled") or happens(told.random, "withdrawn"):
        yield sent + (until - sent) * told.random.uniform(0.2, 0.9)
        if told.state(referral) is State.SENT:
            takes_back(told, referral)
        return
    if answered or told.random.random() < 0.5:
        yield sent + (until - sent) * told.random.uniform(0.1, 0.8)
        if told.state(referral) is State.SENT:
            answering.open_it(told.session, told.provider(referral), referral)
    yield until
    if answered and told.state(referral) is State.SENT:
        _decides(told, referral)


def _when(told: Told, referral: Referral) -> datetime | None:
    """The moment of the answer, before the clock would send it back; None where nobody ever answers."""
    service, at, random = told.service(referral), told.now(), told.random
    kind, district = service.kind_code, told.district(service)
    if random.random() < SILENT["slow" if is_slow(kind, district) else "usual"]:
        return None
    hours = urgent_hours(told.session, referral)
    if hours:
        wanted = at + timedelta(hours=hours) * min(1.4, random.lognormvariate(-0.9, 0.6))
    else:
        busy = BUSY if told.lately() and is_slow(kind, district) else 1.0
        wanted = office(random, at, busy * answer_days(random, kind, district, told.month()), told.closed)
    last = expires_at(told.session, referral) - timedelta(minutes=random.randint(20, 300))
    return max(min(wanted, last), at + timedelta(minutes=8))


def _given_up(told: Told, referral: Referral) -> datetime:
    """Some time after the clock has sent it back."""
    return expires_at(told.session, referral) + timedelta(hours=told.random.randint(20, 60))


def takes_back(told: Told, referral: Referral) -> None:
    """The referrer cancels, or the worker takes her consent back."""
    actor = told.referrer(referral)
    if told.random.random() < 0.62:
        reason = one_of(told.random, CANCELS)
        closing.cancel(told.session, actor, referral, reason=reason)
        if reason in TASK_OF:
            tasks.done_later(told, referral, TASK_OF[reason], told.random.uniform(0.5, 6))
    else:
        closing.withdraw(told.session, actor, referral, reason=one_of(told.random, WITHDRAWALS))


def _decides(told: Told, referral: Referral) -> None:
    if happens(told.random, "declined"):
        declines(told, referral, _reason(told, referral))
    elif happens(told.random, "asked_lately" if told.lately() else "asked"):
        asks(told, referral)
    else:
        accepts_or_waits(told, referral)


def asks(told: Told, referral: Referral) -> None:
    """A question to the referrer."""
    reason = one_of(told.random, ASKS)
    paper = "nid" if reason == "paper_wanted" else None
    text = remark(told.random, "ask", reason)
    answering.ask(told.session, told.provider(referral), referral, reason=reason, text=text, paper=paper)


def asked(told: Told, referral: Referral) -> Life:
    """The question is answered in a day or two, or lapses; so is that after a free seat."""
    if not happens(told.random, "answered_back"):
        assert referral.due_at is not None
        yield referral.due_at + timedelta(days=1)
        return
    yield office(told.random, told.now(), told.random.choice((0, 1, 1, 2)), told.closed)
    if told.state(referral) is not State.ASKED:
        return
    if is_offered(told.session, referral):
        says_of_seat(told, referral)
    else:
        answering.answer(told.session, told.referrer(referral), referral, text=remark(told.random, "answer"))


def says_of_seat(told: Told, referral: Referral) -> None:
    """A seat is free for her: mostly she takes it, else she waits on and the next is asked."""
    if happens(told.random, "seat_taken"):
        offers.take_seat(told.session, told.referrer(referral), referral)
        _tells_her(told, referral)
    else:
        offers.wait_on(told.session, told.referrer(referral), referral)
    offers.offer_freed(told.session)


def _tells_her(told: Told, referral: Referral) -> None:
    """Soon after; what is of the last days of the story is still to be done on the day that a visitor sees."""
    days = told.random.uniform(1, 6) if told.lately() else told.random.uniform(0.05, 1.2)
    tasks.done_later(told, referral, TaskKind.TELL_HER, days)


def _reason(told: Told, referral: Referral) -> str:
    return "not_this_time" if referral.confidential else one_of(told.random, DECLINES)


def declines(told: Told, referral: Referral, reason: str) -> None:
    """A no with its reason; what it asks of somebody is done some days later."""
    service, text = told.service(referral), None
    suggested = _another(told, service) if reason == "better_elsewhere" else None
    if reason in ("not_eligible", "closed_for_season", "wrong_listing", "other"):
        text = remark(told.random, "decline", reason)
    provider = told.provider(referral)
    answering.decline(told.session, provider, referral, reason=reason, text=text, suggested=suggested)
    if reason in TASK_OF:
        tasks.done_later(told, referral, TASK_OF[reason], told.random.uniform(0.5, 6))
    if reason == "full":
        for intake in _free(told, [one for one in service.places[0].intakes if one.is_open(told.today())]):
            offering.mark_full(told.session, provider, service, intake, False)


def _another(told: Told, service: Service) -> Service | None:
    same = [one for one in told.services.values() if one.kind_code == service.kind_code and one.id != service.id]
    near = [one for one in same if told.district(one) == told.district(service) and not one.confidential]
    return told.random.choice(near) if near else None


def accepts_or_waits(told: Told, referral: Referral) -> None:
    """Accepted where a seat is free; else put on a list, or declined as full."""
    if accepts(told, referral, answering.accept):
        return
    if happens(told.random, "waitlisted_when_full") or told.lately():
        review = office(told.random, told.now() + timedelta(days=told.random.randint(12, 30)), 1, told.closed)
        answering.waitlist(told.session, told.provider(referral), referral, review_on=review.date())
    else:
        declines(told, referral, "full")


def reviewed(told: Told, referral: Referral) -> Life:
    """On the day of review: a seat after all, a longer wait, or a no; a seat that is offered before then ends it."""
    assert referral.review_on is not None
    while told.state(referral) is State.WAITLISTED and told.today() < referral.review_on:
        yield at_ten(told.random, told.today() + A_DAY)
    if told.state(referral) is not State.WAITLISTED:
        return
    if happens(told.random, "seat_at_review") or told.random.random() < 0.4:
        accepts_or_waits(told, referral)
    else:
        declines(told, referral, "full")


def accepts(told: Told, referral: Referral, accept: Callable[..., None]) -> bool:
    """Whether there was a seat for her: then it is held, and she is told."""
    intakes = [one for one in told.service(referral).places[0].intakes if one.is_open(told.today())]
    free = sorted(_free(told, intakes), key=lambda one: one.starts_on or date.min)
    if intakes and not free:
        return False
    intake = free[1] if len(free) > 1 and told.random.random() < 0.1 else free[0] if free else None
    day = first_day(told, intake)
    hour = intake.sessions[0].starts.isoformat("minutes") if intake and intake.sessions else None
    bring = [paper for paper in told.service(referral).documents if paper != "none"]
    try:
        accept(
            told.session, told.provider(referral), referral, intake=intake, starts_on=day, starts_at=hour, bring=bring
        )
    except Refused:
        return False
    _tells_her(told, referral)
    return True


def _free(told: Told, intakes: list[Intake]) -> list[Intake]:
    """Those of them that have a seat."""
    taken = seats.taken(told.session, [one.id for one in intakes if one.seats])
    return [one for one in intakes if one.seats is None or taken.get(one.id, 0) < one.seats]


def first_day(told: Told, intake: Intake | None) -> date:
    """The start of the batch; where there is none, a day of the week on which the service is given."""
    if intake is not None and intake.starts_on is not None:
        return intake.starts_on
    day = told.today() + timedelta(days=told.random.randint(1, 6))
    days = {one.weekday for one in intake.sessions} if intake else set()
    return next((one for one in (day + timedelta(days=more) for more in range(7)) if one.weekday() in days), day)
