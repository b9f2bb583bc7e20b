"""The whole consortium loaded into an empty database: partners, services, women, and nine months of referrals."""

from datetime import date, datetime, time, timedelta
from random import Random

from catalog.kinds import sync
from referral.demo.accounts import Account, accounts
from referral.demo.happenings import HAPPENINGS
from referral.demo.lives import comes, wants_help
from referral.demo.offering import services
from referral.demo.partners import organizations, users
from referral.demo.told import A_DAY, Told
from referral.demo.women import women
from referral.demo.writer import OnlyWriter, OpenSession
from referral.moment import DHAKA
from referral.people.organizations import seed_holidays

SEED = 2041
WOMEN = 400
REFERRALS_OF_A_WOMAN = 2.25
DAYS = 275
STARTS, SWEPT, ENDS = time(9), time(17, 30), time(21)
OPEN_HOURS = (10, 19)
LAST_SITTINGS = timedelta(hours=3)
SITTING = timedelta(minutes=6)


def load(
    open_session: OpenSession, *, seed: int = SEED, today: date | None = None, women_count: int = WOMEN
) -> list[Account]:
    """Fill an empty database, the same for the same seed and day; the story ends on the evening before `today`.

    Who can sign in is given back. Everything in it is invented.
    """
    day = today or datetime.now(DHAKA).date()
    with OnlyWriter.of(open_session) as session:
        told = _prepared(session, Random(seed), day)  # noqa: S311 - a story, not a secret
        _tell(told, women_count, day)
    return accounts()


def _prepared(session: OnlyWriter, random: Random, day: date) -> Told:
    """Partners, their people and services, as the story begins."""
    begins = datetime.combine(day - timedelta(days=DAYS), STARTS, DHAKA)
    session.info["now"] = begins
    sync(session)
    seed_holidays(session, begins.year)
    of = organizations(session, day, begins)
    staff = users(session, of, begins)
    offered = services(session, of, staff, begins=begins.date(), today=day, random=random)
    session.commit()
    return Told(
        session,
        begins,
        staff,
        {service.id: service for service in offered},
        random,
        evening=datetime.combine(begins.date(), SWEPT, DHAKA),
    )


def _tell(told: Told, women_count: int, day: date) -> None:
    """All lives to their last evening; then as many sittings as there are referrals missing."""
    ends = datetime.combine(day - A_DAY, ENDS, DHAKA)
    told.ends, told.goal = ends, round(women_count * REFERRALS_OF_A_WOMAN)
    for woman in women(told.random, women_count, day):
        told.begin(_first_comes(told, ends), comes(told, woman))
    for before, life in HAPPENINGS:
        told.begin(ends - before, life(told))
    told.run(ends - LAST_SITTINGS)
    at = told.now()
    while told.session.referrals < told.goal and told.left:
        at += SITTING
        told.begin(at, wants_help(told, *told.left.pop(0), first=True))
        told.run(at)
    told.run(ends)
    told.session.commit()


def _first_comes(told: Told, ends: datetime) -> datetime:
    """At some hour when women are free, on any day up to the last but two; more come as the word spreads."""
    days = (ends - told.begins).days - 2
    day = told.begins + timedelta(days=int(days * told.random.random() ** 0.8))
    return day.replace(hour=told.random.randint(*OPEN_HOURS), minute=told.random.randint(0, 59))
