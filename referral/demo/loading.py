"""The whole consortium loaded into an empty database: partners, services, women, and nine months of referrals."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import update

from catalog.kinds import sync
from referral.demo.accounts import Account, accounts
from referral.demo.happenings import HAPPENINGS
from referral.demo.lives import comes, wants_help
from referral.demo.offering import answered, services
from referral.demo.partners import organizations, users
from referral.demo.told import A_DAY, Told
from referral.demo.women import women
from referral.demo.writer import OnlyWriter, OpenSession
from referral.models import Notice
from referral.moment import DHAKA
from referral.people.organizations import seed_holidays

SEED = 2043
WOMEN = 400
REFERRALS_OF_A_WOMAN = 2.25
DAYS = 275
STARTS, SWEPT, ENDS = time(9), time(17, 30), time(20)
OPEN_HOURS = (10, 19)
LAY_OFF = timedelta(days=8)
ONE_OF = 22
MADE_BETWEEN = 200_000
SITTING = timedelta(minutes=6)
UNREAD = timedelta(days=3)


def load(
    open_session: OpenSession, *, seed: int = SEED, today: date | None = None, women_count: int = WOMEN
) -> list[Account]:
    """Fill an empty database, the same for the same seed and day; the story ends on the evening before `today`.

    Who can sign in is given back. Everything in it is invented.
    """
    day = today or datetime.now(DHAKA).date()
    with _seldom_tidied(), OnlyWriter.of(open_session) as session:
        told = _prepared(session, Random(seed), day)  # noqa: S311 - a story, not a secret
        _tell(told, women_count, day)
    return accounts()


@contextmanager
def _seldom_tidied() -> Iterator[None]:
    """Nearly all that is made is kept to the end, so that looking for what may go is a sixth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(MADE_BETWEEN, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


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
    """All lives to the last evening; then as many sittings as there are referrals missing."""
    told.ends, told.goal = datetime.combine(day - A_DAY, ENDS, DHAKA), round(women_count * REFERRALS_OF_A_WOMAN)
    laid_off = women_count // ONE_OF
    for woman in women(told.random, women_count, day):
        if woman.organization == "hijal" and laid_off:
            laid_off -= 1
            told.begin(told.ends - LAY_OFF * told.random.uniform(0.2, 1), comes(told, woman, "learn_skill"))
        else:
            told.begin(_first_comes(told), comes(told, woman))
    for before, life in HAPPENINGS:
        told.begin(told.ends - before, life(told))
    told.run(told.ends)
    while told.session.referrals < told.goal and told.waiting:
        told.begin(told.now() + SITTING, wants_help(told, *told.waiting.pop(0)))
        told.run(told.now() + SITTING)
    told.session.add_all(answered(told.services.values(), told.staff))
    read = update(Notice).where(Notice.at < told.ends - UNREAD)
    told.session.execute(read.values(read_at=Notice.at).execution_options(synchronize_session=False))
    told.session.commit()


def _first_comes(told: Told) -> datetime:
    """At some hour when women are free, on any day up to the last but two; more come as the word spreads."""
    days = (told.ends - told.begins).days - 2
    day = told.begins + timedelta(days=int(days * told.random.random() ** 0.8))
    return day.replace(hour=told.random.randint(*OPEN_HOURS), minute=told.random.randint(0, 59))
