"""A service in words: whom it is for, when, what it costs, whether it takes referrals now."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from catalog.agenda import Entry
from catalog.conditions import Condition
from catalog.intakes import times_of
from catalog.models import CostOption, Intake, Kind, Rule, Service
from catalog.offer import Closed, Offer, is_unconfirmed
from catalog.offers import taking_referrals
from referral.i18n.dates import full_date
from referral.i18n.names import named
from referral.i18n.numbers import money, number
from referral.i18n.speech import Said, _, _l, _lp, _n
from referral.loop.freshness import next_step
from referral.loop.reach import Reach
from referral.web.reasons import asked
from referral.web.reasons.hours import sessions_words
from referral.web.reasons.values import either_of

R = TypeVar("R", Rule, Condition)
COSTS: Mapping[str, Said] = {
    "fee": _l("Fee"),
    "deposit": _l("Deposit that comes back"),
    "stipend": _l("Stipend, paid to her"),
    "loan": _l("Largest loan"),
    "fare": _l("Fare"),
}
PER: Mapping[str, Said] = {
    "once": _lp("cost", "once"),
    "month": _lp("cost", "a month"),
    "week": _lp("cost", "a week"),
    "day": _lp("cost", "a day"),
}
CLOSED: Mapping[Closed, tuple[Said, str]] = {
    Closed.SUSPENDED: (_l("Suspended: takes nobody now"), "bad"),
    Closed.NO_AGREEMENT: (_l("No agreement in force: nothing is sent to it"), "bad"),
    Closed.NOBODY: (_l("Nobody answers for it yet: nothing is sent to it"), "bad"),
    Closed.STALE: (_l("Not confirmed for 120 days: nothing is sent to it"), "bad"),
}
UNCONFIRMED: tuple[Said, str] = (_l("Not confirmed for 90 days"), "gold")
OPEN: tuple[Said, str] = (_l("Takes referrals"), "good")


def name_of_service(service: Service) -> str:
    """Its name, or its kind's where it has none."""
    return named(service) or named(service.kind)


def status(service: Service, day: date) -> tuple[Said, str]:
    """Whether it takes referrals on that day, with the tone that says so."""
    return _status(taking_referrals(service, day), service.confirmed_on, day)


def status_of(offer: Offer, day: date) -> tuple[Said, str]:
    """The same of an offer."""
    return _status(offer.closed(day), offer.confirmed_on, day)


def _status(closed: Closed | None, confirmed_on: date | None, day: date) -> tuple[Said, str]:
    if closed is not None:
        return CLOSED[closed]
    return UNCONFIRMED if is_unconfirmed(confirmed_on, day) else OPEN


COMES: Mapping[str, Said] = {
    "unconfirmed": _l("shown as unconfirmed from %(day)s on"),
    "closed": _l("takes nobody from %(day)s on"),
}


def what_comes(service: Service, day: date) -> str:
    """When it was confirmed last, and what comes next where nobody confirms it."""
    if service.confirmed_on is None:
        return _("Never confirmed yet: it takes nobody.")
    last, coming = _("Confirmed on %(day)s", day=full_date(service.confirmed_on)), next_step(service.confirmed_on, day)
    if coming is None:
        return _("%(last)s; it takes nobody now", last=last)
    step, on = coming
    return f"{last}; {str(COMES[step.code]) % {'day': full_date(on)}}"


def for_whom(rules: Iterable[R]) -> list[tuple[str, list[R]]]:
    """What is asked, a sentence each with its rules; those of one alternative group are joined by "or"."""
    together: dict[object, list[R]] = {}
    for at, rule in enumerate(rules):
        together.setdefault(at if rule.alternative is None else (rule.use, rule.alternative), []).append(rule)
    return [(either_of(map(asked, group)), group) for group in together.values()]


def reach(found: Reach, when: str = "") -> str:
    """How many open needs would suit: fewer than ten, or about so many."""
    if found.why:
        return str(NOT_COUNTED[found.why])
    if found.about is None:
        said = _("fewer than 10 open needs of the consortium would suit.")
    else:
        said = _n(
            "about %(num)s open need of the consortium would suit.",
            "about %(num)s open needs of the consortium would suit.",
            found.about,
        )
    asof = _("Counted at the beginning of the day; what is not known of her counts as suiting.")
    return f"{when or _('Now')}: {said} {asof}"


NOT_COUNTED: Mapping[str, Said] = {
    "confidential": _l("For a confidential service no needs are counted."),
    "enough": _l("Your organisation has looked at many rules today. Counts are shown again tomorrow."),
}


def span(intake: Intake) -> str:
    """From when to when, or all year round."""
    starts, ends = (full_date(day, near=True) for day in (intake.starts_on, intake.ends_on))
    if starts and ends:
        return _("%(starts)s to %(ends)s", starts=starts, ends=ends)
    if starts or ends:
        return _("From %(day)s", day=starts) if starts else _("until %(day)s", day=ends)
    return _("All year round")


def weekly(intake: Intake) -> str:
    """Its weekly sessions; empty where none are told."""
    return sessions_words([(day, starts.isoformat(), ends.isoformat()) for day, starts, ends in times_of(intake)])


def seats(intake: Intake, taken: int | None) -> str:
    """How many seats there are, and how many are free, where that may be told."""
    if intake.full:
        return _("Marked as full")
    if intake.seats is None:
        return _("Seats are not counted")
    if taken is None:
        return _n("%(num)s seat in all", "%(num)s seats in all", intake.seats)
    if taken > intake.seats:
        return _(
            "%(given)s seats are given away and %(num)s are meant: nobody loses hers, and none is given until fewer are.",
            given=number(taken),
            num=number(intake.seats),
        )
    free = max(0, intake.seats - taken)
    return _n("%(free)s of %(num)s seat free", "%(free)s of %(num)s seats free", intake.seats, free=number(free))


def cost(option: CostOption) -> str:
    """An amount with how often it falls due: ৳ 300 a month."""
    if option.taka == 0:
        return _("free of charge")
    return f"{money(option.taka)} {PER.get(option.per, option.per)}"


def answers_within(service: Service) -> str:
    """How soon its partner promises to answer."""
    if service.answer_hours is not None:
        return _n("%(num)s hour", "%(num)s hours", service.answer_hours)
    if service.answer_working_days is not None:
        return _n("%(num)s working day", "%(num)s working days", service.answer_working_days)
    return ""


def kind_options(kinds: Iterable[Kind | Entry]) -> list[tuple[str, str]]:
    """Kinds of service as options."""
    return [(kind.code, named(kind)) for kind in kinds]
